"""Texts as they stand in a field: those from outside without what no page shows, and cut; typed ones as they were typed."""

from __future__ import annotations

import re
import unicodedata

# Controls, marks of direction and halves of characters.
_UNSEEN = frozenset({"Cc", "Cf", "Cs"})
# They turn the direction of all that follows them; marks of direction alone (U+200E, U+200F) turn nothing around them.
_TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")


def typed_text(text: str) -> str:
    """Return a typed text as a field keeps it: one kind of line end, no blanks at its ends; empty where nothing can be seen.

    Signs that turn the direction come along from phone books and web pages, unseen; they would turn the page's own words
    around the text.
    """
    kept = _TURNING.sub("", text.replace("\r\n", "\n")).strip()
    return kept if any(unicodedata.category(each) not in _UNSEEN and not each.isspace() for each in kept) else ""


def plain_text(text: str, longest: int) -> str:
    """Return a text that the store takes: line ends and tabs are blanks, blanks at its ends are gone."""
    plain = "".join(" " if each in "\r\n\t" else each for each in text if _is_kept(each))
    return plain.strip()[:longest].strip()


def _is_kept(character: str) -> bool:
    return character in "\r\n\t" or unicodedata.category(character) not in _UNSEEN
