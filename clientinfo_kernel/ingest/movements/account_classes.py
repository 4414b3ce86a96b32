"""What a ledger account does to a claim that is booked against it: brings money, writes it off, carries it forward ...

Two classes say what is sold instead: the margin of § 25a UStG, and fixed assets.

The house's own account mapping decides where it names such a role; elsewhere the numbers of the standard charts do.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files

import polars as pl

# Roles of the account mapping beside those of the gross profit.
ACCOUNT_CLASSES = ("money", "write_off", "deposit", "opening_balance", "dunning_charge", "cash_discount", "transfer")
# Money on its way between accounts: what comes and leaves there on one day can be no money at all (``set_offs``).
_TRANSIT = "transit"
# SKR51 has the current accounts of SKR03.
_CHARTS = {"03": "classes_skr03.csv", "04": "classes_skr04.csv", "51": "classes_skr03.csv"}
_DEFAULT_CHART = "51"
# These have accounts for the margin of § 25a UStG and for fixed assets that are sold; in SKR51 their numbers are revenue.
_NAMES_SALES = ("03", "04")
_OF_SALES = ("margin", "asset_sale")
# Digits of the accounts of the standard charts.
BASE_LENGTH = 4
# In SKR04 the first ranges of class 1 are stock; in SKR03 and SKR51 all of it is money, claims and tax.
_CURRENT_ACCOUNTS = {"04": (1200, 1999)}
_CURRENT_BY_DEFAULT = (1000, 1999)
# The account to which DATEV books a cash discount of field 13 (Gewährte Skonti, Regelsatz).
_CASH_DISCOUNT_ACCOUNT = {"04": "4736"}
_CASH_DISCOUNT_BY_DEFAULT = "8736"
# Stands for that account where the house's mapping does not know it as a revenue deduction.
CASH_DISCOUNT = "Skonto"


def cash_discount_account(chart: str | None, length: int) -> str:
    """Return the general ledger account of granted cash discounts in a standard chart, at the ledger's length."""
    return _CASH_DISCOUNT_ACCOUNT.get(chart or "", _CASH_DISCOUNT_BY_DEFAULT).ljust(length, "0")


def with_account_classes(account_roles: pl.DataFrame, chart: str | None, length: int) -> pl.DataFrame:
    """Add ``account_class`` (null: nothing special), ``is_current``, ``is_transit``, and a row for cash discounts of field 13.

    Args:
        account_roles: Result of ``map_accounts``.
        chart: DATEV's number of the chart, None where it is not known.
        length: Digits of the ledger's general ledger accounts.
    """
    four, shipped = in_standard_chart(length), _shipped_class(chart, length)
    first, last = _CURRENT_ACCOUNTS.get(chart or "", _CURRENT_BY_DEFAULT)
    own = pl.when(pl.col("role").is_in(ACCOUNT_CLASSES)).then("role")
    rows = account_roles.with_columns(
        pl.coalesce(own, shipped.replace(_TRANSIT, "money")).alias("account_class"),
        (own.is_null() & (shipped == _TRANSIT)).fill_null(value=False).alias("is_transit"),
        four.is_between(first, last).fill_null(value=False).alias("is_current"),
    )
    wanted = cash_discount_account(chart, length)
    if rows.filter((pl.col("account") == wanted) & (pl.col("role") == "revenue_deduction")).height:
        return rows.with_columns((pl.col("account") == wanted).alias("takes_cash_discount"))
    own_row = pl.DataFrame(
        {
            "account": CASH_DISCOUNT,
            "role": "revenue_deduction",
            "division": "unassigned",
            "is_warranty": False,
            "account_class": "cash_discount",
            "is_current": False,
            "is_transit": False,
        }
    )
    both = pl.concat([rows, own_row], how="diagonal_relaxed")
    return both.with_columns((pl.col("account") == CASH_DISCOUNT).alias("takes_cash_discount"))


def in_standard_chart(length: int) -> pl.Expr:
    """Return the number of ``account`` in a standard chart: padded to the ledger's length, its first four digits."""
    return pl.col("account").str.zfill(length).str.head(BASE_LENGTH).cast(pl.Int64, strict=False)


@cache
def _shipped_class(chart: str | None, length: int) -> pl.Expr:
    four, shipped = in_standard_chart(length), pl.lit(None, pl.String)
    for low, high, name in _ranges(chart).rows():
        shipped = pl.when(four.is_between(low, high)).then(pl.lit(name)).otherwise(shipped)
    return shipped


def _ranges(chart: str | None) -> pl.DataFrame:
    name = _CHARTS.get(chart or _DEFAULT_CHART, _CHARTS[_DEFAULT_CHART])
    text = (files("clientinfo_kernel.ingest.charts") / name).read_bytes()
    ranges = pl.read_csv(text, separator=";").select("account_from", "account_to", "class")
    return ranges if chart in _NAMES_SALES else ranges.filter(~pl.col("class").is_in(_OF_SALES))
