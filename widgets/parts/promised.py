"""When an order was promised to be done, and whether that day has passed without it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from widgets.texts.formats import local
from widgets.texts.language import _
from widgets.view_models import Chip

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

# From "fertig" on the promise is kept, whatever day the invoice is written.
_UNFINISHED = frozenset({"open", "in_progress"})


def promised_at(row: Mapping[str, Any]) -> datetime | None:
    """Return the promise in the house's time, as long as somebody waits for it; None: nobody does, or none was given."""
    return local(row["promised_at"]) if row["is_current"] and row["promised_at"] else None


def overdue_chip(row: Mapping[str, Any], key_date: date) -> Chip | None:
    """Return a warning where a split of ``answers.ORDERS`` should have been done before the key date."""
    promised = promised_at(row)
    is_late = promised is not None and promised.date() < key_date and row["state"] in _UNFINISHED
    return Chip(_("überfällig"), "danger") if is_late else None
