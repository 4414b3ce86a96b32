"""Open cases of all customers: what people wrote, laid over the snapshot."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl

from clientinfo_kernel.query import answers
from clientinfo_kernel.query.written_rows import NOTHING_WRITTEN, WrittenRows, with_cases

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from polars._typing import PolarsDataType


def _schema(columns: Mapping[str, PolarsDataType]) -> pl.Schema:
    return pl.Schema(columns)


# Those of one customer, and whose each is.
OPEN_CASES = _schema({**answers.CASES, "customer_number": pl.String})


def laid_over(
    rows: pl.DataFrame,
    written: Sequence[Mapping[str, Any]],
    outdated: Collection[str],
    closed_statuses: Collection[str],
) -> pl.DataFrame:
    """Return the open cases of all customers (``OPEN_CASES``).

    Args:
        rows: Open ones of the snapshot: columns of its table ``cases``, and ``customer_number``.
        written: Those of the live store that have no closing moment.
        outdated: Ids of the snapshot's rows that the live store has, in whatever state.
        closed_statuses: Words for a case that is done though it has no closing date.
    """
    known = rows.filter(~pl.col("case_id").is_in(list(outdated))) if outdated else rows
    ours = [each["customer_number"] for each in written]
    # On their own, so that the snapshot's, by far the most, stay as they are.
    parts = (
        with_cases(known, NOTHING_WRITTEN, closed_statuses).with_columns(known["customer_number"]),
        with_cases(known.clear(), WrittenRows({"case": written}), closed_statuses).with_columns(
            pl.Series("customer_number", ours, pl.String)
        ),
    )
    return pl.concat(parts).filter("is_open")
