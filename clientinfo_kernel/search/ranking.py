"""How good a match is, in one number; smaller is better.

A rank counts steps, sixteen to a tier, and below them what decides between equals: how telling the kind of text is,
then its length. One word alone is placed in its tier. Several words together start at ``WORD`` and add what each of
them costs: nothing for a word typed in full, a little for a beginning, more for a sound-alike, a typo, or a word that
only the name of somebody else (a contact person) explains.
"""

from __future__ import annotations

import polars as pl

from clientinfo_kernel.search.hit import KINDS, TEXTS

WHOLE, SAME, PART = 0, 1, 2  # a key is the whole identifier, the same without zeros or prefix, or a word or part of it

IDENTIFIER, SAME_IDENTIFIER, NAME, WORD, START, SOUND, TYPO, TWO_TYPOS = range(8)
_TIER_OF_CLASS = (IDENTIFIER, SAME_IDENTIFIER, WORD)
_SCORES = (1.0, 0.97, 0.94, 0.9, 0.8, 0.6, 0.5, 0.4)
_SPREAD = 0.03  # less than the distance between two tiers

STEPS = 16  # of one tier
_LENGTH_BITS, _KIND_BITS = 8, 4
_STEP_SHIFT = _LENGTH_BITS + _KIND_BITS
_TIER_SHIFT = _STEP_SHIFT + STEPS.bit_length() - 1
_LONGEST = (1 << _LENGTH_BITS) - 1

# Among equal matches, names come before numbers and places; a customer's own name before that of a contact person.
_IMPORTANCE: dict[str, int] = {
    **dict.fromkeys(KINDS, 13),
    "name": 0,
    "company": 0,
    "contact_person": 1,
    "customer_number": 2,
    "license_plate": 3,
    "debtor_account": 4,
    "town": 5,
    "street": 6,
    "phone": 7,
    "email": 8,
    "website": 8,
    "vat_id": 9,
    "vin": 10,
    "invoice_number": 11,
    "order_number": 12,
    "open_item": 14,
    "birthday": 15,
}

# What a word costs among several.
BEGINNING = 1  # the last word, perhaps still being typed
_SHORTENED, _PER_LETTER, _MOST_SHORTENED = 4, 5, 20  # a word before it of which letters are missing
KIND_STEPS = tuple({"contact_person": 12, "street": 2, "email": 4}.get(kind, 0) for kind in KINDS)
_MOST_UNEXPLAINED = 15  # letters that count, of those that name and town do not explain
SCATTERED = 2  # for each further text that it takes to explain the words
LARGEST_DISAGREEMENT = _MOST_UNEXPLAINED << _STEP_SHIFT
DOUBTFUL = (WORD * STEPS + 20) << _STEP_SHIFT  # from here on it is likely that somebody else was meant


def term_ranks(kind: pl.Expr, length: pl.Expr) -> pl.Expr:
    """Return what decides between equal matches (UInt16), for columns of kinds (their place in ``KINDS``) and texts' lengths.

    The length of a text counts for identifiers alone: there a shorter one is nearer.
    """
    places = list(range(len(KINDS)))
    importance = kind.replace_strict(places, [_IMPORTANCE[each] for each in KINDS], return_dtype=pl.UInt16)
    counted = pl.when(kind.is_in([KINDS.index(each) for each in TEXTS])).then(0).otherwise(length)
    return importance * (1 << _LENGTH_BITS) + counted.clip(upper_bound=_LONGEST).cast(pl.UInt16)


def exact_tier(key_class: int, *, altered: bool) -> int:
    """Return the tier of a fully typed key; ``altered``: it took a change of what was typed (leading zeros) to find it."""
    tier = _TIER_OF_CLASS[key_class]
    return max(tier, SAME_IDENTIFIER) if altered else tier


def rank(tier: int, of_term: int) -> int:
    """Return the rank of one word's match; ``of_term`` as in ``term_ranks``."""
    return tier << _TIER_SHIFT | of_term


def guess_rank(steps: int, of_term: int) -> int:
    """Return the rank of one word that was guessed."""
    return (SOUND * STEPS + steps) << _STEP_SHIFT | of_term


def joint_rank(steps: int, texts: int) -> int:
    """Return the rank of several words: what they cost together, and in how many texts they were found."""
    return (WORD * STEPS + steps + SCATTERED * (texts - 1)) << _STEP_SHIFT


def shortened(missing: int) -> int:
    """Return what it costs that letters are missing at the end of a word that others follow."""
    return min(_SHORTENED + _PER_LETTER * missing, _MOST_SHORTENED)


def named(ranked: int) -> int:
    """Return the rank of a match of a whole name, whatever its kind."""
    return NAME << _TIER_SHIFT | ranked & ((1 << _STEP_SHIFT) - 1)


def disagreeing(ranked: int, unexplained: int, between: int) -> int:
    """Return the rank of several words with what ``closeness`` says of them: letters count as steps, the rest decides ties."""
    steps = min(unexplained, _MOST_UNEXPLAINED)
    return ((ranked >> _STEP_SHIFT) + steps) << _STEP_SHIFT | between


def demoted(ranked: int, steps: int) -> int:
    """Return the rank of a match in a reading that is likelier (negative steps) or less likely than what was typed as it stands."""
    return max(ranked + (steps << _STEP_SHIFT), min(ranked, WORD << _TIER_SHIFT))


def tier_of(ranked: int) -> int:
    """Return the tier within a rank."""
    return ranked >> _TIER_SHIFT


def score(ranked: int) -> float:
    """Return a figure between 0 and 1 for people and machines; never rises from a better match to a worse one."""
    tier = tier_of(ranked)
    within = (ranked - (tier << _TIER_SHIFT)) / (1 << _TIER_SHIFT)
    if tier < len(_SCORES):
        return round(_SCORES[tier] - _SPREAD * within, 6)
    return round((_SCORES[-1] - _SPREAD) / (1 + (tier + within - len(_SCORES)) / len(_SCORES)), 6)


def is_sure(scored: float) -> bool:
    """Return whether a match of this score is likely to be the one that was meant."""
    return scored > score(DOUBTFUL)
