"""The shared kernel: sources become one snapshot, and a snapshot answers questions. No widgets in here."""
