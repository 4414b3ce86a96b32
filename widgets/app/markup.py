"""Small pieces of markup that several parts of the page need. Texts are escaped, Markup stays."""

from collections.abc import Iterable

from markupsafe import Markup, escape

from widgets.assets import icon as icon_html


def joined(parts: Iterable[object], between: str = "") -> Markup:
    """Pieces one after the other, each escaped unless it is Markup; ``between`` is our own markup."""
    return Markup(between).join(escape(part) for part in parts)  # noqa: S704  # never outside text


def icon(name: str) -> Markup:
    """A decorative icon; a label stands beside it."""
    return Markup(icon_html(name))  # noqa: S704  # our own markup and name
