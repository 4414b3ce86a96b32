"""Names of files as text: an operating system's name may be bytes that are no text."""

from pathlib import PurePath


def shown_name(path: PurePath) -> str:
    """A path with slashes; bytes that are no UTF-8 are written out in hexadecimal, so that every name can be stored."""
    return path.as_posix().encode(errors="surrogateescape").decode(errors="backslashreplace")
