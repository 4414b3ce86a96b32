"""Sources of the kind ``ledger``."""
