"""Sources of the kind ``places``."""
