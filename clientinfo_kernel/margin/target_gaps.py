"""Where targets have gaps: what was earned there has no target, so that a whole would stand beside a part."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import polars as pl

from clientinfo_kernel.query.profit_lines import LINES

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from clientinfo_kernel.margin.question import Question

# What targets are known by; by anything else a figure has none.
KNOWN_BY = frozenset({"year", "month", "branch", "division"})
_CELL = ("month", "division")
# The figures that have a target, and of which it is made. Revenue before deductions has none: a target of revenue is what
# is left after them.
MADE_OF: Mapping[str, tuple[str, ...]] = {
    "net_revenue": ("revenue",),
    "gross_profit": ("gross_profit",),
    "margin_percent": ("revenue", "gross_profit"),
}


def cells_of(question: Question) -> Question | None:
    """Return the question that says where something was earned: by month, division and branch, as targets are set.

    None: it is of rows that no target is known by.
    """
    if not {key for key, _values in question.where} <= KNOWN_BY:
        return None
    return replace(question, by=(*_CELL, "branch"), measures=("gross_profit",), compare="")


def gaps(measures: Iterable[str], earned: pl.DataFrame, kept: pl.DataFrame) -> tuple[str, ...]:
    """Return the measures whose target is one of a part of what was earned; without any target it is of nothing.

    A target of no branch in particular stands for all branches. What is of no division can have no target, and is not a gap.

    Args:
        measures: What was asked.
        earned: The sums of ``cells_of`` the question.
        kept: The targets that its filters let through: ``month``, ``division``, ``branch``, ``revenue``, ``gross_profit``.
    """
    cells = earned.filter(pl.any_horizontal(pl.col(LINES) != 0))
    cells = cells.select(pl.col(each).cast(kept.schema[each]) for each in (*_CELL, "branch"))
    return tuple(key for key in measures if key in MADE_OF and _has_gaps(cells, kept.drop_nulls(MADE_OF[key])))


def _has_gaps(cells: pl.DataFrame, known: pl.DataFrame) -> bool:
    everywhere = known.filter(pl.col("branch").is_null())
    without = cells.drop_nulls(_CELL).join(everywhere, on=_CELL, how="anti")
    return bool(known.height and without.join(known, on=[*_CELL, "branch"], how="anti").height)
