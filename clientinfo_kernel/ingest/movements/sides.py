"""The two sides of a posting."""

from __future__ import annotations

from functools import cache

import polars as pl


@cache
def debtor_of() -> pl.Expr:
    """Return the debtor account of a posting, null where neither side is one."""
    return (
        pl.when(pl.col("account_kind").cast(pl.String) == "debtor")
        .then("account")
        .when(pl.col("contra_kind").cast(pl.String) == "debtor")
        .then("contra_account")
    )
