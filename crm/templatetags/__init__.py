"""Template tags of Kith."""
