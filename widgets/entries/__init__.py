"""The forms in which people write about a customer, and how what they typed becomes a command."""
