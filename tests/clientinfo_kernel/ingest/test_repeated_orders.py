"""Order numbers that the dealer system begins to count again: both years' orders are real, with all that belongs to them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import polars as pl
import pytest

from clientinfo_kernel.ingest.repeated_orders import (
    lines_of_orders,
    of_orders,
    orders_used_again,
    same_customers_orders,
    splits_of_orders,
    with_order_numbers,
)
from clientinfo_kernel.query.customer_record import customer_record
from clientinfo_kernel.query.snapshot import SnapshotStore
from data_sources.dealer_system.contract import OrderLines, Orders, OrderSplits
from tests.clientinfo_kernel.ingest.contract_rows import table
from tests.house import House
from tests.once import once_per_run

if TYPE_CHECKING:
    from pathlib import Path

    from clientinfo_kernel.query.directory import CustomerDirectory

PAINTED = {2011: "11,90", 2012: "23,80"}
OLD, NEW = "A1@2020-03-02", "A1@2021-04-01"
BOUGHT = {"12": datetime(2020, 3, 2, 8, tzinfo=UTC), "99": datetime(2021, 4, 1, 8, tzinfo=UTC)}
USES = orders_used_again(
    table(
        Orders,
        {"order_number": "A1", "ordered_at": datetime(2020, 3, 2, 8, tzinfo=UTC)},
        {"order_number": "A1", "ordered_at": datetime(2021, 4, 1, 8, tzinfo=UTC)},
        {"order_number": "A2", "ordered_at": datetime(2020, 3, 2, 8, tzinfo=UTC)},
        {"order_number": "A2", "ordered_at": datetime(2020, 5, 2, 8, tzinfo=UTC)},  # one day of two is a slip
        {"order_number": "A3"},
    )
)


@pytest.mark.parametrize(
    ("number", "billed_on", "key"),
    [
        ("A1", date(2020, 3, 5), OLD),
        ("A1", date(2020, 12, 5), OLD),  # it took long
        ("A1", date(2021, 3, 20), NEW),  # billed a little ahead
        ("A1", date(2021, 4, 5), NEW),
        ("A1", None, NEW),
        ("A2", date(2020, 3, 5), "A2"),
        ("A3", None, "A3"),
    ],
)
def test_which_order_of_a_number_was_billed_says_the_day(number: str, billed_on: date | None, key: str) -> None:
    split = {"order_number": number, "split": 1, "state": "open", "payer": "customer", "invoiced_on": billed_on}
    keyed = of_orders(table(OrderSplits, split), USES, "invoiced_on").collect()
    assert keyed["order_number"].to_list() == [key]
    assert keyed.columns == table(OrderSplits).collect_schema().names()


@pytest.mark.parametrize(
    ("billed_on", "keys"),
    [
        ([None, None], [OLD, NEW]),
        ([None], [NEW]),
        ([date(2020, 3, 5), None], [OLD, NEW]),
        ([date(2021, 4, 5), None], [NEW, OLD]),  # last year's never was
    ],
)
def test_orders_that_are_not_billed_yet_have_a_split_each(billed_on: list[date | None], keys: list[str]) -> None:
    split = {"order_number": "A1", "split": 1, "state": "open", "payer": "customer"}
    more = {**split, "order_number": "A2", "invoiced_on": None}
    rows = [*({**split, "invoiced_on": day} for day in billed_on), {**more, "split": 1}, {**more, "split": 2}]
    keyed = splits_of_orders(table(OrderSplits, *rows), USES).collect()
    assert keyed["order_number"].to_list() == [*keys, "A2", "A2"]


@pytest.mark.parametrize(
    ("payers", "keys"),
    [
        (["99", "12"], [NEW, OLD]),  # a later file said last year's alone again
        (["12", "99"], [OLD, NEW]),
        (["7", "12"], [NEW, OLD]),
        (["99", "7"], [NEW, OLD]),
        (["7", "8"], [OLD, NEW]),
        (["12", "12"], [OLD, NEW]),
        (["12"], [OLD]),
        ([None], [NEW]),
    ],
)
def test_a_split_that_is_not_billed_yet_is_of_the_order_whose_customer_pays(
    payers: list[str | None], keys: list[str]
) -> None:
    orders = ({"order_number": "A1", "customer_number": buyer, "ordered_at": day} for buyer, day in BOUGHT.items())
    split = {"order_number": "A1", "split": 1, "state": "open", "payer": "customer"}
    rows = [{**split, "paying_customer_number": payer} for payer in payers]
    keyed = splits_of_orders(table(OrderSplits, *rows), orders_used_again(table(Orders, *orders))).collect()
    assert keyed["order_number"].to_list() == keys


@pytest.mark.parametrize(
    ("lines", "keys"),
    [
        ([(1, 40), (2, 60), (1, 30)], [OLD, OLD, NEW]),
        ([(2, 60), (1, 30)], [OLD, NEW]),  # the newest record of a line alone was kept
        ([(1, 40), (2, 60)], [OLD, OLD]),  # its totals say so; this year's order has no lines yet
        ([(1, 30)], [NEW]),
        ([(1, 5)], [NEW]),  # no totals say it
        ([(1, 7), (1, 40), (2, 60), (1, 30)], [OLD, OLD, OLD, NEW]),  # one beginning more than there are orders
    ],
)
def test_lines_belong_to_the_order_with_which_they_begin(lines: list[tuple[int, int]], keys: list[str]) -> None:
    rows = [
        {"order_number": OLD, "split": 1, "state": "billed", "payer": "customer", "labour_total": Decimal(100)},
        {"order_number": NEW, "split": 1, "state": "open", "payer": "customer", "parts_total": Decimal(30)},
        {"order_number": OLD, "split": 2, "state": "billed", "payer": "customer"},
    ]
    own: list[dict[str, Any]] = [
        {"order_number": "A1", "split": 1, "line": line, "kind": "labour", "amount": Decimal(amount)}
        for line, amount in lines
    ]
    more = [{**own[0], "split": 2, "line": 1}, {**own[0], "order_number": "A2", "line": 9}]
    keyed = lines_of_orders(table(OrderLines, *own, *more), table(OrderSplits, *rows), USES).collect()
    assert keyed["order_number"].to_list() == [*keys, OLD, "A2"]


def test_of_one_customer_the_earlier_order_of_a_number_has_its_year() -> None:
    """Customer 0 had both: the lines of each are told apart by what it is called. Customer 1 had the earlier one alone."""
    orders = pl.LazyFrame({"customer_id": [0, 0, 1, 0], "order": [OLD, NEW, OLD, "A2"]}).cast(
        {"customer_id": pl.UInt32}
    )
    names = same_customers_orders(orders, USES)
    assert names.rows() == [(0, OLD, "A1 (2020)")]
    lines = pl.LazyFrame({"customer_id": [0, 1, 0, 0], "order": [OLD, OLD, NEW, "A2"]}).cast({"customer_id": pl.UInt32})
    called = with_order_numbers(lines, USES, names=names).collect()
    assert called["order"].to_list() == ["A1 (2020)", "A1", "A1", "A2"]
    assert called.columns == ["customer_id", "order"]
    assert with_order_numbers(lines, USES).collect()["order"].to_list() == ["A1", "A1", "A1", "A2"]


def _write(folder: Path) -> None:
    house = House.at(folder)
    people = {"12": "Meier", "99": "Schulze"}
    house.dealer_system("customers", *({"customer_number": number, "name": name} for number, name in people.items()))
    accounts = {"12": "10012", "99": "10099"}
    house.dealer_system(
        "debtor_accounts", *({"customer_number": number, "debtor_account": each} for number, each in accounts.items())
    )
    cars = ({"vehicle_number": f"F{number}", "license_plate": f"HO-X {number}"} for number in people)
    house.dealer_system("vehicles", *cars)
    taken = {"12": datetime(2011, 3, 2, 8), "99": datetime(2012, 4, 2, 8)}  # noqa: DTZ001 - as the system writes it
    house.dealer_system(
        "orders",
        *(
            {"order_number": "5001", "customer_number": number, "vehicle_number": f"F{number}", "ordered_at": day}
            for number, day in taken.items()
        ),
        {"order_number": "5002", "customer_number": "12", "ordered_at": taken["12"]},
        {"order_number": "5002", "customer_number": "12", "ordered_at": taken["99"]},
        *({"order_number": "5003", "ordered_at": day} for day in taken.values()),
        *({"order_number": "5004", "customer_number": "99", "ordered_at": day} for day in taken.values()),
        *({"order_number": "5005", "customer_number": number, "ordered_at": day} for number, day in taken.items()),
    )
    again = {"order_number": "5002", "split": 1, "payer": "customer"}
    billed = {"12": ("R1", date(2011, 3, 5)), "99": ("R2", date(2012, 4, 5))}
    house.dealer_system(
        "order_splits",
        *(
            {
                "order_number": "5001", "split": 1, "state": "billed", "payer": "customer", "invoice_number": invoice,
                "invoiced_on": day, "amount": Decimal("119.00"), "labour_total": Decimal("100.00"),
            }
            for invoice, day in billed.values()
        ),
        {**again, "state": "billed", "invoiced_on": billed["12"][1], "amount": Decimal("11.90")},
        {**again, "state": "open", "amount": Decimal("23.80")},
        {**again, "order_number": "5003", "state": "billed", "invoiced_on": billed["12"][1], "amount": Decimal("1.00")},
        {**again, "order_number": "5003", "state": "open", "amount": Decimal("2.00")},
        {**again, "order_number": "5004", "state": "open", "amount": Decimal("5.00"), "labour_total": Decimal("4.00")},
        {**again, "order_number": "5004", "state": "open", "amount": Decimal("7.00"), "labour_total": Decimal("6.00")},
        {**again, "order_number": "5005", "state": "finished", "amount": Decimal("8.00")},
        {**again, "order_number": "5005", "state": "billed", "invoiced_on": billed["99"][1], "amount": Decimal("9.00")},
    )  # fmt: skip
    labour = {"order_number": "5001", "split": 1, "kind": "labour"}
    house.dealer_system(
        "order_lines",
        {**labour, "line": 1, "text": "Inspektion", "amount": Decimal("60.00"), "labour_units": Decimal(6)},
        {**labour, "line": 2, "text": "Bremsen", "amount": Decimal("40.00"), "labour_units": Decimal(4)},
        {**labour, "line": 1, "text": "Getriebe", "amount": Decimal("100.00"), "labour_units": Decimal(10)},
        {**labour, "order_number": "5002", "line": 1, "text": "Öl", "amount": Decimal("10.00")},
        {**labour, "order_number": "5002", "line": 1, "text": "Reifen", "amount": Decimal("20.00")},
        {**labour, "order_number": "5004", "line": 1, "text": "Lack", "amount": Decimal("4.00")},
        {**labour, "order_number": "5004", "line": 1, "text": "Glas", "amount": Decimal("6.00")},
    )
    # Neither invoice says whose it is: the order does.
    house.dealer_system(
        "invoices",
        *(
            {
                "invoice_number": invoice, "kind": "workshop", "order_number": "5001", "split": 1, "invoiced_on": day,
                "net": Decimal("100.00"), "gross": Decimal("119.00"),
            }
            for invoice, day in billed.values()
        ),
    )  # fmt: skip
    for number, (invoice, day) in billed.items():
        house.postings(
            day.year,
            {"f1": "119,00", "f7": accounts[number], "f8": "8400", "f10": f"{day:%d%m}", "f11": invoice},
            {"f1": PAINTED[day.year], "f7": "7300", "f8": "70001", "f10": f"{day:%d%m}", "f11": "L1", "f95": "5001"},
        )
    house.refresh()


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> CustomerDirectory:
    from clientinfo_kernel.query.directory import open_directory

    folder = once_per_run(tmp_path_factory, "repeated_orders", lambda folder: _write(folder / "house"))
    return open_directory(folder / "house/clientinfo.toml")


@pytest.mark.parametrize(
    ("number", "invoice", "texts", "year"),
    [("12", "R1", ["Inspektion", "Bremsen"], 2011), ("99", "R2", ["Getriebe"], 2012)],
)
def test_each_years_order_has_its_customer_vehicle_invoice_and_lines(
    house: CustomerDirectory, number: str, invoice: str, texts: list[str], year: int
) -> None:
    record = customer_record(house.customer(number))
    (order,) = (each for each in record["orders"] if each["order"] == "5001")
    assert (order["order"], order["invoice_number"], order["license_plate"]) == ("5001", invoice, f"HO-X {number}")
    assert [line["text"] for line in order["lines"]] == texts
    assert [(row["year"], row["total"]) for row in record["revenue"]] == [(year, "100.00")]
    # What a painter charged for 5001, at 19 %, is a cost of that year's order.
    painted = f"-{year - 2010}0.00"
    assert [(row["year"], row["cost_of_goods"]) for row in record["gross_profit"]] == [(year, painted)]


def test_both_orders_of_a_number_of_one_customer(house: CustomerDirectory) -> None:
    orders = {
        each["order"]: each for each in customer_record(house.customer("12"))["orders"] if "5002" in each["order"]
    }
    found = {
        name: (each["state"], each["amount"], [line["text"] for line in each["lines"]]) for name, each in orders.items()
    }
    assert found == {"5002 (2011)": ("billed", "11.90", ["Öl"]), "5002": ("open", "23.80", ["Reifen"])}
    assert house.customer("12").header().unbilled_orders == Decimal("31.80")  # 5002 and 5005


def test_both_orders_of_a_number_that_were_never_billed(house: CustomerDirectory) -> None:
    orders = {each["order"]: each for each in customer_record(house.customer("99"))["orders"]}
    found = {name: [line["text"] for line in orders[name]["lines"]] for name in ("5004 (2011)", "5004")}
    assert found == {"5004 (2011)": ["Lack"], "5004": ["Glas"]}
    assert house.customer("99").header().unbilled_orders == Decimal("12.00")


def test_last_years_order_that_was_never_billed_stands_beside_this_years_bill(house: CustomerDirectory) -> None:
    found = {
        number: [
            (each["state"], each["amount"])
            for each in customer_record(house.customer(number))["orders"]
            if each["order"] == "5005"
        ]
        for number in ("12", "99")
    }
    assert found == {"12": [("finished", "8.00")], "99": [("billed", "9.00")]}


def test_nothing_of_either_year_is_refused_and_an_order_of_nobody_has_its_number(house: CustomerDirectory) -> None:
    snapshot = SnapshotStore(house.settings.state_folder / "snapshots").newest()
    assert snapshot.whole("refused_rows").is_empty()
    of_orders = snapshot.whole("findings").filter(pl.col("kind").str.contains("order"))
    assert of_orders.select("kind", "subject", "amount").rows() == [
        ("order_of_nobody", "5003 / 1", Decimal("2.00")),
        ("order_of_nobody", "5003 / 1", Decimal("1.00")),
    ]


def test_labour_of_both_years_is_sold_once(house: CustomerDirectory) -> None:
    snapshot = SnapshotStore(house.settings.state_folder / "snapshots").newest()
    facts = snapshot.whole("margin_facts").group_by("year").agg(pl.col("labour_units").sum()).sort("year").rows()
    assert facts == [(2011, Decimal("10.00")), (2012, Decimal("10.00"))]
