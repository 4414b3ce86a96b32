"""Seeded random numbers: one independent stream per seed, chunk of customers and stage.

A stage that draws more or fewer numbers leaves the other stages as they were.
"""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import polars as pl

if TYPE_CHECKING:
    from collections.abc import Sequence

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]


def stream(seed: int, chunk: int, stage: str) -> np.random.Generator:
    """Return the random numbers of one stage in one chunk."""
    return np.random.default_rng([seed, chunk, zlib.crc32(stage.encode())])


def weighted(rng: np.random.Generator, weights: Sequence[float] | Floats, size: int) -> Ints:
    """``size`` indices, drawn in proportion to ``weights``."""
    share = np.asarray(weights, dtype=np.float64)
    edges = np.cumsum(share / share.sum())
    return np.minimum(np.searchsorted(edges, rng.random(size), side="right"), len(share) - 1).astype(np.int64)


def pick(
    rng: np.random.Generator, options: Sequence[str | None], size: int, weights: Sequence[float] | None = None
) -> pl.Series:
    """``size`` texts out of ``options``."""
    index = rng.integers(0, len(options), size) if weights is None else weighted(rng, weights, size)
    return pl.Series(options, dtype=pl.String).gather(index)


def spread(values: Ints, factor: int, modulus: int) -> Ints:
    """Distinct numbers below ``modulus`` that look shuffled, for distinct ``values`` below it.

    ``factor`` and ``modulus`` must have no common divisor.
    """
    return values.astype(np.int64) * factor % modulus
