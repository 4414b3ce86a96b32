"""What a finding is: one row per account, document or file that something is wrong with."""

from __future__ import annotations

import polars as pl

from clientinfo_kernel.money import euros
from clientinfo_kernel.query.tables.findings import FINDINGS

_OPTIONAL = ("stated", "booked")


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
