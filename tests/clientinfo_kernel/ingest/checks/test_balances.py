"""The list of totals and balances against the postings: which accounts differ, by how much, and what is no difference."""

from decimal import Decimal
from pathlib import Path

import pytest

from clientinfo_kernel.query.snapshot import SnapshotStore
from tests.house import House

D = Decimal
HEAD = "Konto;Beschriftung;EB-Wert;S;H;Saldo;S;H;{month} Soll;Haben;kum. Werte Soll;Haben"
# On paper: 119,00 and 238,00 gross at 19 % are 100,00 and 200,00 net; 119,00 of them paid.
SALES = (
    {"f1": "119,00", "f2": "S", "f7": "10012", "f8": "8400", "f10": "1001", "f11": "R1"},
    {"f1": "238,00", "f2": "S", "f7": "10012", "f8": "8400", "f10": "1003", "f11": "R2"},
    {"f1": "119,00", "f2": "S", "f7": "1200", "f8": "10012", "f10": "2003", "f11": "R1", "f9": ""},
)
SOUND = (
    "8400;Erlöse;;;;300,00;;H;0,00;200,00;0,00;300,00",
    "10012;Meier;;;;238,00;S;;238,00;119,00;357,00;119,00",
    # Not compared: what a posting's key splits off stands on an account that no posting names.
    "1776;Umsatzsteuer;;;;57,00;;H;0,00;38,00;0,00;57,00",
)


@pytest.fixture
def house(tmp_path: Path) -> House:
    made = House.at(tmp_path / "house")
    made.dealer_system("customers", {"customer_number": "12", "name": "Meier"})
    made.dealer_system("debtor_accounts", {"customer_number": "12", "debtor_account": "10012"})
    made.postings(2012, *SALES)
    return made


def balances(house: House, *lines: str, month: str = "Mrz 2012", name: str = "SuSa.csv") -> None:
    text = "\r\n".join([HEAD.format(month=month), *lines, ""])
    (house.folder / "datev" / name).write_bytes(text.encode("cp1252"))


def found(house: House) -> list[tuple[str, str, Decimal, Decimal | None, Decimal | None, str, int]]:
    house.refresh()
    findings = SnapshotStore(house.folder / "state" / "snapshots").newest().whole("findings")
    rows = findings.filter(findings["kind"].is_in(["balance_differs", "month_total_differs"]))
    return rows.select("kind", "subject", "amount", "stated", "booked", "source_file", "source_row").rows()


def test_a_list_that_agrees_is_no_finding(house: House) -> None:
    balances(house, *SOUND)
    balances(house, "8400;Erlöse;;;;100,00;;H;0,00;100,00;0,00;100,00", month="Jan 2012", name="SuSa_Jan.csv")
    assert found(house) == []


def test_what_differs_has_its_size_and_the_line_of_the_first_list_that_says_so(house: House) -> None:
    balances(house, "8400;Erlöse;;;;350,00;;H;0,00;200,00;0,00;350,00", SOUND[1])
    balances(house, "8400;Erlöse;;;;150,00;;H;0,00;150,00;0,00;150,00", month="Feb 2012", name="SuSa_Feb.csv")
    assert found(house) == [("balance_differs", "8400", D("50.00"), D("-150.00"), D("-100.00"), "SuSa_Feb.csv", 2)]


def test_an_account_whose_postings_are_missing_altogether_is_found(house: House) -> None:
    balances(house, *SOUND, "8300;Erlöse Teile;;;;75,00;;H;0,00;0,00;0,00;75,00")
    assert found(house) == [("balance_differs", "8300", D("75.00"), D("-75.00"), D("0.00"), "SuSa.csv", 5)]


def test_a_corrected_list_of_the_same_day_is_enough(house: House) -> None:
    balances(house, "8400;Erlöse;;;;250,00;;H;0,00;150,00;0,00;250,00", name="SuSa_alt.csv")
    balances(house, *SOUND, name="SuSa_neu.csv")
    assert found(house) == []


def test_a_posting_in_another_month_is_doubtful_where_the_year_agrees(house: House) -> None:
    balances(house, "8400;Erlöse;;;;300,00;;H;0,00;300,00;0,00;300,00")
    assert found(house) == [("month_total_differs", "8400", D("100.00"), None, None, "SuSa.csv", 2)]


def test_an_opening_counts_where_the_ledger_books_openings(house: House) -> None:
    balances(house, "10012;Meier;40,00;S;;278,00;S;;238,00;119,00;357,00;119,00")
    assert found(house) == []  # no opening of 2012 was exported
    opening = {"f1": "50,00", "f2": "S", "f7": "10012", "f8": "9008", "f10": "101", "f11": "R0", "f9": ""}
    house.postings(2012, opening, *SALES)
    assert found(house) == [("balance_differs", "10012", D("10.00"), D("278.00"), D("288.00"), "SuSa.csv", 2)]


def test_a_list_older_than_the_postings_says_nothing(house: House) -> None:
    balances(house, "8400;Erlöse;;;;900,00;;H;0,00;900,00;0,00;900,00", month="Dez 2011")
    assert found(house) == []
