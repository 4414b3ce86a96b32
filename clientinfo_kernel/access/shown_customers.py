"""Which customers a person was shown lately: by the search, which is counted and has a brake, and by opening them.

A person has many pages and each has a process of its own, so the count lies in a small file per person beside the audit
log (a lock keeps the processes apart). It holds no name and no customer number, only digests, and nothing older than the
limits need. What is searched for is not kept at all.

Searches become lines of the audit log, one a minute at most while somebody goes on: who, how many searches, how many
customers were shown. GDPR Art. 5(1)(c) and (f): nobody needs every customer of the house, and a list of all is worth
stealing.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import time
from collections.abc import Callable
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from clientinfo_kernel.access.audit import AuditLog, record
from clientinfo_kernel.access.audit_subject import SEARCH
from clientinfo_kernel.access.rights import Viewer
from clientinfo_kernel.errors import AuditNotWritten, TooManySearched
from clientinfo_kernel.event_log import event_log
from clientinfo_kernel.settings import read_settings

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from clientinfo_kernel.settings import Settings

FOLDER = "shown"
HOUR, DAY = 3600.0, 86400.0
_MINUTE = 60.0
# So many customers are written down at once, before the minute is over.
_SOON = 25
_OPENED_KEPT = 100


@dataclass
class _Shown:
    """What the file holds; times are seconds of the epoch.

    Attributes:
        searched: Digest of a customer -> when the search showed it first in the last day.
        opened: Digests of the customers that were opened last, newest last.
        searches: Searches since the last line of the audit log.
        customers: Customers that they showed for the first time.
        since: When the first of them was.
        stopped: When the brake was last written down.
    """

    searched: dict[str, float] = field(default_factory=dict)
    opened: list[str] = field(default_factory=list)
    searches: int = 0
    customers: int = 0
    since: float = 0.0
    stopped: float = 0.0


@dataclass(frozen=True)
class ShownCustomers:
    """The counts of one person. Whoever has no login (a shell, an analyst's notebook) is not counted.

    Args:
        folder: Where the files are.
        viewer: The person.
        per_hour: So many customers the search shows in an hour; 0: any number.
        per_day: The same for a day.
        clock: Seconds of the epoch.
    """

    folder: Path
    viewer: Viewer
    per_hour: int
    per_day: int
    clock: Callable[[], float] = time.time

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
        return cls(AuditLog.of(known).folder / FOLDER, viewer, *limits)

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
        if not self.viewer.name:
            return
        with self._file() as shown:
            seconds = self._seconds_left(shown)
            if not seconds:
                return
            if self.clock() - shown.stopped > HOUR:
                shown.stopped = self.clock()
                self._write_down(shown)
                detail = f"stopped for {seconds / _MINUTE:.0f} min: {len(shown.searched)} customers in a day"
                record("refuse", SEARCH, detail, viewer=self.viewer)
                event_log().critical("somebody searches through the customers", user=self.viewer.name, detail=detail)
        raise TooManySearched(seconds)

    def note_search(self, customer_numbers: Iterable[str]) -> None:
        """Count a search that is about to be shown.

        Raises:
            AuditNotWritten: It cannot be written down, and must not be shown.
        """
        if not self.viewer.name:
            return
        with self._file() as shown:
            now = self.clock()
            if shown.searches and now - shown.since > _MINUTE:
                self._write_down(shown)
            new = {_digest(number) for number in customer_numbers} - shown.searched.keys()
            shown.searched |= dict.fromkeys(new, now)
            shown.since = shown.since if shown.searches else now
            shown.searches, shown.customers = shown.searches + 1, shown.customers + len(new)
            if shown.customers >= _SOON:
                self._write_down(shown)

    def note_opened(self, customer_number: str) -> None:
        """Remember that this person opened a customer; where that cannot be written, the list of the last ones lacks them."""
        if self.viewer.name:
            with suppress(OSError), self._file() as shown:
                others = [each for each in shown.opened if each != _digest(customer_number)]
                shown.opened = [*others, _digest(customer_number)][-_OPENED_KEPT:]

    def opened(self, customer_numbers: Iterable[str]) -> tuple[str, ...]:
        """Return those of these customers that this person opened lately; without a login all of them."""
        if not self.viewer.name:
            return tuple(customer_numbers)
        with suppress(OSError), self._file() as shown:
            return tuple(number for number in customer_numbers if _digest(number) in shown.opened)
        return ()

    def _seconds_left(self, shown: _Shown) -> float:
        """Return how long it takes until enough customers are no longer counted; 0: the brake does not hold."""
        now, waits = self.clock(), [0.0]
        for limit, window in ((self.per_hour, HOUR), (self.per_day, DAY)):
            within = sorted(at for at in shown.searched.values() if abs(now - at) < window)
            if limit and len(within) >= limit:
                waits.append(within[len(within) - limit] + window - now)
        return max(waits)

    def _write_down(self, shown: _Shown) -> None:
        if shown.searches:
            record("search", SEARCH, f"{shown.searches} searches, {shown.customers} customers", viewer=self.viewer)
        shown.searches = shown.customers = 0

    @contextmanager
    def _file(self) -> Iterator[_Shown]:
        """Read, and write what has changed, also when the audit log refuses; a damaged file begins again."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        path = self.folder / f"{hashlib.sha256(self.viewer.name.encode()).hexdigest()[:32]}.json"
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
        with os.fdopen(descriptor, "r+", encoding="utf-8") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            before = file.read()
            shown = _read(before)
            now = self.clock()
            shown.searched = {each: at for each, at in shown.searched.items() if abs(now - at) < DAY}
            try:
                yield shown
            finally:
                after = json.dumps(vars(shown))
                if after != before:
                    file.seek(0)
                    file.write(after)
                    file.truncate()


def _read(text: str) -> _Shown:
    try:
        found: dict[str, Any] = json.loads(text)
        shown = _Shown(**found)
        shown.searched = {str(each): float(at) for each, at in shown.searched.items()}
        shown.opened = [str(each) for each in shown.opened]
        shown.searches, shown.customers = int(shown.searches), int(shown.customers)
        shown.since, shown.stopped = float(shown.since), float(shown.stopped)
    except (ValueError, TypeError, AttributeError):
        return _Shown()
    return shown


def _digest(customer_number: str) -> str:
    return hashlib.sha256(customer_number.encode("utf-8", "surrogatepass")).hexdigest()[:16]
