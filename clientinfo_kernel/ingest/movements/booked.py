"""A posting between two accounts with what each side is booked with, net of the VAT that is split off."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import polars as pl

from clientinfo_kernel.ingest import tax
from clientinfo_kernel.ingest.movements.cash_discounts import cash_discount_rows, with_discount_taken_back
from clientinfo_kernel.ingest.movements.classification import PROFIT_ROLES, classified
from clientinfo_kernel.ingest.movements.fiscal_years import fiscal_year
from clientinfo_kernel.ingest.movements.reversals import ORIGINAL, POSTING, pair_reversals
from clientinfo_kernel.ingest.movements.sides import debtor_of
from clientinfo_kernel.ingest.movements.spellings import with_one_spelling
from clientinfo_kernel.money import cents, net_of
from data_sources.contract import ORIGIN

if TYPE_CHECKING:
    from collections.abc import Mapping

_BUYER_OWES = "buyer_owes"
_FACTS = ("role", "account_class", "is_current", "tax_rate")


def booked(
    postings: pl.LazyFrame,
    account_roles: pl.DataFrame,
    own_tax_keys: Mapping[str, int] | None = None,
) -> pl.LazyFrame:
    """Add what each side of a posting is booked with, and which movement it is.

    Args:
        postings: Contract ``ledger.Postings``.
        account_roles: Result of ``with_account_classes``.
        own_tax_keys: Rates (hundredths of a per cent) of tax keys that only this house has.

    Returns:
        The postings, a cash discount of field 13 as a row of its own, with ``account_cents`` and ``contra_cents``
        (debit positive, whole cents, net where the tax key or the account splits VAT off), ``gross_cents``,
        ``posting`` (its number), both sides' ``*_role``, ``*_class``, ``*_is_current``, ``debtor_account``, ``year``
        (``fiscal_years``), ``number`` (document_ref1, as the debtor's claim spells it), ``rate`` and ``rate_source`` (stated, eu, key,
        account; null: none is known, ``rate`` is 0) of the side that is ``taxed`` (account, contra), ``other_rate`` of the
        other side where that is an automatic account, too, ``movement``, ``movement_reason`` and ``is_annulled`` (a reversal
        and what it cancels), since the day ``reversed_on``.
    """
    delivered = with_one_spelling(postings.with_row_index(POSTING), account_roles)
    reversals = pair_reversals(delivered)
    numbered = with_discount_taken_back(delivered, reversals, account_roles)
    keys = _rates_of_keys(postings, own_tax_keys or {})
    year = fiscal_year(postings)

    def signed(rows: pl.LazyFrame) -> pl.LazyFrame:
        return _signed(rows, account_roles, reversals, keys, year)

    discounts = cash_discount_rows(numbered, signed, account_roles)
    every = signed(numbered)
    return classified(every if discounts is None else pl.concat([every, discounts.lazy()]))


def _signed(
    postings: pl.LazyFrame, account_roles: pl.DataFrame, reversals: pl.DataFrame, keys: pl.DataFrame, year: pl.Expr
) -> pl.LazyFrame:
    rows = postings.with_columns(pl.col("source_file").cast(pl.String))
    for side in ("account", "contra"):
        rows = _with_facts(rows, account_roles, side)
    has_original = pl.col(ORIGINAL).is_not_null()
    cancelled = reversals.filter(has_original).select(
        pl.col(ORIGINAL).alias(POSTING), pl.col("reversed_on").alias("cancelled_on")
    )
    known = reversals.rename({"sign": "reversal_sign"}).with_columns(has_original.alias("has_original"))
    for facts in (known.drop(ORIGINAL), cancelled):
        rows = rows.join(facts.lazy(), on=POSTING, how="left")
    paired = pl.col("has_original").fill_null(value=False)
    sign = pl.coalesce("reversal_sign", pl.when(pl.col("side").cast(pl.String) == "S").then(1).otherwise(-1))
    account_is_gl, contra_is_gl = (pl.col(each).cast(pl.String) == "gl" for each in ("account_kind", "contra_kind"))
    # The tax key belongs to the side that is not a personal account; between two of them to the one that makes or costs
    # profit, last to the one that brings money.
    contra_first = contra_is_gl & (~account_is_gl | (_rank("contra") >= _rank("account")))
    taxed = pl.when(contra_first).then(pl.lit("contra")).when(account_is_gl).then(pl.lit("account"))
    return (
        rows.with_columns(
            taxed.alias("taxed"),
            (cents(pl.col("amount")) * sign).alias("gross_cents"),
            # A reversal takes back what its original was booked with, tax included.
            *(pl.when(paired).then(f"original_{name}").otherwise(name).alias(name) for name in _TAX),
            pl.when(paired).then("original_day").otherwise(pl.coalesce("service_on", "posted_on")).alias("tax_day"),
            (paired | pl.col("cancelled_on").is_not_null()).alias("is_annulled"),
            pl.coalesce("reversed_on", "cancelled_on").alias("reversed_on"),
            pl.col("reversal_sign").is_not_null().alias("is_reversal"),
        )
        .pipe(_with_rate, keys)
        .with_columns(
            net_of(pl.col("gross_cents"), pl.col("rate")).alias("net_cents"),
            net_of(pl.col("gross_cents"), pl.col("other_rate").fill_null(0)).alias("other_cents"),
        )
        .with_columns(
            pl.when(pl.col("taxed") == "account").then("net_cents").otherwise("other_cents").alias("account_cents"),
            -pl.when(pl.col("taxed") == "contra").then("net_cents").otherwise("other_cents").alias("contra_cents"),
            debtor_of().alias("debtor_account"),
            "fiscal_year_start",
            year,
            pl.col("document_ref1").alias("number"),
            pl.lit(value=False).alias("is_cash_discount"),
        )
        .select(*_COLUMNS)
    )


_TAX = ("tax_key", "tax_rate", "eu_tax_rate")
_COLUMNS = (
    *("posted_on", "fiscal_year_start", "year", "number", "text", "order_number", "due_on", "service_on"),
    *("account", "contra_account", "cost_center"),
    *("account_kind", "contra_kind", "account_role", "contra_role", "account_class", "contra_class"),
    *("account_is_current", "contra_is_current", "debtor_account", "circumstance", "booking_type", "cash_discount"),
    *(
        "gross_cents",
        "account_cents",
        "contra_cents",
        "tax_key",
        "taxed",
        "rate",
        "other_rate",
        "rate_source",
        "tax_day",
    ),
    *(
        "is_reversal",
        "is_annulled",
        "reversed_on",
        "has_original",
        "is_part",
        "is_like",
        "is_cash_discount",
        POSTING,
        *ORIGIN,
    ),
)


def _with_facts(rows: pl.LazyFrame, account_roles: pl.DataFrame, side: str) -> pl.LazyFrame:
    """Add the facts of one side's account; a personal account can have the digits of a general ledger account."""
    account = "account" if side == "account" else "contra_account"
    names = [f"{side}_{name.removeprefix('account_')}" for name in _FACTS]
    facts = account_roles.select(
        pl.col("account").alias(account),
        *(pl.col(name).alias(new) for name, new in zip(_FACTS, names, strict=True)),
    )
    is_gl = pl.col(f"{side}_kind").cast(pl.String) == "gl"
    return rows.join(facts.lazy(), on=account, how="left").with_columns(
        pl.when(is_gl).then(pl.col(name)).alias(name) for name in names
    )


