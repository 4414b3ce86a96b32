"""How good a match is: tiers first, then closeness, kind and length in one number; smaller is better."""

WHOLE, SAME, PART = 0, 1, 2  # a key is the whole identifier, the same without zeros or prefix, or a word or part of it

IDENTIFIER, SAME_IDENTIFIER, NAME, WORD, START, SOUND, TYPO, TWO_TYPOS = range(8)
_TIER_OF_CLASS = (IDENTIFIER, SAME_IDENTIFIER, WORD)
_SCORES = (1.0, 0.97, 0.94, 0.9, 0.8, 0.6, 0.5, 0.4)
_SPREAD = 0.03  # less than the distance between two tiers

LENGTH_BITS, KIND_BITS, CLOSE_BITS = 8, 4, 4
_CLOSE_SHIFT = LENGTH_BITS + KIND_BITS
_TIER_SHIFT = _CLOSE_SHIFT + CLOSE_BITS
FARTHEST = (1 << CLOSE_BITS) - 1


def exact_tier(key_class: int, *, altered: bool) -> int:
    """The tier of a fully typed key; ``altered``: it took a change of what was typed (leading zeros) to find it."""
    tier = _TIER_OF_CLASS[key_class]
    return max(tier, SAME_IDENTIFIER) if altered else tier


def rank(tier: int, closeness: int, term_rank: int) -> int:
    """One number for a match; ``term_rank`` holds kind and length of the term."""
    return tier << _TIER_SHIFT | closeness << _CLOSE_SHIFT | term_rank


def tier_of(ranked: int) -> int:
    """The tier within a rank."""
    return ranked >> _TIER_SHIFT


def joint_rank(ranks: list[int], terms: int) -> int:
    """One number for several words: their mean, worse the more texts they are scattered over; within the worst tier."""
    scattered = sum(ranks) // len(ranks) + (min(terms - 1, FARTHEST) << _CLOSE_SHIFT)
    return min(scattered, (tier_of(max(ranks)) + 1 << _TIER_SHIFT) - 1)


def score(tier: int, ranked: int) -> float:
    """A figure between 0 and 1 for people and machines; never rises from a better match to a worse one."""
    return round(_SCORES[tier] - _SPREAD * ranked / ((tier + 1) << _TIER_SHIFT), 6)
