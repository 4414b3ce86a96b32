"""Amounts of the demo: whole cents, gross and net, shares."""

from __future__ import annotations

import polars as pl


def money(cents: pl.Expr | str) -> pl.Expr:
    """EUR as Decimal(18,2) from whole cents."""
    column = pl.col(cents) if isinstance(cents, str) else cents
    return (column.cast(pl.Decimal(18, 2)) / 100).cast(pl.Decimal(18, 2))


def gross_cents(net: pl.Expr, tax_key: pl.Expr) -> pl.Expr:
    """Gross cents from net cents by tax key (3: 19 %, 2: 7 %, none: no VAT), half cents away from zero.

    Dividing by the rate and rounding gives the net back to the cent.
    """
    percent = pl.when(tax_key == "3").then(19).when(tax_key == "2").then(7).otherwise(0)
    return (net * (100 + percent) + 50) // 100


def share_of(cents: pl.Expr, permille: pl.Expr) -> pl.Expr:
    """Return a share of an amount of cents, in thousandths, as whole cents."""
    return (cents * permille + 500) // 1000
