"""Sums over millions of rows as they lie in their files: whole cents, sorted by whose they are."""

from __future__ import annotations

import numpy as np
import polars as pl


def sums_by_id(rows: pl.DataFrame, key: str, ids: int) -> pl.DataFrame:
    """Return the sums (Int64) of all other columns for each id from 0 on; 0 for an id that has no row.

    Args:
        rows: Whole numbers (null: nothing), sorted by ``key``, so that nothing has to be hashed.
        key: Column of the ids.
        ids: How many there are.
    """
    there = sums_by_key(rows, key)
    found = {name: np.zeros(ids, dtype=np.int64) for name in there.columns if name != key}
    for name, sums in found.items():
        sums[there[key].to_numpy()] = there[name].to_numpy()
    return pl.DataFrame(found, schema=dict.fromkeys(found, pl.Int64))


def sums_by_key(rows: pl.DataFrame, key: str) -> pl.DataFrame:
    """Return the sums (Int64) of all other columns for each id that has a row, beside it, in their order.

    Args:
        rows: See ``sums_by_id``.
        key: Column of the ids.
    """
    values = rows.drop(key)
    if rows.is_empty():
        return rows.select(key, pl.col(values.columns).cast(pl.Int64))
    keys = rows[key].to_numpy()
    starts = np.flatnonzero(np.concatenate(([True], keys[1:] != keys[:-1])))
    ends = np.append(starts[1:], len(keys)) - 1
    sums = {name: np.diff(_running(values[name])[ends], prepend=0) for name in values.columns}
    return pl.DataFrame({key: rows[key].gather(starts), **sums})


def _running(values: pl.Series) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """Return the sums up to each row, of which a difference is the sum of the rows between: faster than to add up each group."""
    return np.cumsum(values.fill_null(0).to_numpy(), dtype=np.int64)
