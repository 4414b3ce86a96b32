"""The page on which administrators manage the accounts."""

from widgets.users.app import UsersApp

__all__ = ["UsersApp"]
