"""How much one person writes in a day: somebody who writes more than people do fills everybody's lists, and the disk.

Checks of VAT IDs have as much room of their own: a list of them is much, and leaves the other work its day.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from clientinfo_kernel.access.audit import record
from clientinfo_kernel.access.audit_detail import Phrase
from clientinfo_kernel.access.audit_subject import AuditSubject
from clientinfo_kernel.live.commands import Change, Undo
from clientinfo_kernel.live.errors import TooMuchWritten
from clientinfo_kernel.live.tables import events
from clientinfo_kernel.live.vat_checks import VAT_CHECK
from clientinfo_kernel.operation.event_log import event_log

if TYPE_CHECKING:
    from clientinfo_kernel.access.rights import Viewer
    from clientinfo_kernel.live.commands import Add

DAY = timedelta(days=1)
_SAID_AGAIN_SECONDS = 3600.0


def _counted(viewer: Viewer, now: datetime, *, is_check: bool) -> sa.Select[Any]:
    """Ask for the moments of all that a person wrote in the last day: checks of VAT IDs, or all the rest."""
    change = events.c
    # what a clock that was set back left in the future counts for nobody
    own = sa.and_(change.user == viewer.name, change.at > now - DAY, change.at <= now)
    if viewer.since is not None:  # what an account that is gone wrote under the name is not theirs
        own = sa.and_(own, change.at >= viewer.since)
    return sa.select(change.at).where(own, (change.entity == VAT_CHECK.name) == is_check)


@dataclass
class WritingLimit:
    """The brake of one person; a shell has none.

    Attributes:
        per_day: So many changes in 24 hours; 0: any number.
    """

    per_day: int = 0
    _said: float | None = field(default=None, repr=False, compare=False)

    def require_room(
        self, connection: sa.Connection, viewer: Viewer, command: Add | Change | Undo, now: datetime
    ) -> None:
        """Make sure that a person can write one more row; within the transaction that writes it.

        What became of something that was begun (a mail on its way) and taking back what was too much have as much room
        again: neither is to be lost to the brake.

        Raises:
            TooMuchWritten: The brake holds; it says for how long.
            AuditNotWritten: Its line cannot be written.
        """
        if self.most_of(viewer) is None:
            return
        is_check = command.entity is VAT_CHECK
        counted = _counted(viewer, now, is_check=is_check).order_by(events.c.at.desc())
        ends = isinstance(command, Undo) or (
            isinstance(command, Change) and (command.takes_back or command.entity.proves(command.values))
        )
        earliest = connection.scalar(counted.offset(self.per_day * (1 + ends) - 1).limit(1))
        if earliest is None:
            return
        seconds = (earliest + DAY - now).total_seconds()
        self._say(viewer, seconds)
        raise TooMuchWritten(seconds, self.per_day)

    def most_of(self, viewer: Viewer) -> int | None:
        """Return how many changes a person can write in 24 hours; None: any number."""
        return (self.per_day or None) if viewer.name else None

    def room(self, connection: sa.Connection, viewer: Viewer, now: datetime) -> int:
        """Return how many of them, but for checks of VAT IDs, a person can still write at this moment."""
        written = _counted(viewer, now, is_check=False).limit(self.per_day).subquery()
        return self.per_day - int(connection.scalar(sa.select(sa.func.count()).select_from(written)) or 0)

    def _say(self, viewer: Viewer, seconds: float) -> None:
        """Write down that the brake holds, once an hour: the log must not be flooded in its turn."""
        if self._said is not None and time.monotonic() - self._said < _SAID_AGAIN_SECONDS:
            return
        detail = Phrase("stopped_writing", (round(seconds / 60), self.per_day))
        record("refuse", AuditSubject("user", viewer.name), detail, viewer=viewer)
        self._said = time.monotonic()
        event_log().critical("somebody writes more than people do", user=viewer.name, detail=str(detail))
