"""What a finding is: one row per account, document or file that something is wrong with."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from clientinfo_kernel.money import euros
from clientinfo_kernel.query.tables.findings import FINDINGS

if TYPE_CHECKING:
    from collections.abc import Sequence

_OPTIONAL = ("stated", "booked")
_FEWEST = 20
_USUAL_PERCENT = 98


def findings(kind: str, rows: pl.LazyFrame) -> pl.LazyFrame:
    """Return findings of one kind (``tables.findings.FINDINGS``).

    Args:
        kind: Of ``finding_kinds.FINDING_KINDS``.
        rows: ``subject``, ``cents`` (size, any sign), ``source_file``, ``source_row``, and where the finding compares
            two sources ``stated`` (what the other source says) and ``booked`` (what the figures rest on), in cents.
    """
    have = rows.collect_schema().names()
    compared = [
        (euros(pl.col(name)) if name in have else pl.lit(None, FINDINGS.columns[name])).alias(name)
        for name in _OPTIONAL
    ]
    return rows.select(
        pl.lit(kind).alias("kind"),
        pl.col("subject").cast(pl.String),
        euros(pl.col("cents").abs()).alias("amount"),
        *compared,
        pl.col("source_file").cast(pl.String),
        pl.col("source_row").cast(pl.Int64),
    )


def where() -> list[pl.Expr]:
    """Return the first file and line of a group, for ``group_by``."""
    place = pl.struct("source_file", "source_row").sort_by("source_file", "source_row").first()
    return [place.struct.field(name).alias(name) for name in ("source_file", "source_row")]


def with_places(odd: pl.LazyFrame, rows: pl.LazyFrame, on: Sequence[str]) -> pl.LazyFrame:
    """Add the first file and line of the rows behind each finding: looked for where there is something to show, few of all rows.

    Args:
        odd: One row per finding, known by the columns ``on``.
        rows: What the findings are sums of.
        on: Names of the columns.
    """
    places = rows.join(odd, on=list(on), how="semi").group_by(on).agg(*where())
    return odd.join(places, on=list(on), how="left")


def is_rare(is_odd: pl.Expr, of: str | None, usual_percent: int = _USUAL_PERCENT) -> pl.Expr:
    """Return whether a row is odd, and nearly all others make a rule that it breaks.

    Args:
        is_odd: Whether a row breaks the rule.
        of: Column of those rows that have a rule of their own, as an account; None: all rows have one.
        usual_percent: How many of the rows have to keep a rule for it to be one.
    """
    rows, odd = pl.len(), is_odd.sum()
    if of is not None:
        rows, odd = rows.over(of), odd.over(of)
    return is_odd & (rows >= _FEWEST) & ((rows - odd) * 100 >= rows * usual_percent)
