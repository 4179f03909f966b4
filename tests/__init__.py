"""The test suite of Kith; it mirrors the packages."""
