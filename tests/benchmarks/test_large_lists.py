"""A small house is multiplied: every list of the large one has so many times the rows, and each copy keeps to itself."""

from __future__ import annotations

import shutil

import polars as pl
import pytest

from benchmarks import large_lists, lists_world, lists_written
from benchmarks.dealership import Dealership
from clientinfo_kernel.access.rights import SHELL
from clientinfo_kernel.live.cases import CASE, CONTACT
from clientinfo_kernel.live.open_item_decisions import OPEN_ITEM_DECISION
from clientinfo_kernel.query.directory import CustomerDirectory
from clientinfo_kernel.settings import read_settings
from widgets.work_list import all_lists

COPIES, WRITTEN = 3, 200


def directory(house: Dealership) -> CustomerDirectory:
    return CustomerDirectory(read_settings(house.settings_file), SHELL)


def heights(house: Dealership) -> dict[str, int]:
    return {each.key: each.table(each.desk(directory(house))).rows.height for each in all_lists()}


@pytest.fixture(scope="module")
def small(dealership: Dealership, tmp_path_factory: pytest.TempPathFactory) -> Dealership:
    folder = tmp_path_factory.mktemp("large") / "small"
    shutil.copytree(dealership.folder, folder)
    return Dealership(folder, dealership.customers)


@pytest.fixture(scope="module")
def large(small: Dealership, tmp_path_factory: pytest.TempPathFactory) -> Dealership:
    folder = tmp_path_factory.mktemp("large") / "large"
    shutil.copytree(small.folder, folder)
    house = Dealership(folder, small.customers)
    lists_world.multiply(house, COPIES, large_lists.tables_of_lists(house))
    return house


def test_every_list_has_so_many_times_the_rows(small: Dealership, large: Dealership) -> None:
    before, after = heights(small), heights(large)
    assert after == {key: count * COPIES for key, count in before.items()}
    assert sum(count > 0 for count in before.values()) > 15


def test_each_copy_has_numbers_of_its_own_in_the_order_of_its_customers(small: Dealership, large: Dealership) -> None:
    columns = ["customer_id", "customer_number"]
    one, every = (directory(house).table("customers", columns) for house in (small, large))
    wanted = [f"{prefix}{number}" for prefix in (10, 11, 12) for number in one["customer_number"]]
    assert every["customer_number"].to_list() == wanted == sorted(wanted)
    items = directory(large).table("open_items", ["customer_id", "debtor_account", "balance"])
    copy = (pl.col("customer_id") // one.height + 10).cast(pl.String)
    assert items.filter(pl.col("debtor_account").str.head(2) != copy).is_empty()
    known = directory(small).table("open_items", ["balance"])["balance"]
    assert items["balance"].sum() == known.sum() * COPIES
    assert items["customer_id"].is_sorted()


def test_margins_keep_who_they_are_of_and_nobody_s_come_last(small: Dealership, large: Dealership) -> None:
    one, every = (directory(house).opened().coded("margin_facts").rows for house in (small, large))
    nobodys = one["customer"].null_count()
    assert every["customer"].tail(nobodys * COPIES).null_count() == every["customer"].null_count() == nobodys * COPIES
    assert every["document"].n_unique() == one["document"].n_unique() * COPIES
    assert every["revenue"].sum() == one["revenue"].sum() * COPIES


def test_what_people_wrote_is_about_customers_and_items_of_the_house(large: Dealership) -> None:
    house = directory(large)
    lists_written.write(house, WRITTEN)
    numbers = set(house.table("customers", ["customer_number"])["customer_number"])
    for entity, count in ((CASE, 80), (CONTACT, 84)):
        rows = house.written(entity)
        assert rows.height == count
        assert set(rows["customer_number"]) <= numbers
    decided = house.written(OPEN_ITEM_DECISION)
    assert decided.height == 12
    broken = house.table("open_items", ["debtor_account", "number", "kind"])
    keys = ["debtor_account", "number"]
    assert decided.join(broken, on=keys, how="anti", nulls_equal=True).is_empty()


def test_every_list_is_asked_all_that_its_page_asks(large: Dealership) -> None:
    found = large_lists.measure(large, 1, frozenset({"debtors", "vehicles_due"}))
    assert [each.name for each in found] == [
        *(f"vehicles_due, {weeks}" for weeks in ("6", "12", "26", "overdue")),
        *("debtors, overdue", "debtors, all"),
    ]
    steps = {*large_lists.STEPS} - {large_lists.COUNTED}
    assert all(steps <= each.taken.keys() for each in found)
    assert [large_lists.COUNTED in each.taken for each in found] == [False] * 4 + [True] * 2
    text = large_lists.section(found, 180, WRITTEN, 0.1)
    assert text.count("| debtors, all |") == 2
    assert "| opening a list: " in text
