"""The fixed pieces of the page: the product's mark with the house's name, an app's title, the phone's freshness."""

from __future__ import annotations

from typing import TYPE_CHECKING

from widgets.markup import tag
from widgets.texts.language import _

if TYPE_CHECKING:
    from markupsafe import Markup

    from widgets.app.data_state import DataState


def brand(house: str, *, own_start: bool = True) -> Markup:
    """Return the mark at the left of the app bar. Its name is what is seen, then where it leads.

    Args:
        house: Name of the dealership.
        own_start: It leads to the app's own start page; else to all apps (the browser knows their address).
    """
    drawing = tag(
        "svg",
        tag("path", d="M20 12a8 8 0 1 1-4-6.93"),
        tag("circle", cx="12", cy="12", r="2.6", fill="currentColor", stroke="none"),
        viewBox="0 0 24 24",
        aria_hidden="true",
    )
    return tag(
        "a",
        tag("span", drawing, class_="ci-brand__mark"),
        tag("span", "clientinfo", class_="ci-brand__name"),
        tag("span", house, class_="ci-brand__house") if house else None,
        tag("span", _("Startseite"), class_="ci-sr"),
        class_="ci-brand",
        href="?",
        data_ci_home=own_start,
        data_ci_apps=not own_start,
    )


def skip_link() -> Markup:
    """Return the page's first link, seen when it has the focus: past the app bar."""
    return tag("a", _("Zum Inhalt"), class_="ci-skip", href="#", data_ci_skip=True)


def bar_title(title: str) -> Markup:
    """Return the title of an app without search, in the middle of the app bar."""
    return tag("h1", title, class_="ci-appbar__title")


def fresh_line(state: DataState) -> Markup:
    """Return the line above the card on the phone."""
    dot = tag("span", class_=f"ci-dot ci-dot--{state.tone}")
    return tag("div", dot, state.label, class_="ci-phone ci-freshline")
