"""The column types that all tables share, declared once."""

import polars as pl

MONEY = pl.Decimal(18, 2)  # EUR
MOMENT = pl.Datetime("us", "UTC")
PERCENT = pl.Decimal(9, 2)
