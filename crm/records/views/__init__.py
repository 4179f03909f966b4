"""The general pages, made once for every record type."""
