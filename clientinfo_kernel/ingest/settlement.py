"""What counts where two files hold the same thing: the newest record of a key, the newest export of a batch.

What does not count goes to the quarantine with the file that counts in its place: nothing is lost, and it is said.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from clientinfo_kernel.ingest.repeated_exports import repeated_postings
from clientinfo_kernel.ingest.repeated_lists import repeated_lists
from clientinfo_kernel.ingest.repeated_orders import orders_used_again
from clientinfo_kernel.ingest.settled import CheckedPart, Settled, repeated
from data_sources.contract import no_rows
from data_sources.dealer_system.contract import Orders
from data_sources.repeated_numbers import USE, day_of, uses_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import dataframely as dy


# Whether two records of a split or a line are of two orders, only the orders say.
RESTS_ON = {("dealer_system", table): ("orders",) for table in ("order_splits", "order_lines")}


def settle(source: str, table: str, schema: type[dy.Schema], parts: Sequence[CheckedPart], before: Path) -> Settled:
    """Decide what counts of a table that several files fill.

    Args:
        source: Kind of the source.
        table: The table.
        schema: Its contract.
        parts: What was read of it.
        before: Folder of the tables that are settled already, in the order of the contract (``RESTS_ON``).
    """
    if schema.primary_key():
        numbers = _orders_used_again(before / "orders") if (source, table) in RESTS_ON else None
        return _newest_of_each_key(source, table, schema, parts, numbers)
    if (source, table) == ("ledger", "postings"):
        return repeated_postings(parts)
    if (source, table) == ("ledger", "open_items"):
        return repeated_lists(parts)
    return Settled(source, table)


def _orders_used_again(folder: Path) -> pl.DataFrame:
    """Return the numbers (``order_number``) that several orders have, as of two years, and how many (``orders``)."""
    files = sorted(folder.glob("*.parquet"))
    orders = pl.scan_parquet(files, glob=False) if files else no_rows(Orders).lazy()
    return orders_used_again(orders).group_by("order_number").agg(pl.len().cast(pl.Int64).alias("orders"))


def _newest_of_each_key(
    source: str, table: str, schema: type[dy.Schema], parts: Sequence[CheckedPart], numbers: pl.DataFrame | None
) -> Settled:
    """Let the newest record of a key count. Hashes tell which keys can occur twice; only those are looked at.

    Of numbers that begin again each year each year's newest counts: of all numbers (None) or of these alone.
    """
    settled, key, used = Settled(source, table), list(schema.primary_key()), day_of(schema)
    if not parts or (len(parts) < 2 and numbers is None):  # noqa: PLR2004 - within one part the intake has settled them
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
    found = pl.concat(candidates)
    again = found if numbers is None else found.join(numbers, on="order_number", maintain_order="left")
    older = _older_of_each_use(again, schema, key).select(found.columns)
    if numbers is not None:
        others = found.join(numbers, on="order_number", how="anti", maintain_order="left")
        older = pl.concat([older, others.filter(~pl.struct(key).is_last_distinct())])
    shown = pl.concat_str(pl.col(key).cast(pl.String), separator=" / ")
    for (at,), gone in older.partition_by("part", as_dict=True).items():
        settled.take_out(parts[int(at)], gone["row"], "duplicate_key", shown)
    return settled


def _older_of_each_use(rows: pl.DataFrame, schema: type[dy.Schema], key: Sequence[str]) -> pl.DataFrame:
    """Return the records of which each use of their number has a newer one; of ``orders`` of a number only so many have uses."""
    uses = uses_of(schema, key)
    older = ~pl.struct(*key, *uses).is_last_distinct()
    if "orders" not in rows.columns:
        return rows.filter(older)
    (use,) = uses
    numbered = rows.with_columns(use)
    split = [name for name in key if name in {"order_number", "split"}]
    is_before = pl.col(USE).max().over(split) - pl.col(USE) >= pl.col("orders")
    return numbered.filter(~pl.struct(*key, USE).is_last_distinct() | is_before)


def _heights(parts: Sequence[CheckedPart]) -> list[int]:
    """Return how many rows each part has."""
    places = [str(part.path) for part in parts]
    rows = pl.scan_parquet(places, glob=False, include_file_paths="place").group_by("place").len().collect()
    found = dict(rows.rows())
    return [found.get(place, 0) for place in places]
