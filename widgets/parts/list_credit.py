"""Who uses more credit than they have, over many customers: their rows are read table by table, not customer by customer."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from clientinfo_kernel.query.credit import credit

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from decimal import Decimal

    from clientinfo_kernel.query.credit import Credit
    from widgets.work_list import Desk

# What ``query.credit`` asks of each table.
_TABLES: Mapping[str, tuple[str, ...]] = {
    "open_items": ("balance",),
    "inbox_invoices": ("state", "document_number", "document_on", "currency", "gross", "prepaid"),
    "debtor_documents": ("number", "date"),
    "payer_orders": ("order", "is_current", "invoice_number", "amount"),
    "order_deposits": ("order", "amount"),
}


def exceeded(desk: Desk, customers: Iterable[tuple[int, str, Decimal]]) -> dict[str, Credit]:
    """Return the credit of those whose limit is exceeded, by their numbers.

    Args:
        desk: Where their rows are.
        customers: ``customer_id``, ``customer_number`` and ``credit_limit`` of each whose credit is worked out.

    Raises:
        NotPermitted: The viewer is not allowed to see credit and receivables.
    """
    asked = list(customers)
    ids = pl.Series([customer_id for customer_id, _number, _limit in asked], dtype=pl.UInt32).implode()
    tables = {name: _by_customer(desk, name, ids) for name in _TABLES}
    used = {number: _credit(tables, customer_id, limit) for customer_id, number, limit in asked}
    return {number: each for number, each in used.items() if each.credit_limit_exceeded}


def _by_customer(desk: Desk, name: str, ids: pl.Series) -> tuple[pl.DataFrame, dict[int, tuple[int, int]]]:
    """Return a table's rows of these customers, and where each one's begin and how many they are."""
    wanted = pl.col("customer_id").is_in(ids)
    rows = desk.table(name, ("customer_id", *_TABLES[name]), wanted)
    counts = rows["customer_id"].rle().struct.unnest()
    starts = counts["len"].cum_sum() - counts["len"]
    places = zip(counts["value"], starts, counts["len"], strict=True)
    return rows, {customer_id: (start, length) for customer_id, start, length in places}


def _credit(
    tables: Mapping[str, tuple[pl.DataFrame, Mapping[int, tuple[int, int]]]], customer_id: int, limit: Decimal
) -> Credit:
    own = {name: rows.slice(*places.get(customer_id, (0, 0))) for name, (rows, places) in tables.items()}
    return credit(
        own["open_items"]["balance"].to_list(),
        own["inbox_invoices"],
        own["debtor_documents"],
        own["payer_orders"],
        limit,
        order_deposits=own["order_deposits"],
    )
