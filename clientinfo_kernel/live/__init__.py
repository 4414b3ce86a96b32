"""What people write: cases and contacts, in one database, with the history of every change. Nothing else writes to it."""
