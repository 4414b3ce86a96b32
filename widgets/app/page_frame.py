"""The fixed pieces of the page: the product's mark with the house's name, an app's title, the phone's freshness."""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import Markup

from widgets.texts.language import _

if TYPE_CHECKING:
    from widgets.app.data_state import DataState


def brand(house: str, *, own_start: bool = True) -> Markup:
    """The mark at the left of the app bar. Its name is what is seen, then where it leads.

    Args:
        house: Name of the dealership.
        own_start: It leads to the app's own start page; else to all apps (the browser knows their address).
    """
    return Markup(
        '<a class="ci-brand" href="?" {aim}><span class="ci-brand__mark">'
        '<svg viewBox="0 0 24 24" aria-hidden="true"><path d="M20 12a8 8 0 1 1-4-6.93"/>'
        '<circle cx="12" cy="12" r="2.6" fill="currentColor" stroke="none"/></svg></span>'
        '<span class="ci-brand__name">clientinfo</span>{house}<span class="ci-sr">{home}</span></a>'
    ).format(
        aim="data-ci-home" if own_start else "data-ci-apps",
        house=Markup('<span class="ci-brand__house">{}</span>').format(house) if house else "",
        home=_("Startseite"),
    )


def skip_link() -> Markup:
    """The page's first link, seen when it has the focus: past the app bar."""
    return Markup('<a class="ci-skip" href="#" data-ci-skip>{}</a>').format(_("Zum Inhalt"))


def bar_title(title: str) -> Markup:
    """The title of an app without search, in the middle of the app bar."""
    return Markup('<h1 class="ci-appbar__title">{}</h1>').format(title)


def fresh_line(state: DataState) -> Markup:
    """The line above the card on the phone."""
    return Markup('<div class="ci-phone ci-freshline"><span class="ci-dot ci-dot--{}"></span>{}</div>').format(
        state.tone, state.label
    )
