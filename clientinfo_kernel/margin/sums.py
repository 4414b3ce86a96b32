"""Adding up the rows of questions: per group, in all, and of what belongs to no customer."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import polars as pl

from clientinfo_kernel.margin.largest import Kept, largest, padded
from clientinfo_kernel.margin.measures import DISTINCT, sums_for

if TYPE_CHECKING:
    from collections.abc import Sequence

    from clientinfo_kernel.margin.largest import Asked
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
        counts: Of how many groups those that are there are the largest, per ranking; empty: all are there, or those of another.
    """

    groups: pl.DataFrame
    total: pl.DataFrame
    unassigned: pl.DataFrame
    counts: tuple[int, ...] = ()


def added_up(opened: Opened, sides: Sequence[tuple[Asked, Question | None]]) -> list[tuple[Sums, Sums | None]]:
    """Add up the rows of all questions in one go; those with the same filters share the rows that are left.

    Args:
        opened: The snapshot.
        sides: What is asked, each with the question of what stands beside it. Where only the largest groups are wanted,
            the other side has the same ones.
    """
    every = dict.fromkeys(each for asked, other in sides for each in (asked.question, other) if each is not None)
    coded = _coded(opened, list(every))
    whole: dict[Question, Sums] = {}
    kept: dict[Asked, Kept] = {}

    def all_of(question: Question) -> Sums:
        if question not in whole:
            whole[question] = _decoded(opened, question, coded[question])
        return whole[question]

    found: list[tuple[Sums, Sums | None]] = []
    for asked, other in sides:
        question = asked.question
        if asked.largest is None:
            found.append((all_of(question), all_of(other) if other else None))
            continue
        now, beside = coded[question], coded[other] if other and other.by == question.by else None
        groups = now.groups if beside is None else padded(now.groups, beside.groups, question.by)
        chosen = kept[asked] = largest(groups, question.by[0], asked.largest, kept)
        now = _decoded(opened, question, replace(now, groups=chosen.groups, counts=chosen.counts))
        if other is None or beside is None:
            found.append((now, all_of(other) if other else None))
            continue
        same = beside.groups.join(chosen.groups.select(question.by), on=question.by, how="semi", nulls_equal=True)
        found.append((now, _decoded(opened, other, replace(beside, groups=same))))
    return found


def _coded(opened: Opened, questions: Sequence[Question]) -> dict[Question, Sums]:
    """Return the sums of all questions, their dimensions as codes."""
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
    return {each: _together(each, found[4 * place : 4 * place + 4]) for place, each in enumerate(questions)}


def _together(question: Question, parts: list[pl.DataFrame]) -> Sums:
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
    return Sums(groups, total, unassigned)


def _decoded(opened: Opened, question: Question, sums: Sums) -> Sums:
    """Return sums with the values of their dimensions, and the names of customers and accounts."""
    if not question.by:
        return sums
    return replace(sums, groups=opened.decoded(sums.groups, question.by, opened.rows(question.level)))


def _whole(groups: pl.DataFrame, counted: pl.DataFrame, sums: Sequence[str]) -> pl.DataFrame:
    """Return the sums over all groups; what is counted was counted over all rows."""
    return groups.select(counted[name] if name in counted.columns else pl.col(name).sum() for name in sums)
