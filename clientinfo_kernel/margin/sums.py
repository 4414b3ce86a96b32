"""Adding up the rows of questions: per group, in all, and of what belongs to no customer."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

import polars as pl

from clientinfo_kernel.margin.largest import Kept, largest
from clientinfo_kernel.margin.measures import DISTINCT, sums_for

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from clientinfo_kernel.margin.largest import Largest
    from clientinfo_kernel.margin.opened import Opened
    from clientinfo_kernel.margin.question import Question

_NOTHING = pl.LazyFrame()


@dataclass(frozen=True)
class Sums:
    """Sums of whole numbers.

    Attributes:
        groups: One row per group: its dimensions and the sums.
        total: One row: the sums of all rows, distinct counts counted again.
        unassigned: One row: those of the rows that lead to no customer.
        counts: Of how many groups those that are there are the largest, per ranking; empty: all are there.
    """

    groups: pl.DataFrame
    total: pl.DataFrame
    unassigned: pl.DataFrame
    counts: tuple[int, ...] = ()


def added_up(
    opened: Opened, questions: Sequence[Question], wanted: Mapping[Question, Largest] = MappingProxyType({})
) -> dict[Question, Sums]:
    """Add up the rows of all questions in one go; those with the same filters share the rows that are left.

    Args:
        opened: The snapshot.
        questions: What is asked.
        wanted: Of which questions only the largest groups are kept; a question stands there before those beside it.
    """
    plans: list[pl.LazyFrame] = []
    shared = {}
    for each in questions:
        rows = opened.rows(each.level)
        key = (each.level, each.where)
        if key not in shared:
            also = {name for other in questions if (other.level, other.where) == key for name in other.by}
            shared[key] = rows.those(each.where, sorted(also))
        sides, sums = shared[key], sums_for(each.measures)
        counted = [name for name in sums if name in DISTINCT] if each.by else []
        plans += [rows.added_up(side, each.by, sums) for side in (sides.owned, sides.unassigned)]
        # Nothing to count takes no time, and every question has as many plans.
        plans += [rows.added_up(side, (), counted) if counted else _NOTHING for side in (sides.owned, sides.unassigned)]
    found = pl.collect_all(plans)
    kept: dict[Question, Kept] = {}
    parts = {each: found[4 * place : 4 * place + 4] for place, each in enumerate(questions)}
    return {each: _together(opened, each, parts[each], wanted.get(each), kept) for each in parts}


def _together(
    opened: Opened, question: Question, parts: list[pl.DataFrame], wanted: Largest | None, kept: dict[Question, Kept]
) -> Sums:
    """Put customers and nobody together. No customer and no document is on both sides, so distinct counts add up, too."""
    owned, nobody, *counted = parts
    sums = sums_for(question.measures)
    whole, unassigned = (_whole(groups, count, sums) for groups, count in zip((owned, nobody), counted, strict=True))
    total = pl.concat([whole, unassigned]).select(pl.col(sums).sum())
    if not question.by:
        return Sums(total, total, unassigned)
    groups = pl.concat([owned, nobody], how="vertical_relaxed") if nobody.height else owned
    if nobody.height and "customer" not in question.by:
        groups = groups.group_by(question.by).agg(pl.col(sums).sum())
    found = Kept(groups, ())
    if wanted is not None:
        found = kept[question] = largest(groups, question.by[0], wanted, kept)
    decoded = opened.decoded(found.groups, question.by, opened.rows(question.level))
    return Sums(decoded, total, unassigned, found.counts)


def _whole(groups: pl.DataFrame, counted: pl.DataFrame, sums: Sequence[str]) -> pl.DataFrame:
    """Return the sums over all groups; what is counted was counted over all rows."""
    return groups.select(counted[name] if name in counted.columns else pl.col(name).sum() for name in sums)
