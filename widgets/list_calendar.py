"""Somebody's follow-ups as a calendar: the customer's number and the kind, no name and no text.

A calendar program keeps it on machines that nobody here looks after.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from widgets.texts.calendar_text import Entry, calendar_text
from widgets.texts.language import _
from widgets.work_list import lists_of

if TYPE_CHECKING:
    from datetime import datetime

    from clientinfo_kernel.query.directory import CustomerDirectory

FOLLOW_UPS = "follow_ups"


@dataclass(frozen=True)
class FollowUpCalendar:
    """What a calendar program is given.

    Attributes:
        text: iCalendar, in UTF-8.
        customers: How many customers stand in it.
    """

    text: bytes
    customers: int


def follow_up_calendar(directory: CustomerDirectory, now: datetime) -> FollowUpCalendar | None:
    """Return the open follow-ups of the directory's viewer; None for whom there is no such list.

    Args:
        directory: All customers, as its viewer is allowed to see them.
        now: When it is asked for (UTC).

    Raises:
        SnapshotMissing: Nothing has been refreshed yet.
        LiveUnavailable: The live store does not answer.
    """
    wanted = next((each for each in lists_of(directory.viewer) if each.key == FOLLOW_UPS), None)
    if wanted is None:
        return None
    rows = wanted.table(wanted.desk(directory, "mine")).rows.select("row", "entity", "on", "customer_number", "kind")
    entries = (
        Entry(
            f"{entity}-{row}@clientinfo",
            day,
            _("Wiedervorlage Kd.-Nr. {number}: {kind}").format(number=number, kind=kind or ""),
        )
        for row, entity, day, number, kind in rows.iter_rows()
    )
    return FollowUpCalendar(calendar_text(_("Wiedervorlagen"), entries, now), rows["customer_number"].n_unique())
