"""What a cash discount is granted on: the lines of the invoice that its payment settles, with their rates."""

from __future__ import annotations

import polars as pl

from clientinfo_kernel.ingest.movements.classification import classified
from clientinfo_kernel.ingest.movements.interim_accounts import interim_accounts, over_interim_accounts
from clientinfo_kernel.ingest.movements.reversals import POSTING

DOCUMENT = ("debtor_account", "number")
_YEAR = "fiscal_year_start"  # its first day: a short fiscal year can begin in the same calendar year as the next


def what_is_left(lines: pl.LazyFrame) -> pl.LazyFrame:
    """Return what is left per rate of an invoice's lines: what was credited before the payment takes no part in its discount."""
    rates = lines.group_by(POSTING, "sold_rate").agg(
        pl.col("sold_cents").sum(), pl.col("is_margin_taxed").any(), pl.col("sold_cents").abs().sum().alias("booked")
    )
    # Where nothing is left, as of an invoice that came back as a whole, the rates are those of what was booked.
    has_some = (pl.col("sold_cents") > 0).any().over(POSTING)
    booked = pl.when(has_some).then("sold_cents").otherwise("booked").alias("sold_cents")
    return rates.filter((pl.col("sold_cents") > 0) | ~has_some).with_columns(booked)


def sold(granted: pl.LazyFrame, about: pl.LazyFrame) -> pl.LazyFrame:
    """Return the lines of the invoice that each discount settles: ``sold_cents`` gross (credits negative), ``sold_rate``, ``is_margin_taxed``.

    A line of tax alone has no rate: the invoice's net is booked beside it.

    A number can be used again in another year. It is the invoice of the last year in which one was written until the
    day of the payment; where none was, of the first year after it. What § 25a UStG leaves untaxed on a sale whose margin
    has a line of its own has the rate of that line: a discount comes off the margin, not off the purchase price.
    """
    is_after, is_margin = pl.col("sold_on") > pl.col("paid_on"), pl.col("is_margin")
    # A credit can come in a later year than the invoice.
    billed_in = pl.when(pl.col("sold_cents") > 0).then(_YEAR)
    last = pl.coalesce(billed_in.max().over(POSTING), pl.col(_YEAR).max().over(POSTING))
    first = pl.coalesce(billed_in.min().over(POSTING), pl.col(_YEAR).min().over(POSTING))
    charged = about.filter((_is_revenue() | (_tax_apart() != 0)) & ~pl.col("is_annulled"))
    is_back = _is_credit() | (_tax_apart() < 0).fill_null(value=False)
    lines = pl.concat([charged, _sold_over_interim_accounts(about)], how="diagonal").select(
        *DOCUMENT,
        _YEAR,
        pl.col("posted_on").alias("sold_on"),
        pl.when(_is_revenue()).then("rate").alias("sold_rate"),
        (pl.col("gross_cents").abs() * pl.when(is_back).then(-1).otherwise(1)).alias("sold_cents"),
        pl.any_horizontal(
            (pl.col(f"{side}_class") == "margin").fill_null(value=False) for side in ("account", "contra")
        ).alias("is_margin"),
    )
    # Tax that comes back by itself is that of a discount or of a claim that is lost: nothing was returned.
    is_sale = pl.col("sold_rate").is_not_null()
    is_returned = (is_sale & (pl.col("sold_cents") < 0)).any().over(*DOCUMENT, "sold_on")
    margin_rate = pl.col("sold_rate").filter(is_margin).max().over(POSTING)
    return (
        granted.select(POSTING, *DOCUMENT, pl.col("posted_on").alias("paid_on"))
        .join(lines.filter(is_sale | (pl.col("sold_cents") > 0) | is_returned), on=DOCUMENT)
        .filter(is_after == is_after.min().over(POSTING))
        .filter(pl.when(is_after).then(pl.col(_YEAR) == first).otherwise(pl.col(_YEAR) >= last))
        .with_columns(
            pl.when(pl.col("sold_rate") == 0).then(margin_rate).fill_null(pl.col("sold_rate")).alias("sold_rate")
        )
        .join(_margin_taxed(about), on=("number", _YEAR), how="left")
    )


def _sold_over_interim_accounts(about: pl.LazyFrame) -> pl.LazyFrame:
    """Return what interim accounts pass on to revenue, and to tax where they charge it, with the debtor whom they charge."""
    passed_on = over_interim_accounts(about, interim_accounts(classified(about)))
    to_tax = pl.any_horizontal(
        (pl.col(f"{side}_class") == "tax").fill_null(value=False) for side in ("account", "contra")
    )
    return passed_on.filter(_is_revenue() | (to_tax & pl.col("is_charge"))).drop("is_charge")


def supplied(about: pl.LazyFrame) -> pl.LazyFrame:
    """Return the day of the supply of documents that were carried forward, where their opening balance says it."""
    is_opening = pl.any_horizontal(
        (pl.col(f"{side}_class") == "opening_balance").fill_null(value=False) for side in ("account", "contra")
    )
    return about.filter(is_opening).group_by(DOCUMENT).agg(pl.col("service_on").min().alias("supplied_on"))


def _margin_taxed(about: pl.LazyFrame) -> pl.LazyFrame:
    """Return the documents whose revenue is lessened by the tax on a margin, against an account that is not a debtor's."""
    revenue = pl.when(pl.col("account_role") == "revenue").then("account_cents").otherwise("contra_cents")
    taxed = about.filter(_is_revenue() & pl.col("debtor_account").is_null() & ~pl.col("is_annulled") & (revenue > 0))
    return taxed.select("number", _YEAR, pl.lit(value=True).alias("is_margin_taxed")).unique()


def _is_revenue() -> pl.Expr:
    return (pl.col("account_role") == "revenue") | (pl.col("contra_role") == "revenue")


def _is_credit() -> pl.Expr:
    """Return whether revenue is debited: something came back."""
    revenue = pl.when(pl.col("account_role") == "revenue").then("account_cents").otherwise("contra_cents")
    return _is_revenue().fill_null(value=False) & (revenue > 0)


def _tax_apart() -> pl.Expr:
    """Return the tax that a line of its own charges the debtor, in cents (what comes back negative); null: it is none."""
    on_first = pl.when(pl.col("contra_class") == "tax").then("account_cents")
    on_second = pl.when(pl.col("account_class") == "tax").then("contra_cents")
    return pl.when(pl.col("debtor_account").is_not_null()).then(pl.coalesce(on_first, on_second))
