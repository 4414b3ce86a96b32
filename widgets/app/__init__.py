"""The customer page: search, header card, tabs, and what ties them to the browser."""

from widgets.app.customer_app import CustomerApp

__all__ = ["CustomerApp"]
