"""Debtors that the dealer system gives to nobody: whose claims are on no page of the customer who owes them."""

from datetime import date
from decimal import Decimal
from typing import Any

import polars as pl
import pytest

from clientinfo_kernel.ingest.checks.unlisted_debtors import unlisted_debtors
from data_sources.dealer_system.contract import DebtorAccounts, Invoices
from tests.clientinfo_kernel.ingest.contract_rows import table

BILLED_ON = date(2012, 3, 5)
HOUSE = 60


def bill(number: str, customer: str | None, payer: str | None = None, kind: str = "workshop") -> dict[str, Any]:
    return {"invoice_number": number, "customer_number": customer, "paying_customer_number": payer, "invoiced_on": BILLED_ON, "kind": kind}  # fmt: skip


def found(
    *bills: dict[str, Any], charged: tuple[tuple[str, str], ...], owner: str = "9001", house: int = HOUSE
) -> list[tuple[Any, ...]]:
    """What the check says where 10099 is not listed, beside a house of customers whose accounts are."""
    others = [(f"R{n}", str(n), f"{10100 + n}") for n in range(house)]
    invoices = table(Invoices, *bills, *(bill(number, customer) for number, customer, _account in others))
    listed = [{"customer_number": customer, "debtor_account": account} for _number, customer, account in others]
    rows = [*charged, *((number, account) for number, _customer, account in others)]
    profits = pl.LazyFrame(
        {
            "key": [number for number, _account in rows],
            "debtor_account": [account for _number, account in rows],
            "amount": pl.Series([Decimal("100.00")] * len(rows), dtype=pl.Decimal(18, 2)),
            "source_row": range(3, 3 + len(rows)),
        }
    ).with_columns(
        role=pl.lit("revenue"),
        movement=pl.lit("invoice"),
        is_annulled=pl.lit(value=False),
        posted_on=pl.lit(BILLED_ON),
        source_file=pl.lit("EXTF.csv"),
    )
    owners = pl.LazyFrame({"debtor_account": ["10099"], "customer_number": [owner]})
    accounts = table(DebtorAccounts, *listed).collect()
    rows_found = unlisted_debtors(profits, invoices, accounts, owners).collect()
    return rows_found.select("kind", "subject", "amount", "source_file", "source_row").rows()


ONE = [("debtor_unlisted", "10099", Decimal("200.00"), "EXTF.csv", 3)]
TWICE = (("A1", "10099"), ("A2", "10099"))


@pytest.mark.parametrize(
    ("bills", "is_found"),
    [
        ([bill("A1", "12"), bill("A2", "12")], True),
        ([bill("A1", "12", "5003"), bill("A2", "13", "5003")], True),  # an insurer owes both
        ([bill("A1", "12"), bill("A2", "13")], False),  # an account for sales over the counter
        ([bill("A1", "12")], False),  # what the other one is, nobody knows
        ([bill("A1", "12", kind="warranty"), bill("A2", "12", kind="warranty")], False),  # the maker's account
    ],
)
def test_an_account_that_only_one_customer_is_billed_on(bills: list[dict[str, Any]], *, is_found: bool) -> None:
    assert found(*bills, charged=TWICE) == (ONE if is_found else [])


def test_what_the_pages_show_for_that_customer_is_right() -> None:
    bills = (bill("A1", "12"), bill("A2", "12"))
    assert found(*bills, charged=TWICE, owner="12") == []
    assert found(*bills, charged=TWICE, owner="13") == ONE


def test_a_dealer_system_that_lists_few_accounts_says_nothing() -> None:
    assert found(bill("A1", "12"), bill("A2", "12"), charged=TWICE, house=15) == []
    loose = tuple((f"A{n}", f"{20000 + n}") for n in range(4))
    bills = [bill(number, account) for number, account in loose]
    assert found(*bills, charged=loose) == []  # 4 of 64
    assert len(found(*bills[:3], charged=loose[:3])) == 3  # of 63: nearly all others are listed