def _rates_of_keys(postings: pl.LazyFrame, own_tax_keys: Mapping[str, int]) -> pl.DataFrame:
    """Return the rates of the tax keys that occur, in each period of ``tax``; few keys stand on many postings."""
    keys = postings.select("tax_key").drop_nulls().unique().collect(engine="streaming")["tax_key"]
    rates = tax.rates_of_keys(keys)
    if not own_tax_keys:
        return rates
    number = pl.col("tax_key").str.strip_chars_start("0")
    own = number.replace_strict(dict(own_tax_keys), default=None, return_dtype=pl.Int64)
    return rates.with_columns(
        *(pl.coalesce(own, name).alias(name) for name in _periods(rates)), pl.col(_BUYER_OWES) & own.is_null()
    )


def _periods(rates: pl.DataFrame) -> list[str]:
    return [name for name in rates.columns if name not in {"tax_key", _BUYER_OWES}]


@cache
def _rank(side: str) -> pl.Expr:
    """Return how likely a side of a posting between two general ledger accounts is the one that is taxed."""
    makes_profit = pl.col(f"{side}_role").is_in(PROFIT_ROLES).fill_null(value=False)
    is_money = (pl.col(f"{side}_class") == "money").fill_null(value=False)
    return pl.when(makes_profit).then(2).when(is_money).then(0).otherwise(1)


