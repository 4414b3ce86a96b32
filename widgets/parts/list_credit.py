"""Who uses more credit than they have, over many customers: their rows are read table by table, not customer by customer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

import polars as pl

from clientinfo_kernel.query.credit import CREDIT_COLUMNS, credit

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from decimal import Decimal

    from clientinfo_kernel.query.credit import Credit
    from widgets.work_list import Desk

_TABLES: Mapping[str, tuple[str, ...]] = {"open_items": ("balance",), **CREDIT_COLUMNS}
# Rows of each customer, by table.
_Rows: TypeAlias = "Mapping[str, Mapping[int, list[tuple[Any, ...]]]]"


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


def _by_customer(desk: Desk, name: str, ids: pl.Series) -> Mapping[int, list[tuple[Any, ...]]]:
    """Return a table's rows of each of these customers; it lies sorted by them."""
    rows = desk.table(name, ("customer_id", *_TABLES[name]), pl.col("customer_id").is_in(ids))
    counts = rows["customer_id"].rle().struct.unnest()
    starts = counts["len"].cum_sum() - counts["len"]
    every = rows.select(_TABLES[name]).rows()
    places = zip(counts["value"].to_list(), starts.to_list(), counts["len"].to_list(), strict=True)
    return {customer_id: every[start : start + length] for customer_id, start, length in places}


def _credit(tables: _Rows, customer_id: int, limit: Decimal) -> Credit:
    own: dict[str, Any] = {name: rows.get(customer_id, ()) for name, rows in tables.items()}
    return credit(
        [balance for (balance,) in own["open_items"]],
        own["inbox_invoices"],
        own["debtor_documents"],
        own["payer_orders"],
        limit,
        order_deposits=own["order_deposits"],
    )
