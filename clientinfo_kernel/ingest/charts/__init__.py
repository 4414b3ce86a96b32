"""The shipped account mappings of the standard charts (four-digit bases; scaled to the ledger's length)."""
