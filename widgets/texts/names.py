"""How a customer is called on the screen."""

from widgets.texts.language import _


def shown_name(name: str) -> str:
    """Return the name; a debtor account without master data has none, and its number stands in its place."""
    return _("Debitor {account}").format(account=name) if name.isdecimal() else name
