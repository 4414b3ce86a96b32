"""Cash discount that a payment gives in field 13, beside the amount paid: a posting that DATEV books by itself.

It settles the invoice together with the payment; net of its VAT it is a revenue deduction (§ 17 (1) UStG).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from clientinfo_kernel.ingest import tax
from clientinfo_kernel.ingest.movements.classification import PROFIT_ROLES
from clientinfo_kernel.ingest.movements.discounted_sales import DOCUMENT, sold, supplied, what_is_left
from clientinfo_kernel.ingest.movements.reversals import ORIGINAL, POSTING
from clientinfo_kernel.ingest.movements.sides import debtor_of
from clientinfo_kernel.ingest.normalise import document_key
from clientinfo_kernel.money import cents, net_of

if TYPE_CHECKING:
    from collections.abc import Callable


def with_discount_taken_back(
    postings: pl.LazyFrame, reversals: pl.DataFrame, account_roles: pl.DataFrame
) -> pl.LazyFrame:
    """Let a reversal that states no discount take back that of the payment that it cancels, as its tax.

    Not where the ledger takes it back in a posting of its own.

    Args:
        postings: Contract ``ledger.Postings``, numbered.
        reversals: Result of ``pair_reversals``.
        account_roles: Result of ``with_account_classes``.
    """
    pairs = reversals.lazy().filter(pl.col(ORIGINAL).is_not_null()).select(POSTING, ORIGINAL)
    given = (
        postings.filter(cents(pl.col("cash_discount")) != 0)
        .select(
            pl.col(POSTING).alias(ORIGINAL),
            pl.col("cash_discount").alias("original_discount"),
            pl.col("discount_account").alias("original_account"),
            pl.col("posted_on").alias("given_on"),
            debtor_of().alias("debtor"),
            document_key(pl.col("document_ref1")).alias("document"),
        )
        .join(pairs, on=ORIGINAL)
        .collect(engine="streaming")
    )
    if given.is_empty():
        return postings
    by_itself = _taken_back_by_itself(postings, given, reversals, account_roles)
    own = given.join(by_itself, on=POSTING, how="anti").select(POSTING, "original_discount", "original_account")
    states_one = (cents(pl.col("cash_discount")) != 0).fill_null(value=False)
    discount = pl.when(states_one).then("cash_discount").otherwise("original_discount").alias("cash_discount")
    account = pl.coalesce("discount_account", "original_account").alias("discount_account")
    with_originals = postings.join(own.lazy(), on=POSTING, how="left").with_columns(discount, account)
    return with_originals.drop("original_discount", "original_account")


def _taken_back_by_itself(
    postings: pl.LazyFrame, given: pl.DataFrame, reversals: pl.DataFrame, account_roles: pl.DataFrame
) -> pl.DataFrame:
    """Return the reversals (``posting``) whose discount other postings charge again: debtor against discounts, of that amount.

    One such posting stands for one reversal, or all that a document has left for all that it has left: a discount on two
    rates is charged again in two lines. They can come before it: the discount was refused, then the payment came back.
    """
    wanted = given.with_columns(cents(pl.col("original_discount")).alias("cents"))
    document, key = ["debtor", "document"], ["debtor", "document", "cents"]
    first = wanted.group_by(document).agg(pl.col("given_on").min().alias("first_on"))
    charged = _charged_again(postings, reversals, account_roles)
    back = (
        charged.join(first.lazy(), on=document)
        .filter(pl.col("back_on") >= pl.col("first_on"))
        .collect(engine="streaming")
        .with_row_index("line")
    )
    # What is charged before any discount of its amount was given takes none of them back by itself.
    first_alike = wanted.group_by(key).agg(pl.col("given_on").min().alias("first_alike_on"))
    alike = back.join(first_alike, on=key).filter(pl.col("back_on") >= pl.col("first_alike_on"))
    ranked = [
        frame.sort(*key, day, maintain_order=True).with_columns(pl.int_range(pl.len()).over(key).alias("place"))
        for frame, day in ((wanted, "given_on"), (alike, "back_on"))
    ]
    pairs = ranked[0].join(ranked[1], on=[*key, "place"]).filter(pl.col("back_on") >= pl.col("given_on"))
    left, lines = wanted.join(pairs, on=POSTING, how="anti"), back.join(pairs, on="line", how="anti")
    sums = lines.group_by(document).agg(pl.col("cents").sum().alias("charged"))
    together = left.with_columns(pl.col("cents").sum().over(document).alias("granted")).join(sums, on=document)
    return pl.concat([pairs.select(POSTING), together.filter(pl.col("granted") == pl.col("charged")).select(POSTING)])


def _charged_again(postings: pl.LazyFrame, reversals: pl.DataFrame, account_roles: pl.DataFrame) -> pl.LazyFrame:
    """Return what debtors are charged against discounts: ``debtor``, ``document``, ``cents``, ``back_on``."""
    discounts = account_roles.filter((pl.col("account_class") == "cash_discount") | pl.col("takes_cash_discount"))[
        "account"
    ].implode()
    gl_first = pl.col("account_kind").cast(pl.String) == "gl"
    on_discounts = postings.filter(
        (pl.col("account").is_in(discounts) | pl.col("contra_account").is_in(discounts)) & debtor_of().is_not_null()
    )
    # A reversal with an original takes back what was posted, not what field 13 says; what was reversed charges nothing.
    unpaired = reversals.select(POSTING, "sign", pl.col(ORIGINAL).is_not_null().alias("has_original")).lazy()
    cancelled = reversals.lazy().select(pl.col(ORIGINAL).alias(POSTING)).drop_nulls()
    sign = pl.coalesce("sign", pl.when(pl.col("side").cast(pl.String) == "S").then(1).otherwise(-1))
    return (
        on_discounts.join(cancelled, on=POSTING, how="anti")
        .join(unpaired, on=POSTING, how="left")
        .filter(~pl.col("has_original").fill_null(value=False))
        .filter(sign * pl.when(gl_first).then(-1).otherwise(1) > 0)
        .select(
            debtor_of().alias("debtor"),
            document_key(pl.col("document_ref1")).alias("document"),
            cents(pl.col("amount")).alias("cents"),
            pl.col("posted_on").alias("back_on"),
        )
    )


def cash_discount_rows(
    postings: pl.LazyFrame, booked: Callable[[pl.LazyFrame], pl.LazyFrame], account_roles: pl.DataFrame
) -> pl.DataFrame | None:
    """Return a row per cash discount in the columns of ``booked``; None: there is none.

    It stands between the debtor and the account of discounts that the payment names, else that of the chart. Its tax is that of the payment's own rate or key, else of the invoice that it settles (of several rates in their shares),
    else the standard rate, on the day of the supply if an opening balance says it. On a sale under § 25a UStG it lowers the margin, and so the tax that is taken out of it.

    Args:
        postings: Contract ``ledger.Postings``, numbered.
        booked: Adds amounts and sides, before the movements, to some of them.
        account_roles: Result of ``with_account_classes``.
    """
    debtor_first = pl.col("account_kind").cast(pl.String) == "debtor"
    debtor_second = pl.col("contra_kind").cast(pl.String) == "debtor"
    other_role = pl.when(debtor_first).then("contra_role").otherwise("account_role")
    other_is_money = pl.coalesce(
        pl.when(debtor_first).then("contra_class").otherwise("account_class") == "money", pl.lit(value=False)
    ) | (
        pl.when(debtor_first).then("contra_is_current").otherwise("account_is_current").fill_null(value=False)
        & ~other_role.is_in(PROFIT_ROLES).fill_null(value=False)
    )
    # An invoice can carry the discount that it offers there: only what comes with money is granted.
    stated = postings.filter(cents(pl.col("cash_discount")) != 0)
    named = stated.select(POSTING, "discount_account")
    if stated.select(POSTING).head(1).collect(engine="streaming").is_empty():
        return None
    granted = booked(stated).filter((debtor_first | debtor_second) & other_is_money).collect(engine="streaming")
    if granted.is_empty():
        return None
    columns = granted.schema
    on_accounts = named.join(_own_accounts(account_roles).lazy(), on="discount_account")
    granted = granted.join(on_accounts.collect(), on=POSTING, how="left", maintain_order="left")
    target = account_roles.filter("takes_cash_discount").row(0, named=True)
    discounted = granted.lazy().select(pl.col("number").alias("document_ref1")).unique()
    about = booked(postings.join(discounted, on="document_ref1", how="semi")).collect(engine="streaming").lazy()
    rates = what_is_left(sold(granted.lazy(), about)).group_by(POSTING).agg(
        pl.col("sold_rate").min().alias("lowest"),
        pl.col("sold_rate").max().alias("highest"),
        pl.col("is_margin_taxed").any(),
        pl.col("sold_cents").sum().alias("invoiced_gross"),
        net_of(pl.col("sold_cents"), pl.col("sold_rate")).sum().alias("invoiced_net"),
        pl.col("sold_rate").is_null().any().alias("has_tax_apart"),
    ).collect(engine="streaming")  # fmt: skip
    rows = granted.join(rates, on=POSTING, how="left").join(supplied(about).collect(), on=list(DOCUMENT), how="left")
    supplied_on = pl.coalesce("supplied_on", "tax_day")
    # The margin on an account of its own beside the purchase price, which a discount leaves as it is.
    untaxed = pl.col("is_margin_taxed").fill_null(value=False) & (pl.col("highest") == 0)
    rows = rows.with_columns(
        (cents(pl.col("cash_discount")) * _direction(debtor_first)).alias("gross_cents"),
        pl.coalesce(
            pl.when(_says_a_rate()).then("rate"),
            pl.when(untaxed).then(tax.standard_rate(pl.col("tax_day"))),
            "lowest",
            tax.standard_rate(supplied_on),
        ).alias("rate"),
    )
    mixed = ((pl.col("lowest") != pl.col("highest")) | pl.col("has_tax_apart")).fill_null(value=False) & (
        pl.col("invoiced_net") > 0
    )
    share = (pl.col("gross_cents").abs() * pl.col("invoiced_net") * 2 + pl.col("invoiced_gross")) // (
        pl.col("invoiced_gross") * 2
    )
    net = (
        pl.when(mixed)
        .then(share * pl.col("gross_cents").sign())
        .otherwise(net_of(pl.col("gross_cents"), pl.col("rate")))
    )
    filled = rows.with_columns(
        pl.col("debtor_account").alias("account"),
        pl.when(pl.col("own_role").is_not_null())
        .then("discount_account")
        .otherwise(pl.lit(target["account"]))
        .alias("contra_account"),
        pl.lit("debtor").cast(granted.schema["account_kind"]).alias("account_kind"),
        pl.lit("gl").cast(granted.schema["contra_kind"]).alias("contra_kind"),
        pl.lit(None, pl.String).alias("account_role"),
        pl.col("own_role").fill_null("revenue_deduction").alias("contra_role"),
        pl.lit(None, pl.String).alias("account_class"),
        pl.lit("cash_discount").alias("contra_class"),
        pl.lit(None, pl.Boolean).alias("account_is_current"),
        pl.lit(value=False).alias("contra_is_current"),
        pl.col("gross_cents").alias("account_cents"),
        (-net).alias("contra_cents"),
        pl.when(_says_a_rate()).then("rate_source").otherwise(pl.lit("invoice")).alias("rate_source"),
        pl.lit(value=True).alias("is_cash_discount"),
    )
    return filled.select(columns.names()).cast(columns)


def _own_accounts(account_roles: pl.DataFrame) -> pl.DataFrame:
    """Return the accounts that a payment can name for its discount, as they lessen what a house earns: ``own_role``."""
    lessening = account_roles.filter(pl.col("role").is_in(("revenue", "revenue_deduction")))
    return lessening.select(pl.col("account").alias("discount_account"), pl.col("role").alias("own_role"))


def _says_a_rate() -> pl.Expr:
    """Return whether the payment itself says a rate; that of an automatic account says nothing about the discount."""
    return pl.col("rate_source").is_in(("stated", "eu", "key")).fill_null(value=False)


def _direction(debtor_first: pl.Expr) -> pl.Expr:
    """Return +1 where the payment's row debits the debtor, else -1: the discount goes the same way."""
    return pl.when(debtor_first).then(pl.col("gross_cents").sign()).otherwise(-pl.col("gross_cents").sign())
