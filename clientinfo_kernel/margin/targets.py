"""Targets beside figures: what was meant to be earned, by month, division and branch.

Targets add up: those of branches and those of no branch in particular together are the house's.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from clientinfo_kernel.errors import QuestionError
from clientinfo_kernel.live.commands import Add, Change
from clientinfo_kernel.live.targets import TARGET
from clientinfo_kernel.margin.answer import BEFORE, CHANGE, Answer, measures_of
from clientinfo_kernel.margin.dimensions import DIMENSIONS
from clientinfo_kernel.margin.filtering import conditions
from clientinfo_kernel.margin.measures import MEASURES, quotient
from clientinfo_kernel.margin.target_gaps import KNOWN_BY, MADE_OF, cells_of, gaps
from clientinfo_kernel.money import cents
from clientinfo_kernel.query.profit_lines import LINES

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date
    from decimal import Decimal

    from clientinfo_kernel.margin.fiscal_years import FiscalYear
    from clientinfo_kernel.margin.question import Question
    from clientinfo_kernel.margin.sums import Sums
    from clientinfo_kernel.query.directory import CustomerDirectory

DIVISIONS = DIMENSIONS["division"].values


def targets(directory: CustomerDirectory) -> pl.DataFrame:
    """Return all targets: ``target_id``, ``version``, ``month``, ``division``, ``branch``, ``revenue``, ``gross_profit`` (EUR), ``written_by``.

    Raises:
        NotPermitted: The viewer is not allowed to see gross profits.
        LiveUnavailable: The live store does not answer.
    """
    columns = ("target_id", "version", "month", "division", "branch", "revenue", "gross_profit", "written_by")
    rows = directory.written(TARGET).select(columns)
    return rows.sort("month", "branch", "division", nulls_last=True)


def set_target(
    command_id: str,
    place: tuple[date, str, str | None],
    figures: Mapping[str, Decimal | None],
    there: tuple[str, int] | None = None,
) -> Add | Change:
    """Return the command that sets a target.

    Args:
        command_id: Of the command.
        place: First day of the month, division, and branch (None: of none in particular).
        figures: ``revenue`` and ``gross_profit``, or one of them, in EUR; None takes it away.
        there: Id and version of the target as it was seen; None: there was none.

    Raises:
        QuestionError: There is no such division, or the day is not the first of a month.
    """
    month, division, branch = place
    if division not in DIVISIONS:
        raise QuestionError.unknown("division", division, DIVISIONS)
    if month.day != 1:
        raise QuestionError(f"a target is of a whole month; write {month:%Y-%m}")
    if there is not None:
        return Change(command_id, "", TARGET, *there, dict(figures))
    values = {"month": month, "division": division, "branch": branch, **figures}
    return Add(command_id, "", TARGET, values)


def beside_targets(
    question: Question,
    sides: tuple[Sums, Sums | None],
    known: pl.DataFrame,
    years: Iterable[FiscalYear],
    snapshot_id: str,
) -> Answer:
    """Return an answer beside the targets, as far as something is posted: a target of next month is not missed yet.

    Args:
        question: What was asked.
        sides: The sums of what was earned, decoded: as it was asked, and of ``target_gaps.cells_of`` it.
        known: ``targets``.
        years: The fiscal years of the ledger.
        snapshot_id: Where the sums are from.
    """
    now, cells = sides
    kept = _kept(known, question, years).with_columns(cents(pl.col("revenue")), cents(pl.col("gross_profit")))
    keys = [each for each in now.groups.columns if each not in now.total.columns]
    by = list(question.by)
    wanted = _added_up(kept, by) if by and set(by) <= KNOWN_BY else None
    if not by:
        groups = _beside(now.total, _added_up(kept, []), [], question)
    elif wanted is None:
        groups = _beside(now.groups, _nothing(now.groups.height), keys, question)
    else:
        typed = wanted.with_columns(pl.col(key).cast(now.groups.schema[key]) for key in by)
        both = now.groups.join(typed, on=by, how="full", coalesce=True, nulls_equal=True)
        sums = [each for each in now.groups.columns if each not in keys]
        groups = _beside(both.select(*keys, pl.col(sums).fill_null(0)), both.select(_WANTED), keys, question)
    rows = groups.sort(by, nulls_last=True) if by else groups
    total = _beside(now.total, _added_up(kept, []), [], question)
    unassigned = _beside(now.unassigned, _nothing(1), [], question)
    lacks = () if cells is None else gaps(question.measures, cells.groups, kept)
    whole, nobody = total.row(0, named=True), unassigned.row(0, named=True)
    return Answer(question, rows, whole, nobody, snapshot_id, now.counts, lacks)


def targets_behind(directory: CustomerDirectory, question: Question, years: Iterable[FiscalYear]) -> pl.DataFrame:
    """Return the targets whose sum stands beside the total of a question, as ``targets`` does.

    Raises:
        NotPermitted: The viewer is not allowed to see gross profits.
        LiveUnavailable: The live store does not answer.
    """
    return _kept(targets(directory), question.plain, years).drop("year")


def _kept(known: pl.DataFrame, question: Question, years: Iterable[FiscalYear]) -> pl.DataFrame:
    """Return the targets that the filters let through, of months until the last posting, with their fiscal ``year``."""
    years_of = pl.lit(None, pl.Int32)
    for each in years:
        is_of = pl.col("month").is_between(each.first, each.last)
        years_of = pl.when(is_of).then(pl.lit(each.year, pl.Int32)).otherwise(years_of)
    kept = known.with_columns(years_of.alias("year"))
    if cells_of(question) is None:
        return kept.clear()
    # A target that was emptied is none.
    is_set = pl.any_horizontal(pl.col(_FIGURES).is_not_null())
    return kept.filter(
        pl.col("year").is_not_null(), is_set, *conditions(question.where, {}, lambda _customer_numbers: [])
    )


_BOOKED = ("revenue", "revenue_deductions")
_FIGURES = ("revenue", "gross_profit")
_TARGETS = tuple(f"target_{name}" for name in _FIGURES)
# Besides: whether every target of the group says both, so that their ratio is one of the same things.
_WANTED = (*_TARGETS, "has_both")
_KNOWN = "_known"


def _added_up(kept: pl.DataFrame, by: list[str]) -> pl.DataFrame:
    """Return the sums of targets in cents; null where there is none."""
    sums = [
        pl.when(pl.col(name).count() > 0).then(pl.col(name).sum()).cast(pl.Int64).alias(f"target_{name}")
        for name in _FIGURES
    ]
    sums.append(pl.all_horizontal(pl.col(_FIGURES).is_not_null()).all().alias("has_both"))
    return kept.group_by(by).agg(sums) if by else kept.select(sums)


def _nothing(height: int) -> pl.DataFrame:
    schema = {**dict.fromkeys(_TARGETS, pl.Int64), "has_both": pl.Boolean}
    return pl.DataFrame({name: [None] * height for name in schema}, schema)


def _beside(now: pl.DataFrame, wanted: pl.DataFrame, keys: list[str], question: Question) -> pl.DataFrame:
    """Put measures of sums beside those of targets, and what they are apart.

    A target of revenue is what is left after deductions; the ratio is of what is there before them. So its target is taken
    with the deductions that there were, in the same proportion.
    """
    unasked = [pl.lit(0).alias(name) for name in _BOOKED if name not in now.columns]
    wide = pl.concat([now.with_columns(unasked).select(_BOOKED), wanted], how="horizontal")
    net, profit = (pl.col(name).fill_null(0) for name in _TARGETS)
    earned_before, earned_net = pl.col("revenue"), pl.sum_horizontal(_BOOKED)
    has_share = (earned_before > 0) & (earned_net > 0)
    revenue = pl.when(has_share).then(quotient(net.cast(pl.Int128) * earned_before, earned_net)).otherwise(net)
    lines = {"revenue": revenue, "revenue_deductions": net - revenue, "cost_of_goods": profit - net}
    as_sums = wide.select(**lines, calculated_labour_cost=pl.lit(0)).select(pl.col(LINES).cast(pl.Int64))
    can_have = [key for key in question.measures if key in MADE_OF]
    is_known = {
        key: pl.all_horizontal(pl.col(f"target_{name}").is_not_null() for name in MADE_OF[key]) for key in can_have
    }
    known = wide.select(
        (is_known[key] & has_share & pl.col("has_both") if MEASURES[key].is_ratio else is_known[key]).alias(
            f"{key}{_KNOWN}"
        )
        for key in can_have
    )
    # All measures in one go: a call per measure would take longer than the sums that they are made of.
    made = measures_of(as_sums, can_have).select(pl.all().name.suffix(BEFORE))
    figures = pl.concat([measures_of(now, question.measures), made, known], how="horizontal")
    columns = []
    for key in question.measures:
        dtype = MEASURES[key].dtype
        target = pl.when(f"{key}{_KNOWN}").then(f"{key}{BEFORE}") if key in MADE_OF else pl.lit(None, dtype)
        columns += [
            pl.col(key),
            target.alias(f"{key}{BEFORE}"),
            (pl.col(key) - target).cast(dtype).alias(f"{key}{CHANGE}"),
        ]
    beside = figures.select(columns)
    return pl.concat([now.select(keys), beside], how="horizontal") if keys else beside
