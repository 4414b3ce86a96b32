"""The VAT rate that a posting's tax key stands for (BU-Schlüssel, domain.md 1.5).

A key of two digits is a correction before the tax: 1 supply within the EU, 2 Generalumkehr, 3 Generalumkehr of 9,
4 automatic account switched off, 5 a key of the house's own, 6 Generalumkehr of 1, 7 of 5, 8 of 4, 9 input VAT to be
divided or § 13b UStG. Of the keys of three digits those of the plain rates are the same as keys of one digit; the other
ones, those of four digits, 48, 49 and the house's own have no rate that one can know.
"""

from __future__ import annotations

import datetime as dt
from functools import cache
from typing import TYPE_CHECKING

import polars as pl

if TYPE_CHECKING:
    from collections.abc import Sequence

# Standard and reduced rate by the day of the supply (§ 12 UStG; lowered 01.07.-31.12.2020, § 28 UStG), in hundredths
# of a per cent. Behind them the rates that have keys of their own beside these: DATEV's changed places for half a year.
_RATES = (
    (dt.date(1998, 4, 1), 1600, 700, 1600, None),
    (dt.date(2007, 1, 1), 1900, 700, 1600, None),
    (dt.date(2020, 7, 1), 1600, 500, 1900, 700),
    (dt.date(2021, 1, 1), 1900, 700, 1600, 500),
)
STANDARD, REDUCED = 1900, 700
_STANDARD_DIGITS = ("3", "9")
_REDUCED_DIGITS = ("2", "8")
_OTHER_STANDARD_DIGITS = ("5", "7")
_OTHER_REDUCED_DIGITS = ("4", "6")
_LONG_KEYS = {"101": "3", "102": "2", "401": "9", "402": "8"}
_CORRECTION_OF_REVERSAL = {"2": "", "3": "9", "6": "1", "7": "5", "8": "4"}
# Supplies to buyers without a VAT ID in other EU countries are taxed here, all others within the EU are not; an
# acquisition within the EU and § 13b are posted net, the buyer owes the tax.
_TAXED_WITHIN_EU = ("2", "3", "4", "5")
_ACQUIRED = ("6", "7", "8", "9")
_BUYER_OWES = ("1", "2", "4", "5")
# 44 and 47: services that another EU country taxes; 46: § 13b UStG, of who supplies.
_NOT_TAXED_HERE = ("4", "6", "7")
# 49 leaves the tax to fields of its own (BU 49), of 48 no source says what it is.
_NOT_KNOWN = ("8", "9")


def standard_rate(day: pl.Expr) -> pl.Expr:
    """Return the standard rate on a day, in hundredths of a per cent."""
    return _on(day, 1)


def reduced_rate(day: pl.Expr) -> pl.Expr:
    """Return the reduced rate on a day, in hundredths of a per cent."""
    return _on(day, 2)


def rate_of_account(rate: pl.Expr, day: pl.Expr) -> pl.Expr:
    """Return the rate of an automatic account on a day: today's standard and reduced rate stand for those of the day."""
    return (
        pl.when(rate == STANDARD).then(standard_rate(day)).when(rate == REDUCED).then(reduced_rate(day)).otherwise(rate)
    )


