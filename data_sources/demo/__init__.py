"""Sources of the kind ``demo``."""
