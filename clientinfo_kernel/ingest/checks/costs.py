"""Documents whose cost of goods is not what it is on nearly all documents of their account: missing, far too large, or alone."""

from __future__ import annotations

import polars as pl

from clientinfo_kernel.ingest.billed_numbers import DELIVERED_BEFORE
from clientinfo_kernel.ingest.checks.finding import findings, is_rare, with_places
from clientinfo_kernel.ingest.checks.invoices import about_then
from clientinfo_kernel.money import cents

# Goods that cost more than so many times what they were sold for are a slip.
_FAR_ABOVE = 3
_IS_GOODS = pl.col("role") == "cost_of_goods"


def revenue_without_cost(entries: pl.LazyFrame) -> pl.LazyFrame:
    """Return documents with revenue on an account that is usually sold with goods, and neither posted nor calculated cost.

    Where the cost is usually posted, a calculated one stands in for one that is missing.

    Args:
        entries: Posted and calculated entries of all customers (``tables.gross_profit.PROFIT_ENTRIES``).
    """
    document = ("customer_id", "number", "division")
    known = entries.filter(pl.col("number").is_not_null() & pl.col("customer_id").is_not_null())
    revenue = known.filter(pl.col("role") == "revenue")
    sold = (
        revenue.group_by(*document, "account")
        .agg(cents(pl.col("amount")).sum().alias("cents"))
        .filter(pl.col("cents") > 0)
    )
    is_posted = (pl.col("origin") != "calculated").fill_null(value=True)
    goods = (
        known.filter(_IS_GOODS & (pl.col("amount") != 0))
        .group_by(document)
        .agg(pl.lit(value=True).alias("has_cost"), is_posted.any().alias("has_posted"))
    )
    counted = sold.join(goods, on=document, how="left").with_columns(
        pl.col("has_cost", "has_posted").fill_null(value=False)
    )
    odd = counted.filter(is_rare(~pl.col("has_cost"), "account") | is_rare(~pl.col("has_posted"), "account"))
    shown = with_places(odd, revenue, [*document, "account"])
    return findings("revenue_without_cost", shown.rename({"number": "subject"}))


def costs_unlike_revenue(profits: pl.LazyFrame) -> pl.LazyFrame:
    """Return sales whose posted goods cost far more than they were sold for, or less than nothing.

    Args:
        profits: As ``invoices.keyed_as_billed`` returns them.
    """
    document = ("key", "division")
    amount, own = cents(pl.col("amount")), _own(profits)
    sold = own.filter(pl.col("role") == "revenue").group_by(*document, "account").agg(amount.sum().alias("sold"))
    goods = _goods(own, *document)
    whole = pl.col("sold").sum().over(document)
    is_odd = (pl.col("cents") > 0) | (-pl.col("cents") > whole * _FAR_ABOVE)
    rows = sold.filter(whole > 0).join(goods, on=document).filter(is_rare(is_odd, "account"))
    return findings("cost_unlike_revenue", with_places(rows.unique(document), own.filter(_IS_GOODS), document))


def costs_booked_twice(profits: pl.LazyFrame) -> pl.LazyFrame:
    """Return documents with the same posting of goods twice that charge nothing twice, where nearly all others have it once.

    Two equal things have two equal costs: where the revenue stands there twice, too, it is not a slip, and where a house books
    the goods of each and charges one sum, it has no such rule.

    Args:
        profits: As ``invoices.keyed_as_billed`` returns them.
    """
    own = _own(profits).with_columns(cents(pl.col("amount")).alias("cents"))
    same = ("key", "division", "account", "cents", "posted_on", "source_file")
    equal = own.filter(_IS_GOODS).group_by(same).agg(
        pl.len().alias("times"), pl.col("number").min().alias("subject"), pl.col("source_row").max()
    )  # fmt: skip
    charged = (
        own.filter(pl.col("role") == "revenue")
        .group_by("key", "division", "cents", "posted_on")
        .len("charged")
        .group_by("key", "division")
        .agg(pl.col("charged").max())
    )
    documents = equal.join(charged, on=["key", "division"]).with_columns(
        ((pl.col("times") > 1) & (pl.col("charged") == 1)).alias("is_twice")
    )
    per_document = documents.group_by("key", "account").agg(
        pl.col("is_twice").any(),
        ((pl.col("times") - 1) * pl.col("cents")).filter("is_twice").sum().alias("cents"),
        pl.col("subject").first(),
        pl.col("source_file", "source_row").filter("is_twice").first(),
    )
    return findings("cost_booked_twice", per_document.filter(is_rare(pl.col("is_twice"), "account")))


