"""What the dealer system says twice about an order: its lines and its totals, its splits and their invoice."""

from __future__ import annotations

import polars as pl

from clientinfo_kernel.ingest.checks.finding import findings, is_rare
from clientinfo_kernel.money import cents

_SPLIT = ("order_number", "split")
# What a split adds up to, beside its amount.
TOTALS = ("labour_total", "parts_total", "external_total")


def order_sum_differences(splits: pl.LazyFrame, lines: pl.LazyFrame, invoices: pl.LazyFrame) -> pl.LazyFrame:
    """Return splits whose lines do not make up their totals, or whose amount is not that of their invoice.

    Only where those of nearly all others do: a system that has more in its totals, as small parts or a rebate, or on its
    invoices, has no such rule.

    Args:
        splits: Contract ``dealer_system.OrderSplits``, with ``invoice_key``.
        lines: Contract ``dealer_system.OrderLines``.
        invoices: Contract ``dealer_system.Invoices``, with ``invoice_key``.
    """
    subject = pl.concat_str(*_SPLIT, separator=" / ").alias("subject")
    place = (subject, "source_file", "source_row")
    odd = [_unlike_lines(splits, lines), _unlike_invoice(splits, invoices)]
    return findings("order_sums_differ", pl.concat([rows.select(*place, "cents") for rows in odd]))


def _unlike_lines(splits: pl.LazyFrame, lines: pl.LazyFrame) -> pl.LazyFrame:
    added = lines.group_by(_SPLIT).agg(cents(pl.col("amount")).fill_null(0).sum().alias("lines"))
    stated = splits.filter(pl.any_horizontal(pl.col(TOTALS).is_not_null()))
    totals = pl.sum_horizontal(cents(pl.col(name)).fill_null(0) for name in TOTALS)
    rows = stated.join(added, on=list(_SPLIT)).with_columns((totals - pl.col("lines")).alias("cents"))
    return rows.filter(is_rare(pl.col("cents") != 0, None))


def _unlike_invoice(splits: pl.LazyFrame, invoices: pl.LazyFrame) -> pl.LazyFrame:
    """Of several splits on one invoice the first one is named; a cent for each is rounding."""
    billed = (
        invoices.filter(pl.col("gross").is_not_null() & ~pl.col("is_cancelled").fill_null(value=False))
        .select("invoice_key", cents(pl.col("gross")).alias("gross"))
        .unique("invoice_key", keep="none")
    )
    amount = cents(pl.col("amount"))
    together = splits.group_by("invoice_key").agg(
        amount.sum().alias("splits"),
        amount.is_null().any().alias("is_unknown"),
        pl.len().cast(pl.Int64).alias("rounding"),
    )
    rows = together.filter(~pl.col("is_unknown")).join(billed, on="invoice_key")
    rows = rows.with_columns((pl.col("gross") - pl.col("splits")).alias("cents"))
    odd = rows.filter(is_rare(pl.col("cents").abs() > pl.col("rounding"), None)).select("invoice_key", "cents")
    first = (
        splits.join(odd, on="invoice_key", how="semi")
        .sort(_SPLIT)
        .unique("invoice_key", keep="first", maintain_order=True)
    )
    return first.join(odd, on="invoice_key")
