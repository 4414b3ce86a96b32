"""Who pays, as dealer system and ledger say it: what a wrong number does to it, and what houses do on purpose."""

from datetime import date
from decimal import Decimal
from typing import Any

import polars as pl
import pytest

from clientinfo_kernel.ingest.checks import payers
from tests.clientinfo_kernel.ingest.contract_rows import keyed

# Meier (12) and Huber (13) are customers, 5003 insures them; 14 shares Meier's account.
ACCOUNTS = {"10012": "12", "10013": "13", "15003": "5003"}
BILLED_ON = date(2012, 3, 5)
_TEXTS = (
    "invoice_number",
    "customer_number",
    "paying_customer_number",
    "debtor_account",
    "number",
    "key",
    "source_file",
)
_TYPES: dict[str, Any] = {**dict.fromkeys(_TEXTS, pl.String), "gross": pl.Decimal(18, 2), "amount": pl.Decimal(18, 2)}


def frame(rows: list[dict[str, Any]], *names: str) -> pl.LazyFrame:
    columns = {name: _TYPES.get(name, pl.Date if name.endswith("_on") else pl.Int64) for name in names}
    return pl.LazyFrame([{name: row.get(name) for name in names} for row in rows], schema=columns)


def bills(*rows: tuple[str, str, str | None]) -> pl.LazyFrame:
    """Invoices: number, buyer, payer."""
    found = [
        {
            "invoice_number": number, "customer_number": buyer, "paying_customer_number": payer, "gross": Decimal("119.00"),
            "invoiced_on": BILLED_ON, "source_file": "RECHNUNG.csv", "source_row": line,
        }
        for line, (number, buyer, payer) in enumerate(rows, start=2)
    ]  # fmt: skip
    names = ("invoice_number", "customer_number", "paying_customer_number", "gross", "invoiced_on")
    return keyed(frame(found, *names, "source_file", "source_row"))


def splits(*rows: tuple[str, str | None]) -> pl.LazyFrame:
    """Splits: the number they were billed under, payer."""
    found = [{"invoice_number": number, "paying_customer_number": payer} for number, payer in rows]
    return keyed(frame(found, "invoice_number", "paying_customer_number"))


def accounts(known: dict[str, str], *more: tuple[str, str]) -> pl.DataFrame:
    found = [
        {"debtor_account": account, "customer_number": number, "source_file": "KDDEB.csv", "source_row": line}
        for line, (account, number) in enumerate([*known.items(), *more], start=2)
    ]
    return frame(found, "debtor_account", "customer_number", "source_file", "source_row").collect()


def booked(*rows: tuple[str, str], on: date = BILLED_ON) -> pl.LazyFrame:
    """What the ledger charges: number, debtor's account; the net of 100.00 each."""
    found = [
        {
            "number": number, "key": number, "debtor_account": account, "amount": Decimal("100.00"), "posted_on": on,
            "source_file": "EXTF.csv", "source_row": line,
        }
        for line, (number, account) in enumerate(rows, start=3)
    ]  # fmt: skip
    known = frame(found, "number", "key", "debtor_account", "amount", "posted_on", "source_file", "source_row")
    return known.with_columns(role=pl.lit("revenue"), movement=pl.lit("invoice"))


@pytest.mark.parametrize(
    ("payer", "ordered", "is_found"),
    [
        ("5003", [("R1", "5003")], False),
        ("5003", [("R1", "12")], True),
        ("5003", [("r-1", "12")], True),  # the order spells the number otherwise
        ("5003", [("R1", "12"), ("R1", "5003")], False),  # two splits on one invoice, one is theirs
        ("5003", [("R1", None)], False),
        ("5003", [("R2", "12")], False),  # billed under another number: goodwill that two share
        (None, [("R1", "12")], False),
    ],
)
def test_an_invoice_that_names_another_payer_than_its_order_is_found(
    payer: str | None, ordered: list[tuple[str, str | None]], *, is_found: bool
) -> None:
    found = payers.other_payers(bills(("R1", "12", payer)), splits(*ordered)).collect()
    expected = [("payer_of_order_differs", "R1", Decimal("119.00"), "RECHNUNG.csv", 2)] if is_found else []
    assert found.select("kind", "subject", "amount", "source_file", "source_row").rows() == expected


