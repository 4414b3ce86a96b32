"""Orders of which a part was not delivered, though other records of the dealer system name it."""

from __future__ import annotations

import polars as pl

from clientinfo_kernel.ingest.checks.finding import findings, is_rare, where
from clientinfo_kernel.money import cents

_ORDER, _SPLIT, _INVOICE = ("order_number",), ("order_number", "split"), ("invoice_key",)


def missing_orders(
    orders: pl.LazyFrame, splits: pl.LazyFrame, lines: pl.LazyFrame, invoices: pl.LazyFrame
) -> pl.LazyFrame:
    """Return orders that their splits or invoices name, splits that lines name, and invoices that splits name, if they are missing.

    One row per order, where nearly none is missing: a house that deletes orders which it billed long ago has no such rule.

    Args:
        orders: Contract ``dealer_system.Orders``.
        splits: Contract ``dealer_system.OrderSplits``, with ``invoice_key``.
        lines: Contract ``dealer_system.OrderLines``.
        invoices: Contract ``dealer_system.Invoices``, with ``invoice_key``.
    """
    billed = invoices.filter(pl.col("order_number").is_not_null())
    orphans = [
        _orphans(lines, splits, _SPLIT, "amount"),
        _orphans(splits, orders, _ORDER, "amount"),
        _orphans(billed, orders, _ORDER, "net"),
        _orphans(splits.filter(pl.col("invoice_key").is_not_null()), invoices, _INVOICE, "amount"),
    ]
    once = pl.concat(orphans).unique("subject", keep="first", maintain_order=True)
    return findings("order_incomplete", once)


def _orphans(rows: pl.LazyFrame, of: pl.LazyFrame, key: tuple[str, ...], amount: str) -> pl.LazyFrame:
    known = of.select(*key, pl.lit(value=True).alias("is_known")).unique()
    named = rows.select(key).unique().join(known, on=list(key), how="left")
    odd = named.filter(is_rare(pl.col("is_known").is_null(), None)).select(key)
    # File and line are looked for where there is something to show.
    return (
        rows.join(odd, on=list(key), how="semi")
        .group_by(key)
        .agg(
            pl.col("order_number").min().alias("subject"),
            cents(pl.col(amount)).fill_null(0).sum().alias("cents"),
            *where(),
        )
        .select("subject", "cents", "source_file", "source_row")
    )
