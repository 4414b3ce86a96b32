"""What an operator sets, and where the parts of a publication find each other."""
