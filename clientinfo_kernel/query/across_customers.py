"""Open cases of all customers: what people wrote, laid over the snapshot."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from clientinfo_kernel.query import answers

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from polars._typing import PolarsDataType


def _schema(columns: Mapping[str, PolarsDataType]) -> pl.Schema:
    return pl.Schema(columns)


# Those of one customer, and whose each is; ``customer_id``: of a case as the snapshot has it, else null.
OPEN_CASES = _schema({**answers.CASES, "customer_number": pl.String, "customer_id": pl.UInt32})
# What says that a case of the live store is open, beside its having no closing moment.
STATUS = "status"


def laid_over(
    rows: pl.DataFrame,
    written: pl.DataFrame,
    outdated: Collection[str],
    closed_statuses: Collection[str],
    schema: Mapping[str, PolarsDataType],
) -> pl.DataFrame:
    """Return the open cases of all customers, the snapshot's first.

    Args:
        rows: Open ones of the snapshot: those of the columns that its table ``cases`` has, and ``case_id``.
        written: Those of the live store that have no closing moment: the columns but ``is_open`` and ``customer_id``, and ``STATUS``.
        outdated: Ids of the snapshot's rows that the live store has, in whatever state.
        closed_statuses: Words for a case that is done though it has no closing date.
        schema: The columns that are returned, some of ``OPEN_CASES``.
    """
    known = rows.filter(~pl.col("case_id").is_in(list(outdated))) if outdated else rows
    closed = {word.lower() for word in closed_statuses}
    done = [status for status in written[STATUS].unique().drop_nulls() if status.lower() in closed]
    ours = written.filter(~pl.col(STATUS).is_in(done))
    constant = {"version": pl.lit(0), "is_open": pl.lit(value=True)}

    def declared(part: pl.DataFrame) -> pl.DataFrame:
        given = set(part.columns)
        return part.select(
            (pl.col(name) if name in given else constant.get(name, pl.lit(None))).cast(dtype).alias(name)
            for name, dtype in schema.items()
        )

    return pl.concat([declared(known), declared(ours)])
