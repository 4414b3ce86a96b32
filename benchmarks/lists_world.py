"""A large house made of a small one: a demo's snapshot so many times over, each copy with numbers of its own.

What a demo of a million customers would take hours to write and refresh is there in minutes: the rows are the small
demo's, so how they are distributed stays, and they are written by the product's own writer.
"""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from clientinfo_kernel.ingest.snapshot_writer import SnapshotWriter
from clientinfo_kernel.query.snapshot import Snapshot, SnapshotStore
from clientinfo_kernel.query.tables import table_named
from clientinfo_kernel.settings import read_settings

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from benchmarks.dealership import Dealership
    from clientinfo_kernel.query.table import Table

# Two digits before the numbers of each copy: as many copies have numbers of one length, and so an order.
_FIRST, MOST_COPIES = 10, 90
_NUMBERS = frozenset({
    *("customer_number", "vehicle_number", "debtor_account", "payer", "person_number", "appointment_number"),
    *("order", "order_number", "number", "invoice_number", "document_number", "entry_id", "document_id"),
    *("case_id", "event_id", "item", "what"),
})  # fmt: skip
# Nine digits are the longest number of a real house, and what the snapshot keeps as a number.
_KEPT_DIGITS = 7
_FACTS = "margin_facts"


@dataclass(frozen=True)
class _Base:
    """The small snapshot.

    Attributes:
        customers: Their number.
        facts: Rows of its margin facts that are somebody's, and of those that are nobody's.
        documents: How many numbers its facts count documents by.
    """

    snapshot: Snapshot
    customers: int
    facts: tuple[int, int]
    documents: int

    @classmethod
    def of(cls, snapshot: Snapshot) -> _Base:
        """Look into it."""
        facts = snapshot.coded(_FACTS, ["customer", "document"]).rows
        nobodys = facts["customer"].null_count()
        highest = int(facts.select(pl.col("document").max()).item() or 0)
        height = snapshot.coded("customers", ["customer_id"]).rows.height
        return cls(snapshot, height, (facts.height - nobodys, nobodys), highest + 1)


def multiply(dealership: Dealership, copies: int, tables: Iterable[str]) -> int:
    """Publish a snapshot of so many copies of the newest one; return its number of customers.

    Args:
        dealership: A demo dealership that was refreshed.
        copies: At most ``MOST_COPIES``.
        tables: Which tables it has; the others are missing.
    """
    assert 0 < copies <= MOST_COPIES
    store = SnapshotStore(read_settings(dealership.settings_file).state_folder / "snapshots")
    base = _Base.of(store.newest())
    folder = base.snapshot.folder
    staged = store.stage(f"{folder.name}x{copies}")
    writer = SnapshotWriter(staged, base.customers * copies)
    # Texts of a table may go on from those of another one, which is written first.
    for declared in sorted(map(table_named, tables), key=lambda each: (bool(each.continued), each.name)):
        _write(writer, base, declared, copies)
    shutil.copy(folder / "search.index", staged)  # that of the small one: no list asks it
    manifest = {**base.snapshot.manifest, "customers": writer.customers}
    (staged / "manifest.json").write_text(json.dumps(manifest, ensure_ascii=False), encoding="utf-8")
    store.publish(staged)
    return writer.customers


def _write(writer: SnapshotWriter, base: _Base, declared: Table, copies: int) -> None:
    rows = base.snapshot.lazily(declared.name)
    if declared.name == "margin_cube":  # the same months and groups, with larger sums
        sums = [name for name, dtype in declared.columns.items() if dtype.is_decimal()]
        writer.write_whole(
            declared.name,
            rows.with_columns((pl.col(name) * copies).cast(declared.columns[name]) for name in sums).collect(),
        )
    elif declared.name == "customer_months":
        every = pl.concat(_copies(rows, base, declared, copies))
        writer.write_long(declared.name, every.sort("month", "customer").collect().lazy())
    elif declared.by_customer:
        writer.write(declared.name, pl.concat(_copies(rows, base, declared, copies)))
    elif declared.name == _FACTS:  # nobody's come last
        owned = pl.col("customer").is_not_null()
        parts = [
            *_copies(rows.filter(owned), base, declared, copies),
            *_copies(rows.filter(~owned), base, declared, copies),
        ]
        writer.write_long(declared.name, pl.concat(parts).collect().lazy())
    else:
        writer.write_long(declared.name, pl.concat(_copies(rows, base, declared, copies)).collect().lazy())


def _copies(rows: pl.LazyFrame, base: _Base, declared: Table, copies: int) -> Iterator[pl.LazyFrame]:
    for copy in range(copies):
        yield rows.with_columns(_own(base, declared, copy, copies))


def _own(base: _Base, declared: Table, copy: int, copies: int) -> list[pl.Expr]:
    """Return what is a copy's own: whose its rows are, its numbers, its plates."""
    prefix = str(_FIRST + copy)
    columns = declared.columns
    own = [_numbered(name, prefix) for name in columns if name in _NUMBERS]
    own += [
        (pl.col(name) + copy * base.customers).cast(pl.UInt32)
        for name in ("customer_id", "customer")
        if name in columns
    ]
    if "document" in columns:
        own.append(pl.col("document") + copy * base.documents)
    if "fact" in columns:
        owned, nobodys = base.facts
        is_owned = pl.col("fact") < owned
        own.append(
            pl.col("fact") + pl.when(is_owned).then(copy * owned).otherwise((copies - 1) * owned + copy * nobodys)
        )
    if "vin" in columns:
        own.append(pl.concat_str(pl.lit(prefix), pl.col("vin").str.slice(len(prefix))).alias("vin"))
    if "license_plate" in columns:
        first, second = divmod(copy, 26)
        town = chr(ord("A") + first) + chr(ord("A") + second)
        own.append(pl.col("license_plate").str.replace(r"^[^-]*", town))
    if "plate_place" in columns:  # the first letters are the copy's own, and in the order of the copies
        own.append(pl.col("plate_place") + copy * 10**_KEPT_DIGITS)
    return own


def _numbered(name: str, prefix: str) -> pl.Expr:
    """Return a number of a copy's own; what has no digit is a word."""
    text = pl.col(name)
    longer = text.str.contains(rf"^\d{{{_KEPT_DIGITS + 1},}}$")
    own = pl.concat_str(pl.lit(prefix), pl.when(longer).then(text.str.tail(_KEPT_DIGITS)).otherwise(text))
    return pl.when(text.str.contains(r"\d")).then(own).otherwise(text).alias(name)
