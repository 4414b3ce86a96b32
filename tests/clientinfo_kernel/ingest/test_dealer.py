from collections.abc import Sequence
from datetime import UTC, date, datetime

import polars as pl
import pytest

from clientinfo_kernel.ingest.curate import dealer
from data_sources.dealer_system.contract import Communication, Invoices, OrderLines, Orders, OrderSplits, Vehicles

from .contract_rows import CUSTOMER_IDS, MEIER, OTHER, table

HEADER = {
    "order_number": "A1",
    "customer_number": "12",
    "vehicle_number": "7",
    "title": "Inspektion",
    "mileage_km": 45000,
}
CAR = {"vehicle_number": "7", "license_plate": "HO-XE 939", "model": "Kangoo", "owner_number": "12"}


def orders(
    *splits: dict[str, object], header: dict[str, object] = HEADER, bills: Sequence[dict[str, object]] = ()
) -> pl.DataFrame:
    rows = [{"order_number": "A1", "split": 1, "state": "open", "payer": "customer", **split} for split in splits]
    tables = (table(OrderSplits, *rows), table(Orders, header), table(Invoices, *bills), table(Vehicles, CAR))
    return dealer.orders(*tables, CUSTOMER_IDS).collect()


@pytest.mark.parametrize(
    ("state", "is_current"),
    [
        ("open", True),
        ("in_progress", True),
        ("finished", True),
        ("billable", True),
        ("billed", False),
        ("cancelled", False),
    ],
)
def test_an_order_is_current_until_it_is_billed_or_cancelled(state: str, *, is_current: bool) -> None:
    assert orders({"state": state})["is_current"].to_list() == [is_current]


def test_a_split_says_what_the_order_and_its_vehicle_say() -> None:
    (row,) = orders({"title": None}).to_dicts()
    assert (row["customer_id"], row["title"], row["license_plate"], row["mileage_km"]) == (
        MEIER,
        "Inspektion",
        "HO-XE 939",
        45000,
    )
    assert orders({"title": "Bremsen"})["title"].to_list() == ["Bremsen"]


def test_an_order_belongs_to_who_ordered_and_else_to_who_pays() -> None:
    assert orders({"paying_customer_number": "99"})["customer_id"].to_list() == [MEIER]
    nobody = {**HEADER, "customer_number": None}
    assert orders({"paying_customer_number": "99"}, header=nobody)["customer_id"].to_list() == [OTHER]


@pytest.mark.parametrize(
    ("split", "payer"),
    [
        ({}, [MEIER]),
        ({"paying_customer_number": "99"}, [OTHER]),
        ({"payer": "insurance", "paying_customer_number": "99"}, [OTHER]),
        ({"payer": "insurance"}, []),
        ({"payer": "internal", "paying_customer_number": "12"}, []),
        ({"state": "cancelled"}, []),
    ],
)
def test_a_split_burdens_the_credit_of_who_pays_it_alone(split: dict[str, object], payer: list[int]) -> None:
    """What an insurer pays is no exposure of the car's owner, and what nobody has to pay is nobody's."""
    splits = table(OrderSplits, {"order_number": "A1", "split": 1, "state": "open", "payer": "customer", **split})
    paid = dealer.payer_orders(splits, table(Orders, HEADER), CUSTOMER_IDS).collect()
    assert paid["customer_id"].to_list() == payer


