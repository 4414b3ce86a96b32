"""From a file's bytes to UTF-8, whatever it was written in: cp1252, UTF-8 with or without a byte order mark."""

from __future__ import annotations

import codecs
from dataclasses import dataclass

REPLACEMENT = "\N{REPLACEMENT CHARACTER}".encode()
_UTF16_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


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
    if data.startswith(codecs.BOM_UTF8):
        return _strict_or_replaced(data[len(codecs.BOM_UTF8) :], "utf-8")
    if data.startswith(_UTF16_MARKS):
        return _finished(data.decode("utf-16", "replace").encode())
    if data.isascii():
        return Utf8(_line_ends(data))
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return _strict_or_replaced(data, "utf-8" if _looks_like_utf8(data) else "cp1252")
    return Utf8(_line_ends(data))


def _looks_like_utf8(data: bytes) -> bool:
    """Damaged UTF-8 holds more whole characters than broken ones; cp1252 text hardly forms one by chance."""
    high = data.translate(None, delete=bytes(range(0x80)))  # a character beyond ASCII has no byte below 128
    text = high.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    return len(text) - broken > broken


def _strict_or_replaced(data: bytes, encoding: str) -> Utf8:
    try:
        return Utf8(_line_ends(data.decode(encoding).encode()))
    except UnicodeDecodeError:
        return Utf8(_line_ends(data.decode(encoding, "replace").encode()), damaged=True)


def _finished(data: bytes) -> Utf8:
    return Utf8(_line_ends(data), damaged=REPLACEMENT in data)


def _line_ends(data: bytes) -> bytes:
    """LF or CRLF as they are; a file of bare CR gets LF. A DOS end-of-file mark is no record."""
    data = data.rstrip(b"\x1a")
    return data.replace(b"\r", b"\n") if b"\n" not in data else data
