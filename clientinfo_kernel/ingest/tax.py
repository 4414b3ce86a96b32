"""The VAT rate that a posting's tax key stands for (BU-Schlüssel, domain.md 1.5)."""

import datetime as dt

import polars as pl

# Standard and reduced rate by the day of the supply (§ 12 UStG; lowered 01.07.-31.12.2020), hundredths of a per cent.
_RATES = (
    (dt.date(1998, 4, 1), 1600, 700),
    (dt.date(2007, 1, 1), 1900, 700),
    (dt.date(2020, 7, 1), 1600, 500),
    (dt.date(2021, 1, 1), 1900, 700),
)
_STANDARD_KEYS = ("3", "9")
_REDUCED_KEYS = ("2", "8")
_FORMER_STANDARD_KEYS = ("5", "7")
_FREE_KEYS = ("0", "1", "40")
_FORMER_STANDARD = 1600


def standard_rate(day: pl.Expr) -> pl.Expr:
    """Return the standard rate on a day, in hundredths of a per cent."""
    return _on(day, 1)


def reduced_rate(day: pl.Expr) -> pl.Expr:
    """Return the reduced rate on a day, in hundredths of a per cent."""
    return _on(day, 2)


def rate_of_key(key: pl.Expr, day: pl.Expr) -> pl.Expr:
    """Return the rate of a tax key on a day, null where the key says nothing (then the account decides).

    The last digit is the tax, a digit before it the kind of correction (23 = reversal of 3); 40 switches an
    automatic account off.
    """
    tax = pl.when(key.is_in(_FREE_KEYS)).then(pl.lit("0")).otherwise(key.str.slice(-1))
    return (
        pl.when(tax.is_in(_STANDARD_KEYS))
        .then(standard_rate(day))
        .when(tax.is_in(_REDUCED_KEYS))
        .then(reduced_rate(day))
        .when(tax.is_in(_FORMER_STANDARD_KEYS))
        .then(pl.lit(_FORMER_STANDARD))
        .when(tax.is_in(("0", "1")))
        .then(pl.lit(0))
    )


def reverses(key: pl.Expr) -> pl.Expr:
    """Return whether a two-digit key is a Generalumkehr (first digit 2)."""
    return key.str.contains(r"^2\d$").fill_null(value=False)


def _on(day: pl.Expr, column: int) -> pl.Expr:
    rate = pl.lit(_RATES[0][column])
    for since, *rates in _RATES[1:]:
        rate = pl.when(day >= since).then(pl.lit(rates[column - 1])).otherwise(rate)
    return rate.cast(pl.Int64)
