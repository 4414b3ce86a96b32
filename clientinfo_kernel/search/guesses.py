"""Words that the typed one might have been meant for: those that sound alike, and those a typo or two away.

Near misses: two words are a few typos apart if some letters can be struck from both so that the same is left.

Each word is filed under what is left of its first letters when one or two are struck; a typed word strikes likewise and
meets its neighbours there. (The symmetric deletion of SymSpell; the exact distance is measured afterwards,
on the keys: a typo between the two letters of "ue" counts twice.)
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from heapq import nsmallest
from itertools import combinations, islice
from typing import TYPE_CHECKING

from clientinfo_kernel.search.lookup import Span
from clientinfo_kernel.search.sound import sound_code

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

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
_TELLING = 1000  # codes from here on have three sounds or more
_CODE_DIGITS = 19
_LEAST_BEGUN, _MOST_BEGUN = 5, 1000  # letters of a beginning that sounds alike, words that are compared with it
_MOST_DIFFERENT = 2  # letters of a beginning that sounds alike
_DOUBLES = re.compile(r"(.)\1")
LEAST_INSIDE = 4  # letters of the end of a word

# How far a guess is from the typed word, in steps of ``ranking``.
_SOUND, _PER_DIFFERENCE, _FARTHEST = 5, 7, 40
_DOUBLED = 6  # only single and double letters are mixed up
_TYPO, _TWO_TYPOS = 18, 36
_BEGUN = 4  # more: the word goes on behind what was typed
_OTHER_START = 2  # more: people seldom mistype the first letter
_INSIDE = 4  # the typed word stands whole within a longer one


class Guesses:
    """The tables of sounds and near misses of a mapped search file."""

    def __init__(self, container: Container, keys: TextColumn) -> None:
        self._keys = keys
        self._sound, self._sound_word = container.section("sound_code"), container.section("sound_word")
        self._struck, self._struck_word = container.section("struck_code"), container.section("struck_word")
        self._inside_word, self._inside_at = container.section("inside_word"), container.section("inside_at")

    def sound_alikes(self, spoken: str) -> tuple[Span, ...]:
        """Words with the same code, the most similarly written ones first."""
        from rapidfuzz.distance import DamerauLevenshtein

        code = sound_code(spoken)
        if code == _SILENT:
            return ()
        start = bisect_left(self._sound, code)
        end = min(bisect_right(self._sound, code, start), start + _MOST_COMPARED)
        found = []
        for number in self._sound_word[start:end]:
            word = self._keys[number]
            distance = DamerauLevenshtein.distance(spoken, word)
            if distance == 1 and _DOUBLES.sub(r"\1", word) == _DOUBLES.sub(r"\1", spoken):
                found.append((_DOUBLED, number))
            elif distance:
                found.append((min(_SOUND + _PER_DIFFERENCE * distance, _FARTHEST), number))
        return _spans(found)

    def begun_alikes(self, spoken: str) -> tuple[Span, ...]:
        """Words that begin with what sounds like the typed letters and is spelled nearly so: Vakuumtechnik for Vacum."""
        from rapidfuzz.distance import DamerauLevenshtein

        code = sound_code(spoken)
        if code < _TELLING or len(spoken) < _LEAST_BEGUN:
            return ()
        found = []
        for number in islice(self._sounding_on(code), _MOST_BEGUN):
            word = self._keys[number]
            lengths = range(len(spoken), min(len(spoken) + 1, len(word) - 1) + 1)
            distance = min(
                (DamerauLevenshtein.distance(spoken, word[:length]) for length in lengths), default=_FARTHEST
            )
            if 0 < distance <= _MOST_DIFFERENT:
                found.append((_SOUND + _PER_DIFFERENCE * distance + _BEGUN, number))
        return _spans(found)

    def _sounding_on(self, code: int) -> Iterator[int]:
        """Words whose codes begin with a code and go on."""
        for more in range(1, _CODE_DIGITS - len(str(code)) + 1):
            start = bisect_left(self._sound, code * 10**more)
            end = min(bisect_left(self._sound, (code + 1) * 10**more, start), start + _MOST_COMPARED)
            yield from self._sound_word[start:end]

    def near_misses(self, spoken: str, most: int) -> tuple[Span, ...]:
        """Words, or beginnings of words, that are up to ``most`` typos away."""
        from rapidfuzz.distance import DamerauLevenshtein

        if not most:
            return ()
        found: list[tuple[int, int]] = []
        for number in self._candidates(spoken, most):
            word = self._keys[number]
            typos = DamerauLevenshtein.distance(spoken, word, score_cutoff=most)
            more = 0 if word[0] == spoken[0] else _OTHER_START
            if typos > most:
                more += _BEGUN
                lengths = range(len(spoken) - 1, min(len(spoken) + 1, len(word)) + 1)
                typos = min(
                    (DamerauLevenshtein.distance(spoken, word[:length], score_cutoff=most) for length in lengths),
                    default=most + 1,
                )
            if 0 < typos <= most:
                found.append(((_TYPO if typos == 1 else _TWO_TYPOS) + more, number))
        return _spans(found)

    def ends(self, spoken: str) -> tuple[Span, ...]:
        """Longer words within which the typed one stands: Vakuumtechnik for technik."""
        if len(spoken) < LEAST_INSIDE:
            return ()
        typed = spoken.encode()
        return _spans((_INSIDE, number) for number in self._words_from(typed))

    def _words_from(self, typed: bytes) -> Iterator[int]:
        low, high = 0, len(self._inside_word)
        while low < high:
            middle = (low + high) // 2
            if self._inside(middle, len(typed)) < typed:
                low = middle + 1
            else:
                high = middle
        while low < len(self._inside_word) and self._inside(low, len(typed)) == typed:
            yield self._inside_word[low]
            low += 1

    def _inside(self, place: int, length: int) -> bytes:
        at = self._inside_at[place]
        return self._keys.raw(self._inside_word[place])[at : at + length]

    def _candidates(self, spoken: str, most: int) -> set[int]:
        words: set[int] = set()
        for code in signatures(spoken.encode(), most):
            start = bisect_left(self._struck, code)
            end = min(bisect_right(self._struck, code, start), start + _MOST_COMPARED)
            words.update(self._struck_word[start:end])
        return words


def _spans(found: Iterable[tuple[int, int]]) -> tuple[Span, ...]:
    return tuple(Span(number, number + 1, exact=True, steps=steps) for steps, number in nsmallest(_MOST_WORDS, found))


def typos_allowed(word: str) -> int:
    """Return how many typos a typed word is forgiven."""
    if len(word) < SHORTEST:
        return 0
    return 2 if len(word) >= LONG_WORD else 1


def typos_in_company(word: str) -> int:
    """Return how many typos a word is forgiven whose neighbours make up for them."""
    return 2 if len(word) >= TWO_FROM else 1


def struck(length: int, most: int) -> list[tuple[int, ...]]:
    """Return the places that stay, for each way to strike up to ``most`` of ``length`` letters."""
    return [kept for count in range(min(most, length - 1) + 1) for kept in combinations(range(length), length - count)]


def mixed(letters: bytes) -> int:
    """Return a 32-bit number for up to eight letters (collisions only cost a look)."""
    return ((int.from_bytes(letters, "big") * MIX) & _MASK) >> 32


def signatures(word: bytes, most: int) -> set[int]:
    """Return the numbers under which the neighbours of a typed word are filed."""
    window = word[:WINDOW]
    return {mixed(bytes(window[place] for place in kept)) for kept in struck(len(window), most)}
