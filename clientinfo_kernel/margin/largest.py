"""The largest of very many groups: a chart of customers shows some of a million, and only these get their names."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from clientinfo_kernel.margin.measures import MEASURES
from clientinfo_kernel.margin.question import Question

if TYPE_CHECKING:
    from collections.abc import Mapping


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
        beside: Those that are kept of this question, asked at the same time and by the same dimension.
    """

    rankings: tuple[Ranking, ...] = ()
    beside: Question | None = None


@dataclass(frozen=True)
class Kept:
    """Groups that are left, and per ranking how many took part in it."""

    groups: pl.DataFrame
    counts: tuple[int, ...]


def largest(groups: pl.DataFrame, dimension: str, wanted: Largest, others: Mapping[Question, Kept]) -> Kept:
    """Return the groups that are wanted.

    Args:
        groups: A group per value of the dimension, with the sums of whole numbers; rows of nobody are not kept.
        dimension: What they are grouped by.
        wanted: Which.
        others: What was kept of other questions.
    """
    if wanted.beside is not None:
        there = others[wanted.beside].groups[dimension]
        return Kept(groups.filter(pl.col(dimension).is_in(there.implode())), ())
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
        counts.append(found.height)
        # Of equal ones the first customers are kept, so that the same ones are there at the next click.
        places.append(found.top_k(ranking.most, by=[size, -pl.col("place").cast(pl.Int64)])["place"])
    return Kept(named[pl.concat(places).unique().sort()] if places else named, tuple(counts))
