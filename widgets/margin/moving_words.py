"""Whether the period of a kept question moves on: the choice in its form, and the words for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from widgets.margin.words import value_word
from widgets.texts.language import N_, _
from widgets.view_models import Field, Option

if TYPE_CHECKING:
    from collections.abc import Mapping

    from widgets.margin.view import View
    from widgets.texts.words import Words

FIXED = "fixed"
_WORDS: Words = {
    "last_month": N_("letzter Monat"),
    "last_3_months": N_("letzte 3 Monate"),
    "last_12_months": N_("letzte 12 Monate"),
    "this_year": N_("laufendes Buchungsjahr"),
    "year_before": N_("voriges Buchungsjahr"),
}


def moving_word(moves: str) -> str:
    """Return a period that moves on (``moving_periods.MOVING``) as people say it."""
    return _(_WORDS[moves])


def offered(view: View, periods: Mapping[str, str]) -> dict[str, str]:
    """Return the periods, of those that move on, that have just the months of the page."""
    return {name: months for name, months in periods.items() if view.period == (("month", (months,)),)}


def moving_field(view: View, periods: Mapping[str, str], moves: str) -> Field | None:
    """Return the choice whether the page's months stay or move on; None: they are of no period that does.

    Args:
        view: The page that is kept.
        periods: Result of ``moving_periods``.
        moves: What is chosen so far; empty: they stay.
    """
    found = offered(view, periods)
    if not found:
        return None
    months = value_word("month", next(iter(found.values())))
    options = (
        Option(FIXED, _("bleibt: {months}").format(months=months)),
        *(Option(each, _("rückt weiter: {period}").format(period=moving_word(each))) for each in found),
    )
    return Field("moves", _("Zeitraum"), "choice", value=moves if moves in found else FIXED, options=options)
