"""German VAT IDs that pass the check digit (ISO 7064 mod 11,10)."""

from __future__ import annotations

import numpy as np
import polars as pl

from demo_dealership.randomness import Ints, spread

_BROCHURE = 12_345_678  # the house and the brochure's customer have these digits


def vat_ids(customers: Ints) -> pl.Series:
    """Return one formally valid VAT ID per customer index; distinct indices give distinct IDs."""
    body = 10_000_000 + spread(customers, 48_271, 89_999_999)
    body = np.where(body == _BROCHURE, 99_999_999, body)
    product = np.full(len(body), 10, dtype=np.int64)
    for power in range(7, -1, -1):
        total = (body // 10**power % 10 + product) % 10
        product = 2 * np.where(total == 0, 10, total) % 11
    check = (11 - product) % 10
    return (pl.Series(body * 10 + check).cast(pl.String).str.zfill(9)).str.replace("^", "DE")
