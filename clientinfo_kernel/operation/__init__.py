"""For the people who run the machine: the server's log, and folders that nobody else enters."""
