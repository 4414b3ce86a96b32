"""What people see: view models, the panels (tabs) that fill them, the views that draw them."""
