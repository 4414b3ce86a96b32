"""The file with the counts of one person: which customers they were shown, and what the audit log does not have yet.

A person has many pages and each has a process of its own; a lock keeps them apart. The file is named by a digest and holds
no customer number, only digests, and nothing older than the limits need; the person's name only while a line of the log is
due. What is searched for is not kept at all.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import time
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import msgspec

from clientinfo_kernel.access.audit import record
from clientinfo_kernel.access.audit_detail import Phrase
from clientinfo_kernel.access.audit_subject import SEARCH
from clientinfo_kernel.access.rights import Viewer
from clientinfo_kernel.errors import AuditNotWritten

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

MINUTE, DAY = 60.0, 86400.0
# What this process left in the file that it wrote last: the text, and what it stands for. Whoever holds the file's lock
# has taken it out.
_last: dict[Path, tuple[bytes, Shown]] = {}


@dataclass
class Shown:
    """What a person's file holds; times are seconds of the epoch.

    Attributes:
        searched: Digest of a customer -> when the search showed it first in the last day.
        opened: Digests of the customers that were opened last, newest last.
        visited: Digest of a customer -> when they were opened first in the last day.
        revisited: Digest of a customer -> when they were opened last, where that was not the first time.
        searches: Searches since the last line of the audit log.
        customers: Customers that they showed for the first time.
        since: When the first of them was.
        user: Who searched, while a line is due; else empty.
        roles: Theirs.
        stopped: When the search's brake was last written down.
        held: When that of opening was.
        used: When the person was last shown or opened anybody; 0: it was not kept yet.
    """

    searched: dict[str, float] = field(default_factory=dict)
    opened: list[str] = field(default_factory=list)
    visited: dict[str, float] = field(default_factory=dict)
    revisited: dict[str, float] = field(default_factory=dict)
    searches: int = 0
    customers: int = 0
    since: float = 0.0
    user: str = ""
    roles: list[str] = field(default_factory=list)
    stopped: float = 0.0
    held: float = 0.0
    used: float = 0.0


@contextmanager
def open_counts(folder: Path, viewer: Viewer, clock: Callable[[], float] = time.time) -> Iterator[Shown]:
    """Read a person's counts, and write what has changed, also when the audit log refuses; a damaged file starts again.

    What an account that is gone left under the same login name is not theirs: its line is written, and it starts again.

    Raises:
        OSError: The file cannot be read or written.
        AuditNotWritten: The line of the account that is gone cannot be written.
    """
    path = _file_of(folder, viewer)
    if not path.exists():
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with _opened(path, clock) as shown:
        if shown.used and not viewer.wrote(viewer.name, datetime.fromtimestamp(shown.used, UTC)):
            write_down(shown, Viewer(shown.user, frozenset(shown.roles)))
            vars(shown).update(vars(Shown()))
        yield shown


def seen_counts(folder: Path, viewer: Viewer) -> Shown:
    """Return a person's counts as they lie in the file, to look at and not to change; what is too old is still in them.

    Raises:
        OSError: There is no folder yet, or the file cannot be read.
    """
    path = _file_of(folder, viewer)
    with _locked(path, fcntl.LOCK_SH) as descriptor:
        text = _whole(descriptor)
    written, shown = _last.get(path, (b"", Shown()))
    return shown if written == text else _decoded(text)


def _file_of(folder: Path, viewer: Viewer) -> Path:
    return folder / f"{hashlib.sha256(viewer.name.encode()).hexdigest()[:32]}.json"


def is_over(seconds: float, since: float, now: float) -> bool:
    """Return whether so many seconds are over; a moment to come is far away as well: the clock was set back since."""
    return abs(now - since) > seconds


def write_down(shown: Shown, viewer: Viewer) -> None:
    """Write the line of the searches that the audit log does not have yet.

    Raises:
        AuditNotWritten: It cannot be written; it stays due.
    """
    if shown.searches:
        record("search", SEARCH, Phrase("searched", (shown.searches, shown.customers)), viewer=viewer)
    shown.searches = shown.customers = 0
    shown.user, shown.roles = "", []


def write_down_waiting(folder: Path, clock: Callable[[], float] = time.time) -> None:
    """Write the lines of all whose last page was closed, or is idle, before the minute was over.

    Where one cannot be written, or a page holds the lock, the next call tries again: the service serves everybody
    meanwhile.
    """
    for path in sorted(folder.glob("*.json")):
        with suppress(OSError, AuditNotWritten), _opened(path, clock, fcntl.LOCK_NB) as shown:
            if shown.searches and shown.user and is_over(MINUTE, shown.since, clock()):
                write_down(shown, Viewer(shown.user, frozenset(shown.roles)))


@contextmanager
def _opened(path: Path, clock: Callable[[], float], no_wait: int = 0) -> Iterator[Shown]:
    with _locked(path, fcntl.LOCK_EX | no_wait) as descriptor:
        before = _whole(descriptor)
        shown = _read(path, before)
        _forget(shown.searched, clock())
        _forget(shown.visited, clock())
        _forget(shown.revisited, clock())
        try:
            yield shown
        finally:
            after = msgspec.json.encode(shown)
            if after != before:
                _write(descriptor, after)
            _last[path] = (after, shown)


@contextmanager
def _locked(path: Path, lock: int) -> Iterator[int]:
    """Give the file's descriptor: Python's own files ask the system several times more, at each of four looks a customer."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
    try:
        fcntl.flock(descriptor, lock)
        yield descriptor
    finally:
        os.close(descriptor)


def _whole(descriptor: int) -> bytes:
    return os.pread(descriptor, os.fstat(descriptor).st_size, 0)


def _write(descriptor: int, text: bytes) -> None:
    written = 0
    while written < len(text):
        written += os.pwrite(descriptor, text[written:], written)
    os.ftruncate(descriptor, len(text))


def _forget(counted: dict[str, float], now: float) -> None:
    """Leave out what is older than a day, or to come since the clock was set back; mostly there is nothing."""
    if counted and (now - min(counted.values()) >= DAY or max(counted.values()) - now >= DAY):
        for each in [each for each, at in counted.items() if abs(now - at) >= DAY]:
            del counted[each]


def _read(path: Path, text: bytes) -> Shown:
    """Read what ``_opened`` wrote. That is done several times for each customer, and mostly this process wrote it last."""
    written, shown = _last.pop(path, (b"", Shown()))
    _last.clear()  # the service comes by the files of everybody
    return shown if written == text else _decoded(text)


def _decoded(text: bytes) -> Shown:
    try:
        return msgspec.json.decode(text, type=Shown)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return Shown()
