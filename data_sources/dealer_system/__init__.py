"""Sources of the kind ``dealer_system``."""
