"""One module per change of the tables; never change one that has been released."""
