"""How a customer is called on the screen."""

from widgets.texts.language import _


def titled_name(name: str, title: str | None) -> str:
    """Return the shown name with the academic degree before it, once: some sources write it into the name as well."""
    shown = shown_name(name)
    degree = (title or "").strip()
    return shown if not degree or shown.casefold().startswith(degree.casefold()) else f"{degree} {shown}"


def shown_name(name: str) -> str:
    """Return the name; a debtor account without master data has none, and its number stands in its place."""
    return _("Debitor {account}").format(account=name) if name.isdecimal() else name
