"""What people wrote about a stop holds for the day of its appointment: where that was put off, all begins again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from clientinfo_kernel.settings import BERLIN

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

# What stands in place of what holds no more: of the plan with the visit that followed it, and of the agreed window. A courtesy
# car that the customer has stays with them, and notes are for the next driver.
_VISIT: Mapping[str, Any] = {
    "driver": None,
    "arrives_at": None,
    "is_locked": False,
    "has_keys": False,
    "is_inspected": False,
    "mileage": None,
    "fuel": None,
    "outcome": None,
    "done_at": None,
}
_WINDOW: Mapping[str, Any] = {"window_from": None, "window_until": None, "is_cancelled": False}


def ended(row: Mapping[str, Any], agreed: datetime | None) -> dict[str, Any]:
    """Return the fields that were written for another day, each with what stands in its place.

    Whoever writes the next thing about the stop writes them, too: else they would hold again, for the new day.

    Args:
        row: What people wrote about the stop (``live.tour_stops``), empty where nobody did.
        agreed: The hour of the appointment; None: there is none any more.
    """
    visit = row.get("arrives_at") or row.get("done_at")
    over: dict[str, Any] = {}
    if visit is not None and not is_of_day(visit, agreed):
        over |= _VISIT
    if not is_of_day(row.get("window_from"), agreed):
        over |= _WINDOW
    return {name: empty for name, empty in over.items() if row.get(name) is not None and row[name] != empty}


def of_its_day(row: Mapping[str, Any], agreed: datetime | None) -> dict[str, Any]:
    """Return a row without what was written for another day."""
    return {**row, **ended(row, agreed)}


def is_cancelled(row: Mapping[str, Any], agreed: datetime | None) -> bool:
    """Return whether nobody drives there; who was there already was there.

    It is said of one day, that of the row's window: an appointment that was put off is driven to.
    """
    now = of_its_day(row, agreed)
    return bool(now.get("is_cancelled")) and not (now.get("outcome") and now.get("driver"))


def is_of_day(moment: datetime | None, agreed: datetime | None) -> bool:
    """Return whether a moment is on the day of an appointment, as calendars in the house say."""
    if moment is None or agreed is None:
        return False
    return moment.astimezone(BERLIN).date() == agreed.astimezone(BERLIN).date()