def _with_rate(rows: pl.LazyFrame, keys: pl.DataFrame) -> pl.LazyFrame:
    """Add ``rate``, ``rate_source`` and ``other_rate``. A stated 0,00 says nothing: programs write it where they state no rate.

    Nor is a rate stated that splits anything off where the key says that the buyer owes the tax: the amount is net.
    Where neither the posting nor its key says a rate, each automatic account splits off its own: what is moved from one to
    another is taxed on both sides (``other_rate``). What is booked against an account of tax is the tax itself.
    """
    is_tax = pl.any_horizontal(
        (pl.col(f"{side}_class") == "tax").fill_null(value=False) for side in ("account", "contra")
    )
    rows = rows.join(keys.lazy(), on="tax_key", how="left")
    by_key = tax.rate_in_period(_periods(keys), pl.col("tax_day"))
    sources = {
        "stated": pl.when(~pl.col(_BUYER_OWES).fill_null(value=False)).then(_stated("tax_rate")),
        "eu": _stated("eu_tax_rate"),
        "key": by_key,
        "account": pl.when(~is_tax).then(_automatic("contra", "account")),
    }
    chosen = pl.coalesce(pl.when(rate.is_not_null()).then(pl.lit(name)) for name, rate in sources.items())
    by_account = ~is_tax & pl.coalesce(*list(sources.values())[:-1]).is_null()
    return rows.with_columns(
        pl.coalesce(*sources.values(), pl.lit(0, pl.Int64)).alias("rate"),
        chosen.alias("rate_source"),
        pl.when(by_account).then(_automatic("account", "contra")).alias("other_rate"),
    )


@cache
def _automatic(if_contra: str, if_account: str) -> pl.Expr:
    """Return the rate of an automatic account on the day: of one side if the contra account is taxed, else of the other."""
    rate = pl.when(pl.col("taxed") == "contra").then(_rate_against(if_contra)).otherwise(_rate_against(if_account))
    return tax.rate_of_account(rate, pl.col("tax_day"))


def _rate_against(side: str) -> pl.Expr:
    """Return the rate of a side's account: of what is bought only against who sold it, or money; stock has no input tax."""
    other = "contra" if side == "account" else "account"
    is_cost = pl.col(f"{side}_role").is_in(("cost_of_goods", "labour_cost")).fill_null(value=False)
    is_bought = (pl.col(f"{other}_kind").cast(pl.String) != "gl") | (pl.col(f"{other}_class") == "money")
    return pl.when(~is_cost | is_bought.fill_null(value=False)).then(f"{side}_tax_rate")


@cache
def _stated(name: str) -> pl.Expr:
    """Return a stated rate; one below 1 is a fraction (0,19 for 19 %): no country of the Union has such a rate."""
    hundredths = pl.col(name).cast(pl.Decimal(9, 2)).to_physical().cast(pl.Int64)
    return pl.when(hundredths >= 100).then(hundredths).when(hundredths > 0).then(hundredths * 100)  # noqa: PLR2004
