"""Settings: `base` holds everywhere, `local`, `test` and `production` add what differs."""
