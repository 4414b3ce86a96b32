"""Names of files as text: to an operating system a name can be bytes that are not text."""

from collections.abc import Collection, Sequence
from pathlib import Path, PurePath

_NAMED = 3
_LEFT_BEHIND = frozenset({"thumbs.db", "desktop.ini"})


def shown_name(path: PurePath) -> str:
    """Return a path with slashes; bytes that are not UTF-8 are written out in hexadecimal, so that every name can be stored."""
    return path.as_posix().encode(errors="surrogateescape").decode(errors="backslashreplace")


def shown_files(names: Sequence[str]) -> str:
    """Name a few files and count the others: ``a.csv, b.csv, c.csv, +4``."""
    more = [f"+{len(names) - _NAMED}"] if len(names) > _NAMED else []
    return ", ".join([*(shown_name(Path(name)) for name in names[:_NAMED]), *more])


def is_left_behind(name: str) -> bool:
    """Return whether a name is that of a file which operating systems leave behind in a folder that somebody opened."""
    return name.lower() in _LEFT_BEHIND


def skipped_beside(names: Sequence[str], read: Collection[str]) -> list[str]:
    """Return the files that lie next to those that are read, without hidden ones, locks and what systems leave behind.

    Args:
        names: All files below a source's folder, relative to it, with slashes.
        read: Those of them that are read.
    """
    folders = {name.rpartition("/")[0] for name in read}
    return [
        name
        for name in names
        if name not in read and name.rpartition("/")[0] in folders and not _is_hidden(name.rpartition("/")[2])
    ]


def _is_hidden(name: str) -> bool:
    return name.startswith((".", "~")) or is_left_behind(name)
