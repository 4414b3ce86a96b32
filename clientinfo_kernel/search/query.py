"""What a typed text may mean: several readings of it, each a list of words that must all be met.

``na-pt 193`` is three words or one plate, ``0171/12 34 567`` one number, ``auto haus`` perhaps one word.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from clientinfo_kernel.search.format import NAME_MARK, TAIL_MARK
from clientinfo_kernel.search.spelling import canonical, fold, national

_LONGEST = 200  # characters of a query that are looked at
_MOST_WORDS = 8
_LEAST_TAIL = 4  # so many last digits of a phone number are worth a look
_LEAST_BARE = 8  # digits from which 49... without a plus may be a phone number
_NUMERIC = re.compile(r"[0-9+/().\-]+")
_SPOKEN = re.compile(r"[a-z]{3,}")
_PLUS = re.compile(r"\+\s+")
_BREAKS = re.compile(r"[ \-]+")


@dataclass(frozen=True)
class Look:
    """One key to look up; ``altered``: what was typed had to be changed for it."""

    key: str
    altered: bool = False


@dataclass(frozen=True)
class Word:
    """One word of a reading: any of its looks meets it. ``spoken``: its letters, if sound and typos make sense."""

    looks: tuple[Look, ...]
    spoken: str = ""


Reading = tuple[Word, ...]


@dataclass(frozen=True)
class Query:
    """All readings of a text. ``loose`` readings join neighbouring words; ``whole_name`` is the key of a full name."""

    readings: tuple[Reading, ...]
    loose: tuple[Reading, ...]
    whole_name: str


def read(text: str) -> Query:
    """The readings of any text; none if no letter and no digit is in it."""
    text = _PLUS.sub("+", text[:_LONGEST])
    pieces = [piece for piece in text.split() if any(map(str.isalnum, fold(piece)))][:_MOST_WORDS]
    words = [word for piece in pieces for word in _BREAKS.split(fold(piece)) if word]
    few = words[:_MOST_WORDS]
    if not few:
        return Query((), (), "")
    runs = _numeric_runs(pieces)
    readings = [[_word(word) for word in few], [_word(piece) for piece in pieces], [_word(run) for run in runs]]
    joined = [[_word(" ".join(pieces))]]
    loose = [
        [_word(word) for word in (*few[:place], few[place] + few[place + 1], *few[place + 2 :])]
        for place in range(len(few) - 1)
    ]
    if text.startswith("+") and _NUMERIC.fullmatch("".join(pieces)):  # surely a phone number, hardly several words
        readings, loose = [], [*readings, *loose]
    first = _distinct([*readings, *joined])
    whole = NAME_MARK + " ".join(sorted(map(canonical, words)))
    return Query(first, tuple(reading for reading in _distinct(loose) if reading not in first), whole)


def _distinct(readings: list[list[Word]]) -> tuple[Reading, ...]:
    return tuple(dict.fromkeys(tuple(dict.fromkeys(reading)) for reading in readings if reading))


def _numeric_runs(pieces: list[str]) -> list[str]:
    """Neighbouring pieces of digits and marks as one: a number typed with blanks."""
    runs: list[str] = []
    for piece in pieces:
        if runs and _NUMERIC.fullmatch(piece) and _NUMERIC.fullmatch(runs[-1].replace(" ", "")):
            runs[-1] += " " + piece
        else:
            runs.append(piece)
    return runs


def _word(raw: str) -> Word:
    bare = _BREAKS.sub("", fold(raw))
    key = canonical(bare)
    looks = [Look(key)]
    if bare[:1] == "0" and bare.strip("0"):
        looks.append(Look(canonical(bare.lstrip("0")), altered=True))
    if _NUMERIC.fullmatch(raw.replace(" ", "")):
        looks += _phone_looks(raw)
    return Word(tuple(dict.fromkeys(looks)), key if _SPOKEN.fullmatch(key) else "")


def _phone_looks(raw: str) -> list[Look]:
    dialled = national(raw)
    looks = [Look(dialled)]
    if dialled.startswith("49") and len(dialled) >= _LEAST_BARE:
        looks.append(Look("0" + dialled.removeprefix("49"), altered=True))
    if len(dialled) >= _LEAST_TAIL:
        abroad = raw.strip().startswith(("+", "00"))
        looks.append(Look(TAIL_MARK + (dialled.lstrip("0") if abroad else dialled)[::-1], altered=True))
    return [look for look in looks if look.key.strip(TAIL_MARK)]
