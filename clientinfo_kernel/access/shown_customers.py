"""Which customers a person was shown lately: by the search, which is counted and has a brake, and by opening them.

The count lies in a small file per person beside the audit log (``shown_counts``). Searches become lines of the audit log,
one a minute at most while somebody goes on: who, how many searches, how many customers were shown. What a page leaves
when it is closed, the service writes (``write_down_waiting``). GDPR Art. 5(1)(c) and (f): nobody needs every customer of the house, and a list of all is worth
stealing.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from clientinfo_kernel.access.audit import AuditLog, record
from clientinfo_kernel.access.audit_detail import Phrase
from clientinfo_kernel.access.audit_subject import SEARCH, AuditSubject
from clientinfo_kernel.access.rights import Viewer
from clientinfo_kernel.access.shown_counts import DAY, MINUTE, Shown, is_over, open_counts, seen_counts, write_down
from clientinfo_kernel.errors import AuditNotWritten, TooManyOpened, TooManySearched
from clientinfo_kernel.operation.event_log import event_log
from clientinfo_kernel.settings import read_settings

if TYPE_CHECKING:
    from collections.abc import Iterable
    from contextlib import AbstractContextManager

    from clientinfo_kernel.settings import Settings

FOLDER = "shown"
HOUR = 3600.0
# So many customers are written down at once, before the minute is over.
_SOON = 25
_OPENED_KEPT = 100


@dataclass(frozen=True)
class ShownCustomers:
    """The counts of one person. Whoever has no login (a shell, an analyst's notebook) is not counted.

    Args:
        folder: Where the files are.
        viewer: The person.
        per_hour: So many customers the search shows in an hour; 0: any number.
        per_day: The same for a day.
        clock: Seconds of the epoch.
        opens_per_hour: So many customers this person opens in an hour; 0: any number.
        opens_per_day: The same for a day.
    """

    folder: Path
    viewer: Viewer
    per_hour: int
    per_day: int
    clock: Callable[[], float] = time.time
    opens_per_hour: int = 0
    opens_per_day: int = 0

    @classmethod
    def of(cls, viewer: Viewer, settings: Settings | None = None) -> ShownCustomers:
        """Return those of a person, with the limits of the settings.

        Raises:
            SettingsError: The settings are needed, and are missing or wrong.
        """
        if not viewer.name:
            return cls(Path(), viewer, 0, 0)
        known = settings or read_settings()
        limits = known.searched_customers_per_hour, known.searched_customers_per_day
        opens = known.opened_customers_per_hour, known.opened_customers_per_day
        return cls(AuditLog.of(known).folder / FOLDER, viewer, *limits, time.time, *opens)

    def begin(self) -> None:
        """Write down what an earlier page of this person did not, when a page begins; where it cannot, the next one does."""
        if self.viewer.name:
            with suppress(OSError, AuditNotWritten), self._file() as shown:
                self._write_down(shown)

    def require_search(self) -> None:
        """Make sure that this person can search now.

        Raises:
            TooManySearched: The brake holds; it says for how long.
            AuditNotWritten: Its first line cannot be written.
        """
        if not self.viewer.name or not self._may_hold():
            return
        with self._file() as shown:
            seconds = self._seconds_left(shown.searched, self.per_hour, self.per_day)
            if not seconds:
                return
            if is_over(HOUR, shown.stopped, self.clock()):
                shown.stopped = self.clock()
                self._write_down(shown)
                detail = Phrase("stopped_searching", (round(seconds / MINUTE), len(shown.searched)))
                record("refuse", SEARCH, detail, viewer=self.viewer)
                event_log().critical(
                    "somebody searches through the customers", user=self.viewer.name, detail=str(detail)
                )
        raise TooManySearched(seconds)

    def note_search(self, customer_numbers: Iterable[str]) -> None:
        """Count a search that is about to be shown.

        Raises:
            AuditNotWritten: It cannot be written down, and must not be shown.
        """
        if not self.viewer.name:
            return
        with self._file() as shown:
            now = shown.used = self.clock()
            if shown.searches and is_over(MINUTE, shown.since, now):
                self._write_down(shown)
            new = {_digest(number) for number in customer_numbers} - shown.searched.keys()
            shown.searched |= dict.fromkeys(new, now)
            shown.since = shown.since if shown.searches else now
            shown.searches, shown.customers = shown.searches + 1, shown.customers + len(new)
            shown.user, shown.roles = self.viewer.name, sorted(self.viewer.roles)
            if shown.customers >= _SOON:
                self._write_down(shown)

    def require_open(self, customer_number: str) -> None:
        """Count that this person is about to open a customer; whom they opened in the last day they open again.

        Raises:
            TooManyOpened: The brake holds; it says for how long.
            AuditNotWritten: Its first line cannot be written.
        """
        if not self.viewer.name:
            return
        with suppress(OSError), self._file() as shown:  # the audit log has its own say about a full disk
            new, now = _digest(customer_number), self.clock()
            shown.used = now
            if new in shown.visited or new in shown.revisited:
                shown.revisited[new] = now
                shown.visited.setdefault(new, now)  # its first time may be a day ago by now: it counts again
                return
            seconds = self._seconds_left(shown.visited, self.opens_per_hour, self.opens_per_day)
            if not seconds:
                shown.visited[new] = now
                return
            if is_over(HOUR, shown.held, now):
                shown.held = now
                detail = Phrase("stopped_opening", (round(seconds / MINUTE), len(shown.visited)))
                record("refuse", AuditSubject("user", self.viewer.name), detail, viewer=self.viewer)
                event_log().critical(
                    "somebody opens one customer after the other", user=self.viewer.name, detail=str(detail)
                )
            raise TooManyOpened(seconds)

    def note_opened(self, customer_number: str) -> None:
        """Remember that this person opened a customer; where that cannot be written, the list of the last ones lacks them."""
        if self.viewer.name:
            with suppress(OSError, AuditNotWritten), self._file() as shown:
                shown.used, newest = self.clock(), _digest(customer_number)
                shown.opened = [*(each for each in shown.opened if each != newest), newest][-_OPENED_KEPT:]

    def opened(self, customer_numbers: Iterable[str]) -> tuple[str, ...]:
        """Return those of these customers that this person opened lately; without a login all of them."""
        if not self.viewer.name:
            return tuple(customer_numbers)
        with suppress(OSError, AuditNotWritten), self._file() as shown:
            return tuple(number for number in customer_numbers if _digest(number) in shown.opened)
        return ()

    def _may_hold(self) -> bool:
        """Look whether the search's brake holds, which it mostly does not, without writing anything."""
        try:
            counted = seen_counts(self.folder, self.viewer).searched
        except OSError:  # none was counted yet, or whoever asks for the brake will say what is wrong
            return True
        return self._seconds_left(counted, self.per_hour, self.per_day) > 0

    def _seconds_left(self, counted: Mapping[str, float], per_hour: int, per_day: int) -> float:
        """Return how long it takes until enough customers are no longer counted; 0: the brake does not hold."""
        now, waits = self.clock(), [0.0]
        for limit, window in ((per_hour, HOUR), (per_day, DAY)):
            if not limit or len(counted) < limit:
                continue  # mostly: nothing has to be sorted
            within = sorted(at for at in counted.values() if abs(now - at) < window)
            if len(within) >= limit:
                waits.append(within[len(within) - limit] + window - now)
        return max(waits)

    def _write_down(self, shown: Shown) -> None:
        write_down(shown, self.viewer)

    def _file(self) -> AbstractContextManager[Shown]:
        return open_counts(self.folder, self.viewer, self.clock)


def _digest(customer_number: str) -> str:
    return hashlib.sha256(customer_number.encode("utf-8", "surrogatepass")).hexdigest()[:16]
