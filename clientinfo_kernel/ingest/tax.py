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


def rates_of_keys(keys: pl.Series) -> pl.DataFrame:
    """Return each tax key's rate in each period of the rates, the earliest first, and whether ``buyer_owes`` the tax.

    A rate is null where the key says nothing; then the account decides. The tax is the buyer's with § 13b UStG and with
    an acquisition within the EU.

    Args:
        keys: Distinct tax keys; ``tax_key`` in the result.
    """
    days = {f"since_{since:%Y%m%d}": since for since, *_rates in _RATES}
    # In steps, and over the periods below each other: planning one expression for all takes ten times as long.
    parts = keys.rename("tax_key").to_frame().select("tax_key", _digits(pl.col("tax_key")).alias("digits"))
    parts = parts.with_columns(
        pl.col("digits").str.len_chars().alias("length"),
        pl.col("digits").str.slice(-1).alias("tax"),
        pl.col("digits").str.head(-1).replace(_CORRECTION_OF_REVERSAL).alias("correction"),
    )
    every = pl.concat([parts] * len(days)).with_columns(
        pl.Series("day", [day for day in days.values() for _ in keys], pl.Date)
    )
    rates = every.with_columns(_by_digit().alias("by_digit")).select(_with_correction()).to_series()
    by_day = [rates.slice(place * len(keys), len(keys)).alias(name) for place, name in enumerate(days)]
    return parts.select("tax_key", *by_day, _is_the_buyers().alias("buyer_owes"))


@cache
def _by_digit() -> pl.Expr:
    """Return the rate that the digit ``tax`` stands for on a ``day``."""
    tax, day = pl.col("tax"), pl.col("day")
    return (
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


@cache
def _with_correction() -> pl.Expr:
    """Return the rate of a key from ``by_digit`` and the digit before the tax, ``correction``; null: the key says nothing."""
    tax, correction, by_digit = pl.col("tax"), pl.col("correction"), pl.col("by_digit")
    return (
        pl.when(pl.col("length").is_null() | (pl.col("length") > 2))  # noqa: PLR2004
        .then(pl.lit(None, pl.Int64))
        .when(correction == "1")
        .then(pl.when(tax.is_in(_TAXED_WITHIN_EU)).then(by_digit).otherwise(pl.lit(0)))
        .when((correction == "4") & tax.is_in(_NOT_KNOWN))
        .then(pl.lit(None, pl.Int64))
        .when(correction == "4")
        .then(pl.coalesce(pl.when(~tax.is_in(_NOT_TAXED_HERE)).then(by_digit), pl.lit(0)))
        .when(correction == "9")
        .then(pl.when(tax.is_in(_BUYER_OWES)).then(pl.lit(0)).otherwise(by_digit))
        .when(correction == "")
        .then(by_digit)
    )


@cache
def _is_the_buyers() -> pl.Expr:
    tax, correction = pl.col("tax"), pl.col("correction")
    owed = ((correction == "1") & tax.is_in(_ACQUIRED)) | ((correction == "9") & tax.is_in(_BUYER_OWES))
    return (owed & (pl.col("length") == 2)).fill_null(value=False)  # noqa: PLR2004


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


def _on(day: pl.Expr, column: int) -> pl.Expr:
    rate = pl.lit(_RATES[0][column], pl.Int64)
    for since, *rates in _RATES[1:]:
        rate = pl.when(day >= since).then(pl.lit(rates[column - 1], pl.Int64)).otherwise(rate)
    return rate
