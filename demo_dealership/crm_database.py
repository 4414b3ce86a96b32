"""The CRM's database, as the CRM writes it: SQLite, moments in UTC without a zone."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import polars as pl

from demo_dealership.crm_layouts import CASES, CONTACT_EVENTS

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from demo_dealership.record_layouts import RecordLayout

_LAYOUTS: Mapping[str, RecordLayout] = {"cases": CASES, "contact_events": CONTACT_EVENTS}


def append_crm(file: Path, tables: Mapping[str, pl.DataFrame]) -> None:
    """Add rows to the tables ``cases`` and ``contact_events``, which are made with the file; all or nothing."""
    with closing(sqlite3.connect(file)) as database, database:
        for name, layout in _LAYOUTS.items():
            columns = ", ".join(f"{column} {_kind(dtype)}" for column, dtype in layout.columns.items())
            database.execute(f"create table if not exists {name} (row_id integer primary key, {columns})")
            marks = ", ".join("?" for _ in layout.columns)
            rows = layout.of(tables[name]).select(_written(column, dtype) for column, dtype in layout.columns.items())
            database.executemany(
                f"insert into {name} ({', '.join(layout.columns)}) values ({marks})",
                rows.iter_rows(),
            )


def _kind(dtype: pl.DataType) -> str:
    return "date" if dtype == pl.Date else "datetime" if dtype == pl.Datetime else "text"


def _written(column: str, dtype: pl.DataType) -> pl.Expr:
    if dtype == pl.Date:
        return pl.col(column).dt.strftime("%Y-%m-%d")
    if dtype == pl.Datetime:
        return pl.col(column).dt.strftime("%Y-%m-%d %H:%M:%S%.6f")
    return pl.col(column)
