"""What was decided last about a range of accounts, in words: the page's figures know it only after the next refresh."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from clientinfo_kernel.live.account_ranges import NO_RANGE
from clientinfo_kernel.live.errors import LiveUnavailable
from clientinfo_kernel.margin.account_mapping import Range, decided, said_of
from widgets.margin.differing import both
from widgets.margin.role_words import ROLE_WORDS
from widgets.texts.formats import format_value, number
from widgets.texts.language import N_, _
from widgets.texts.unsaved import unsaved_words
from widgets.texts.words import DIVISIONS, word
from widgets.view_models import Notice, Refusal

if TYPE_CHECKING:
    from collections.abc import Mapping
    from decimal import Decimal

    from clientinfo_kernel.margin.account_mapping import Decided
    from widgets.margin.place import Place
    from widgets.view_models import ViewModel

RATES = ("cost_of_goods", "labour_cost", "tax")
RATE_LABELS = (N_("Wareneinsatz, %"), N_("Fertigungslöhne, %"), N_("Steuer ohne Schlüssel, %"))


def decided_now(place: Place) -> Decided:
    """Return what was decided last about each range.

    Raises:
        Refusal: It cannot be read now; what was typed stays.
    """
    try:
        return decided(place.margin)
    except LiveUnavailable as error:
        raise Refusal(unsaved_words(error)) from error


def said_last(row: Mapping[str, Any]) -> Notice:
    """Return who decided what about a range, and when; what is saved now takes its place."""
    said = _("{first} bis {last}, zuletzt gespeichert von {person} am {when}").format(
        first=row["account_from"],
        last=row["account_to"],
        person=row["decided_by"] or _("Jemand"),
        when=format_value(row["created_at"], "moment"),
    )
    return Notice(said, "; ".join(f"{name}: {text}" for name, text in _words(row).items() if text))


def differing(wanted: Range, note: str, theirs: Mapping[str, Any]) -> tuple[ViewModel, ...]:
    """Return what somebody else decided meanwhile about a range, beside what one wanted.

    Args:
        wanted: The range, or the former one as it would be taken back.
        note: Why.
        theirs: The row that stands there now (``live.account_ranges``).
    """
    return both(theirs, "decided_by", _words(said_of(wanted, note)), _words(theirs))


def _words(row: Mapping[str, Any]) -> dict[str, str]:
    """Return a decision in words: the name of each part -> what it says; empty: nothing."""
    is_none = row["role"] == NO_RANGE
    rates = {_(label): _percent(row[f"{name}_percent"]) for name, label in zip(RATES, RATE_LABELS, strict=True)}
    return {
        _("Art"): _("zurückgenommen") if is_none else word(ROLE_WORDS, row["role"]),
        _("Sparte"): "" if is_none else word(DIVISIONS, row["division"]),
        _("Garantie"): _("ja") if row["is_warranty"] else "",
        **rates,
        _("Bezeichnung"): row["name"] or "",
        _("Warum?"): row["note"] or "",
    }


def _percent(value: Decimal | None) -> str:
    return "" if value is None else number(value)
