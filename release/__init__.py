"""What belongs to a release besides the wheel: its list of parts, and what is known against them."""
