"""From a file's bytes to UTF-8, whatever it was written in: cp1252, UTF-8 with or without a byte order mark."""

from __future__ import annotations

from dataclasses import dataclass

from data_sources.encodings import byte_order_mark, foreign_lines, recognised

REPLACEMENT = "\N{REPLACEMENT CHARACTER}".encode()


@dataclass(frozen=True)
class Utf8:
    """The text of a file.

    Attributes:
        data: The text in UTF-8, without byte order mark, with LF or CRLF.
        damaged: Some bytes meant nothing in the file's encoding; U+FFFD stands in their place.
    """

    data: bytes
    damaged: bool = False


def utf8(data: bytes, encoding: str | None = None) -> Utf8:
    """Read bytes in the given encoding, or in the one that they show.

    Args:
        data: Content of the file.
        encoding: What the settings promise; None: a byte order mark or valid UTF-8 decides, else cp1252,
            which is what DATEV writes.

    Raises:
        LookupError: There is no such encoding.
    """
    if encoding is not None:
        return _finished(data.decode(encoding, "replace").removeprefix("\ufeff").encode())
    mark, marked = byte_order_mark(data)
    if marked and marked != "utf-8":
        return _finished(data[len(mark) :].decode(marked, "replace").encode())
    body = data[len(mark) :] if mark else data
    return _in_one_or_two(body, marked or recognised(body))


def _in_one_or_two(data: bytes, encoding: str) -> Utf8:
    """Decode a file, its lines of UTF-8 as such; a line that mixes two encodings is marked by U+FFFD."""
    foreign = foreign_lines(data, encoding)
    if not foreign:
        return _strict_or_replaced(data, encoding)
    lines = [
        (foreign[at] or REPLACEMENT + line.decode("ascii", "replace").encode())
        if at in foreign
        else line.decode(encoding, "replace").encode()
        for at, line in enumerate(data.split(b"\n"))
    ]
    return _finished(b"\n".join(lines))


def _strict_or_replaced(data: bytes, encoding: str) -> Utf8:
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        return Utf8(_line_ends(data.decode(encoding, "replace").encode()), damaged=True)
    return Utf8(_line_ends(data if encoding == "utf-8" else text.encode()))


def _finished(data: bytes) -> Utf8:
    return Utf8(_line_ends(data), damaged=REPLACEMENT in data)


def _line_ends(data: bytes) -> bytes:
    """Keep LF and CRLF; give a file of bare CR LF instead. A DOS end-of-file mark is not a record."""
    data = data.rstrip(b"\x1a")
    return data.replace(b"\r", b"\n") if b"\n" not in data else data
