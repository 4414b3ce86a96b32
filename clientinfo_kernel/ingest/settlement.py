"""What counts where two files hold the same thing: the newest record of a key, the newest export of a batch.

What does not count goes to the quarantine with the file that counts in its place: nothing is lost, and it is said.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from clientinfo_kernel.ingest.repeated_exports import repeated_postings
from clientinfo_kernel.ingest.repeated_lists import repeated_lists
from clientinfo_kernel.ingest.settled import CheckedPart, Settled, repeated
from data_sources.repeated_numbers import day_of, use_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    import dataframely as dy


def settle(source: str, table: str, schema: type[dy.Schema], parts: Sequence[CheckedPart]) -> Settled:
    """Decide what counts of a table that several files fill."""
    if schema.primary_key():
        return _newest_of_each_key(source, table, schema, parts)
    if (source, table) == ("ledger", "postings"):
        return repeated_postings(parts)
    if (source, table) == ("ledger", "open_items"):
        return repeated_lists(parts)
    return Settled(source, table)


def _newest_of_each_key(source: str, table: str, schema: type[dy.Schema], parts: Sequence[CheckedPart]) -> Settled:
    """Let the newest record of a key count. Hashes tell which keys can occur twice; only those are looked at.

    Of numbers that begin again each year each year's newest counts.
    """
    settled, key, used = Settled(source, table), list(schema.primary_key()), day_of(schema)
    if len(parts) < 2:  # noqa: PLR2004 - within one part the intake has settled them
        return settled
    # All parts in one scan: an inbox has two small ones for each mail.
    whole = pl.scan_parquet([part.path for part in parts], glob=False)
    hashed = whole.select(pl.struct(key).hash().alias("hash")).collect()["hash"]
    several = repeated(hashed.to_numpy())
    if not several.size:
        return settled
    ends = np.cumsum(_heights(parts))
    rows = np.flatnonzero(np.isin(hashed.to_numpy(), several))
    starts_at, of_part = np.concatenate([[0], ends]), np.searchsorted(ends, rows, side="right")
    candidates = [
        pl.read_parquet(parts[at].path, columns=[*key, *([used] if used else [])])
        .with_row_index("row")[rows[of_part == at] - starts_at[at]]
        .with_columns(pl.lit(at, pl.UInt32).alias("part"))
        for at in np.unique(of_part)
    ]
    again = [use_of(key, used)] if used else []
    older = pl.concat(candidates).filter(~pl.struct(*key, *again).is_last_distinct())
    shown = pl.concat_str(pl.col(key).cast(pl.String), separator=" / ")
    for (at,), rows in older.partition_by("part", as_dict=True).items():
        settled.take_out(parts[int(at)], rows["row"], "duplicate_key", shown)
    return settled


def _heights(parts: Sequence[CheckedPart]) -> list[int]:
    """Return how many rows each part has."""
    places = [str(part.path) for part in parts]
    rows = pl.scan_parquet(places, glob=False, include_file_paths="place").group_by("place").len().collect()
    found = dict(rows.rows())
    return [found.get(place, 0) for place in places]
