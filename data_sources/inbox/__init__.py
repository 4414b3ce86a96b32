"""Sources of the kind ``inbox``."""
