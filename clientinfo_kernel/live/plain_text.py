"""Texts from outside as they stand in a field: without characters that no database keeps or no page shows, and cut."""

from __future__ import annotations

import unicodedata

# Controls, marks of direction and halves of characters.
_UNSEEN = frozenset({"Cc", "Cf", "Cs"})


def plain_text(text: str, longest: int) -> str:
    """Return a text that the store takes: line ends and tabs are blanks, blanks at its ends are gone."""
    plain = "".join(" " if each in "\r\n\t" else each for each in text if _is_kept(each))
    return plain.strip()[:longest].strip()


def without_marks(text: str) -> str:
    """Return a text without marks of direction and other signs that take no room: with them two names look the same."""
    return "".join(each for each in text if unicodedata.category(each) != "Cf")


def _is_kept(character: str) -> bool:
    return character in "\r\n\t" or unicodedata.category(character) not in _UNSEEN
