"""The tables as an analyst meets them in a notebook: by completion, described, behind the same gate."""

from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest

from clientinfo_kernel import open_snapshot
from clientinfo_kernel.access.rights import Viewer
from clientinfo_kernel.errors import NotPermitted, TableUnknown
from clientinfo_kernel.query.column_meanings import MEANINGS
from clientinfo_kernel.query.directory import open_directory
from clientinfo_kernel.query.snapshot_tables import SnapshotTables
from clientinfo_kernel.query.tables import TABLES


@pytest.fixture
def snapshot(demo_settings: Path) -> SnapshotTables:
    return open_snapshot(demo_settings)


def seen_by(snapshot: SnapshotTables, *roles: str) -> SnapshotTables:
    return SnapshotTables(replace(snapshot._directory, viewer=Viewer("anna", frozenset(roles))))


def test_each_table_is_there_by_its_name_with_its_declared_types(snapshot: SnapshotTables, demo_settings: Path) -> None:
    assert set(dir(snapshot)) == set(TABLES)
    directory = open_directory(demo_settings)
    for name, declared in TABLES.items():
        table = snapshot[name]
        assert table.lazy().collect_schema() == declared.columns, name
        assert table.height == directory.table(name).height, name
    assert snapshot.open_items.frame().equals(directory.table("open_items"))
    assert snapshot.timeline.frame().equals(directory.table("timeline"))


def test_a_query_reads_what_it_asks_for(snapshot: SnapshotTables) -> None:
    revenue = (
        snapshot.profit_entries.lazy().filter(pl.col("role") == "revenue").group_by("year").agg(pl.col("amount").sum())
    )
    shown = snapshot.revenue.lazy().group_by("year").agg(pl.col("total").sum())
    assert dict(revenue.collect().rows()) == dict(shown.collect().rows())
    assert list(snapshot.open_items.to_pandas()["balance"]) == snapshot.open_items.frame()["balance"].to_list()


def test_each_column_of_each_table_has_a_meaning_and_none_is_left_over() -> None:
    assert {name for table in TABLES.values() for name in table.columns} == set(MEANINGS)


def test_a_table_says_what_it_holds(snapshot: SnapshotTables) -> None:
    said = repr(snapshot.open_items)
    assert said.startswith(
        f"open_items: {snapshot.open_items.height} rows, one per open item of a debtor account; from ledger, fresh"
    )
    columns = {row["column"]: row for row in snapshot.open_items.describe().to_dicts()}
    assert (columns["balance"]["unit"], columns["balance"]["meaning"]) == ("EUR", "what is open: debit less credit")
    assert columns["due_on"]["type"] == "Date"
    assert {row["column"]: row["unit"] for row in snapshot.vehicles.describe().to_dicts()}["mileage_km"] == "km"
    assert '<td style="text-align: left">balance</td>' in snapshot.open_items._repr_html_()
    assert (snapshot.cases.source, snapshot.vehicles.source, snapshot.inbox_invoices.source) == (
        "crm",
        "dealer_system",
        "inbox",
    )
    assert "open_items               one row per open item" in repr(snapshot)


def test_a_wrong_name_names_the_near_ones_and_the_gate_is_the_same(snapshot: SnapshotTables) -> None:
    with pytest.raises(TableUnknown, match="open_items"):
        _ = snapshot.open_itmes
    service = seen_by(snapshot, "service")
    assert "open_items" not in dir(service)
    for name in ("open_items", "margin_facts"):
        with pytest.raises(NotPermitted):
            _ = service[name]
    assert "credit_limit" not in service.customers.frame().columns
    assert "credit_limit" not in repr(service.customers)
    assert set(service.timeline.frame()["kind"]) <= {"contact", "case", "order"}
    with pytest.raises(NotPermitted):
        _ = seen_by(snapshot).customers
