"""From the sources to a snapshot: read, keep, join, curate, reconcile, publish."""
