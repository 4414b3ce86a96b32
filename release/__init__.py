"""What belongs to a release beside the wheel: its list of parts, and what is known against them."""
