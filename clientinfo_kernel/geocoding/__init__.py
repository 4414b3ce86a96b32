"""Points of customers' addresses from a geocoder: asked by a run with pauses, kept as points that people set are."""
