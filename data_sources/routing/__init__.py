"""How long it takes from each place to each: by the straight line, or by a routing service of the settings."""
