"""Sums over millions of rows as they lie in their files: whole cents, sorted by whose they are."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import polars as pl

if TYPE_CHECKING:
    from collections.abc import Sequence


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


def sums_of_stretches(stretches: Sequence[pl.DataFrame], key: str, ids: int) -> pl.DataFrame:
    """Return the sums (Int64) of all other columns for each id from 0 on; 0 for an id that no stretch has.

    Args:
        stretches: Frames of the same columns, at least one: whole numbers, in none of them an id twice.
        key: Column of the ids.
        ids: How many there are.
    """
    found = {name: np.zeros(ids, dtype=np.int64) for name in stretches[0].columns if name != key}
    for rows in stretches:
        places = rows[key].to_numpy()
        for name, sums in found.items():
            sums[places] += rows[name].to_numpy()
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


def counts_by_id(keys: pl.Series, ids: int) -> pl.Series:
    """Return how often each id from 0 on stands among keys without nulls (UInt32)."""
    return pl.Series(keys.name, np.bincount(keys.to_numpy(), minlength=ids), pl.UInt32)


def largest_by_key(rows: pl.DataFrame, key: str) -> pl.DataFrame:
    """Return the largest value of all other columns for each id that has a row, beside it, in their order; null: none has one.

    Args:
        rows: Columns as they lie in their files (whole numbers, days, moments), sorted by ``key``.
        key: Column of the ids.
    """
    if rows.is_empty():
        return rows
    keys = rows[key].to_numpy()
    starts = np.flatnonzero(np.concatenate(([True], keys[1:] != keys[:-1])))
    return pl.DataFrame([rows[key].gather(starts), *(_largest(each, starts) for each in rows.drop(key))])


def _largest(values: pl.Series, starts: np.ndarray[tuple[int], np.dtype[np.int64]]) -> pl.Series:
    whole = values.to_physical()
    least = int(np.iinfo(whole.clear().to_numpy().dtype).min)
    found = pl.Series(values.name, np.maximum.reduceat(whole.fill_null(least).to_numpy(), starts))
    return found.set(found == least, None).cast(values.dtype)


def _running(values: pl.Series) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """Return the sums up to each row, of which a difference is the sum of the rows between: faster than to add up each group."""
    return np.cumsum(values.fill_null(0).to_numpy(), dtype=np.int64)
