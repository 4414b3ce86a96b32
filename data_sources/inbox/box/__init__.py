"""The box for documents of inboxes: mail, PDF and XML, and what their process answers."""