def rate_of_key(key: pl.Expr, day: pl.Expr) -> pl.Expr:
    """Return the rate of a tax key on a day, null where the key says nothing (then the account decides)."""
    correction, tax = _correction(key), _digits(key).str.slice(-1)
    by_digit = (
        pl.when(tax.is_in(_STANDARD_DIGITS))
        .then(standard_rate(day))
        .when(tax.is_in(_REDUCED_DIGITS))
        .then(reduced_rate(day))
        .when(tax.is_in(_OTHER_STANDARD_DIGITS))
        .then(_on(day, 3))
        .when(tax.is_in(_OTHER_REDUCED_DIGITS))
        .then(_on(day, 4))
        .when(tax == "1")
        .then(pl.lit(0))
    )
    within_eu = pl.when(tax.is_in(_TAXED_WITHIN_EU)).then(by_digit).otherwise(pl.lit(0))
    divided = pl.when(tax.is_in(_BUYER_OWES)).then(pl.lit(0)).otherwise(by_digit)
    return (
        pl.when(_digits(key).str.len_chars().is_null() | (_digits(key).str.len_chars() > 2))  # noqa: PLR2004
        .then(pl.lit(None, pl.Int64))
        .when(correction == "1")
        .then(within_eu)
        .when((correction == "4") & tax.is_in(_NOT_KNOWN))
        .then(pl.lit(None, pl.Int64))
        .when(correction == "4")
        .then(pl.coalesce(pl.when(~tax.is_in(_NOT_TAXED_HERE)).then(by_digit), pl.lit(0)))
        .when(correction == "9")
        .then(divided)
        .when(correction == "")
        .then(by_digit)
    )


def buyer_owes(key: pl.Expr) -> pl.Expr:
    """Return whether a key says that the buyer owes the tax: § 13b UStG, or an acquisition within the EU."""
    tax = _digits(key).str.slice(-1)
    acquired = (_correction(key) == "1") & tax.is_in(_ACQUIRED)
    owed = acquired | ((_correction(key) == "9") & tax.is_in(_BUYER_OWES))
    return (owed & (_digits(key).str.len_chars() == 2)).fill_null(value=False)  # noqa: PLR2004


def rates_of_keys(keys: pl.Series) -> pl.DataFrame:
    """Return ``tax_key`` and the rate of each (``rate_of_key``) in each period of the rates, the earliest first.

    Args:
        keys: Distinct tax keys.
    """
    days = {f"since_{since:%Y%m%d}": since for since, *_rates in _RATES}
    # One expression over the periods below each other is planned in a third of the time of one for each.
    every = pl.DataFrame(
        {"tax_key": pl.concat([keys] * len(days)), "day": [day for day in days.values() for _ in keys]}
    )
    rates = every.select(_rate_of_row()).to_series()
    by_day = [rates.slice(place * len(keys), len(keys)).alias(name) for place, name in enumerate(days)]
    return keys.rename("tax_key").to_frame().with_columns(by_day)


@cache
def _rate_of_row() -> pl.Expr:
    return rate_of_key(pl.col("tax_key"), pl.col("day"))


def rate_in_period(columns: Sequence[str], day: pl.Expr) -> pl.Expr:
    """Return, of the columns of ``rates_of_keys``, that of the period in which a day is."""
    rate = pl.col(columns[0])
    for (since, *_rates), column in zip(_RATES[1:], columns[1:], strict=True):
        rate = pl.when(day >= since).then(column).otherwise(rate)
    return rate


def reverses(key: pl.Expr) -> pl.Expr:
    """Return whether a key of two digits is a Generalumkehr."""
    return key.str.contains(r"^\s*0*[23678]\d\s*$").fill_null(value=False)


def is_general_reversal() -> pl.Expr:
    """Return whether a posting is a Generalumkehr, by its own field or by its tax key."""
    return pl.col("is_reversal") | reverses(pl.col("tax_key"))


def _digits(key: pl.Expr) -> pl.Expr:
    """Return a key without leading zeros, the short one of a plain rate; null where none is given (0 is DATEV's way to give none)."""
    digits = key.str.strip_chars().str.strip_chars_start("0")
    return pl.when(digits.str.contains(r"^\d+$")).then(digits).replace(_LONG_KEYS)


def _correction(key: pl.Expr) -> pl.Expr:
    """Return the digit before the tax, for a reversal that of what it reverses; empty for a key of one digit."""
    first = _digits(key).str.head(-1)
    return first.replace(_CORRECTION_OF_REVERSAL)


def _on(day: pl.Expr, column: int) -> pl.Expr:
    rate = pl.lit(_RATES[0][column], pl.Int64)
    for since, *rates in _RATES[1:]:
        rate = pl.when(day >= since).then(pl.lit(rates[column - 1], pl.Int64)).otherwise(rate)
    return rate
