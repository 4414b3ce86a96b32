"""Rows that people wrote, as a frame."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl

from clientinfo_kernel.money import MONEY
from clientinfo_kernel.query.table import MOMENT

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

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


def written_schema(entity: Entity) -> pl.Schema:
    """Return the columns of a kind of row: its id, its customer, its version, its fields, and when it was written."""
    fields = {name: _TYPES[field.kind] for name, field in entity.fields.items() if name != "is_withdrawn"}
    head = {entity.key: pl.String(), "customer_number": pl.String(), "version": pl.Int64()}
    return pl.Schema({**head, **fields, "created_at": MOMENT})


def written_table(entity: Entity, rows: Iterable[Mapping[str, Any]]) -> pl.DataFrame:
    """Return rows of a kind as a frame (``written_schema``)."""
    schema = written_schema(entity)
    return columns_of(list(rows), schema)


def columns_of(rows: Sequence[Mapping[str, Any]], schema: pl.Schema) -> pl.DataFrame:
    """Return rows as a frame, column by column: of many rows that takes a fraction of what row by row does."""
    return pl.DataFrame([pl.Series(name, [row[name] for row in rows], dtype) for name, dtype in schema.items()])
