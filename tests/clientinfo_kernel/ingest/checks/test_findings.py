"""Single checks, on a few rows: what each finds, how large it is, and what it leaves alone."""

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from clientinfo_kernel.ingest.checks.finding import findings
from clientinfo_kernel.query.snapshot import SnapshotStore
from clientinfo_kernel.query.tables.findings import FINDINGS
from tests.house import House

import polars as pl  # isort: skip

pytestmark = pytest.mark.slow


def found(house: House) -> list[tuple[str, str, Decimal]]:
    house.refresh()
    snapshot = SnapshotStore(house.folder / "state" / "snapshots").newest()
    return snapshot.whole("findings").select("kind", "subject", "amount").rows()


@pytest.fixture
def house(tmp_path: Path) -> House:
    """A house with one customer, whose only account is 10012."""
    made = House.at(tmp_path / "house")
    made.dealer_system("customers", {"customer_number": "12", "name": "Meier"})
    made.dealer_system("debtor_accounts", {"customer_number": "12", "debtor_account": "10012"})
    return made


def sale(amount: str, number: str, **more: str) -> dict[str, str]:
    return {"f1": amount, "f2": "S", "f7": "10012", "f8": "8400", "f10": "1003", "f11": number, **more}


def bill(number: str, net: str, gross: str, **more: Any) -> dict[str, Any]:
    known = {
        "kind": "workshop",
        "customer_number": "12",
        "paying_customer_number": "12",
        "invoiced_on": date(2012, 3, 10),
    }
    return {"invoice_number": number, "net": Decimal(net), "gross": Decimal(gross), **known, **more}


def test_what_agrees_is_no_finding_and_neither_is_a_cent_per_posting_but_a_cent_of_one_is(house: House) -> None:
    """A2 is untaxed on an account without a rate; the dealer system confirms it. The ledger cuts the zeros of 00301 off.

    B1 and B2 are two postings each, rounded by a cent apiece. Of C1 and C2 119.01 is booked for 119.00: on the debtor,
    where the gross tells it, and at the counter, where the net does.
    """
    house.dealer_system(
        "invoices",
        *(bill("A1", "100.00", "119.00"), bill("A2", "30.00", "30.00"), bill("00301", "200.00", "238.00")),
        *(bill("B1", "100.02", "119.02"), bill("B2", "100.03", "119.00")),
        *(bill("C1", "100.00", "119.00"), bill("C2", "100.00", "119.00")),
    )
    house.postings(
        2012,
        *(sale("119,00", "A1"), sale("30,00", "A2", f9=""), sale("238,00", "301")),
        *(sale("59,51", "B1"), sale("59,51", "B1"), sale("119,00", "B2")),
        *(sale("119,01", "C1"), {**sale("119,01", "C2"), "f7": "1000"}),
    )
    assert sorted(found(house)) == [
        ("gross_differs", "C1", Decimal("0.01")),
        ("net_differs", "B2", Decimal("0.03")),
        ("net_differs", "C2", Decimal("0.01")),
    ]


# How 100.00 of revenue are moved to another account later, and whether what is moved by half is lost by it.
MOVES = {
    "M": (({"f7": "8400", "f8": "8410", "f9": ""},), False),  # at once
    "N": (({"f7": "8400", "f8": "1590"}, {"f7": "1590", "f8": "8410", "f10": "1803"}), True),  # over an interim account
    "O": (({"f7": "8400", "f8": "0990", "f9": ""},), False),  # deferred
}


def test_a_net_that_differs_is_found_beside_taxes_deposits_and_moves(house: House) -> None:
    """Each letter is a case of its own.

    T: the key has taken 19.00 out of T1 and T3 before they are taken out by hand, or by the key of a move to another
    account. T2 and T4, used cars, state no tax, and their margins have 19.00. T4 was sold for 10.00 more than is booked.

    D: 119.00 at 19 % were paid ahead, so that the final invoices ask for nothing; D2 is booked at 7 %: 111.21 instead of
    100.00.

    M, N, O: 100.00 are sold three times and moved later; the second's invoice says 200.00, the third is moved by half.
    """
    by_hand = {"f1": "19,00", "f2": "S", "f7": "8400", "f8": "1776", "f9": "", "f10": "1003"}
    moved = {"f1": "119,00", "f2": "S", "f7": "8400", "f8": "8410", "f10": "1003"}
    offset = {"f1": "119,00", "f2": "S", "f7": "1710", "f8": "10012", "f10": "1003"}
    bills = [
        *(bill("T1", "100.00", "119.00"), bill("T2", "119.00", "119.00")),
        *(bill("T3", "100.00", "119.00"), bill("T4", "129.00", "129.00")),
        *(bill("D1", "0.00", "0.00"), bill("D2", "0.00", "0.00")),
    ]
    rows = [
        *(sale("119,00", "T1"), by_hand | {"f11": "T1"}, sale("119,00", "T2", f9="40"), by_hand | {"f11": "T2"}),
        *(sale("119,00", "T3"), moved | {"f11": "T3"}, sale("119,00", "T4", f9="40"), by_hand | {"f11": "T4"}),
        *(sale("119,00", "D1"), offset | {"f11": "D1"}, sale("119,00", "D2", f9="2"), offset | {"f11": "D2"}),
    ]
    for letter, (steps, _is_lost) in MOVES.items():
        bills += [bill(f"{letter}{at}", f"{net}.00", "119.00") for at, net in ((1, 100), (2, 200), (3, 100))]
        whole = [{"f1": "119,00", "f2": "S", "f10": "1503", **step} for step in steps]
        for at, those in ((1, whole), (2, whole), (3, whole[:1])):
            rows += [sale("119,00", f"{letter}{at}"), *({**each, "f11": f"{letter}{at}"} for each in those)]
    house.dealer_system("invoices", *bills)
    house.postings(2012, *rows)
    wrong = sorted((subject, amount) for kind, subject, amount in found(house) if kind == "net_differs")
    assert [row for row in wrong if row[0].startswith("T")] == [
        ("T1", Decimal("19.00")), ("T3", Decimal("19.00")), ("T4", Decimal("10.00")),
    ]  # fmt: skip
    lost = [f"{letter}3" for letter, (_steps, is_lost) in MOVES.items() if is_lost]
    assert [subject for subject, _amount in wrong] == sorted(["T1", "T3", "T4", "D2", "M2", "N2", "O2", *lost])


