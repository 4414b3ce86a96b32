"""What accounting decided about an open item: chips in its row, facts and the way to change them below it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from clientinfo_kernel.query.decided_items import is_blocked
from widgets.parts.history import history
from widgets.texts.formats import format_value
from widgets.texts.language import _
from widgets.texts.written import label
from widgets.view_models import Action, Actions, Chip, Fact, Facts, Stack, ViewModel

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from clientinfo_kernel.query.customer_file import CustomerFile


def decision_chip(row: Mapping[str, Any], key_date: date) -> Chip | None:
    """Return the mark of an item that must be seen first: a broken promise, a dispute, a promise, a block.

    Args:
        row: An open item (``answers.OPEN_ITEMS``).
        key_date: A block that ended before it is over.
    """
    if row["promise"] == "broken":
        return Chip(_("Zusage gebrochen"), "danger")
    if row["is_disputed"]:
        return Chip(_("strittig"), "warn")
    if row["promise"] == "open":
        return Chip(_("zugesagt bis {day}").format(day=format_value(row["promised_on"], "date")), "accent")
    if is_blocked(row, key_date):
        return Chip(_("Mahnsperre bis {day}").format(day=format_value(row["blocked_until"], "date")), "warn")
    return None


def item_decision(customer_file: CustomerFile, row: Mapping[str, Any]) -> tuple[ViewModel, ...]:
    """Return what was decided about an item, the button that opens the form, and the history."""
    facts = (
        Fact(label("open_item", "blocked_until"), row["blocked_until"], "date"),
        Fact(label("open_item", "promised_on"), row["promised_on"], "date"),
        Fact(label("open_item", "promised_amount"), row["promised_amount"], "money"),
        Fact(label("open_item", "promised_by"), row["promised_by"]),
        Fact(label("open_item", "is_disputed"), row["is_disputed"], "yes_no"),
        Fact(label("open_item", "note"), row["note"]),
    )
    known = tuple(fact for fact in facts if fact.value not in (None, ""))
    shown: list[ViewModel] = [Facts(known, title=_("Entscheidung der Buchhaltung"))] if known else []
    if "receivables" in customer_file.access.changes and customer_file.as_of is None:
        shown.append(Actions((Action(_("Posten bearbeiten"), "open_item", row["item_id"]),)))
    if row["version"]:
        shown.append(Stack((history(customer_file, "open_item", row["item_id"]),)))
    return tuple(shown)
