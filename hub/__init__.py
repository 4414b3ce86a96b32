"""Publication: the command line, the web server, and what belongs to running clientinfo."""
