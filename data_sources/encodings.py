"""Which encoding a text file is in, by its bytes: a byte order mark, UTF-8, or a code page that is known otherwise.

Valid UTF-8 with umlauts is never cp1252 in practice, and cp1252 text hardly ever forms a UTF-8 character by chance.
Umlauts of DOS within words are told from those of Windows.
"""

from __future__ import annotations

import codecs
import re

_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_C1 = bytes(range(0x80, 0xA0))
_ASCII_BELOW = ("cp1252", "utf-8", "iso8859-1", "iso8859-15", "ascii")
DOS = "cp850"
_DOS_UMLAUTS = re.compile(rb"(?<=[A-Za-z])[\x81\x84\x94](?=[a-z])|\x81(?=[a-z]{2})")
_WINDOWS_UMLAUTS = re.compile(rb"(?<=[A-Za-z])[\xe4\xf6\xfc\xdf](?![\x80-\xff])|[\xc4\xd6\xdc\xe4\xf6\xfc](?=[a-z])")
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
    declared = codecs.lookup(otherwise).name
    text = data.decode("utf-8", "replace")
    broken = text.count("\N{REPLACEMENT CHARACTER}")
    whole = len(text) - broken - len(data.translate(None, delete=_HIGH))  # a byte below 128 is always a character
    if whole > broken or not broken:
        return "utf-8"
    if declared in ("cp1252", "utf-8"):
        return DOS if _is_dos(data) else "cp1252"
    return otherwise


def _is_dos(data: bytes) -> bool:
    """Return whether more umlauts are those of DOS: ü, ä and ö are not letters in cp1252 but an unused byte and quotation marks.

    ß of DOS (á) is one, so Straße would come out as Straáe, and nothing of the line would tell.
    """
    if not any(umlaut in data for umlaut in (b"\x81", b"\x84", b"\x94")):
        return False
    return len(_DOS_UMLAUTS.findall(data)) > len(_WINDOWS_UMLAUTS.findall(data))


def as_text(data: bytes) -> str:
    """Return bytes as text, by their byte order mark or as they are recognised; what is damaged is U+FFFD in it."""
    mark, encoding = byte_order_mark(data)
    text = data[len(mark) :]
    return text.decode(encoding or recognised(text), errors="replace")


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