def costs_unlike_orders(profits: pl.LazyFrame, splits: pl.LazyFrame, lines: pl.LazyFrame) -> pl.LazyFrame:
    """Return orders whose posted goods are not what the dealer system's lines cost, where nearly all others agree.

    Where all goods together are, those on accounts of the division parts have to be what the lines cost that are not work bought in. A house
    whose dealer system values its parts otherwise than its ledger, or that has them on accounts of the workshop, has no such rule.

    Args:
        profits: As ``invoices.keyed_as_billed`` returns them.
        splits: Contract ``dealer_system.OrderSplits``.
        lines: Contract ``dealer_system.OrderLines``.
    """
    billed = splits.filter(pl.col("invoice_number").is_not_null()).select(
        "order_number", "split", "invoiced_on", pl.col("invoice_key").alias("key")
    )
    days = billed.select("key", "invoiced_on").unique().unique("key", keep="none")
    kind, cost = pl.col("kind").cast(pl.String), cents(pl.col("cost"))
    stated = (
        lines.filter((kind != "labour") & (pl.col("cost") != 0))
        .join(billed, on=["order_number", "split"])
        .group_by("key")
        .agg(cost.sum().alias("stated"), cost.filter(kind != "external").sum().alias("stated_parts"))
    )
    goods = _own(profits).filter(_IS_GOODS).join(days, on="key").filter(about_then())
    amount, division = -cents(pl.col("amount")), pl.col("division")
    booked = goods.group_by("key").agg(
        amount.sum().alias("booked"),
        amount.filter(division == "parts").sum().alias("booked_parts"),
        (division == "unassigned").any().alias("is_unclear"),
        pl.col("number").min().alias("subject"),
    )
    # Two kinds of findings of one table, which has a row per order.
    rows = booked.filter(pl.col("booked") != 0).join(stated, on="key").collect(engine="streaming").lazy()
    apart = rows.with_columns((pl.col("booked") - pl.col("stated")).alias("cents"))
    odd = apart.filter(is_rare(pl.col("cents") != 0, None))
    whole = apart.filter((pl.col("cents") == 0) & ~pl.col("is_unclear"))
    elsewhere = whole.with_columns((pl.col("booked_parts") - pl.col("stated_parts")).alias("cents")).drop(
        "booked", "stated"
    )
    elsewhere = elsewhere.rename({"booked_parts": "booked", "stated_parts": "stated"})
    moved = elsewhere.filter(is_rare(pl.col("cents") != 0, None))
    return pl.concat(
        [
            findings("cost_unlike_order", with_places(odd, goods, ["key"])),
            findings("cost_division_differs", with_places(moved, goods, ["key"])),
        ]
    )


def costs_without_revenue(profits: pl.LazyFrame) -> pl.LazyFrame:
    """Return posted goods under a document number that nothing of their division was sold under, where nearly all of the account are.

    What is on an account of no division, goods or revenue, can be of any. Those of the last weeks are left out: their invoices may still come.

    Args:
        profits: As ``invoices.keyed_as_billed`` returns them.
    """
    own = _own(profits)
    revenue = own.filter(pl.col("role") == "revenue").select("key", "division").unique()
    # In its own division, or with no division on either side.
    anywhere = revenue.select("key", pl.lit("unassigned").alias("division"))
    unclear = revenue.filter(pl.col("division") == "unassigned").select("key", pl.lit(value=True).alias("is_unclear"))
    sold = pl.concat([revenue, anywhere]).unique().with_columns(pl.lit(value=True).alias("is_sold"))
    document = ("key", "division", "account")
    rows = (
        _goods(own, *document)
        .join(sold, on=["key", "division"], how="left")
        .join(unclear, on="key", how="left")
        .with_columns(pl.coalesce("is_sold", "is_unclear").alias("is_sold"))
    )
    last = profits.select(pl.col("posted_on").max()).collect(engine="streaming").item()
    early = pl.col("first_on") < pl.lit(last, pl.Date).dt.offset_by(f"-{DELIVERED_BEFORE}d")
    odd = rows.filter(is_rare(pl.col("is_sold").is_null(), "account")).filter(early)
    return findings("cost_without_revenue", with_places(odd, own.filter(_IS_GOODS), document))


def _own(profits: pl.LazyFrame) -> pl.LazyFrame:
    """Return the entries that stand under the house's own document numbers."""
    return profits.filter(pl.col("key").is_not_null() & ~pl.col("of_supplier") & ~pl.col("is_annulled"))


def _goods(own: pl.LazyFrame, *by: str) -> pl.LazyFrame:
    """Return what goods cost in all (``cents``, negative), where that is not nothing."""
    costs = own.filter(_IS_GOODS).group_by(by)
    sums = costs.agg(
        cents(pl.col("amount")).sum().alias("cents"),
        pl.col("number").min().alias("subject"),
        pl.col("posted_on").min().alias("first_on"),
    )
    return sums.filter(pl.col("cents") != 0)
