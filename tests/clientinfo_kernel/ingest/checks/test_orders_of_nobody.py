"""Orders that no customer's page shows are named by the check."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from clientinfo_kernel.ingest.checks.orders_of_nobody import orders_of_nobody
from clientinfo_kernel.ingest.curate import dealer
from data_sources.dealer_system.contract import Invoices, Orders, OrderSplits, Vehicles
from tests.clientinfo_kernel.ingest.contract_rows import CUSTOMER_IDS, table

OWN: dict[str, Any] = {"order_number": "A1", "customer_number": "12"}
BILL = {"invoice_number": "R1", "kind": "workshop", "customer_number": "12"}


def named(split: dict[str, Any], header: dict[str, Any], *bills: dict[str, Any]) -> list[tuple[str, Decimal]]:
    """The findings of a house with the order A1 of customer 12 and one more."""
    own = {
        "order_number": "A1",
        "split": 1,
        "state": "open",
        "payer": "customer",
        "source_file": "a.csv",
        "source_row": 2,
    }
    more = own | {"order_number": "A2", "amount": Decimal("119.00"), "source_row": 3} | split
    splits, orders = table(OrderSplits, own, more), table(Orders, OWN, header)
    shown = dealer.orders(splits, orders, table(Invoices, *bills), table(Vehicles), CUSTOMER_IDS)
    return orders_of_nobody(splits, orders, shown).select("subject", "amount").collect().rows()


@pytest.mark.parametrize(
    ("split", "header", "is_named"),
    [
        ({}, {"order_number": "A3"}, True),  # no header
        ({}, {"order_number": "A2"}, True),  # one that names nobody
        ({}, {"order_number": "A2", "customer_number": "77"}, True),  # one that names a customer who is not delivered
        ({}, {"order_number": "A2", "customer_number": "12"}, False),
        ({"paying_customer_number": "12"}, {"order_number": "A3"}, False),
        # On a vehicle of its own the house works for itself; without a header nobody knows whose it is.
        ({"payer": "internal"}, {"order_number": "A2"}, False),
        ({"payer": "internal"}, {"order_number": "A3"}, True),
        ({"payer": "internal"}, {"order_number": "A2", "customer_number": "77"}, True),
    ],
)
def test_a_split_that_leads_to_nobody(split: dict[str, Any], header: dict[str, Any], *, is_named: bool) -> None:
    assert named(split, header) == ([("A2 / 1", Decimal("119.00"))] if is_named else [])


def test_a_split_that_its_invoice_leads_to_somebody() -> None:
    split = {"invoice_number": "R1", "invoiced_on": date(2021, 3, 1)}
    assert named(split, {"order_number": "A3"}, BILL | {"invoiced_on": date(2021, 3, 1)}) == []
    assert named(split, {"order_number": "A3"}, BILL | {"invoiced_on": date(2020, 3, 1)}) == [
        ("A2 / 1", Decimal("119.00"))
    ]
