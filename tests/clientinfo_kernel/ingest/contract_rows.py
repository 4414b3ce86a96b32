"""Rows of a contract for tests: only the columns that a test cares about are spelled out."""

from typing import Any

import polars as pl

from clientinfo_kernel.ingest.billed_numbers import used_again, with_invoice_key
from clientinfo_kernel.ingest.normalise import document_key

CUSTOMER_IDS = pl.DataFrame(
    {"customer_number": ["12", "1", "99"], "customer_id": [0, 1, 2]}, schema_overrides={"customer_id": pl.UInt32}
)
MEIER, MAKER, OTHER = 0, 1, 2


def table(schema: Any, *rows: dict[str, Any]) -> pl.LazyFrame:
    """The rows in the contract's schema; columns that a row does not name are null. Those of invoices have their key."""
    empty = schema.create_empty()
    frame = pl.LazyFrame([{name: row.get(name) for name in empty.columns} for row in rows], schema=empty.schema)
    return with_invoice_key(frame, used_again(frame, frame)) if "invoice_number" in empty.columns else frame


def keyed(rows: pl.LazyFrame) -> pl.LazyFrame:
    """Invoices or splits with the key of their number, of which none was used again."""
    return rows.with_columns(document_key(pl.col("invoice_number")).alias("invoice_key"))
