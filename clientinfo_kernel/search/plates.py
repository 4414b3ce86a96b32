"""Licence plates that were misheard or mistyped in one place.

A plate is too short to be guessed by what is left of it when letters are struck, and there are as many as vehicles;
but there are only a few hundred ways to get one character wrong, and each is looked up.
"""

from __future__ import annotations

import re
from string import ascii_lowercase, digits
from typing import TYPE_CHECKING

from clientinfo_kernel.search.hit import KINDS

if TYPE_CHECKING:
    from collections.abc import Iterator

_PLATE = re.compile(r"[a-z]{2,5}[0-9]{1,4}[eh]?")
KIND_PLACES = frozenset({KINDS.index("license_plate")})
STEPS = 18  # how far such a guess is from what was typed: as far as a typo (``guesses``)


def variants(compact: str) -> Iterator[str]:
    """What else a plate, typed in one word, might have been: one character another, missing, too many, or two swapped."""
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
