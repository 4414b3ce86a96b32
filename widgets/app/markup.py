"""Small pieces of markup that several parts of the page need. Texts are escaped, Markup stays."""

from collections.abc import Iterable

from markupsafe import Markup, escape

from widgets.assets import icon as icon_html
from widgets.texts.language import _


def joined(parts: Iterable[object], between: str = "") -> Markup:
    """Pieces one after the other, each escaped unless it is Markup; ``between`` is our own markup."""
    return Markup(between).join(escape(part) for part in parts)  # noqa: S704  # never outside text


def icon(name: str) -> Markup:
    """A decorative icon; a label stands beside it."""
    return Markup(icon_html(name))  # noqa: S704  # our own markup and name


def chip(text: str, tone: str = "", with_icon: str = "") -> Markup:
    """A chip; ``tone`` is ok, warn, danger, accent, or empty for neutral."""
    return Markup('<span class="ci-chip{}">{}{}</span>').format(
        f" ci-chip--{tone}" if tone else "", icon(with_icon) if with_icon else "", text
    )


def tip(text: str) -> Markup:
    """A button that explains a figure, for pointer, keyboard and finger."""
    return Markup(
        '<button class="ci-tip" type="button" aria-label="{0}">{1}'
        '<span class="ci-tip__text" role="tooltip">{2}</span></button>'
    ).format(_("Erklärung"), icon("info"), text)
