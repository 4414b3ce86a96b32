"""Working columns become the columns of a contract."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from data_sources.contract import ORIGIN

if TYPE_CHECKING:
    import dataframely as dy


def money(cents: pl.Expr | str) -> pl.Expr:
    """EUR as Decimal(18,2) from whole cents."""
    column = pl.col(cents) if isinstance(cents, str) else cents
    return (column.cast(pl.Decimal(18, 2)) / 100).cast(pl.Decimal(18, 2))


def contract_frame(schema: type[dy.Schema], frame: pl.DataFrame) -> pl.DataFrame:
    """Return the columns of ``schema`` without the origin (the reader adds it), in its order; what is missing is null."""
    wanted = {name: dtype for name, dtype in schema.create_empty().schema.items() if name not in ORIGIN}
    return frame.select(
        (pl.col(name).cast(dtype) if name in frame.columns else pl.lit(None, dtype=dtype)).alias(name)
        for name, dtype in wanted.items()
    )


def gross_cents(net: pl.Expr, tax_key: pl.Expr) -> pl.Expr:
    """Gross cents from net cents by tax key (3: 19 %, 2: 7 %, none: no VAT), half cents away from zero.

    Dividing by the rate and rounding gives the net back to the cent.
    """
    percent = pl.when(tax_key == "3").then(19).when(tax_key == "2").then(7).otherwise(0)
    return (net * (100 + percent) + 50) // 100


def share_of(cents: pl.Expr, permille: pl.Expr) -> pl.Expr:
    """Return a share of an amount of cents, in thousandths, as whole cents."""
    return (cents * permille + 500) // 1000
