"""Whether a drive was cancelled for the day on which it would be."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from clientinfo_kernel.settings import BERLIN

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime


def is_cancelled(row: Mapping[str, Any], agreed: datetime | None) -> bool:
    """Return whether nobody drives there; who was there already was there.

    It is said of one day, that of the row's window: an appointment that was put off is driven to.

    Args:
        row: What people wrote about the stop (``live.tour_stops``), empty where nobody did.
        agreed: The hour of the appointment.
    """
    if not row.get("is_cancelled") or agreed is None or not _are_of_one_day(row.get("window_from"), agreed):
        return False
    was_there = row.get("arrives_at") or row.get("done_at")
    return not (row.get("outcome") and row.get("driver") and _are_of_one_day(was_there, agreed))


def _are_of_one_day(moment: datetime | None, other: datetime) -> bool:
    return moment is not None and moment.astimezone(BERLIN).date() == other.astimezone(BERLIN).date()
