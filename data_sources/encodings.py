"""Which encoding a text file is in, by its bytes: a byte order mark, UTF-8, or a code page that is known otherwise.

Valid UTF-8 with umlauts is never cp1252 in practice, and cp1252 text hardly ever forms a UTF-8 character by chance.
"""

from __future__ import annotations

import codecs
import re

import numpy as np

_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_C1 = bytes(range(0x80, 0xA0))
_ASCII_BELOW = ("cp1252", "utf-8", "iso8859-1", "iso8859-15", "ascii")
_HIGH = bytes(range(0x80, 0x100))
LONGEST_MARK = max(len(mark) for mark, _ in _MARKS)


def byte_order_mark(start: bytes) -> tuple[bytes, str | None]:
    """Return the mark at the beginning of a file and the encoding that it stands for, both empty without one."""
    return next(((mark, name) for mark, name in _MARKS if start.startswith(mark)), (b"", None))


def recognised(data: bytes, otherwise: str = "cp1252") -> str:
    """Return the encoding of bytes without a byte order mark.

    Args:
        data: A file or a stretch of it. Damaged UTF-8, or a file into which lines of another encoding were copied,
            is in the encoding of most of its umlauts.
        otherwise: The code page of a text that is not UTF-8. A text that was said to be UTF-8 and is not is in the
            Windows code page of the same machine.

    Raises:
        LookupError: There is no such code page.
    """
    codecs.lookup(otherwise)
    text = data.decode("utf-8", "replace")
    broken = text.count("\N{REPLACEMENT CHARACTER}")
    whole = len(text) - broken - len(data.translate(None, delete=_HIGH))  # a byte below 128 is always a character
    if whole > broken or not broken:
        return "utf-8"
    return "cp1252" if codecs.lookup(otherwise).name == "utf-8" else otherwise


# Letters and marks of Europe in UTF-8 (U+00A0 to U+017F, punctuation, the euro). Two letters of a code page hardly ever
# look like one, but for an umlaut before a dash, as in the plate WÜ–AB 12.
_SEVERAL_BYTES = re.compile(
    rb"\xc2[\xa0-\xbf]|\xc3[\x80-\xbf]|[\xc4\xc5](?![\x96\x97])[\x80-\xbf]|\xe2\x80[\x90-\xba]|\xe2\x82\xac"
)


_FIRST_OF_SEVERAL = 0xC2


def foreign_lines(data: bytes, encoding: str) -> dict[int, bytes | None]:
    """Find the lines of UTF-8 in a text of another encoding: two exports were copied into one file.

    Args:
        data: Lines that end with LF.
        encoding: In which the others are.

    Returns:
        Per index of such a line, itself if it is UTF-8 throughout, None if it mixes both: what it says is not known.
    """
    if codecs.lookup(encoding).name == "utf-8" or not _can_hold_utf8(data):
        return {}
    found: dict[int, bytes | None] = {}
    for index, line in enumerate(data.split(b"\n")):
        if _SEVERAL_BYTES.search(line):
            found[index] = line if is_text(line, "utf-8") else None
    return found


def _can_hold_utf8(data: bytes) -> bool:
    """Return whether a byte that begins a character of several bytes is followed by one that goes on with it."""
    view = np.frombuffer(data, np.uint8)
    begins = np.flatnonzero(view >= _FIRST_OF_SEVERAL)
    following = view[np.minimum(begins + 1, len(view) - 1)]
    return bool(((following & 0xC0) == 0x80).any())  # noqa: PLR2004 - RFC 3629: 10xxxxxx


def quickest(data: bytes, encoding: str) -> str:
    """Return an encoding that gives the same text and is decoded fastest.

    cp1252 is ISO 8859-1 but for 0x80 to 0x9F, and Python copies the latter as it is instead of looking up each byte.
    """
    if data.isascii():
        return "ascii" if codecs.lookup(encoding).name in _ASCII_BELOW else encoding
    is_plain = codecs.lookup(encoding).name == "cp1252" and len(data.translate(None, _C1)) == len(data)
    return "latin-1" if is_plain else encoding


def is_text(raw: bytes, encoding: str) -> bool:
    """Return whether bytes are text in an encoding."""
    try:
        raw.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True
