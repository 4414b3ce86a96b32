"""Written down for each account once a day: that its calendar was read, and how many customers stood in it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from clientinfo_kernel.access.audit import record
from clientinfo_kernel.access.audit_detail import Phrase
from clientinfo_kernel.access.audit_subject import AuditSubject
from clientinfo_kernel.settings import BERLIN

if TYPE_CHECKING:
    from clientinfo_kernel.access.rights import Viewer


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass
class CalendarReadings:
    """What was written down today. A program reads every hour, and each line would say the same.

    Attributes:
        now: The clock (UTC); days are Berlin's.
    """

    now: Callable[[], datetime] = field(default=_now, repr=False)
    _written: dict[str, tuple[datetime, int]] = field(default_factory=dict, repr=False)

    def note(self, viewer: Viewer, customers: int) -> None:
        """Write down a reading, unless a line of today says as much already; an empty calendar shows nobody.

        Args:
            viewer: Whose calendar it is.
            customers: How many customers stand in it.

        Raises:
            AuditNotWritten: It cannot be written: the calendar must not be handed out.
        """
        now = self.now()
        at, most = self._written.get(viewer.name, (now, 0))
        is_known = viewer.wrote(viewer.name, at) and at.astimezone(BERLIN).date() == now.astimezone(BERLIN).date()
        if customers <= (most if is_known else 0):
            return
        record("export", AuditSubject("list", "follow_ups"), Phrase("calendar", (customers,)), viewer=viewer)
        self._written[viewer.name] = (now, customers)
