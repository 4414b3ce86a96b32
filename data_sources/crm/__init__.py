"""Sources of the kind ``crm``."""
