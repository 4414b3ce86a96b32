"""A folder that others write into, read without following anything out of it.

Whoever can put files there (an SFTP user, an upstream system) could put links to files that only we can read, pipes that
never end, or swap one for the other while we look. Everything is opened by descriptor, part by part from the folder on,
and nothing that is a link is opened at all (openat(2) with O_NOFOLLOW); what is opened is looked at again (fstat(2)) and
read no further than its limit.
"""

from __future__ import annotations

import datetime as dt
import errno
import os
import stat
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Literal, Self

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import TracebackType

Kind = Literal["file", "folder", "other"]
_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
# Without O_NONBLOCK a pipe would hold us until somebody writes to it.
_FILE = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC
_DEEPEST = 100
HERE = PurePosixPath()


class NotRegular(OSError):
    """It is a link, a pipe, a device or a socket: nothing that a document can be."""


class TooLarge(OSError):
    """A file has more bytes than are read."""


@dataclass(frozen=True)
class DropFolder:
    """An open folder.

    Attributes:
        descriptor: Of the folder.
    """

    descriptor: int

    @classmethod
    def at(cls, folder: Path) -> Self:
        """Open a folder that the settings name; that name itself can lead through links.

        Raises:
            OSError: It is not there or no folder, or cannot be read.
        """
        os.scandir(folder).close()
        return cls(os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC))

    def __enter__(self) -> Self:
        """Use it."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close it."""
        os.close(self.descriptor)

    def entries(self, path: PurePosixPath = HERE) -> list[tuple[str, Kind]]:
        """Return what is in a folder below, by name.

        Raises:
            OSError: It cannot be read.
        """
        with self._folder(path) as folder, os.scandir(folder) as found:
            return sorted((entry.name, _kind(entry)) for entry in found)

    def below(self, path: PurePosixPath) -> Iterator[tuple[PurePosixPath, Kind]]:
        """Yield everything below a folder that is not a folder itself; a folder that cannot be read holds nothing.

        Folders in folders are followed a hundred deep, further than any that people make.
        """
        if len(path.parts) > _DEEPEST:
            return
        try:
            entries = self.entries(path)
        except OSError:
            return
        for name, kind in entries:
            if kind == "folder":
                yield from self.below(path / name)
            else:
                yield path / name, kind

    @contextmanager
    def opened(self, path: PurePosixPath) -> Iterator[int]:
        """Open a regular file.

        Raises:
            NotRegular: It is something else.
            OSError: It is not there, or cannot be opened.
        """
        with self._folder(path.parent) as folder:
            mode = os.stat(path.name, dir_fd=folder, follow_symlinks=False).st_mode
            if not stat.S_ISREG(mode):
                raise NotRegular(errno.EISDIR if stat.S_ISDIR(mode) else errno.ELOOP, path.name)
            descriptor = os.open(path.name, _FILE, dir_fd=folder)
        try:
            if not stat.S_ISREG(os.fstat(descriptor).st_mode):  # swapped since
                raise NotRegular(errno.ELOOP, path.name)
            yield descriptor
        finally:
            os.close(descriptor)

    def read(self, path: PurePosixPath, most: int) -> bytes:
        """Return the bytes of a regular file.

        Raises:
            NotRegular: It is something else.
            TooLarge: It has more than ``most`` bytes.
            OSError: It is not there, or cannot be read.
        """
        content = self.start(path, most + 1)
        if len(content) > most:
            raise TooLarge(errno.EFBIG, path.name)
        return content

    def start(self, path: PurePosixPath, most: int) -> bytes:
        """Return the first bytes of a regular file, ``most`` at most.

        Raises:
            NotRegular: It is something else.
            OSError: It is not there, or cannot be read.
        """
        with self.opened(path) as descriptor, os.fdopen(os.dup(descriptor), "rb") as reader:
            return reader.read(most)

    @contextmanager
    def as_path(self, path: PurePosixPath) -> Iterator[Path]:
        """Give a name under which this very file can be opened again, whatever its place holds by then (Linux).

        Raises:
            NotRegular: It is something else.
            OSError: It is not there, or cannot be opened.
        """
        with self.opened(path) as descriptor:
            yield Path(f"/proc/self/fd/{descriptor}")

    def size(self, path: PurePosixPath) -> int | None:
        """Return the size of a regular file in bytes, None for anything else."""
        try:
            with self._folder(path.parent) as folder:
                status = os.stat(path.name, dir_fd=folder, follow_symlinks=False)
        except (OSError, ValueError):
            return None
        return status.st_size if stat.S_ISREG(status.st_mode) else None

    def changed_at(self, path: PurePosixPath) -> dt.datetime | None:
        """Return when a file was last written (UTC, whole seconds), None where it is not there any longer."""
        try:
            with self._folder(path.parent) as folder:
                changed = os.stat(path.name, dir_fd=folder, follow_symlinks=False).st_mtime
        except OSError:
            return None
        return dt.datetime.fromtimestamp(int(changed), dt.UTC)

    @contextmanager
    def _folder(self, path: PurePosixPath) -> Iterator[int]:
        """Open a folder below, each part of its path from the one before.

        Raises:
            NotRegular: The path leads out.
            OSError: A part is not there, or a link.
        """
        if path.is_absolute() or ".." in path.parts:
            raise NotRegular(errno.EXDEV, str(path))
        descriptor = os.dup(self.descriptor)
        try:
            for part in path.parts:
                inner = _inner(part, descriptor)
                os.close(descriptor)
                descriptor = inner
            yield descriptor
        finally:
            os.close(descriptor)


def _kind(entry: os.DirEntry[str]) -> Kind:
    if entry.is_dir(follow_symlinks=False):
        return "folder"
    return "file" if entry.is_file(follow_symlinks=False) else "other"


def _inner(part: str, descriptor: int) -> int:
    """Open a folder in a folder; a link to one is none."""
    try:
        return os.open(part, _FOLDER, dir_fd=descriptor)
    except OSError as error:
        if error.errno in {errno.ELOOP, errno.ENOTDIR}:
            mode = os.stat(part, dir_fd=descriptor, follow_symlinks=False).st_mode
            if stat.S_ISLNK(mode):
                raise NotRegular(errno.ELOOP, part) from error
        raise
