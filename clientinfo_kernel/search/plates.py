"""Licence plates: the mark within them that tells two apart, and those that were misheard or mistyped in one place.

B-NO 1234 and BN-O 1234 are two vehicles, and both are BNO1234 once the marks are gone: somebody who types the mark means its
place. A plate is too short to be guessed by what is left of it when letters are struck, and there are as many as
vehicles; but there are only a few hundred ways to get one character wrong, and each is looked up.
"""

from __future__ import annotations

import re
from string import ascii_lowercase, digits
from typing import TYPE_CHECKING

from clientinfo_kernel.search.hit import KINDS
from clientinfo_kernel.search.spelling import canonical, fold

if TYPE_CHECKING:
    from collections.abc import Iterator

_PLATE = re.compile(r"[a-z]{2,5}[0-9]{1,4}[eh]?")
# District and letters with a mark between them; the number is perhaps still being typed (FZV, annex 4).
_DIVIDED = re.compile(r"(?:^|[ -])([a-z]{1,6})[ -]+([a-z]{1,4})(?:[ -]*[0-9]{1,4}[ -]*[eh]?)?[ -]*$")
# A digit and a letter that are taken for each other.
_ALIKE = ("0o", "0d", "0q", "1i", "1l", "2z", "5s", "6g", "8b")
KIND_PLACES = frozenset({KINDS.index("license_plate")})
STEPS = 18  # how far such a guess is from what was typed: as far as a typo (``guesses``)

_OTHER_DIVISION, _UNKNOWN_DIVISION = 2, 1  # steps: less than a tier, so such a plate stays the same match


def division(text: str) -> tuple[str, str] | None:
    """District and letters of a plate as it was typed or is stored, folded; None if no mark tells them apart.

    A word before the plate may say what it is (Kennzeichen B-NO 1234).
    """
    found = _DIVIDED.search(fold(text))
    return None if found is None else (canonical(found[1]), canonical(found[2]))


def division_steps(typed: tuple[str, str], stored: str) -> int:
    """Return how much worse (``ranking.STEPS``) a plate with the typed characters is because its mark stands elsewhere or nowhere."""
    of_stored = division(stored)
    if of_stored is None:
        return _UNKNOWN_DIVISION
    return 0 if of_stored[0] == typed[0] and of_stored[1].startswith(typed[1]) else _OTHER_DIVISION


def variants(compact: str) -> Iterator[str]:
    """Return what else a plate, typed in one word, might have been: one character another, missing, too many, or two swapped."""
    yield from _lookalikes(compact)
    if not _PLATE.fullmatch(compact):
        return
    for place, character in enumerate(compact):
        front, rest = compact[:place], compact[place + 1 :]
        same = digits if character in digits else ascii_lowercase
        yield from (front + other + rest for other in same if other != character)
        yield from (front + other + character + rest for other in same)
        yield front + rest
        if rest and rest[0] != character:
            yield front + rest[0] + character + rest[1:]
    yield from (compact + other for other in digits)


def _lookalikes(compact: str) -> Iterator[str]:
    """Return the plates in which a letter was taken for a digit, or a digit for a letter (the O of HO, the 8 of 888)."""
    for place, character in enumerate(compact):
        for pair in _ALIKE:
            if character in pair:
                plate = compact[:place] + pair.replace(character, "") + compact[place + 1 :]
                if _PLATE.fullmatch(plate):
                    yield plate
