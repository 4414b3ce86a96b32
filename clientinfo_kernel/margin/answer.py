"""The answer to a question, and a page of the documents or postings below it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import polars as pl

from clientinfo_kernel.margin.measures import MEASURES
from clientinfo_kernel.margin.question import Question

if TYPE_CHECKING:
    from collections.abc import Sequence

    from clientinfo_kernel.margin.sums import Sums

BEFORE, CHANGE = "_before", "_change"
_NAMES = ("customer_name", "account_name")


@dataclass(frozen=True)
class Answer:
    """What the snapshot says to a question.

    Attributes:
        question: The question.
        rows: One row per group: its dimensions (null: nobody knows; a customer and an account with their names), then
            the measures, and with a comparison ``…_before`` and ``…_change`` of each. Sorted by the dimensions.
        total: The same measures of all rows.
        unassigned: The same of the postings that lead to no customer; they are part of the total.
        snapshot_id: Where it is from.
        counts: Of how many groups the rows are the largest, per ranking that was asked for; empty: all are there.
        gaps: Measures whose target is of a part of what was earned only (``target_gaps``); beside targets alone.
    """

    question: Question
    rows: pl.DataFrame
    total: dict[str, Any]
    unassigned: dict[str, Any]
    snapshot_id: str
    counts: tuple[int, ...] = ()
    gaps: tuple[str, ...] = ()


@dataclass(frozen=True)
class Page:
    """Some of the documents or postings below a figure.

    Attributes:
        rows: Those of this page.
        height: Number of all of them.
        total: Sums over all of them.
        snapshot_id: Where it is from.
    """

    rows: pl.DataFrame
    height: int
    total: dict[str, Any]
    snapshot_id: str


def answered(question: Question, now: Sums, before: Sums | None, snapshot_id: str) -> Answer:
    """Return the answer from sums whose dimensions are decoded already, with the names of customers and accounts."""
    keys = [each for each in now.groups.columns if each in question.by or each in _NAMES]
    if before is None:
        groups, total, unassigned = (
            _measured(each, question.measures) for each in (now.groups, now.total, now.unassigned)
        )
    else:
        groups = _beside(now.groups, before.groups, keys, question)
        total = _beside(now.total, before.total, [], question)
        unassigned = _beside(now.unassigned, before.unassigned, [], question)
    rows = groups.sort(question.by, nulls_last=True) if question.by else groups
    figures = rows.columns[len(keys) :] if question.by else rows.columns
    whole, nobody = (_only_row(each.select(figures)) for each in (total, unassigned))
    return Answer(question, rows, whole, nobody, snapshot_id, now.counts)


def measures_of(sums: pl.DataFrame, measures: Sequence[str]) -> pl.DataFrame:
    """Return the measures of columns of sums, without anything else."""
    return sums.select(MEASURES[key].expression() for key in measures)


def _measured(sums: pl.DataFrame, measures: Sequence[str]) -> pl.DataFrame:
    needed = {each for key in measures for each in MEASURES[key].needs}
    keys = [each for each in sums.columns if each not in needed]
    return sums.select(*keys, *(MEASURES[key].expression() for key in measures))


def _beside(now: pl.DataFrame, before: pl.DataFrame, keys: list[str], question: Question) -> pl.DataFrame:
    """Put two sides together: what one side does not have has sums of 0 there."""
    sums = [each for each in now.columns if each not in keys]
    other = before.rename({each: f"{each}{BEFORE}" for each in sums})
    if keys:
        both = now.join(other, on=keys, how="full", coalesce=True, nulls_equal=True)
    else:
        both = pl.concat([now, other], how="horizontal")
    both = both.with_columns(pl.col(*sums, *(f"{each}{BEFORE}" for each in sums)).fill_null(0))
    earlier = both.select(pl.col(f"{each}{BEFORE}").alias(each) for each in sums)
    columns = [
        measures_of(both, question.measures),
        measures_of(earlier, question.measures).select(pl.all().name.suffix(BEFORE)),
    ]
    figures = pl.concat(columns, how="horizontal")
    figures = figures.with_columns(_change(key) for key in question.measures)
    order = [name for key in question.measures for name in (key, f"{key}{BEFORE}", f"{key}{CHANGE}")]
    return pl.concat([both.select(keys), figures.select(order)], how="horizontal") if keys else figures.select(order)


def _change(key: str) -> pl.Expr:
    return (pl.col(key) - pl.col(f"{key}{BEFORE}")).cast(MEASURES[key].dtype).alias(f"{key}{CHANGE}")


def _only_row(frame: pl.DataFrame) -> dict[str, Any]:
    return frame.row(0, named=True)
