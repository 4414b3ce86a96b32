"""Mails as they came, kept in a folder of ours, whatever becomes of them on the server.

```
<archive>/<account>/<sha256>.eml      a mail: the server's bytes, named by their checksum; a copy of it is the same file
                    <sha256>.head     the start of the header of one that was too large to be fetched
                    folders/….json    which mails lie in a folder of the server, by its numbers
                    seen.json         in which folder each mail was seen last, and what state that was
                    silent.json       at how many readings in a row the server did not answer in time
```
A file's time of change is when the server received the mail.
A mail is on the disk before its folder's list names it, so a crash costs nothing but fetching it again.
"""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from data_sources.inbox.contract import State  # noqa: TC001  # msgspec reads it

if TYPE_CHECKING:
    import datetime as dt

MAIL, HEAD = ".eml", ".head"


class FolderList(msgspec.Struct, frozen=True):
    """What a folder of the server holds.

    Attributes:
        folder: Its name.
        uidvalidity: For which the numbers hold.
        mails: The file of each mail, by its number (UID).
        unsure: Mails that lay there before the server numbered them again, until all of them were looked at.
        heads: Of mails that were too large: what the limit was.
        broke: Of mails that are not here: how often the connection broke when they were asked for.
    """

    folder: str = ""
    uidvalidity: int = 0
    mails: dict[int, str] = {}
    unsure: frozenset[str] = frozenset()
    heads: dict[int, int] = {}
    broke: dict[int, int] = {}


class MailPlace(msgspec.Struct, frozen=True):
    """Where a mail was seen: a folder of the server, and the state that the settings gave to it."""

    folder: str
    state: State


@dataclass(frozen=True)
class MailArchive:
    """What is kept of one account.

    Attributes:
        folder: Where.
    """

    folder: Path

    def prepare(self) -> None:
        """Make the folders, for our user alone.

        Raises:
            OSError: They cannot be made.
        """
        self._lists.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.folder.chmod(0o700)

    def keep(self, content: bytes, suffix: str, received_at: dt.datetime) -> str:
        """Put bytes on the disk, and return the name of their file; a mail that is there already stays as it is.

        Raises:
            OSError: They cannot be written.
        """
        name = hashlib.sha256(content).hexdigest() + suffix
        target = self.folder / name
        if not (target.exists() and target.stat().st_size == len(content)):
            _write(target, content, received_at.timestamp())
        return name

    def path(self, name: str) -> Path:
        """Return where a mail is."""
        return self.folder / name

    def names(self) -> list[str]:
        """Return the files of all mails, also of those that are gone from the server.

        Raises:
            OSError: The archive cannot be read.
        """
        return sorted(each.name for each in self.folder.iterdir() if each.suffix in {MAIL, HEAD})

    def drop(self, name: str) -> None:
        """Remove the head of a mail that is here as a whole now.

        Raises:
            OSError: It cannot be removed.
        """
        self.path(name).unlink(missing_ok=True)

    def places(self) -> dict[str, MailPlace]:
        """Return where each mail was seen last, by the names of their files."""
        try:
            return msgspec.json.decode(self._places.read_bytes(), type=dict[str, MailPlace])
        except (OSError, msgspec.MsgspecError):
            return {}

    def note_places(self, places: dict[str, MailPlace]) -> None:
        """Write down where each mail was seen last.

        Raises:
            OSError: It cannot be written.
        """
        _write(self._places, msgspec.json.encode(places))

    def silences(self) -> int:
        """Return at how many readings in a row the server did not answer in time."""
        try:
            return msgspec.json.decode(self._silences.read_bytes(), type=int)
        except (OSError, msgspec.MsgspecError):
            return 0

    def note_silences(self, count: int) -> None:
        """Write that down.

        Raises:
            OSError: It cannot be written.
        """
        if count != self.silences():
            _write(self._silences, msgspec.json.encode(count))

    def listed(self, folder: str) -> FolderList:
        """Return what a folder held when it was last looked at; nothing where the list is not there or torn."""
        try:
            return msgspec.json.decode(self._list(folder).read_bytes(), type=FolderList)
        except (OSError, msgspec.MsgspecError):
            return FolderList()

    def list_again(self, listed: FolderList) -> None:
        """Write down what a folder holds.

        Raises:
            OSError: It cannot be written.
        """
        _write(self._list(listed.folder), msgspec.json.encode(listed))

    @property
    def _places(self) -> Path:
        return self.folder / "seen.json"

    @property
    def _silences(self) -> Path:
        return self.folder / "silent.json"

    @property
    def _lists(self) -> Path:
        return self.folder / "folders"

    def _list(self, folder: str) -> Path:
        name = hashlib.sha256(folder.encode()).hexdigest()[:16]  # a folder's own name can be longer than a file's
        return self._lists / f"{name}.json"


def _write(target: Path, content: bytes, changed_at: float | None = None) -> None:
    """Write a file beside, and put it in place when it is on the disk."""
    beside = target.with_name(f".{target.name}.new")
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        if changed_at is not None:
            os.utime(descriptor, (changed_at, changed_at))
        os.fsync(descriptor)
    beside.replace(target)
    names = os.open(target.parent, os.O_RDONLY)
    try:
        os.fsync(names)
    finally:
        os.close(names)
