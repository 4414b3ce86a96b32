"""Rows of a contract for tests: only the columns that a test cares about are spelled out."""

from typing import Any

import polars as pl

CUSTOMER_IDS = pl.DataFrame(
    {"customer_number": ["12", "1", "99"], "customer_id": [0, 1, 2]}, schema_overrides={"customer_id": pl.UInt32}
)
MEIER, MAKER, OTHER = 0, 1, 2


def table(schema: Any, *rows: dict[str, Any]) -> pl.LazyFrame:
    """The rows in the contract's schema; columns that a row does not name are null."""
    empty = schema.create_empty()
    return pl.LazyFrame([{name: row.get(name) for name in empty.columns} for row in rows], schema=empty.schema)
