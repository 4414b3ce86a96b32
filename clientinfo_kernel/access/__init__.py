"""Who asks, what they are allowed to see, and the log of what they saw."""
