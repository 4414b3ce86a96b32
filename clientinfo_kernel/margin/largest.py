"""The largest of very many groups: a chart of customers shows some of a million, and only these get their names."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from clientinfo_kernel.margin.measures import MEASURES
from clientinfo_kernel.margin.question import Question

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


@dataclass(frozen=True)
class Ranking:
    """What makes a group large.

    Attributes:
        measure: It is ordered by this one, the most first.
        most: So many are kept.
        by_size: Whatever its sign (a cost is negative).
        above_zero: Only groups that have more than nothing of it take part.
        known: Only groups take part for which there is this figure; empty: all.
    """

    measure: str
    most: int
    by_size: bool = False
    above_zero: bool = False
    known: str = ""


@dataclass(frozen=True)
class Largest:
    """Which groups of an answer are kept.

    Attributes:
        rankings: Those that one of these keeps.
        beside: Those that are kept of this one, asked before it at the same time and by the same dimension.
        with_nobody: The row of nobody is kept, too, and counts; else it takes no part.
    """

    rankings: tuple[Ranking, ...] = ()
    beside: Asked | None = None
    with_nobody: bool = False


@dataclass(frozen=True)
class Asked:
    """A question, and how much of its answer is wanted.

    Attributes:
        question: By one dimension where only the largest groups are wanted.
        largest: Which groups; None: all. Total and unassigned are of all either way.
    """

    question: Question
    largest: Largest | None = None


@dataclass(frozen=True)
class Kept:
    """Groups that are left, and per ranking how many took part in it."""

    groups: pl.DataFrame
    counts: tuple[int, ...]


def largest(groups: pl.DataFrame, dimension: str, wanted: Largest, others: Mapping[Asked, Kept]) -> Kept:
    """Return the groups that are wanted.

    Args:
        groups: A group per value of the dimension, with the sums of whole numbers; that of nobody has none.
        dimension: What they are grouped by.
        wanted: Which.
        others: What was kept of what was asked before.
    """
    if wanted.beside is not None:
        there = others[wanted.beside].groups[dimension]
        return Kept(groups.filter(pl.col(dimension).is_in(there.implode())), ())
    nobody = groups[dimension].null_count() if wanted.with_nobody else 0
    named = groups.filter(pl.col(dimension).is_not_null())
    places, counts = [], []
    for ranking in wanted.rankings:
        value = MEASURES[ranking.measure].of_sums.cast(pl.Int64).alias("value")
        takes_part = pl.col("value") > 0 if ranking.above_zero else pl.lit(value=True)
        ranked = named.lazy().with_row_index("place")
        if ranking.known:
            ranked = ranked.filter(MEASURES[ranking.known].of_sums.is_not_null())
        ranked = ranked.select("place", dimension, value).filter(takes_part)
        size = pl.col("value").abs() if ranking.by_size else pl.col("value")
        found = ranked.collect()
        counts.append(found.height + nobody)
        # Of equal ones the first customers are kept, so that the same ones are there at the next click.
        places.append(found.top_k(ranking.most, by=[size, -pl.col("place").cast(pl.Int64)])["place"])
    kept = named[pl.concat(places).unique().sort()] if places else named
    if nobody:
        kept = pl.concat([kept, groups.filter(pl.col(dimension).is_null())])
    return Kept(kept, tuple(counts))


def padded(groups: pl.DataFrame, other: pl.DataFrame, by: Sequence[str]) -> pl.DataFrame:
    """Return the groups with those that only the other side has, with sums of 0: they may be among the largest."""
    missing = other.join(groups.select(by), on=by, how="anti", nulls_equal=True)
    if missing.is_empty():
        return groups
    return pl.concat(
        [
            groups,
            missing.with_columns(pl.lit(0).cast(pl.Int64).alias(each) for each in groups.columns if each not in by),
        ],
        how="vertical_relaxed",
    )
