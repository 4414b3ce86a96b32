"""Made-up margin tables of a large house, in the form in which a snapshot holds them: 6 facts and 30 entries a customer.

The dimensions are drawn independently of each other, which is the worst case for the size of the month cube.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from clientinfo_kernel.access.rights import SHELL, Viewer
from clientinfo_kernel.ingest.curate.margin import cube
from clientinfo_kernel.ingest.snapshot_writer import SnapshotWriter
from clientinfo_kernel.live.targets import TARGET
from clientinfo_kernel.margin.dimensions import DIMENSIONS
from clientinfo_kernel.money import MONEY
from clientinfo_kernel.query.mapped_table import WORDS
from clientinfo_kernel.query.permitted import OpenedSnapshot
from clientinfo_kernel.query.profit_lines import DIVISIONS, GROSS_PROFIT_LINES
from clientinfo_kernel.query.snapshot import Snapshot
from clientinfo_kernel.query.stored_form import code_type, stored_types
from clientinfo_kernel.query.tables import table_named
from clientinfo_kernel.query.tables.margin import MARGIN_FACTS
from clientinfo_kernel.sections.margin import MarginSettings
from clientinfo_kernel.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Mapping

    from clientinfo_kernel.live.fields import Entity
    from clientinfo_kernel.query.table import Table

FACTS_PER_CUSTOMER, ENTRIES_PER_FACT = 6, 5
FIRST_YEAR, YEARS = 2015, 10
VALUES: Mapping[str, list[str]] = {
    "branch": [f"Filiale {place}" for place in range(8)],
    "division": list(DIVISIONS[:-1]),
    "payer": list(DIMENSIONS["payer"].values),
    "customer_group": [f"{place:02d}" for place in range(30)],
    "make": [f"Marke {place}" for place in range(12)],
    "model": [f"Modell {place}" for place in range(200)],
    "classification": [f"Klasse {place}" for place in range(6)],
    "order_kind": list(DIMENSIONS["order_kind"].values),
    "adviser": [f"Berater {place}" for place in range(60)],
    "role": list(GROSS_PROFIT_LINES),
    "account": [str(800_000 + place) for place in range(120)],
    "cost_center": [f"{place:02d}" for place in range(20)],
}
_WEIGHTS = {"payer": (80, 10, 4, 2, 1, 3)}


@dataclass(frozen=True)
class House:
    """What ``Margin`` needs of a directory: the made-up snapshot, for somebody who sees everything."""

    folder: Path
    viewer: Viewer = SHELL
    settings: Settings = field(default_factory=lambda: Settings(margin=MarginSettings(advisers=True)))

    def written(self, entity: Entity) -> pl.DataFrame:
        """Return a target for each month, division and branch; nothing else is written here."""
        if entity is not TARGET:
            raise LookupError(entity.name)
        months = pl.date_range(pl.date(FIRST_YEAR, 1, 1), pl.date(FIRST_YEAR + YEARS - 1, 12, 1), "1mo", eager=True)
        parts = (months.alias("month"), *(pl.Series(key, VALUES[key]) for key in ("division", "branch")))
        places = pl.DataFrame(parts[0])
        for part in parts[1:]:
            places = places.join(pl.DataFrame(part), how="cross")
        amounts = {"revenue": pl.lit("1000.00").cast(MONEY), "gross_profit": pl.lit("400.00").cast(MONEY)}
        names = pl.concat_str(pl.col("month", "division", "branch").cast(pl.String), separator=" ")
        written = {"version": pl.lit(1, pl.Int64), "written_by": pl.lit("controlling")}
        return places.with_columns(names.alias("target_id"), **written, **amounts)

    def opened(self) -> OpenedSnapshot:
        """Open the snapshot."""
        return OpenedSnapshot("made-up", self.viewer.access, Snapshot(self.folder))


def write_house(folder: Path, customers: int, seed: int = 1) -> House:
    """Write the tables for so many customers."""
    folder.mkdir()
    rng = np.random.default_rng(seed)
    facts = _facts(rng, customers)
    writer = SnapshotWriter(folder, customers)
    _write_stored(folder, table_named("margin_facts"), facts)
    writer.write_whole("margin_cube", cube(_declared(facts)))
    starts = [(year, dt.date(year, 1, 1)) for year in range(FIRST_YEAR, FIRST_YEAR + YEARS)]
    writer.write_whole("fiscal_years", pl.DataFrame(starts, table_named("fiscal_years").columns, orient="row"))
    entries = _entries(rng, facts)
    _write_stored(folder, table_named("debtor_entries"), pl.DataFrame())  # whose texts those of the entries go on from
    _write_stored(folder, table_named("profit_entries"), entries)
    _write_stored(folder, table_named("unassigned_entries"), entries.clear())
    numbers = pl.select(pl.int_range(customers, dtype=pl.UInt32).alias("customer_id")).with_columns(
        (pl.col("customer_id") + 100_000).cast(pl.String).alias("customer_number"),
        (pl.lit("Kunde ") + pl.col("customer_id").cast(pl.String)).alias("name"),
    )
    _write_stored(folder, table_named("customers"), numbers)
    return House(folder)


def _facts(rng: np.random.Generator, customers: int) -> pl.DataFrame:
    size = customers * FACTS_PER_CUSTOMER
    month = rng.integers(0, YEARS * 12, size)
    revenue = rng.integers(100, 200_000, size)
    columns = {
        "customer": np.sort(rng.integers(0, customers, size)).astype(np.uint32),
        "months": month,
        "document": np.arange(size) // 2,
        "revenue": revenue,
        "revenue_deductions": -(revenue // 200) * (rng.random(size) < 0.05),
        "cost_of_goods": -(revenue * rng.uniform(0.3, 1.05, size)).astype(np.int64),
        "calculated_labour_cost": -(revenue // 10),
        "labour_units": rng.integers(0, 3000, size),
        **{name: _drawn(rng, name, size) for name in VALUES if name in MARGIN_FACTS.words},
    }
    frame = pl.DataFrame(columns)  # in the order of customers and documents, as the refresh sorts them
    first = pl.date(pl.lit(FIRST_YEAR) + pl.col("months") // 12, pl.col("months") % 12 + 1, 1)
    return frame.select(
        "customer",
        (pl.col("months") // 12 + FIRST_YEAR).cast(pl.Int32).alias("year"),
        first.alias("month"),
        (pl.lit("R") + pl.col("document").cast(pl.String)).alias("number"),
        "document",
        first.alias("posted_on"),
        *(pl.lit(value=True).alias(name) for name in ("is_sale", "is_invoice")),
        *(name for name in columns if name in MARGIN_FACTS.columns and name not in {"customer", "document"}),
        (pl.col("labour_units") * 500).alias("labour_minutes"),
    )


def _drawn(rng: np.random.Generator, name: str, size: int) -> np.ndarray:
    weights = np.array(_WEIGHTS.get(name, [1] * len(VALUES[name])), dtype=float)
    return rng.choice(len(weights), size, p=weights / weights.sum()).astype(np.uint8)


def _entries(rng: np.random.Generator, facts: pl.DataFrame) -> pl.DataFrame:
    size = facts.height * ENTRIES_PER_FACT
    fact = np.repeat(np.arange(facts.height), ENTRIES_PER_FACT)
    frame = pl.DataFrame({
        "fact": fact,
        "amount": rng.integers(-50_000, 100_000, size),
        **{name: _drawn(rng, name, size) for name in ("role", "account", "cost_center")},
    })  # fmt: skip
    return frame.with_columns(facts["customer"].gather(frame["fact"]).alias("customer_id"))


def _declared(facts: pl.DataFrame) -> pl.DataFrame:
    """The columns of the cube as declared."""
    amounts = [name for name, dtype in MARGIN_FACTS.columns.items() if isinstance(dtype, pl.Decimal)]
    return facts.with_columns(
        *(pl.col(name).cast(pl.Int128).reinterpret(dtype=MARGIN_FACTS.columns[name]) for name in amounts),
        *(
            pl.Series(name, VALUES[name])[facts[name].cast(pl.UInt32)].alias(name)
            for name in ("branch", "division", "payer", "customer_group")
        ),
    )


def _write_stored(folder: Path, table: Table, rows: pl.DataFrame) -> None:
    """Write a table in its stored form; columns that the rows do not have are empty."""
    columns = []
    for name, types in stored_types(table).items():
        narrow = code_type(1) if name in table.words else pl.Int32()
        stored = narrow if narrow in types else types[-1]
        known = rows[name] if name in rows.columns else pl.Series(name, [None], stored).new_from_index(0, rows.height)
        columns.append(known.cast(stored))
    path = folder / f"{table.name}.arrow"
    pl.DataFrame(columns).write_ipc(path, compression="uncompressed", record_batch_size=1_000_000)
    if table.words:
        lists = pl.DataFrame({name: [pl.Series(VALUES.get(name, []), dtype=pl.String)] for name in sorted(table.words)})
        lists.write_ipc(path.with_suffix(WORDS), compression="uncompressed")
