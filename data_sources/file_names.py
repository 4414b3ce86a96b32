"""Names of files as text: to an operating system a name can be bytes that are not text."""

from collections.abc import Sequence
from pathlib import Path, PurePath

_NAMED = 3


def shown_name(path: PurePath) -> str:
    """Return a path with slashes; bytes that are not UTF-8 are written out in hexadecimal, so that every name can be stored."""
    return path.as_posix().encode(errors="surrogateescape").decode(errors="backslashreplace")


def shown_files(names: Sequence[str]) -> str:
    """Name a few files and count the others: ``a.csv, b.csv, c.csv, +4``."""
    more = [f"+{len(names) - _NAMED}"] if len(names) > _NAMED else []
    return ", ".join([*(shown_name(Path(name)) for name in names[:_NAMED]), *more])
