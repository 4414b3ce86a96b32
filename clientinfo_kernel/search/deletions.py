"""Near misses: two words are a few typos apart if some letters can be struck from both so that the same is left.

Each word is filed under what is left of its first letters when one or two are struck; a typed word strikes likewise and
meets its neighbours there. (The symmetric deletion of SymSpell; the exact distance is measured afterwards,
on the keys: a typo between the two letters of "ue" counts twice.)
"""

from itertools import combinations

WINDOW = 7  # letters that are looked at: so the beginning of a long word is forgiven a typo, too
LONG_WORD = 8  # from here on a typed word may have two typos
SHORTEST = 4  # a shorter one none
TWO_FROM = LONG_WORD - 2  # words of this length and more can be two typos away from a long one
MIX = 0x9E3779B97F4A7C15
_MASK = (1 << 64) - 1


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