def test_a_split_that_was_billed_long_before_its_order_was_taken_is_of_an_earlier_order_of_the_number() -> None:
    """Of two orders 1 the header of this year's is there alone: last year's customer pays last year's second split."""
    taken = {**HEADER, "ordered_at": datetime(2021, 3, 1, 8, tzinfo=UTC)}
    old = {"split": 2, "state": "billed", "paying_customer_number": "99", "invoiced_on": date(2020, 3, 1)}
    new = {"split": 1, "state": "billed", "paying_customer_number": "12", "invoiced_on": date(2021, 2, 20)}
    found = orders(old, new, header=taken).sort("split").select("split", "customer_id", "license_plate").rows()
    assert found == [(1, MEIER, "HO-XE 939"), (2, OTHER, None)]
    splits = table(OrderSplits, *({"order_number": "A1", "payer": "customer", **each} for each in (old, new)))
    paid = dealer.payer_orders(splits, table(Orders, taken), CUSTOMER_IDS)
    assert sorted(paid.select("customer_id", "ordered_on").collect().rows()) == [
        (MEIER, date(2021, 3, 1)),
        (OTHER, None),
    ]


def test_whose_an_earlier_order_of_the_number_was_says_its_invoice() -> None:
    """Internal work on customer 99's car: the house pays it, and no header is left that says whose car it is."""
    taken = {**HEADER, "ordered_at": datetime(2021, 3, 1, 8, tzinfo=UTC)}
    day = date(2020, 3, 1)
    old = {"state": "billed", "payer": "internal", "invoice_number": "R1", "invoiced_on": day}
    bill = {
        "invoice_number": "R1",
        "kind": "internal",
        "customer_number": "99",
        "vehicle_number": "7",
        "invoiced_on": day,
    }
    found = orders(old, header=taken, bills=[bill]).select("customer_id", "license_plate").rows()
    assert found == [(OTHER, "HO-XE 939")]
    of_another_year = {**bill, "invoiced_on": date(2020, 9, 1)}
    assert orders(old, header=taken, bills=[of_another_year]).is_empty()
    # The header of a split's own order says who ordered, whoever is on the invoice.
    assert orders(old, bills=[bill])["customer_id"].to_list() == [MEIER]


def test_owner_and_keeper_each_see_the_vehicle_and_one_who_is_both_sees_it_once() -> None:
    cars = table(
        Vehicles,
        {"vehicle_number": "7", "owner_number": "12", "keeper_number": "99"},
        {"vehicle_number": "8", "owner_number": "12", "keeper_number": "12"},
    )
    seen = dealer.vehicles(cars, CUSTOMER_IDS).select("vehicle_number", "customer_id", "is_owner", "is_keeper")
    assert seen.collect().sort("vehicle_number", "customer_id").rows() == [
        ("7", MEIER, True, False),
        ("7", OTHER, False, True),
        ("8", MEIER, True, True),
    ]


def test_lines_follow_their_split_and_keep_its_cost_to_the_house() -> None:
    line = {"order_number": "A1", "line": 1, "kind": "labour"}
    lines = table(OrderLines, {**line, "split": 1}, {**line, "split": 2})
    found = dealer.order_lines(lines, orders({}).lazy()).collect()
    assert found.select("customer_id", "order", "split").rows() == [(MEIER, "A1", 1)]
    assert "cost" not in found.columns


def test_an_invoice_concerns_its_customer_and_else_its_payer() -> None:
    invoice = {"kind": "workshop", "invoiced_on": date(2011, 3, 7), "paying_customer_number": "99"}
    found = dealer.invoices(
        table(
            Invoices,
            {**invoice, "invoice_number": "R1", "customer_number": "12"},
            {**invoice, "invoice_number": "R2"},
            {**invoice, "invoice_number": "R3", "paying_customer_number": "unknown"},
        ),
        CUSTOMER_IDS,
    ).collect()
    assert found.sort("invoice_number").select("invoice_number", "customer_id").rows() == [("R1", MEIER), ("R2", OTHER)]


def test_rows_of_an_unknown_customer_belong_to_nobody() -> None:
    entry = {"kind": "phone", "address": "09281 555123"}
    raw = table(Communication, {**entry, "customer_number": "12"}, {**entry, "customer_number": "4711"})
    found = dealer.of_customer(raw, CUSTOMER_IDS).collect()
    assert found.select("customer_id", "kind").rows() == [(MEIER, "phone")]
    assert found.schema["kind"] == pl.String
