"""From a snapshot to answers: about one customer, and about where each figure comes from."""
