"""Which division sold: what the dealer system's orders and invoices say, against the accounts of the ledger."""

from __future__ import annotations

import polars as pl

from clientinfo_kernel.ingest.checks.finding import findings, is_rare, with_places
from clientinfo_kernel.ingest.checks.invoices import about_then
from clientinfo_kernel.ingest.checks.order_sums import TOTALS
from clientinfo_kernel.money import cents

_KEY = "key"
_SOLD_ALONE = ("parts", "cash_sale", "new_vehicle", "used_vehicle")
_OF_ORDERS = {"parts": ("parts",), "work": ("workshop", "body_and_paint")}


def other_divisions(profits: pl.LazyFrame, invoices: pl.LazyFrame, splits: pl.LazyFrame) -> pl.LazyFrame:
    """Return documents that the ledger has on accounts of another division than nearly all others of their kind.

    Of orders parts are compared with the revenue of the division parts, and work with that of workshop and body shop: what
    stands on an account of another division differs by it. Of what is sold over the counter, and of vehicles, the division
    with the most revenue is compared with that of all others of the kind. Where a house books otherwise, no rule is found.

    Args:
        profits: As ``invoices.keyed_as_billed`` returns them.
        invoices: Contract ``dealer_system.Invoices``.
        splits: Contract ``dealer_system.OrderSplits``.
    """
    kinds = (
        invoices.filter(~pl.col("is_cancelled").fill_null(value=False))
        .select(
            pl.col("invoice_key").alias(_KEY), "kind", pl.col("invoice_number").alias("subject"), "invoiced_on",
        )
        .unique(_KEY, keep="none")
    )  # fmt: skip
    charged = (
        (pl.col("role") == "revenue")
        & (pl.col("movement") == "invoice")
        & ~pl.col("is_annulled")
        & (pl.col("amount") > 0)
    )
    sold = profits.filter(charged).join(kinds, on=_KEY).filter(about_then())
    by_division = sold.group_by(_KEY, "division").agg(
        cents(pl.col("amount")).sum().alias("cents"), pl.len().alias("entries"), pl.col("kind", "subject").first()
    )
    # An account of no division contradicts none.
    unclear = by_division.filter(pl.col("division") == "unassigned").select(_KEY).unique()
    known = by_division.join(unclear, on=_KEY, how="anti")
    of_orders = with_places(_of_orders(known, splits), sold, [_KEY])
    of_kinds = with_places(_of_kinds(known), sold, [_KEY, "division"])
    columns = ("subject", "cents", "source_file", "source_row")
    return findings("division_differs", pl.concat([of_orders.select(columns), of_kinds.select(columns)]))


def _of_orders(by_division: pl.LazyFrame, splits: pl.LazyFrame) -> pl.LazyFrame:
    stated = splits.filter(pl.col("invoice_number").is_not_null()).select(
        pl.col("invoice_key").alias(_KEY), *(cents(pl.col(name)).fill_null(0) for name in TOTALS)
    )
    totals = stated.group_by(_KEY).agg(pl.col(TOTALS).sum())
    booked = by_division.group_by(_KEY).agg(
        *(pl.col("cents").filter(pl.col("division").is_in(own)).sum().alias(name) for name, own in _OF_ORDERS.items()),
        pl.col("cents").sum().alias("whole"),
        pl.col("entries").sum().cast(pl.Int64),
        pl.col("subject").first(),
    )
    # Where the whole differs too, as by a rebate, divisions are not the cause.
    is_whole = (pl.col("whole") - pl.sum_horizontal(TOTALS)).abs() <= pl.col("entries")
    apart = (
        (pl.col("parts") - pl.col("parts_total")).abs().alias("parts"),
        (pl.col("work") - pl.col("labour_total") - pl.col("external_total")).abs().alias("work"),
    )
    # A cent per posting is rounding.
    is_other = (is_rare(pl.col(name) > pl.col("entries"), None) for name in _OF_ORDERS)
    rows = booked.join(totals, on=_KEY).filter(is_whole).with_columns(apart).filter(pl.any_horizontal(*is_other))
    return rows.select(_KEY, "subject", pl.max_horizontal(*_OF_ORDERS).alias("cents"))


def _of_kinds(by_division: pl.LazyFrame) -> pl.LazyFrame:
    main = by_division.filter(pl.col("kind").is_in(_SOLD_ALONE)).filter(
        pl.col("cents") == pl.col("cents").max().over(_KEY)
    )
    usual = pl.col("division").mode().sort().first().over("kind")
    return main.filter(is_rare(pl.col("division") != usual, "kind")).select(_KEY, "division", "subject", "cents")