def test_gross_that_stands_for_net_is_found_with_and_without_the_dealer_system(house: House) -> None:
    house.postings(2012, sale("119,00", "R1", f9=""))
    assert found(house) == [("revenue_without_rate", "8400", Decimal("119.00"))]
    house.dealer_system("invoices", bill("R1", "100.00", "119.00"))
    assert found(house) == [
        ("net_differs", "R1", Decimal("19.00")),
        ("revenue_without_rate", "8400", Decimal("119.00")),
    ]


def test_an_untaxed_sale_that_was_cancelled_leaves_nothing_to_doubt(house: House) -> None:
    """A used car whose margin is taxed, taken back next month by a turned posting: neither figure nor tax is left of it."""
    taken_back = sale("119,00", "R1", f9="", f2="H", f10="0304")
    house.postings(2012, sale("119,00", "R1", f9=""), taken_back)
    assert found(house) == []
    house.postings(2012, sale("119,00", "R1", f9=""), {**taken_back, "f1": "100,00"})
    assert found(house) == [("revenue_without_rate", "8400", Decimal("19.00"))]


def test_an_account_that_is_said_to_be_free_of_tax_is_no_finding(house: House) -> None:
    mapping = house.folder / "accounts.csv"
    mapping.write_text(
        mapping.read_text("utf-8").replace(
            "8400;8499;revenue;workshop;0;;10,00;;", "8400;8499;revenue;workshop;0;;10,00;0;"
        ),
        "utf-8",
    )
    house.postings(2012, sale("119,00", "R1", f9=""))
    assert found(house) == []


def test_a_key_of_the_houses_own_needs_its_rate(house: House) -> None:
    house.postings(2012, sale("120,00", "R1", f9="51"))
    assert ("tax_key_unknown", "51", Decimal("120.00")) in found(house)
    settings = house.folder / "clientinfo.toml"
    settings.write_text('tax_keys = { 51 = "20,0" }\n' + settings.read_text("utf-8"), "utf-8")
    assert found(house) == []
    assert house.refresh().customer("12").revenue()["total"].to_list() == [Decimal("100.00")]


def test_an_invoice_that_the_ledger_lacks_is_found_unless_it_waits_or_is_internal(house: House) -> None:
    house.dealer_system(
        "invoices",
        bill("R1", "100.00", "119.00"),
        bill("R2", "50.00", "59.50"),
        bill("R 3", "40.00", "47.60"),
        bill("R4", "30.00", "30.00", kind="internal"),
        bill("R5", "20.00", "23.80", is_cancelled=True),
        bill("R6", "10.00", "11.90", invoiced_on=date(2012, 9, 1)),
    )
    house.postings(2012, sale("119,00", "R1"), sale("1,19", "R9", f10="3003"))
    house.inbox("dms", ("E1;W;;R;R3;10.03.2012;;;12;10012;;;;40,00;7,60;47,60;EUR;",))
    assert [row for row in found(house) if row[0] == "invoice_not_posted"] == [
        ("invoice_not_posted", "R2", Decimal("50.00"))
    ]


def test_a_row_without_a_range_names_its_account_and_sum(house: House) -> None:
    house.postings(2012, sale("119,00", "R1"), {**sale("500,00", "R2"), "f8": "8950", "f9": ""})
    assert ("account_without_range", "8950", Decimal("500.00")) in found(house)


def test_a_reversal_without_an_original_stays_listed(house: House) -> None:
    house.postings(2012, sale("119,00", "R1"), sale("23,80", "R7", f118="1"))
    assert ("reversal_without_original", "R7", Decimal("23.80")) in found(house)


def test_a_month_between_two_others_without_a_posting_is_named(house: House) -> None:
    house.postings(2012, sale("119,00", "R1", f10="1001"), sale("119,00", "R2", f10="1003"))
    assert found(house) == [("month_without_postings", "2012-02", Decimal("0.00"))]


def test_a_finding_has_the_declared_columns() -> None:
    rows = pl.LazyFrame({"subject": ["8400"], "cents": [-5], "source_file": ["a"], "source_row": [3]})
    frame = findings("net_differs", rows).collect()
    assert frame.schema == FINDINGS.columns
    assert frame["amount"].to_list() == [Decimal("0.05")]
