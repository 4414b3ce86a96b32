"""Characters that nobody sees and that copying from web pages and documents leaves in numbers and names.

``10012`` with a zero-width blank behind it is another customer number to a computer, and to nobody else. Joiners that
change how letters of some scripts are drawn (U+200C, U+200D) stay.
"""

from __future__ import annotations

# Soft hyphen, zero-width blank, marks and changes of direction, word joiner, a byte order mark within a text.
INVISIBLE = "\u00ad\u200b\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff"
_NOTHING = dict.fromkeys(map(ord, INVISIBLE))


def without_invisible(text: str) -> str:
    """Return a text without them."""
    if text.isascii() or not any(character in text for character in INVISIBLE):
        return text
    return text.translate(_NOTHING)
