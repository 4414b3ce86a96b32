"""The rows of the pivot as they stand there: those that are opened, and what the others of a level add up to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import polars as pl

from clientinfo_kernel.margin import ALL_BUT
from widgets.margin.figures import MOST_ROWS, opened
from widgets.margin.view import Path
from widgets.margin.words import EQUATION, MARGIN, margin_of, spelled, value_word

if TYPE_CHECKING:
    from collections.abc import Iterator

    from clientinfo_kernel.margin import Answer, Margin
    from clientinfo_kernel.margin.where import Where
    from widgets.margin.figures import Figures
    from widgets.margin.view import View

# So many rows of a level stand there at first.
FIRST = 12


@dataclass(frozen=True)
class PivotRow:
    """A row.

    Attributes:
        path: Its values, level by level; of what is not shown: those of the row above it.
        name: What it is about; empty for what is not shown.
        figures: Its figures.
        dimension: Of its level.
        depth: Of its level, from 1.
        is_parent: There are levels below it.
        rest: So many rows are not shown and stand here together; 0: it is one row.
    """

    path: Path
    name: str
    figures: Mapping[str, Any]
    dimension: str
    depth: int
    is_parent: bool = False
    rest: int = 0


def pivot_rows(figures: Figures, view: View, path: Path = ()) -> Iterator[PivotRow]:
    """Yield the rows below a row of the pivot, each before its children."""
    answer = figures.nodes.get(path)
    if answer is None:
        return
    dimension, depth = view.levels[len(path)], len(path) + 1
    rows, most = _ordered(answer, dimension), _most(view, path)
    shows_children = opened(view, figures.nodes[()])
    for row in rows.head(most).iter_rows(named=True):
        child = (*path, spelled(row[dimension]))
        yield PivotRow(child, _name(dimension, row), row, dimension, depth, is_parent=depth < len(view.levels))
        if child in shows_children:
            yield from pivot_rows(figures, view, child)
    height = answer.counts[0] if answer.counts else rows.height
    if height > most:
        rest = _rest(answer, rows.head(most)) if height > rows.height else _sums(rows.slice(most))
        yield PivotRow(path, "", rest, dimension, depth, rest=height - most)


def rest_filters(margin: Margin, figures: Figures, view: View) -> Where | None:
    """Return what the rows have in common that stand together below the open row of the pivot (``Question.within``); None: there are none.

    Raises:
        NotPermitted: The viewer is not allowed to see gross profits.
    """
    path = view.cell or ()
    answer = figures.nodes.get(path)
    if answer is None:
        return None
    dimension, filters = view.levels[len(path)], dict(view.where(path))
    shown = _ordered(answer, dimension).head(_most(view, path))[dimension]
    if answer.counts and dimension not in filters:
        # Of very many customers only the largest are known yet: the others are those who are not among them.
        values = (ALL_BUT, *map(spelled, shown)) if answer.counts[0] > shown.len() else ()
    else:
        every = margin.ask(replace(answer.question, measures=("gross_profit",))) if answer.counts else answer
        rest = every.rows.select(dimension).join(shown.to_frame(), on=dimension, how="anti", nulls_equal=True)
        values = tuple(map(spelled, rest[dimension]))
    return (*view.within(path), (dimension, values)) if values else None


def _most(view: View, path: Path) -> int:
    """Return how many rows of a level stand there one by one."""
    return MOST_ROWS if path in view.whole else FIRST


def _rest(answer: Answer, shown: pl.DataFrame) -> dict[str, Any]:
    """Return what the rows add up to that were not asked for one by one: the total without those that are shown."""
    rest = {
        key: answer.total[key] - value for key, value in _sums(shown).items() if key != MARGIN and value is not None
    }
    return {"gross_profit_before": None, **rest, MARGIN: margin_of(rest["gross_profit"], rest["revenue"])}


def _sums(rows: pl.DataFrame) -> dict[str, Any]:
    added = [key for key in (*EQUATION, "revenue", "gross_profit_before") if key in rows.columns and key != MARGIN]
    known = pl.col(added).count() > 0  # where none of them has a target, their sum has none
    sums = rows.select(pl.when(known).then(pl.col(added).sum())).row(0, named=True)
    return {**sums, MARGIN: margin_of(sums["gross_profit"], sums["revenue"])}


def _ordered(answer: Answer, dimension: str) -> pl.DataFrame:
    """Return the rows, times in their order, all else by gross profit; what is not assigned last."""
    if dimension in {"month", "year"}:
        return answer.rows  # so they are sorted
    unassigned = pl.col(dimension).is_null()
    return answer.rows.sort(unassigned, "gross_profit", descending=[False, True], maintain_order=True)


def _name(dimension: str, row: Mapping[str, Any]) -> str:
    value = row[dimension]
    beside = {"customer": "customer_name", "account": "account_name"}.get(dimension)
    if beside is None or value is None:
        return value_word(dimension, value)
    name = row[beside] or ""
    return name or value if dimension == "customer" else f"{value} {name}".strip()
