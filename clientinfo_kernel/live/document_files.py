"""The contents of documents: files named by their hash, so that the same content is kept once and a change is noticed.

They lie in the state folder behind the database in the order of names: a backup that copies one after the other never
has a row without its file.
"""

from __future__ import annotations

import os
import re
import secrets
import shutil
import time
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from clientinfo_kernel.errors import ClientInfoError
from clientinfo_kernel.operation.on_disk import to_disk
from clientinfo_kernel.operation.private_folder import make_private
from data_sources.volume_reserve import has_room

if TYPE_CHECKING:
    from collections.abc import Callable, Collection
    from datetime import timedelta

_MODE = 0o600
_HASH = re.compile("[0-9a-f]{64}")


class DocumentMissing(ClientInfoError):
    """The content of a document is not there, or is not what was kept."""


class NoRoomForDocuments(ClientInfoError):
    """The volume is almost full: what is left is for everything else, so that nobody's files stop the house."""


@dataclass(frozen=True)
class DocumentFiles:
    """Where the contents are: files that only their user reads.

    Attributes:
        folder: Made when the first is kept.
    """

    folder: Path

    @classmethod
    def of(cls, state: Path) -> DocumentFiles:
        """Return those of a state folder."""
        return cls(state / "papers")

    def keep(self, content: bytes) -> str:
        """Write a content, and return its hash once it is on the disk.

        Raises:
            NoRoomForDocuments: The volume is almost full.
            OSError: It cannot be written.
        """
        name = content_hash(content)
        file = self._file(name)
        with suppress(FileNotFoundError):
            os.utime(file)  # a sweep sees that it is wanted again
            return name
        make_private(self.folder)
        self._require_room(len(content))
        make_private(file.parent)
        beside = file.with_name(f"{name}.{secrets.token_hex(4)}")
        descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _MODE)
        with os.fdopen(descriptor, "wb") as writer:
            writer.write(content)
            writer.flush()
            os.fsync(writer.fileno())
        beside.replace(file)
        for folder in (file.parent, self.folder):
            to_disk(folder)
        return name

    def is_there(self, content_hash: str) -> bool:
        """Return whether a content has its file, without a look into it."""
        return _HASH.fullmatch(content_hash) is not None and self._file(content_hash).is_file()

    def read(self, content_hash: str) -> bytes:
        """Return a content.

        Raises:
            DocumentMissing: It is not there, or was changed.
        """
        if not _HASH.fullmatch(content_hash):
            raise DocumentMissing("no document has such a name")
        try:
            content = self._file(content_hash).read_bytes()
        except OSError as error:
            raise DocumentMissing(f"the content {content_hash[:12]} cannot be read: {error.strerror}") from error
        if sha256(content).hexdigest() != content_hash:
            raise DocumentMissing(f"the content {content_hash[:12]} is not what was kept; put it back from a backup")
        return content

    def sweep(self, needed: Callable[[Collection[str]], Collection[str]], age: timedelta) -> int:
        """Delete contents that no document needs, and what was never written whole; return how many files went.

        A draft that is not saved yet has its content already, and keeps it as long as the draft lives. A process that keeps the
        same content in this moment either makes it young, which is seen once it lies aside, or finds it gone and writes it.

        Args:
            needed: Returns which of some hashes documents have.
            age: Younger files stay.
        """
        before = time.time() - age.total_seconds()
        old = [file for file in self.folder.glob("??/*") if file.is_file() and _is_older(file, before)]
        names = [file.name for file in old if _HASH.fullmatch(file.name)]
        wanted = frozenset(needed(names)) if names else frozenset()
        return sum(self._swept(file, before) for file in old if file.name not in wanted)

    def _require_room(self, size: int) -> None:
        if not has_room(self.folder, size):
            left = shutil.disk_usage(self.folder).free >> 20
            raise NoRoomForDocuments(f"{self.folder}: {left} MB are left, which no document gets")

    def _swept(self, file: Path, before: float) -> bool:
        aside = file.with_name(f"{file.name}.{secrets.token_hex(4)}")
        file.rename(aside)
        if _is_older(aside, before):
            aside.unlink()
            return True
        aside.replace(file)
        return False

    def _file(self, name: str) -> Path:
        return self.folder / name[:2] / name


def content_hash(content: bytes) -> str:
    """Return the name under which a content is kept."""
    return sha256(content).hexdigest()


def _is_older(file: Path, moment: float) -> bool:
    return file.stat().st_mtime < moment
