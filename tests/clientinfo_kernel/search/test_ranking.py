"""Ranks and scores: which of two matches is the better one, whatever they are."""

from itertools import pairwise

import polars as pl

from clientinfo_kernel.search import ranking
from clientinfo_kernel.search.hit import KINDS, TEXTS
from clientinfo_kernel.search.ranking import (
    IDENTIFIER,
    NAME,
    SAME_IDENTIFIER,
    START,
    TWO_TYPOS,
    WORD,
    demoted,
    disagreeing,
    exact_tier,
    guess_rank,
    joint_rank,
    named,
    rank,
    score,
    shortened,
    term_ranks,
    tier_of,
)

# Of several words with many typos a rank can leave the tiers.
FAR = rank(3 * (TWO_TYPOS + 1), 0)
STEP = rank(1, 0) // ranking.STEPS


def test_a_score_falls_from_every_step_to_the_next_and_stays_between_0_and_1() -> None:
    scores = [score(ranked) for ranked in range(0, FAR, STEP // 2)]
    assert all(one > other for one, other in pairwise(scores))
    assert (scores[0], score(rank(SAME_IDENTIFIER, 0)), score(rank(TWO_TYPOS, 0))) == (1.0, 0.97, 0.4)
    # At the end of the tiers 0.4 less the spread of one, 0.37; as far again beyond them half of that.
    beyond = TWO_TYPOS + 1
    assert (score(rank(beyond, 0)), score(rank(2 * beyond, 0))) == (0.37, 0.185)
    assert min(scores) > 0
    assert all(len(f"{each}".partition(".")[2]) <= 6 for each in scores)


def test_what_decides_between_equals_is_the_kind_then_an_identifier_s_length() -> None:
    def ranks(kind: str, *lengths: int) -> list[int]:
        rows = pl.DataFrame({"kind": [KINDS.index(kind)] * len(lengths), "length": list(lengths)})
        found = rows.select(term_ranks(pl.col("kind"), pl.col("length"))).to_series()
        assert found.dtype == pl.UInt16
        return found.to_list()

    assert ranks("name", 3, 300) == [0, 0]
    short, longer, longest, capped = ranks("vin", 3, 4, 255, 300)
    assert short < longer < longest == capped < ranks("invoice_number", 0)[0]
    assert ranks("contact_person", 9) < ranks("customer_number", 0) < ranks("license_plate", 0)
    assert set(TEXTS) < set(KINDS)


def test_a_whole_identifier_comes_before_its_like_and_both_before_words() -> None:
    assert [exact_tier(each, altered=False) for each in (0, 1, 2)] == [IDENTIFIER, SAME_IDENTIFIER, WORD]
    assert [exact_tier(each, altered=True) for each in (0, 1, 2)] == [SAME_IDENTIFIER, SAME_IDENTIFIER, WORD]


def test_ranks_are_in_the_order_of_what_was_met() -> None:
    assert rank(WORD, 4095) < rank(START, 0)
    assert [tier_of(rank(each, 4095)) for each in range(TWO_TYPOS)] == list(range(TWO_TYPOS))
    assert guess_rank(0, 5) == rank(ranking.SOUND, 5)
    assert guess_rank(1, 0) == rank(ranking.SOUND, 0) + STEP
    # Each further text costs two steps.
    assert joint_rank(0, 1) == rank(WORD, 0)
    assert joint_rank(3, 2) == rank(WORD, 0) + 5 * STEP
    # The whole name keeps what decides between equals: 300 of the kind and the length.
    assert named(rank(WORD, 301)) == rank(NAME, 301)
    assert named(guess_rank(7, 4095)) == rank(NAME, 4095)


def test_missing_and_unexplained_letters_cost_up_to_an_end() -> None:
    assert [shortened(missing) for missing in (0, 1, 3, 4, 9)] == [4, 9, 19, 20, 20]
    word = rank(WORD, 77)
    assert disagreeing(word, 2, 9) == rank(WORD, 0) + 2 * STEP + 9
    assert disagreeing(word, 15, 0) == disagreeing(word, 99, 0) == rank(WORD, 0) + 15 * STEP
    assert demoted(word, 3) == word + 3 * STEP
    # A likelier reading comes no further than a word that was typed in full.
    assert demoted(rank(START, 5), -99) == rank(WORD, 0)
    assert demoted(rank(NAME, 5), -1) == rank(NAME, 5)
