"""The rows of an unchanged customer stand in the same order after each refresh."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from clientinfo_kernel.ingest.refresh import refresh
from clientinfo_kernel.ingest.snapshot_writer import SnapshotWriter
from clientinfo_kernel.query.snapshot import SnapshotStore
from clientinfo_kernel.settings import read_settings
from tests.house import House

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import polars as pl


@pytest.fixture(scope="module")
def orders(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[str]]:
    """By which columns a refresh sorts the rows of each table."""
    found: dict[str, list[str]] = {}
    write = SnapshotWriter.write

    def noted(
        self: SnapshotWriter, table: str, rows: pl.LazyFrame, order: Sequence[str] = (), *, descending: bool = False
    ) -> int:
        found[table] = ["customer_id", *order]
        return write(self, table, rows, order, descending=descending)

    house = House.at(tmp_path_factory.mktemp("orders") / "house")
    house.dealer_system("customers", {"customer_number": "10000", "name": "Meier"})
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(SnapshotWriter, "write", noted)
        refresh(read_settings(house.folder / "clientinfo.toml"))
    return found


@pytest.mark.slow
def test_of_equal_moments_the_same_one_always_comes_first(demo_settings: Path, orders: dict[str, list[str]]) -> None:
    """The demo has customers with several events of one moment, and they are told apart by more than it."""
    timeline = SnapshotStore(read_settings(demo_settings).state_folder / "snapshots").newest().whole("timeline")
    equal = timeline.filter(timeline.select("customer_id", "at").is_duplicated())
    assert equal.height > 100
    told_apart = equal.unique().select(orders["timeline"])
    assert told_apart.is_duplicated().sum() == 0
    assert "at" in orders["timeline"]
    shown = equal.select("customer_id", *orders["timeline"][1:])
    assert shown.equals(shown.sort(orders["timeline"], descending=[False, *[True] * (len(orders["timeline"]) - 1)]))


def test_no_two_rows_are_equal_in_the_columns_that_sort_them(demo_settings: Path, orders: dict[str, list[str]]) -> None:
    """Else chance decides which comes first: the many threads of a refresh hand them over as they are done."""
    assert {"timeline", "open_items", "profit_entries", "debtor_entries"} <= set(orders)
    snapshot = SnapshotStore(read_settings(demo_settings).state_folder / "snapshots").newest()
    undecided = {}
    for table, order in orders.items():
        rows = snapshot.whole(table).unique()
        undecided[table] = rows.height - rows.select(order).unique().height
    assert undecided == dict.fromkeys(orders, 0)
