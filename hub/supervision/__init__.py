"""Start the parts of a publication, start them again after a crash, and end them together."""
