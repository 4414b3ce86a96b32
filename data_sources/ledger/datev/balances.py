"""The list of totals and balances (Summen- und Saldenliste) as CSV: one row per account, no DATEV category.

Programs head its columns in many ways; all of them name groups of a debit and a credit, in words or as two columns
that hold the letters S and H, or one that holds either: "EB-Wert | S | H | Saldo | S | H | Mrz 2026 Soll | Haben |
kum. Werte Soll | Haben" (DATEV Kanzlei-Rechnungswesen), "EB-Wert Soll | EB-Wert Haben | VZ Soll | VZ Haben" (DATEV's
import format "Summen und Salden"), "Saldenvortrag | Soll_Kumuliert | Haben_Kumuliert | Saldo". Or each month has one
column (``monthly_balances``). Which day it is for stands in a heading, in a title above them, or in the file's name.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import polars as pl

from data_sources.ledger.datev.balance_headings import amounts, named_columns, repeated_headings
from data_sources.ledger.datev.headings import ListHeadings, separated, values_below
from data_sources.ledger.datev.list_amounts import signed_cents
from data_sources.ledger.datev.monthly_balances import (
    SidesUnclear,
    by_side,
    cents_text,
    month_columns,
    side_columns,
    summed,
)
from data_sources.ledger.datev.open_items import TITLE_LINES
from data_sources.ledger.datev.tables import Prepared
from data_sources.ledger.datev.values import account, account_fault, account_kind, account_of_list, filled, name_of_list
from data_sources.ledger.periods import Period, month_in, period_of

if TYPE_CHECKING:
    from collections.abc import Sequence

_REQUIRED = ("account", "year_debit", "year_credit")
_BESIDE_MONTHS = (
    *("account", "name", "opening", "opening_is_credit", "opening_debit", "opening_credit"),
    *("balance", "balance_is_credit", "balance_debit", "balance_credit"),
)


@dataclass(frozen=True)
class BalanceList(ListHeadings):
    """Where the headings of a list of totals and balances stand, and what it covers (None if it does not say).

    Attributes:
        period: What it covers.
        months: Last day of each month, where each has a column of its own and no other totals are there.
    """

    period: Period | None
    months: tuple[dt.date, ...] = field(default=())


def find_balances(lines: Sequence[str], file_name: str) -> BalanceList | None:
    """Find the headings of a list of totals and balances among a file's first lines; None if it is not such a list.

    Raises:
        SidesUnclear: It is one, and its headings can be read in more than one way.
    """
    for index, line in enumerate(lines[:TITLE_LINES]):
        separator, headings = separated(line)
        said = period_of(lines[:index], file_name)
        months = month_columns(headings, said)
        sides = side_columns(headings, months)
        less, twice = repeated_headings(headings, {*months, *sides}, values_below(lines, index, separator))
        columns = named_columns(headings, {*months, *sides, *less})
        is_list = set(columns.values()) >= set(_REQUIRED)
        if twice and (is_list or ("account" in columns.values() and months)):
            raise SidesUnclear(
                f"two columns say the same, so that it is unclear which one counts: {' / '.join(twice)}; export one of them"
            )
        if is_list:
            # Months that stand beside the totals do not say until which of them something is booked.
            month = None if months else next((found for each in headings if (found := month_in(each))), None)
            return BalanceList(columns, separator, index, len(headings), _REQUIRED, month or said)
        if "account" in columns.values() and months:
            plain = {at: name for at, name in columns.items() if name in _BESIDE_MONTHS}
            named = {at: f"month_{place}" for place, at in enumerate(months, start=1)}
            last = tuple(months.values())
            whole = Period(None, max(last))
            return BalanceList({**plain, **named, **sides}, separator, index, len(headings), ("account",), whole, last)
    return None


def balances(raw: pl.DataFrame, form: BalanceList, account_length: int | None) -> Prepared:
    """Turn the values of the list into the contract's columns, debit positive.

    Where a balance is given it must be opening + debit - credit, to the cent. Credits written with a minus sign, and
    totals that have the opening in them, are recognised by that.

    Args:
        raw: Text columns named as in ``form.columns``.
        form: Of the list; it knows its period.
        account_length: Digits of a general ledger account; None: unknown, and which account is a debtor's, too.
    """
    period = form.period
    if period is None:
        raise ValueError("the list does not say its day")  # such a file is not read: files.look_into
    if form.months:
        raw, day = summed(raw, form.months)
        period = replace(period, end=day)
    missing = [name for name in ("account", "name", *amounts()) if name not in raw.columns]
    rows = raw.with_columns(pl.lit(None, pl.String).alias(name) for name in missing)
    rows = rows.with_columns(
        account_of_list("account").str.replace_all(" ", ""),
        pl.coalesce(filled("name"), name_of_list("account")).alias("name"),
    )
    length = account_length or _longest(rows["account"])
    rows = rows.with_columns(
        account_kind("account", length).alias("account_kind"),
        account_fault("account", length).alias("fault"),
        account("account", length).alias("account"),
        *(cents.alias(f"{cents.name}_cents") for cents in signed_cents(rows, amounts())),
    )
    opening, balance = _net("opening", raw.columns), _net("balance", raw.columns)
    rows = rows.with_columns(
        opening.alias("opening_net"),
        balance.alias("balance_net"),
        *(_unreadable(name).alias(f"{name}_fault") for name in amounts()),
        *(pl.col(f"{name}_cents").fill_null(0).alias(f"{name}_cents") for name in ("year_debit", "year_credit")),
    )
    rows = _with_one_meaning(rows)
    moved = pl.col("year_debit_cents") - pl.col("year_credit_cents")
    unequal = pl.col("opening_net").fill_null(0) + moved != pl.col("balance_net")
    rule = pl.coalesce(
        pl.when(pl.col("account").is_null() | (pl.col("account") == "")).then(pl.lit("account|missing")),
        "fault",
        *(f"{name}_fault" for name in amounts()),
        pl.when(unequal).then(pl.lit("balance|not_opening_and_totals")),
    )
    shown = rows.with_columns(
        pl.lit(period.start.isoformat() if period.start and not _has_month(raw) else None, pl.String).alias("period_start"),
        pl.lit(period.end.isoformat()).alias("period_end"),
        rule.alias("broken"),
        cents_text(pl.col("opening_net")).alias("opening"),
        cents_text(pl.col("year_debit_cents")).alias("debit"),
        cents_text(pl.col("year_credit_cents")).alias("credit"),
        *(cents_text(pl.col(f"month_{side}_cents")).alias(f"month_{side}") for side in ("debit", "credit")),
    )  # fmt: skip
    return Prepared(shown, pl.col("broken"))


def _net(group: str, there: Sequence[str]) -> pl.Expr:
    """Return a group's amount in cents, debit positive; null where the list does not have it."""
    if f"{group}_debit" in there:
        sides = [pl.col(f"{group}_{side}_cents").fill_null(0) for side in ("debit", "credit")]
        return sides[0] - sides[1]
    if group not in there:
        return pl.lit(None, pl.Int64)
    amount = pl.col(f"{group}_cents").fill_null(0)
    if f"{group}_is_credit" in there:
        return by_side(amount, f"{group}_is_credit")
    return amount


