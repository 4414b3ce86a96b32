"""Receivables of whole small houses: creditors in the list, shared accounts, terms, orders that others pay."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from clientinfo_kernel.ingest.reconcile import reconcile
from clientinfo_kernel.query.directory import CustomerDirectory
from clientinfo_kernel.query.snapshot import SnapshotStore
from tests.house import House


def customers(house: House, *numbers: str) -> None:
    house.dealer_system("customers", *({"customer_number": each, "name": f"Kunde {each}"} for each in numbers))


@pytest.fixture(scope="module")
def directory(tmp_path_factory: pytest.TempPathFactory) -> CustomerDirectory:
    """Customer 1 has an account, 12 and 99 share one; 31's order is paid by an insurer, 32, too. 70012 supplies parts."""
    house = House.at(tmp_path_factory.mktemp("receivables") / "house")
    customers(house, "1", "12", "99", "31", "32")
    accounts = {"1": "10001", "12": "10012", "99": "10012"}
    listed = ({"customer_number": number, "debtor_account": account} for number, account in accounts.items())
    house.dealer_system("debtor_accounts", *listed)
    bill = {"kind": "workshop", "customer_number": "99", "paying_customer_number": "99"}
    house.dealer_system("invoices", {"invoice_number": "R2", **bill})
    house.dealer_system("orders", {"order_number": "A1", "customer_number": "31"})
    split = {"order_number": "A1", "state": "finished"}
    house.dealer_system(
        "order_splits",
        {**split, "split": 1, "payer": "customer", "paying_customer_number": "31", "amount": Decimal("100.00")},
        {**split, "split": 2, "payer": "insurance", "paying_customer_number": "32", "amount": Decimal("595.00")},
        {**split, "split": 3, "payer": "internal", "amount": Decimal("70.00")},
        {**split, "split": 4, "payer": "customer", "amount": Decimal("7.00"), "state": "cancelled"},
    )
    house.open_items(
        "10001;R3;01.09.2012;01.10.2012;238,00;0,00;238,00;8400;Inspektion;0",
        "70012;L1;01.09.2012;01.10.2012;0,00;238,00;-238,00;3400;Teile;0",
        "10012;R1;01.09.2012;01.10.2012;119,00;0,00;119,00;8400;Inspektion;0",
        "10012;R2;01.09.2012;01.10.2012;50,00;0,00;50,00;8400;Inspektion;0",
    )
    return house.refresh()


def test_creditors_in_the_list_of_open_items_are_nobodys(directory: CustomerDirectory) -> None:
    assert directory.customer("1").header().open_balance == Decimal("238.00")
    numbers = directory.table("customers", ["customer_number"])["customer_number"].to_list()
    assert sorted(numbers) == ["1", "12", "31", "32", "99"]


def test_the_items_of_a_shared_account_are_divided_and_their_sum_stays(directory: CustomerDirectory) -> None:
    balances = {each: directory.customer(each).header().open_balance for each in ("12", "99")}
    assert balances == {"12": Decimal("119.00"), "99": Decimal("50.00")}
    assert directory.customer("12").open_items()["is_shared"].to_list() == [True]
    assert reconcile(SnapshotStore(directory.settings.state_folder / "snapshots").newest()).tabs.is_empty()


def test_an_unbilled_order_burdens_who_will_pay_it(directory: CustomerDirectory) -> None:
    exposure = {each: directory.customer(each).header().exposure for each in ("31", "32")}
    assert exposure == {"31": Decimal("100.00"), "32": Decimal("595.00")}


@pytest.mark.slow
def test_a_deposit_lessens_what_its_order_will_still_be_billed_at(tmp_path: Path) -> None:
    """1,190.00 ordered, 357.00 asked for ahead, of which 300.00 are paid: 57.00 + (1,190.00 - 357.00) = 890.00."""
    house = House.at(tmp_path / "house")
    customers(house, "12")
    house.dealer_system("debtor_accounts", {"customer_number": "12", "debtor_account": "10012"})
    house.dealer_system("orders", {"order_number": "A1", "customer_number": "12"})
    split = {"order_number": "A1", "split": 1, "payer": "customer", "state": "open", "amount": Decimal("1190.00")}
    house.dealer_system("order_splits", split)
    asked = {"f1": "357,00", "f7": "10012", "f8": "1710", "f10": "0109", "f11": "D1", "f95": "A1"}
    paid = {"f1": "300,00", "f7": "1200", "f8": "10012", "f9": "", "f10": "1509", "f11": "D1"}
    house.postings(2012, asked, paid)
    file = house.refresh().customer("12")
    header = file.header()
    assert (header.open_balance, header.unbilled_orders) == (Decimal("57.00"), Decimal("833.00"))
    assert header.exposure == Decimal("890.00")
    assert file.on(date(2012, 8, 31)).header().unbilled_orders == Decimal("1190.00")
