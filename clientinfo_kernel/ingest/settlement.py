"""What counts where two files hold the same thing: the newest record of a key, the newest export of a batch.

What does not count goes to the quarantine with the file that counts in its place: nothing is lost, and it is said.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from clientinfo_kernel.ingest.orders_in_work import Record, counting
from clientinfo_kernel.ingest.repeated_exports import repeated_postings
from clientinfo_kernel.ingest.repeated_lists import repeated_lists
from clientinfo_kernel.ingest.repeated_orders import orders_used_again, splits_of_orders, with_places
from clientinfo_kernel.ingest.settled import CheckedPart, Settled, repeated
from data_sources.contract import no_rows
from data_sources.dealer_system.contract import Orders, OrderSplits
from data_sources.repeated_numbers import USE, day_of, uses_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import dataframely as dy


# Whether two records of a split or a line are of two orders, only the orders say, and of lines the splits' totals.
RESTS_ON = {
    ("dealer_system", "order_splits"): ("orders",),
    ("dealer_system", "order_lines"): ("orders", "order_splits"),
}

# What tells splits of one file's number that are not billed yet from each other, beside their file.
_TELL_APART = {"order_splits": ("title", "payer", "paying_customer_number")}


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
        uses = orders_used_again(_settled(before, "orders", Orders)) if (source, table) in RESTS_ON else None
        return _newest_of_each_key(Settled(source, table), schema, parts, uses, before)
    if (source, table) == ("ledger", "postings"):
        return repeated_postings(parts)
    if (source, table) == ("ledger", "open_items"):
        return repeated_lists(parts)
    return Settled(source, table)


def _settled(before: Path, table: str, schema: type[dy.Schema]) -> pl.LazyFrame:
    files = sorted((before / table).glob("*.parquet"))
    return pl.scan_parquet(files, glob=False) if files else no_rows(schema).lazy()


def _newest_of_each_key(
    settled: Settled,
    schema: type[dy.Schema],
    parts: Sequence[CheckedPart],
    uses: pl.DataFrame | None,
    before: Path,
) -> Settled:
    """Let the newest record of a key count. Hashes tell which keys can occur twice; only those are looked at.

    Of numbers that begin again each year each year's newest counts: of all numbers (``uses`` None) or of these orders' alone.
    """
    key, used = list(schema.primary_key()), day_of(schema)
    if not parts or (len(parts) < 2 and uses is None):  # noqa: PLR2004 - within one part the intake has settled them
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
        pl.read_parquet(parts[at].path, columns=[*key, *([used] if used else []), *_TELL_APART.get(settled.table, ())])
        .with_row_index("row")[rows[of_part == at] - starts_at[at]]
        .with_columns(
            pl.lit(at, pl.UInt32).alias("part"),
            pl.lit(parts[at].file).alias("file"),
            pl.Series("place", rows[of_part == at], pl.UInt32),
        )
        for at in np.unique(of_part)
    ]
    found = pl.concat(candidates)
    if uses is None:
        older = _older_of_each_use(found, schema, key)
    else:
        numbers = uses.group_by("order_number").agg(pl.len().cast(pl.Int64).alias("orders"))
        others = found.join(numbers, on="order_number", how="anti", maintain_order="left")
        again = found.join(numbers, on="order_number", maintain_order="left")
        if settled.table == "order_lines":
            older = _older_lines(again, whole, uses, before)
        else:
            older = _older_splits(again, schema, key)
        older = pl.concat([older.select(found.columns), others.filter(~pl.struct(key).is_last_distinct())])
    shown = pl.concat_str(pl.col(key).cast(pl.String), separator=" / ")
    for (at,), gone in older.partition_by("part", as_dict=True).items():
        settled.take_out(parts[int(at)], gone["row"], "duplicate_key", shown)
    return settled


def _older_of_each_use(rows: pl.DataFrame, schema: type[dy.Schema], key: Sequence[str]) -> pl.DataFrame:
    """Return the records of which each use of their number has a newer one."""
    return rows.filter(~pl.struct(*key, *uses_of(schema, key)).is_last_distinct())


def _older_splits(again: pl.DataFrame, schema: type[dy.Schema], key: Sequence[str]) -> pl.DataFrame:
    """Return the splits of which their order has a newer record (``orders_in_work``).

    Args:
        again: Splits of numbers that several orders have, in the order of the files, with ``file`` and ``orders``.
        schema: Contract ``dealer_system.OrderSplits``.
        key: Its key.
    """
    if again.is_empty():
        return again
    day = pl.col(day_of(schema) or "")
    used = again.with_columns(*uses_of(schema, key)).with_row_index("at")
    in_work = day.is_null().any().over(key)
    billed = used.filter(~in_work)
    order = pl.col(USE).rank("dense").over(key)
    beyond = order.max().over(key) - order >= pl.col("orders")
    older = billed.filter(~pl.struct(*key, USE).is_last_distinct() | beyond)["at"].to_list()
    said = _TELL_APART["order_splits"]
    bill_of = pl.when(day.is_not_null()).then(USE)
    facts = used.filter(in_work).select(pl.concat_list(key), "at", "orders", "file", bill_of, *said)
    of_split: dict[tuple[str, ...], list[tuple[int, int, Record]]] = {}
    for split, at, orders, file, bill, *rest in facts.iter_rows():
        of_split.setdefault(tuple(split), []).append((at, orders, Record(file, bill, tuple(rest))))
    for own in of_split.values():
        kept = counting([record for _at, _orders, record in own], own[0][1])
        older += [at for place, (at, _orders, _record) in enumerate(own) if place not in kept]
    return used.filter(pl.col("at").is_in(older))


def _older_lines(again: pl.DataFrame, whole: pl.LazyFrame, uses: pl.DataFrame, before: Path) -> pl.DataFrame:
    """Return the lines of which their order has a newer record.

    Args:
        again: Lines that occur twice of orders whose numbers were used again, with ``place`` among all lines.
        whole: All lines.
        uses: Result of ``orders_used_again``.
        before: As for ``settle``.
    """
    if again.is_empty():
        return again
    splits = splits_of_orders(_settled(before, "order_splits", OrderSplits), uses)
    placed = with_places(whole, splits, uses).filter("is_older")
    return again.join(placed.rename({"__row": "place"}), on="place", how="semi", maintain_order="left")


def _heights(parts: Sequence[CheckedPart]) -> list[int]:
    """Return how many rows each part has."""
    places = [str(part.path) for part in parts]
    rows = pl.scan_parquet(places, glob=False, include_file_paths="place").group_by("place").len().collect()
    found = dict(rows.rows())
    return [found.get(place, 0) for place in places]
