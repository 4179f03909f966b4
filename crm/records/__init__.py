"""The framework: what every record type has in common. It imports none of Kith's other packages."""