def _with_one_meaning(rows: pl.DataFrame) -> pl.DataFrame:
    """Make credits positive, and take the opening out of totals that hold it.

    Credits are written with a minus sign where their sum is negative: what a ledger takes back is less than it booked.
    """
    signs = {name: -1 if (rows[f"{name}_cents"].sum() or 0) < 0 else 1 for name in ("year_credit", "month_credit")}
    rows = rows.with_columns((pl.col(f"{name}_cents") * sign).alias(f"{name}_cents") for name, sign in signs.items())
    opening = pl.col("opening_net").fill_null(0)
    holds_it = (opening != 0) & (pl.col("year_debit_cents") - pl.col("year_credit_cents") == pl.col("balance_net"))
    inside = pl.when(holds_it.fill_null(value=False)).then(opening).otherwise(0)
    return rows.with_columns(
        (pl.col("year_debit_cents") - pl.max_horizontal(inside, 0)).alias("year_debit_cents"),
        (pl.col("year_credit_cents") + pl.min_horizontal(inside, 0)).alias("year_credit_cents"),
    )


def _unreadable(name: str) -> pl.Expr:
    filled = pl.col(name).str.strip_chars() != ""
    return pl.when(filled & pl.col(f"{name}_cents").is_null()).then(pl.lit(f"{name}|not_an_amount"))


def _has_month(raw: pl.DataFrame) -> bool:
    return "month_debit" in raw.columns


def _longest(accounts: pl.Series) -> int:
    """Return the digits of a general ledger account where nothing says it: all accounts of the list are such."""
    digits = accounts.str.strip_chars().str.extract(r"^([0-9]{1,9})$").str.len_bytes().max()
    return int(digits) if isinstance(digits, int) else 4
