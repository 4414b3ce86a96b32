"""What holds the figures against sources that did not go through the same code; each finding leads to file and line."""
