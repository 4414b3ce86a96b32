"""How DATEV writes accounts, dates and amounts, as Polars expressions over text columns.

The canonical form of an account: a general ledger account has exactly as many digits as header field 14 says,
with leading zeros (``400`` and ``0400`` are the same account ``0400``); a personal account has one digit more and
no leading zeros. This holds in every table, so accounts and postings join on the text.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

if TYPE_CHECKING:
    from data_sources.ledger.datev.header import Header

# What stands between an account and the name behind it, and how a name begins: ``10012 Meier``, ``10012 - 3M Deutschland``.
_NAME_BEHIND = r"^\s*([0-9]{4,9})(?:\s*[-\u{2013}/:,]\s*|\s+)([0-9]*\p{L}.*)$"
_FIRST_CREDITOR_DIGIT = "7"  # at four digits: debtors 10000 to 69999, creditors 70000 to 99999
_EARLIEST_DUE_DAYS, _LATEST_DUE_DAYS = -731, 1096


def account(name: str, length: int) -> pl.Expr:
    """Return the canonical form of an account; text that is not an account stays as it is."""
    digits = _significant(name)
    return pl.when(_is_number(name)).then(digits.str.zfill(length)).otherwise(pl.col(name))


def account_of_list(name: str) -> pl.Expr:
    """Return the account of a list without the name that some programs write behind it; other text stays as it is."""
    return pl.coalesce(pl.col(name).str.extract(_NAME_BEHIND), pl.col(name))


def name_of_list(name: str) -> pl.Expr:
    """Return the name that some programs write behind the account of a list; null without one."""
    return pl.col(name).str.extract(_NAME_BEHIND, 2).str.strip_chars()


def account_kind(name: str, length: int) -> pl.Expr:
    """Return ``gl``, ``debtor`` or ``creditor`` by the account's length and first digit; null where it is neither."""
    digits = _significant(name)
    count = digits.str.len_bytes()
    personal = pl.when(digits.str.slice(0, 1) < _FIRST_CREDITOR_DIGIT).then(pl.lit("debtor"))
    return (
        pl.when(~_is_number(name))
        .then(pl.lit(None, pl.String))
        .when(count <= length)
        .then(pl.lit("gl"))
        .when(count == length + 1)
        .then(personal.otherwise(pl.lit("creditor")))
    )


def account_fault(name: str, length: int) -> pl.Expr:
    """Return the rule that an account breaks, null for a sound or missing one."""
    too_long = _significant(name).str.len_bytes() > length + 1
    return (
        pl.when(_is_missing(name))
        .then(pl.lit(None, pl.String))
        .when(~_is_number(name))
        .then(pl.lit(f"{name}|not_an_account"))
        .when(too_long)
        .then(pl.lit(f"{name}|too_long"))
    )


def day_and_month(name: str, header: Header) -> pl.Expr:
    """Return TTMM as ISO text, in the year that puts it into the header's period, else into its fiscal year.

    The leading zero can be missing (``101`` is 1 January). Text of another form stays as it is.
    """
    text = pl.col(name).str.strip_chars()
    padded = text.str.zfill(4)
    day = padded.str.slice(0, 2).cast(pl.Int32, strict=False)
    month = padded.str.slice(2, 2).cast(pl.Int32, strict=False)
    in_year = month * 100 + day
    start = header.fiscal_year_start
    first = start.month * 100 + start.day
    year = pl.when(in_year >= first).then(start.year).otherwise(start.year + 1)
    if header.period_start and header.period_end:
        low = header.period_start.year * 10000 + header.period_start.month * 100 + header.period_start.day
        high = header.period_end.year * 10000 + header.period_end.month * 100 + header.period_end.day
        for candidate in sorted({header.period_start.year, header.period_end.year}, reverse=True):
            falls_in = (candidate * 10000 + in_year).is_between(low, high)
            year = pl.when(falls_in).then(candidate).otherwise(year)
    iso = year.cast(pl.String) + "-" + padded.str.slice(2, 2) + "-" + padded.str.slice(0, 2)
    return pl.when(text.str.contains(r"^[0-9]{3,4}$")).then(iso).otherwise(full_date(name))


def full_date(name: str) -> pl.Expr:
    """Return TTMMJJJJ (the leading zero can be missing, zero alone means none) as ISO text; other text stays as it is."""
    text = pl.col(name).str.strip_chars()
    padded = text.str.zfill(8)
    iso = padded.str.slice(4, 4) + "-" + padded.str.slice(2, 2) + "-" + padded.str.slice(0, 2)
    return (
        pl.when(text.str.contains(r"^0+$"))
        .then(pl.lit(None, pl.String))
        .when(text.str.contains(r"^[0-9]{7,8}$"))
        .then(iso)
        .otherwise(text)
    )


def due_date_in_reference(name: str, posted_on: pl.Expr) -> pl.Expr:
    """Return the due date that many programs write into Belegfeld 2, TTMMJJ or TTMMJJJJ, as ISO text; null where there is none.

    Other numbers have as many digits: only a date from two years before to three years after the posting counts.
    """
    text = pl.col(name).str.strip_chars()
    is_long = text.str.len_bytes() > 6  # noqa: PLR2004 - digits of TTMMJJ
    padded = pl.when(is_long).then(text.str.zfill(8)).otherwise(text.str.zfill(6))
    century = pl.when(is_long).then(padded.str.slice(4, 2)).otherwise(pl.lit("20"))
    iso = century + padded.str.slice(-2) + "-" + padded.str.slice(2, 2) + "-" + padded.str.slice(0, 2)
    due = pl.when(text.str.contains(r"^[0-9]{5,8}$")).then(iso.str.to_date("%Y-%m-%d", strict=False))
    days = (due - posted_on).dt.total_days()
    return pl.when(days.is_between(_EARLIEST_DUE_DAYS, _LATEST_DUE_DAYS)).then(due.dt.to_string("%Y-%m-%d"))


def is_negative(name: str) -> pl.Expr:
    """Return whether a number has a minus sign."""
    return pl.col(name).str.contains(r"^\s*-")


def hundredths(name: str) -> pl.Expr:
    """Return a percentage written as whole hundredths (``300`` is 3 per cent) as ``3,00``; ``3,0`` stays as it is."""
    text = pl.col(name).str.strip_chars()
    padded = text.str.zfill(3)
    return pl.when(text.str.contains(r"^[0-9]+$")).then(padded.str.replace(r"([0-9][0-9])$", ",$1")).otherwise(text)


def without_leading_zeros(name: str) -> pl.Expr:
    """Return a key number in the form on which two files can agree."""
    text = pl.col(name).str.strip_chars()
    return pl.when(text.str.contains(r"^[0-9]+$")).then(text.str.replace(r"^0+([0-9])", "$1")).otherwise(text)


def filled(name: str) -> pl.Expr:
    """Return the text of a column, null where it is blank."""
    text = pl.col(name).str.strip_chars()
    return pl.when(text != "").then(text)


def _significant(name: str) -> pl.Expr:
    return pl.col(name).str.strip_chars().str.strip_chars_start("0")


def _is_number(name: str) -> pl.Expr:
    return pl.col(name).str.contains(r"^\s*[0-9]{1,9}\s*$")


def _is_missing(name: str) -> pl.Expr:
    return pl.col(name).is_null() | (pl.col(name).str.strip_chars() == "")
