"""Which encoding a text file is in, by its bytes: a byte order mark, UTF-8, or a code page that is known otherwise.

Valid UTF-8 with umlauts is never cp1252 in practice, and cp1252 text hardly ever forms a UTF-8 character by chance.
Umlauts of DOS and of old Macs within words are told from those of Windows.
"""

from __future__ import annotations

import codecs
import re

import numpy as np

_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_C1 = (0x80, 0x9F)
_FIRST_OF_SEVERAL = 0xC2
_ASCII_BELOW = ("cp1252", "utf-8", "iso8859-1", "iso8859-15", "ascii")
DOS, MAC = "cp850", "mac-roman"
_DOS_UMLAUTS = re.compile(rb"(?<=[A-Za-z])[\x81\x84\x94](?=[a-z])|\x81(?=[a-z]{2})")
_WINDOWS_UMLAUTS = re.compile(rb"(?<=[A-Za-z])[\xe4\xf6\xfc\xdf](?![\x80-\xff])|[\xc4\xd6\xdc\xe4\xf6\xfc](?=[a-z])")
# ä, ü and ß of old Macs are Š, Ÿ and § in cp1252, which stand within no word.
_MAC_UMLAUTS = re.compile(rb"[\x8a\x9f\xa7](?<=[A-Za-z].)(?=[a-z])")
_HIGH = bytes(range(0x80, 0x100))
# The beginning of a character of several bytes (RFC 3629) at the end of a text.
_CUT_CHARACTER = re.compile(rb"(?:[\xc2-\xdf]|[\xe0-\xef][\x80-\xbf]?|[\xf0-\xf4][\x80-\xbf]{0,2})\Z")
_TELLING_BYTES = 16  # fewer can be anything


def byte_order_mark(start: bytes) -> tuple[bytes, str | None]:
    """Return the mark at the beginning of a file and the encoding that it stands for, both empty without one."""
    return next(((mark, name) for mark, name in _MARKS if start.startswith(mark)), (b"", None))


def unmarked_wide(start: bytes) -> str | None:
    """Return the UTF-16 in which a text without a mark is: every second byte of letters and digits is zero; None for others."""
    low, high = start[::2].count(0), start[1::2].count(0)
    if len(start) < _TELLING_BYTES or (len(start) // 4 > max(low, high)) or min(low, high) * 20 > max(low, high):
        return None
    return "utf-16-be" if low > high else "utf-16-le"


def ends_within_character(data: bytes) -> bool:
    """Return whether a text of UTF-8 was cut off in the middle of a character."""
    return _CUT_CHARACTER.search(data[-4:]) is not None


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
    # Where not one character of several bytes can be, decoding would only count the umlauts of a code page.
    if data.isascii() or can_hold_utf8(data):
        text, read = codecs.utf_8_decode(data, "replace", False)  # noqa: FBT003 - without the character that a cut halves
        broken = text.count("\N{REPLACEMENT CHARACTER}")
        whole = len(text) - broken - len(data.translate(None, delete=_HIGH))  # a byte below 128 is always a character
        broken += read < len(data) and not whole
        if whole > broken or not broken:
            return "utf-8"
    if declared in ("cp1252", "utf-8"):
        return _by_umlauts(data)
    return otherwise


def _by_umlauts(data: bytes) -> str:
    """Return the code page of most umlauts: of DOS, of old Macs, else that of Windows.

    ü, ä and ö of DOS are not letters in cp1252 but an unused byte and quotation marks; its ß (á) is one, so Straße would
    come out as Straáe, and nothing of the line would tell.
    """
    suspected = {DOS: (b"\x81\x84\x94", _DOS_UMLAUTS), MAC: (b"\x8a\x9f\xa7", _MAC_UMLAUTS)}
    found = {
        name: form
        for name, (umlauts, form) in suspected.items()
        if _stands_before_small_letter(data, umlauts) and form.search(data)
    }
    if not found:
        return "cp1252"
    counts = {name: len(form.findall(data)) for name, form in {"cp1252": _WINDOWS_UMLAUTS, **found}.items()}
    return max(counts, key=counts.__getitem__)  # the first of equal ones


def _stands_before_small_letter(data: bytes, umlauts: bytes) -> bool:
    """Return whether one of some bytes above 127 is followed by a to z, as each match of ``_by_umlauts`` is."""
    view = np.frombuffer(data, np.uint8)
    high = np.flatnonzero(view >= _C1[0])
    found = high[np.isin(view[high], np.frombuffer(umlauts, np.uint8))]
    following = view[np.minimum(found + 1, len(view) - 1)]
    return bool(((following >= ord("a")) & (following <= ord("z"))).any())


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
    if codecs.lookup(encoding).name != "cp1252":
        return encoding
    view = np.frombuffer(data, np.uint8)
    high = view[view >= _C1[0]]
    return encoding if (high <= _C1[1]).any() else "latin-1"


def can_hold_utf8(data: bytes) -> bool:
    """Return whether a byte that begins a character of several bytes is followed by one that goes on with it."""
    view = np.frombuffer(data, np.uint8)
    begins = np.flatnonzero(view >= _FIRST_OF_SEVERAL)
    following = view[np.minimum(begins + 1, len(view) - 1)]
    return bool(((following & 0xC0) == 0x80).any())  # noqa: PLR2004 - RFC 3629: 10xxxxxx


def is_text(raw: bytes, encoding: str) -> bool:
    """Return whether bytes are text in an encoding."""
    try:
        raw.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True
