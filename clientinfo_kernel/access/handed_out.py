"""How many customers lists have shown a person, and how many rows they took along as files; beyond the limits both pause.

Each of a person's pages counts into the same small file beside the audit log, which holds digests of four bytes and hours.
What is older than a day counts for nothing and goes when that person is next counted. A list that names somebody again, and a page that is opened again, count nobody twice; a file
is taken as often as it is made. GDPR Art. 5(1)(c) and (f), as with searching and opening (``shown_customers``).
"""

from __future__ import annotations

import array
import fcntl
import hashlib
import os
import time
from collections.abc import Callable
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from clientinfo_kernel.access import rights
from clientinfo_kernel.access.audit import AuditLog, record
from clientinfo_kernel.access.audit_detail import Phrase, RowsTaken
from clientinfo_kernel.access.audit_subject import AuditSubject
from clientinfo_kernel.access.rights import Viewer
from clientinfo_kernel.errors import SettingsError, TooManyListed, TooManyTaken
from clientinfo_kernel.operation.event_log import event_log
from clientinfo_kernel.settings import Settings, settings_now

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from clientinfo_kernel.access.audit import Action
    from clientinfo_kernel.access.audit_detail import AuditDetail

FOLDER = "handed_out"
_HOUR, _HOURS_A_DAY, _MINUTE = 3600, 24, 60
_Kind = Literal["listed", "taken"]


