"""What whoever runs the machine meets: the server's log, and folders that nobody else enters."""
