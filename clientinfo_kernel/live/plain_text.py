"""Texts as they stand in a field: those from outside without what no page shows, and cut; typed ones as they were typed."""

from __future__ import annotations

import re
import unicodedata

# Controls, marks of direction and halves of characters.
_UNSEEN = frozenset({"Cc", "Cf", "Cs"})
# They turn the direction of all that follows them; marks of direction alone (U+200E, U+200F) turn nothing around them.
_TURNING = "\u202a-\u202e\u2066-\u2069"
# Neither a line end nor a tab; a null character is refused where no database keeps it (``field_values.is_storable``).
_CONTROLS = "\x01-\x08\x0e-\x1f\x7f-\x84\x86-\x9f"
_DROPPED = re.compile(f"[{_TURNING}{_CONTROLS}]")
# A line that word processors break by hand comes as a vertical tab, as U+2028, or as what other systems end lines with.
_LINE_END = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")


def typed_text(text: str) -> str:
    """Return a typed text as a field keeps it: one kind of line end, no blanks at its ends; empty where nothing can be seen.

    Signs that turn the direction come along from phone books and web pages, unseen; they would turn the page's own words
    around the text. Controls stand as boxes on a page, and ring at a shell.
    """
    kept = _DROPPED.sub("", _LINE_END.sub("\n", text)).strip()
    return kept if any(unicodedata.category(each) not in _UNSEEN and not each.isspace() for each in kept) else ""


def plain_text(text: str, longest: int) -> str:
    """Return a text that the store takes: line ends and tabs are blanks, blanks at its ends are gone."""
    plain = "".join(" " if each in "\r\n\t" else each for each in text if _is_kept(each))
    return plain.strip()[:longest].strip()


def _is_kept(character: str) -> bool:
    return character in "\r\n\t" or unicodedata.category(character) not in _UNSEEN