def test_what_an_insurer_pays_and_the_customer_is_charged_with_is_found() -> None:
    """Of three repairs that 5003 pays the first is on Meier's account alone, and the second on both of theirs."""
    sold = bills(("R1", "12", "5003"), ("R2", "12", "5003"), ("R3", "13", "5003"), ("R4", "13", "13"))
    ledger = [("R1", "10012"), ("R2", "10012"), ("R2", "15003"), ("R3", "15003"), ("R4", "10013")]

    def found(*rows: tuple[str, str], on: date = BILLED_ON, known: dict[str, str] = ACCOUNTS) -> list[Any]:
        rows_found = payers.payers_not_charged(booked(*rows, on=on), sold, splits(), accounts(known)).collect()
        return rows_found.select("kind", "subject", "amount", "source_row").rows()

    assert found(*ledger) == [("payer_not_charged", "R1", Decimal("100.00"), 3)]
    # A house that charges its customers with what their insurer pays says nothing.
    assert found(("R1", "10012"), ("R2", "10012"), ("R3", "15003")) == []
    # Two years later the number is another document's.
    assert found(*ledger, on=date(2014, 3, 5)) == []
    # An insurer without an account of its own cannot be charged.
    assert found(*ledger, known={"10012": "12", "10013": "13"}) == []
    # An account for all is nobody's: counter sales.
    assert found(*(("R1", "69999"), *ledger[1:])) == []


def test_a_split_says_who_pays_where_the_invoice_does_not() -> None:
    sold = bills(("R1", "12", None), ("R2", "12", None), ("R3", "13", None))
    ordered = splits(("R1", "5003"), ("R2", "5003"), ("R3", "5003"))
    ledger = booked(("R1", "10012"), ("R2", "15003"), ("R3", "15003"))
    found = payers.payers_not_charged(ledger, sold, ordered, accounts(ACCOUNTS)).collect()
    assert found["subject"].to_list() == ["R1"]
    # Of two payers nobody knows who pays what.
    both = splits(("R1", "5003"), ("R1", "13"), ("R2", "5003"), ("R3", "5003"))
    assert payers.payers_not_charged(ledger, sold, both, accounts(ACCOUNTS)).collect().is_empty()


@pytest.mark.parametrize(
    ("ledger", "is_found"),
    [
        # Huber's own account is 10013, and somebody typed 10012.
        ([("R1", "10012"), ("R2", "10013")], True),
        ([("R1", "10012"), ("R2", "10012")], False),  # they share it
        ([("R1", "10012"), ("R2", "10012"), ("R2", "10013")], False),
        ([("R1", "10012")], False),  # nobody can tell: Huber was never billed
        ([("R2", "10013")], False),  # nor on an account that nobody was billed on
    ],
)
def test_an_account_of_two_customers_of_whom_one_is_billed_elsewhere_is_found(
    ledger: list[tuple[str, str]], *, is_found: bool
) -> None:
    sold = bills(("R1", "12", "12"), ("R2", "13", "13"))
    shared = accounts(ACCOUNTS, ("10012", "13"))
    found = payers.idle_shares(booked(*ledger), sold, shared).collect()
    expected = [("debtor_shared_idly", "10012", Decimal("100.00"), "KDDEB.csv", 2)] if is_found else []
    assert found.select("kind", "subject", "amount", "source_file", "source_row").rows() == expected
    assert payers.idle_shares(booked(*ledger), sold, accounts(ACCOUNTS)).collect().is_empty()
