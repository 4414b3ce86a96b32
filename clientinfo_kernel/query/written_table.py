"""Rows that people wrote, as a frame."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl

from clientinfo_kernel.money import MONEY
from clientinfo_kernel.operation.event_log import event_log
from clientinfo_kernel.query.stored_form import amounts
from clientinfo_kernel.query.table import MOMENT

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from polars._typing import PolarsDataType

    from clientinfo_kernel.live.field_values import Kind
    from clientinfo_kernel.live.fields import Entity

_TYPES: Mapping[Kind, PolarsDataType] = {
    "text": pl.String,
    "code": pl.String,
    "date": pl.Date,
    "time": pl.String,
    "moment": MOMENT,
    "flag": pl.Boolean,
    "money": MONEY,
    "number": pl.Int32,
}
_NONE_OF_ITS_COLUMN = (TypeError, ValueError, OverflowError, pl.exceptions.PolarsError)
# As SQLAlchemy writes days and moments into a file of SQLite.
_DAY, _AT = "%Y-%m-%d", "%Y-%m-%d %H:%M:%S%.6f"


def written_schema(entity: Entity) -> pl.Schema:
    """Return the columns of a kind of row: its id, its customer, its version, its fields, and when it was written."""
    fields = {name: _TYPES[field.kind] for name, field in entity.fields.items() if name != "is_withdrawn"}
    head = {entity.key: pl.String(), "customer_number": pl.String(), "version": pl.Int64()}
    return pl.Schema({**head, **fields, "created_at": MOMENT})


def stored_table(found: Mapping[str, Sequence[Any]], schema: Mapping[str, PolarsDataType]) -> pl.DataFrame:
    """Return columns of written rows, as they lie in the database (``across.Columns``), as a frame of a schema.

    What is none of its column, as a day that no calendar has, stays empty and is reported: the other rows, and what else
    this one says, are shown all the same. Only a hand in the file of SQLite, which takes anything, puts it there.
    """
    return pl.DataFrame([_readable(name, found[name], dtype) for name, dtype in schema.items()])


def _readable(name: str, values: Sequence[Any], dtype: PolarsDataType) -> pl.Series:
    try:
        return _declared(name, values, dtype)
    except _NONE_OF_ITS_COLUMN:
        if len(values) > 1:  # in halves, for mostly it is one of very many
            half = len(values) // 2
            return pl.concat([_readable(name, part, dtype) for part in (values[:half], values[half:])])
        event_log().error("the live store holds something that its column cannot", column=name)
        return pl.Series(name, [None], dtype)


def _declared(name: str, values: Sequence[Any], dtype: PolarsDataType) -> pl.Series:
    if dtype == MONEY:
        return amounts(pl.Series(name, values, pl.Int64), MONEY)
    if dtype == pl.Boolean:
        return pl.Series(name, values).cast(pl.Boolean)
    if dtype not in {pl.Date, MOMENT}:
        return pl.Series(name, values, dtype)
    first = next((value for value in values if value is not None), None)
    if not isinstance(first, str):
        return pl.Series(name, values, dtype)
    texts = pl.Series(name, values, pl.String).str
    return texts.to_date(_DAY) if dtype == pl.Date else texts.to_datetime(_AT, time_unit="us", time_zone="UTC")


def columns_of(rows: Sequence[Mapping[str, Any]], schema: pl.Schema) -> pl.DataFrame:
    """Return rows as a frame, column by column: of many rows that takes a fraction of what row by row does."""
    return pl.DataFrame([pl.Series(name, [row[name] for row in rows], dtype) for name, dtype in schema.items()])
