"""Which records do not count, because another file has the same thing: rows of parts, and their place in quarantine."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
import polars as pl

from data_sources.connector import Export
from data_sources.contract import ORIGIN, REJECT_SCHEMA
from data_sources.remarks import Remark

Hashes: TypeAlias = npt.NDArray[np.uint64]


@dataclass(frozen=True)
class CheckedPart:
    """A part of a table as it was read: where it is, its file and the file's batch, and its place in the order."""

    path: Path
    file: str
    export: Export | None
    number: int


@dataclass
class Settled:
    """What does not count.

    Attributes:
        source: Kind of the source.
        table: The table.
        gone: Per part, the numbers of its rows (UInt32) that do not count.
        rejects: The same as frames of the schema ``Reject``.
        notes: What there is to say about it.
    """

    source: str
    table: str
    gone: dict[int, pl.Series] = field(default_factory=dict)
    rejects: list[pl.DataFrame] = field(default_factory=list)
    notes: list[Remark] = field(default_factory=list)

    def take_out(self, part: CheckedPart, rows: pl.Series, rule: str, value: pl.Expr) -> None:
        """Quarantine rows of a part.

        Args:
            part: The part.
            rows: Numbers of the rows in it.
            rule: Why they do not count.
            value: What to show: the key, or the file that counts.
        """
        if rows.is_empty():
            return
        before = self.gone.get(part.number)
        self.gone[part.number] = (
            rows.cast(pl.UInt32) if before is None else before.append(rows.cast(pl.UInt32)).unique()
        )
        numbered = pl.read_parquet(part.path).with_row_index("__row")
        records = numbered.filter(pl.col("__row").is_in(rows.implode())).drop("__row")
        self.rejects.append(
            records.select(
                pl.lit(self.source).alias("source"),
                pl.lit(self.table).alias("table"),
                pl.col("source_file").alias("file"),
                pl.col("source_row").alias("line"),
                pl.lit(rule).alias("rule"),
                value.cast(pl.String).alias("value"),
                pl.struct(pl.exclude("content", *ORIGIN).cast(pl.String)).struct.json_encode().alias("record"),
            ).select(REJECT_SCHEMA.names())
        )


def repeated(hashes: Hashes) -> Hashes:
    """Return the values that occur more than once, sorted."""
    ordered = np.sort(hashes)
    values: Hashes = np.unique(ordered[1:][ordered[1:] == ordered[:-1]])
    return values
