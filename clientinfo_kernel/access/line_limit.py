"""How many lines of the audit log one person writes in an hour: where its volume is full, nothing is shown to anybody.

Each download has a line, each opening of the same two customers in turn, each change. Searching, opening and writing have
brakes of their own, far below; this one is for whatever else a script asks for again and again. The counts lie beside the
log, a few bytes per person in a file that is named by a digest; all of a person's pages count together.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

FOLDER = "lines"
# A bulk of a thousand rows, and one more every six minutes; a person reads a few hundred customers in that time.
MOST_IN_AN_HOUR = 10_000
_HOUR = 3600
_LONGEST = 40


def count_line(folder: Path, name: str, now: float) -> int:
    """Count a line that a person is about to write, and return how many there are in this hour of the clock, with it.

    Args:
        folder: Of the audit log.
        name: Login name.
        now: Seconds of the epoch.

    Raises:
        OSError: It cannot be counted.
    """
    place = folder / FOLDER
    folder.mkdir(
        mode=0o700, parents=True, exist_ok=True
    )  # whose mode is nobody else's to guess: this may be the first line
    place.mkdir(mode=0o700, exist_ok=True)
    file = place / hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:32]
    descriptor = os.open(file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        hour = int(now // _HOUR)
        count = _read(os.pread(descriptor, _LONGEST, 0), hour) + 1
        text = f"{hour} {count}\n".encode()
        os.ftruncate(descriptor, os.pwrite(descriptor, text, 0))
        return count
    finally:
        os.close(descriptor)


def seconds_left(now: float) -> int:
    """Return how many seconds this hour of the clock has left."""
    return _HOUR - int(now % _HOUR)


def _read(text: bytes, hour: int) -> int:
    """Return the count of an hour; 0: what stands there is of another one, or damaged."""
    words = text.split()
    is_of_hour = len(words) == 2 and words[0] == str(hour).encode() and words[1].isdigit()  # noqa: PLR2004  # both of them
    return int(words[1]) if is_of_hour else 0