@dataclass(frozen=True)
class HandedOut:
    """The counts of one person. Whoever has no login (a shell, an analyst's notebook) is not counted.

    Args:
        folder: Where the files are.
        viewer: The person.
        per_hour: So many different customers lists show in an hour of the clock; 0: any number.
        per_day: The same for 24 hours.
        rows_per_day: So many rows leave as files in 24 hours; 0: any number.
        clock: Seconds of the epoch.
    """

    folder: Path
    viewer: Viewer
    per_hour: int
    per_day: int
    rows_per_day: int
    clock: Callable[[], float] = time.time

    @classmethod
    def of(cls, viewer: Viewer, settings: Settings | None = None) -> HandedOut:
        """Return those of a person; where no settings can be read, the usual limits hold.

        Where nothing says where the audit log is, nothing is counted, and nothing can be shown either: the log says so.
        """
        known = settings
        if known is None:
            with suppress(SettingsError):
                known = settings_now()
        limits = known or Settings()
        hour, day = limits.listed_customers_per_hour, limits.listed_customers_per_day
        try:
            folder = AuditLog.of(known).folder / FOLDER
        except SettingsError:
            return cls(Path(), viewer, 0, 0, 0)
        return cls(folder, viewer, hour, day, limits.downloaded_rows_per_day)

    def note_listed(self, customer_numbers: Collection[str]) -> None:
        """Count customers that a list is about to show; who was shown in the last day is shown again.

        Raises:
            TooManyListed: The brake holds; it says for how long.
        """
        if not self.viewer.name or not (self.per_hour or self.per_day):
            return
        with suppress(OSError), self._file("listed") as (kept, add):  # the audit log has its own say about a full disk
            new = {_digest(number) for number in customer_numbers}.difference(kept[1::2])
            if not new:
                return
            hour, hours = self._hour(), kept[0::2]
            is_full = 0 < self.per_day <= len(hours)  # mostly not: nothing has to be gone through
            seconds = max(
                self._until_hour(hours.count(hour), self.per_hour),
                self._until_day([(each, 1) for each in hours], self.per_day) if is_full else 0.0,
            )
            if seconds:
                self._alarm("stopped_listing", seconds, len(hours), "lists show somebody too many customers")
                raise TooManyListed(seconds)
            add([(hour, each) for each in new])

    def note_taken(self, rows: int) -> None:
        """Count the rows of a file that is about to leave. The one with which somebody reaches the limit still does.

        Raises:
            TooManyTaken: The brake holds; it says for how long.
        """
        if not self.viewer.name or not self.rows_per_day or rows <= 0:
            return
        with suppress(OSError), self._file("taken") as (kept, add):
            taken = list(zip(kept[0::2], kept[1::2], strict=True))
            seconds = self._until_day(taken, self.rows_per_day)
            if seconds:
                count = sum(each for _hour, each in taken)
                self._alarm("stopped_taking", seconds, count, "somebody takes along one list after the other")
                raise TooManyTaken(seconds)
            add([(self._hour(), min(rows, 0xFFFFFFFF))])

    def _hour(self) -> int:
        return int(self.clock() // _HOUR)

    def _until_hour(self, count: int, limit: int) -> float:
        return _HOUR - self.clock() % _HOUR if limit and count >= limit else 0.0

    def _until_day(self, counted: list[tuple[int, int]], limit: int) -> float:
        """Return how long it takes until enough is a day old; 0: the brake does not hold."""
        left = sum(each for _hour, each in counted)
        if not limit or left < limit:
            return 0.0
        for hour, each in sorted(counted):
            left -= each
            if left < limit:
                return (hour + _HOURS_A_DAY) * _HOUR - self.clock()
        return 0.0

    def _alarm(
        self, kind: Literal["stopped_listing", "stopped_taking"], seconds: float, count: int, event: str
    ) -> None:
        """Tell the privacy role and the operator that the brake holds, once an hour."""
        mark = self._path("alarm").with_suffix(f".{kind}")
        with suppress(OSError):
            if abs(self.clock() - mark.stat().st_mtime) < _HOUR:
                return
        detail = Phrase(kind, (max(1, round(seconds / _MINUTE)), count))
        record("refuse", AuditSubject("user", self.viewer.name), detail, viewer=self.viewer)
        event_log().critical(event, user=self.viewer.name, detail=str(detail))
        with suppress(OSError):
            os.close(os.open(mark, os.O_WRONLY | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600))
            os.utime(mark, (self.clock(), self.clock()))

    def _path(self, kind: str) -> Path:
        return self.folder / f"{hashlib.sha256(self.viewer.name.encode()).hexdigest()[:32]}.{kind}"

    @contextmanager
    def _file(self, kind: _Kind) -> Iterator[tuple[array.array[int], Callable[[list[tuple[int, int]]], None]]]:
        """Give what is counted, hour and value in turns, and what counts more; what is older than a day is left out."""
        self.folder.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.folder.mkdir(mode=0o700, exist_ok=True)
        flags = os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW
        descriptor = os.open(self._path(kind), flags, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            before = os.pread(descriptor, os.fstat(descriptor).st_size, 0)
            kept = _of_last_day(before, self._hour())

            def add(more: list[tuple[int, int]]) -> None:
                kept.extend(value for pair in more for value in pair)
                after = kept.tobytes()
                start = len(before) if after.startswith(before) else 0
                os.ftruncate(descriptor, start + os.pwrite(descriptor, after[start:], start))

            yield kept, add
        finally:
            os.close(descriptor)


def record_handed_out(
    action: Action, subject: AuditSubject, detail: AuditDetail | AuditSubject | str = "", viewer: Viewer | None = None
) -> None:
    """Write a line of the audit log (``audit.record``); of a file that leaves, its rows are counted first.

    Raises:
        AuditNotWritten: It cannot be written, so it must not happen.
        TooManyTaken: This person has taken along enough for a day.
    """
    doer = viewer or rights.viewer()
    if isinstance(detail, RowsTaken) and doer.name:
        HandedOut.of(doer).note_taken(detail.rows)
    record(action, subject, detail, viewer=doer)


def _of_last_day(text: bytes, hour: int) -> array.array[int]:
    """Return the pairs of the last day; what a clock that was set back left in the future counts for nobody."""
    found = array.array("I")
    found.frombytes(text[: len(text) // (2 * found.itemsize) * 2 * found.itemsize])
    hours = found[0::2]
    if not hours or hour - _HOURS_A_DAY < min(hours) <= max(hours) <= hour:
        return found
    pairs = zip(found[0::2], found[1::2], strict=True)
    return array.array("I", [value for pair in pairs if 0 <= hour - pair[0] < _HOURS_A_DAY for value in pair])


def _digest(customer_number: str) -> int:
    return int.from_bytes(hashlib.sha256(customer_number.encode("utf-8", "surrogatepass")).digest()[:4], "big")
