"""Postings of wages in sums: a single one is somebody's wage, and who asks about the house need not know whose.

Which accounts are wages the standard charts say (what is paid, owed to people and offices, and lent to people), and the
house's settings as well.
"""

from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING

import polars as pl

from clientinfo_kernel.ingest.movements.account_classes import BASE_LENGTH, in_standard_chart
from clientinfo_kernel.money import total
from clientinfo_kernel.sections.wages import wage_ranges

if TYPE_CHECKING:
    from clientinfo_kernel.sections.wages import WageSettings

# SKR51 and the frames of makers follow SKR03: wages are in class 4, what is still owed of them in class 1.
_CHARTS = {"04": "wages_skr04.csv"}
_CHART_BY_DEFAULT = "wages_skr03.csv"
_SIDES = (("account", "account_kind"), ("contra_account", "contra_kind"))
# What postings of a month have to have in common to be one row, and entries of the profit likewise.
_POSTING = (
    *("posted_on", "year", "side", "account", "account_kind", "contra_account", "contra_kind"),
    *("tax_key", "stated_rate", "is_reversal", "reversed_side"),
)
_ENTRY = (
    *("year", "posted_on", "account", "account_name", "role", "division", "is_warranty", "origin", "movement"),
    *("movement_reason", "payer", "cost_center"),
)


def wage_accounts(accounts: pl.Series, chart: str | None, length: int, wages: WageSettings) -> list[str]:
    """Return the accounts whose single postings are not shown.

    Args:
        accounts: General ledger accounts as text.
        chart: DATEV's number of the chart, None where it is not known.
        length: Digits of the ledger's general ledger accounts.
        wages: What the house says about it.
    """
    if wages.postings == "single":
        return []
    name = _CHARTS.get(chart or "", _CHART_BY_DEFAULT)
    text = (files("clientinfo_kernel.ingest.charts") / name).read_bytes()
    shipped = pl.read_csv(text, separator=";").select("account_from", "account_to").rows()
    account = pl.col("account")
    # A shorter one can be of a year in which all were as short: in doubt it is a wage.
    former = pl.when(account.str.len_chars() >= BASE_LENGTH).then(
        account.str.head(BASE_LENGTH).cast(pl.Int64, strict=False)
    )
    whole = account.cast(pl.Int64, strict=False)
    held = [each.is_between(*range_) for each in (in_standard_chart(length), former) for range_ in shipped]
    held += [whole.is_between(*each) for each in wage_ranges(wages)]
    known = accounts.unique().sort().alias("account").to_frame()
    return known.filter(pl.any_horizontal(held).fill_null(value=False))["account"].to_list()


def pay_in_sums(
    postings: pl.LazyFrame, accounts: list[str], account_roles: pl.DataFrame, wages: WageSettings
) -> pl.LazyFrame:
    """Return ``postings_in_sums``, with what is paid to employees' own accounts.

    Args:
        postings: Result of ``postings.as_delivered``.
        accounts: Result of ``wage_accounts``.
        account_roles: Result of ``with_account_classes``, which knows bank and cash.
        wages: What the house says about it.
    """
    money = account_roles.filter(account_class="money")["account"].to_list()
    return postings_in_sums(postings, accounts, employees_accounts(postings, accounts, wages), money)


def employees_accounts(postings: pl.LazyFrame, accounts: list[str], wages: WageSettings) -> list[str]:
    """Return the personal accounts that wages are booked against, and those that the house names: what is paid to them is a wage.

    Args:
        postings: Result of ``postings.as_delivered``.
        accounts: Result of ``wage_accounts``.
        wages: What the house says about it.
    """
    ways = (_SIDES, _SIDES[::-1])
    personal = pl.concat(
        postings.filter(pl.col(kind) != "gl").select(
            pl.col(account).alias("account"),
            ((pl.col(other_kind) == "gl") & pl.col(other).is_in(accounts)).fill_null(value=False).alias("faces_wages"),
        )
        for (account, kind), (other, other_kind) in ways
    )
    number = pl.col("account").cast(pl.Int64, strict=False)
    is_named = pl.any_horizontal(pl.lit(value=False), *(number.is_between(*each) for each in wage_ranges(wages)))
    found = personal.filter(pl.col("faces_wages") | is_named).select("account").unique().collect(engine="streaming")
    return found["account"].sort().to_list()


def postings_in_sums(
    postings: pl.LazyFrame, accounts: list[str], employees: list[str] | None = None, money: list[str] | None = None
) -> pl.LazyFrame:
    """Return postings (``LEDGER_POSTINGS``), those of wages added up by month, accounts, side and tax.

    A sum stands on the last day of its month, without document, text, cost centre, file and line; a personal account has
    no number in it, for it would say whose wage it is.

    Args:
        postings: Result of ``postings.as_delivered``.
        accounts: Result of ``wage_accounts``.
        employees: Result of ``employees_accounts``: what goes between them and money is a wage, too.
        money: Accounts of bank and cash.
    """
    is_booked = [(pl.col(kind) == "gl") & pl.col(account).is_in(accounts) for account, kind in _SIDES]
    is_paid = [
        (pl.col(kind) != "gl") & pl.col(account).is_in(employees or []) & (pl.col(other_kind) == "gl") & pl.col(other).is_in(money or [])
        for (account, kind), (other, other_kind) in (_SIDES, _SIDES[::-1])
    ]  # fmt: skip
    is_wage = pl.any_horizontal(*is_booked, *is_paid).fill_null(value=False)
    nameless = (pl.when(pl.col(kind) == "gl").then(account).alias(account) for account, kind in _SIDES)
    discount = pl.col("cash_discount")
    granted = pl.when(discount.is_not_null().any()).then(total(discount)).alias("cash_discount")
    sums = (
        postings.filter(is_wage)
        .with_columns(pl.col("posted_on").dt.month_end(), *nameless)
        .group_by(_POSTING)
        .agg(total(pl.col("amount")), granted)
        .sort(_POSTING, nulls_last=True)
    )
    return pl.concat([postings.filter(~is_wage), sums], how="diagonal")


def nobody_s(entries: pl.LazyFrame, accounts: list[str]) -> pl.LazyFrame:
    """Return entries of the profit, those of wages alike: without what could lead to a customer, and without text.

    A payroll counts its documents, too: a number that is an invoice's as well would give a wage to that customer, and an
    employee who buys here has an account that is a customer's.

    Args:
        entries: Result of ``entries.profit_entries``.
        accounts: Result of ``wage_accounts``.
    """
    is_wage = pl.col("account").is_in(accounts)
    hidden = ("number", "order_number", "debtor_account", "text")
    # A wage against the employee's own account is not another movement, or it would be a sum of its own.
    alike = {"movement": "other", "movement_reason": "cost_posted"}
    return entries.with_columns(
        *(pl.when(~is_wage).then(name).alias(name) for name in hidden),
        *(pl.when(is_wage).then(pl.lit(word)).otherwise(name).alias(name) for name, word in alike.items()),
    )


def entries_in_sums(entries: pl.LazyFrame, accounts: list[str]) -> pl.LazyFrame:
    """Return posted entries of the profit, those of wages added up by month and cost centre.

    Args:
        entries: Result of ``profit.posted_entries``, made of ``nobody_s``.
        accounts: Result of ``wage_accounts``.
    """
    is_wage = pl.col("account").is_in(accounts)
    months = entries.filter(is_wage).with_columns(pl.col("posted_on").dt.month_end())
    sums = months.group_by(_ENTRY).agg(total(pl.col("amount")))
    return pl.concat([entries.filter(~is_wage), sums], how="diagonal")
