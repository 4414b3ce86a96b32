"""What each posting of the ledger is, decided once: its kind of movement with the reason (``query.movement_kinds``)."""
