"""The fixed pieces of the page: the product's mark with the house's name, and the phone's line of freshness."""

from markupsafe import Markup

from widgets.app.data_state import DataState
from widgets.language import _


def brand(house: str) -> Markup:
    """The mark at the left of the app bar; leads to the start page. Its name is what is seen, then where it leads."""
    return Markup(
        '<a class="ci-brand" href="?" data-ci-home><span class="ci-brand__mark">'
        '<svg viewBox="0 0 24 24" aria-hidden="true"><path d="M20 12a8 8 0 1 1-4-6.93"/>'
        '<circle cx="12" cy="12" r="2.6" fill="currentColor" stroke="none"/></svg></span>'
        '<span class="ci-brand__name">clientinfo</span><span class="ci-brand__house">{house}</span>'
        '<span class="ci-sr">{home}</span></a>'
    ).format(house=house, home=_("Startseite"))


def fresh_line(state: DataState) -> Markup:
    """The line above the card on the phone."""
    return Markup('<div class="ci-phone ci-freshline"><span class="ci-dot ci-dot--{}"></span>{}</div>').format(
        state.tone, state.label
    )
