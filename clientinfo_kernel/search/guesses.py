"""Words that the typed one might have been meant for: those that sound alike, and those a typo or two away.

Near misses: two words are a few typos apart if some letters can be struck from both so that the same is left.

Each word is filed under what is left of its first letters when one or two are struck; a typed word strikes likewise and
meets its neighbours there. (The symmetric deletion of SymSpell; the exact distance is measured afterwards,
on the keys: a typo between the two letters of "ue" counts twice.)
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from heapq import nsmallest
from itertools import combinations
from typing import TYPE_CHECKING

from clientinfo_kernel.search.lookup import Span
from clientinfo_kernel.search.ranking import FARTHEST, SOUND, TWO_TYPOS, TYPO
from clientinfo_kernel.search.sound import sound_code

if TYPE_CHECKING:
    from collections.abc import Iterable

    from clientinfo_kernel.search.format import Container, TextColumn

WINDOW = 7  # letters that are looked at: so the beginning of a long word is forgiven a typo, too
LONG_WORD = 8  # from here on a typed word may have two typos
SHORTEST = 4  # a shorter one none
TWO_FROM = LONG_WORD - 2  # words of this length and more can be two typos away from a long one
MIX = 0x9E3779B97F4A7C15
_MASK = (1 << 64) - 1
_MOST_WORDS = 48
_MOST_COMPARED = 3000
_SILENT = 1  # the code of a word without any sound


class Guesses:
    """The tables of sounds and near misses of a mapped search file."""

    def __init__(self, container: Container, keys: TextColumn) -> None:
        self._keys = keys
        self._sound, self._sound_word = container.section("sound_code"), container.section("sound_word")
        self._struck, self._struck_word = container.section("struck_code"), container.section("struck_word")

    def sound_alikes(self, spoken: str) -> tuple[Span, ...]:
        """Words with the same code, the most similarly written ones first."""
        from rapidfuzz.distance import DamerauLevenshtein

        code = sound_code(spoken)
        if code == _SILENT:
            return ()
        start = bisect_left(self._sound, code)
        end = min(bisect_right(self._sound, code, start), start + _MOST_COMPARED)
        near = (
            (min(DamerauLevenshtein.distance(spoken, self._keys[number]), FARTHEST), number)
            for number in self._sound_word[start:end]
        )
        return _spans((SOUND, distance, number) for distance, number in near if distance)

    def near_misses(self, spoken: str) -> tuple[Span, ...]:
        """Words, or beginnings of words, within the typos that are allowed."""
        from rapidfuzz.distance import DamerauLevenshtein

        most = typos_allowed(spoken)
        if not most:
            return ()
        found: list[tuple[int, int, int]] = []
        for number in self._candidates(spoken, most):
            word = self._keys[number]
            typos = DamerauLevenshtein.distance(spoken, word, score_cutoff=most)
            begun = 0
            if typos > most:
                begun = 1
                lengths = range(len(spoken) - 1, min(len(spoken) + 1, len(word)) + 1)
                typos = min(
                    (DamerauLevenshtein.distance(spoken, word[:length], score_cutoff=most) for length in lengths),
                    default=most + 1,
                )
            if 0 < typos <= most:
                found.append((TYPO if typos == 1 else TWO_TYPOS, begun, number))
        return _spans(found)

    def _candidates(self, spoken: str, most: int) -> set[int]:
        numbers: set[int] = set()
        for code in signatures(spoken.encode(), most):
            start = bisect_left(self._struck, code)
            end = min(bisect_right(self._struck, code, start), start + _MOST_COMPARED)
            numbers.update(self._struck_word[start:end])
        return numbers


def _spans(found: Iterable[tuple[int, int, int]]) -> tuple[Span, ...]:
    best = nsmallest(_MOST_WORDS, found)
    return tuple(
        Span(number, number + 1, exact=True, tier=tier, closeness=closeness) for tier, closeness, number in best
    )


def typos_allowed(word: str) -> int:
    """How many typos a typed word is forgiven."""
    if len(word) < SHORTEST:
        return 0
    return 2 if len(word) >= LONG_WORD else 1


def struck(length: int, most: int) -> list[tuple[int, ...]]:
    """The places that stay, for each way to strike up to ``most`` of ``length`` letters."""
    return [kept for count in range(min(most, length - 1) + 1) for kept in combinations(range(length), length - count)]


def mixed(letters: bytes) -> int:
    """A 32-bit number for up to eight letters (collisions only cost a look)."""
    return ((int.from_bytes(letters, "big") * MIX) & _MASK) >> 32


def signatures(word: bytes, most: int) -> set[int]:
    """The numbers under which the neighbours of a typed word are filed."""
    window = word[:WINDOW]
    return {mixed(bytes(window[place] for place in kept)) for kept in struck(len(window), most)}
