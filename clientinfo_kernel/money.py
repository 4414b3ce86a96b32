"""Exact arithmetic on amounts: whole cents inside an expression, Decimal(18, 2) outside."""

from decimal import ROUND_HALF_UP, Decimal

import polars as pl

MONEY = pl.Decimal(18, 2)  # EUR
_HUNDREDTH = pl.lit("0.01").cast(pl.Decimal(18, 2))


def cents(amount: pl.Expr) -> pl.Expr:
    """Return whole cents (Int64) of a Decimal(18, 2)."""
    return amount.cast(MONEY).to_physical().cast(pl.Int64)


def euros(whole_cents: pl.Expr) -> pl.Expr:
    """Return Decimal(18, 2) of whole cents."""
    return (whole_cents.cast(pl.Decimal(18, 0)) * _HUNDREDTH).cast(MONEY)


def total(amount: pl.Expr) -> pl.Expr:
    """Return the sum of a Decimal(18, 2), in the same type (a plain sum widens it, and streams badly in Polars 2.1)."""
    return euros(cents(amount).sum())


def per_rate(whole_cents: pl.Expr, rate: pl.Expr) -> pl.Expr:
    """Return the share of an amount in whole cents, rounded half away from zero (kaufmännisch).

    Args:
        whole_cents: Int64, any sign.
        rate: Hundredths of a per cent (13 % = 1300), not negative.
    """
    return whole_cents.sign() * ((whole_cents.abs() * rate + 5000) // 10000)


def net_of(gross_cents: pl.Expr, rate: pl.Expr) -> pl.Expr:
    """Return the net of a gross amount in whole cents, rounded half away from zero (kaufmännisch).

    Args:
        gross_cents: Int64, any sign.
        rate: Of the tax, in hundredths of a per cent (19 % = 1900), not negative.
    """
    divisor = rate + 10000
    return gross_cents.sign() * ((gross_cents.abs() * 20000 + divisor) // (divisor * 2))


def rounded(value: Decimal, places: int = 2) -> Decimal:
    """Return a figure with so many places, rounded half away from zero (kaufmännisch); nothing is 0, never -0."""
    return value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP) + 0
