"""Wages in sums: what is left of single ones, and what is not."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import polars as pl
import pytest

from clientinfo_kernel import open_snapshot
from clientinfo_kernel.errors import SettingsError
from clientinfo_kernel.ingest.curate.wages import employees_accounts, postings_in_sums, wage_accounts
from clientinfo_kernel.margin import Margin
from clientinfo_kernel.sections.wages import WageSettings, wage_ranges
from tests.house import House

from .ledger_rows import ledger_postings, posting, postings

if TYPE_CHECKING:
    from pathlib import Path

JANUARY, FEBRUARY = date(2012, 1, 31), date(2012, 2, 29)


def test_two_people_s_wages_are_one_sum_that_says_nobody_s_name() -> None:
    """2,500 and 1,800 of January are 4,300; the bank pays 1,200.10 and 900 to them, and keeps its rent as it is."""
    rows = postings(
        posting("2012-01-30", "2500.00", "S", "4120", "1755", text="Huber", document_ref1="P7", cost_center="3"),
        posting("2012-01-31", "1800.00", "S", "4120", "1755", text="Maier", document_ref1="P8", cost_center="4"),
        posting("2012-02-28", "2500.00", "S", "4120", "1755", text="Huber", is_reversal=True),
        posting("2012-01-31", "1200.10", "H", "1200", "1755", text="Huber"),
        posting("2012-01-31", "900.00", "H", "1200", "1755", text="Maier"),
        posting("2012-01-31", "20.00", "S", "1755", "10012", text="Maier kauft Öl", cash_discount="1.00"),
        posting("2012-01-31", "119.00", "H", "1200", "4210", text="Miete", document_ref1="M1"),
    )
    kept = postings_in_sums(ledger_postings(rows), ["1755", "4120"]).collect()
    shown = kept.sort("posted_on", "account", "contra_account", nulls_last=True)
    assert shown.select("posted_on", "account", "contra_account", "side", "amount", "is_reversal").rows() == [
        (JANUARY, "1200", "1755", "H", Decimal("2100.10"), False),
        (JANUARY, "1200", "4210", "H", Decimal(119), False),
        (JANUARY, "1755", None, "S", Decimal(20), False),
        (JANUARY, "4120", "1755", "S", Decimal(4300), False),
        (FEBRUARY, "4120", "1755", "S", Decimal(2500), True),
    ]
    assert kept["text"].drop_nulls().to_list() == ["Miete"]
    assert kept["number"].drop_nulls().to_list() == ["M1"]
    assert kept["source_row"].drop_nulls().to_list() == [9]
    assert kept["cost_center"].null_count() == kept.height
    assert kept["cash_discount"].drop_nulls().to_list() == [Decimal(1)]


def test_net_pay_to_an_employee_s_own_account_is_a_wage_and_what_a_customer_pays_is_not() -> None:
    """10077 is booked against 4120, and 10088 the house names: 1,800 and 900 go out in one sum; 10012 pays 50 by itself."""
    rows = postings(
        posting("2012-01-30", "2500.00", "S", "4120", "10077", text="Maier"),
        posting("2012-01-31", "1800.00", "S", "10077", "1200", text="Gehalt Maier"),
        posting("2012-01-31", "900.00", "S", "10088", "1200", text="Gehalt Huber"),
        posting("2012-01-31", "7.00", "S", "10077", "8400", text="Maier kauft Öl"),
        posting("2012-01-31", "50.00", "H", "10012", "1200", text="Zahlung"),
    )
    delivered = ledger_postings(rows)
    employees = employees_accounts(delivered, ["4120"], WageSettings(accounts=("10088",)))
    assert employees == ["10077", "10088"]
    kept = postings_in_sums(delivered, ["4120"], employees, ["1200"]).collect()
    assert set(kept.select("account", "contra_account", "amount", "text").rows()) == {
        ("4120", None, Decimal(2500), None),
        (None, "1200", Decimal(2700), None),
        ("10077", "8400", Decimal(7), "Maier kauft Öl"),
        ("10012", "1200", Decimal(50), "Zahlung"),
    }


def test_wages_are_told_by_the_chart_at_the_ledger_s_length_and_by_the_house() -> None:
    """SKR04 has goods where SKR03 has wages, and the other way round; a house of six digits adds what is its own."""
    accounts = pl.Series(["4099", "4100", "4199", "4200", "6019", "3790", "1755", "1200", "0975"])
    house = WageSettings(accounts=("0975", " 1200 .. 1201"))
    assert wage_accounts(accounts, "03", 4, WageSettings()) == ["1755", "4100", "4199"]
    assert wage_accounts(accounts, "04", 4, WageSettings()) == ["3790", "6019"]
    assert wage_accounts(accounts, None, 4, house) == ["0975", "1200", "1755", "4100", "4199"]
    assert wage_accounts(accounts, "03", 4, WageSettings(postings="single", accounts=("1200",))) == []
    # Around 1530 and 1740, 3770 and 3790: tax that the office owes, duties, and vouchers that customers pay with.
    near = pl.Series(["1538", "1539", "1743", "1745", "1747", "1792", "1795", "1796", "3785", "3786", "3790", "3796"])
    assert wage_accounts(near, "03", 4, WageSettings()) == ["1538", "1743", "1745", "1795"]
    assert wage_accounts(near, "04", 4, WageSettings()) == ["3785", "3790", "3796"]
    longer = pl.Series(["412000", "410", "175500", "840000", "41200"])
    # 41200 is 041200 without its zero, or a wage of a year in which accounts had five digits.
    assert wage_accounts(longer, "51", 6, WageSettings()) == ["175500", "41200", "412000"]


@pytest.mark.parametrize("wrong", ["", "abc", "5..4", "1200...1300", "12-13", "..1200"])
def test_what_is_no_range_of_accounts_is_said(wrong: str) -> None:
    with pytest.raises(SettingsError, match=r"wages\.accounts"):
        wage_ranges(WageSettings(accounts=(wrong,)))


@pytest.mark.slow
def test_wages_that_cost_the_workshop_are_one_sum_too_and_cost_as_much(tmp_path: Path) -> None:
    """Three people earn 30, 20 and 9 in March on cost centre 7, one 11 in April: 100 less 70 and R1's calculated 10.

    That one document of the payroll has an invoice's number, and that one wage is paid to a customer's account, gives
    nobody a wage: 20 and 9 of March stay the house's.
    """
    house = House.at(tmp_path / "house")
    with (house.folder / "accounts.csv").open("a", encoding="utf-8") as mapping:
        mapping.write("4100;4199;labour_cost;workshop;0;;;;Löhne\n")
    house.dealer_system("customers", {"customer_number": "12", "name": "Meier"})
    house.dealer_system("debtor_accounts", {"customer_number": "12", "debtor_account": "10012"})
    sale = {"f1": "100,00", "f2": "S", "f7": "10012", "f8": "8400", "f9": "", "f10": "1003", "f11": "R1"}
    wage = {"f2": "S", "f7": "4120", "f8": "1755", "f9": "", "f37": "7"}
    wages = (
        {**wage, "f1": "30,00", "f10": "3003", "f11": "P7", "f14": "Huber"},
        {**wage, "f1": "20,00", "f10": "3103", "f11": "R1", "f14": "Maier"},
        {**wage, "f1": "11,00", "f10": "3004", "f11": "P7", "f14": "Huber"},
        {**wage, "f1": "9,00", "f8": "10012", "f10": "3103", "f14": "Meier"},
        {"f1": "8,00", "f2": "S", "f7": "10012", "f8": "1200", "f9": "", "f10": "3103", "f14": "Gehalt Meier"},
    )
    house.postings(2012, sale, *wages)
    margin = Margin(house.refresh())
    rows = margin.postings(("account=4120",)).rows
    assert rows["customer"].null_count() == rows.height
    known = rows.select("posted_on", "amount", "cost_center", "number", "text", "source_row").sort("posted_on")
    assert known.rows() == [
        (date(2012, 3, 31), Decimal(-59), "7", None, None, None),
        (date(2012, 4, 30), Decimal(-11), "7", None, None, None),
    ]
    delivered = open_snapshot(house.folder / "clientinfo.toml").ledger_postings.frame()
    assert "Gehalt Meier" not in delivered["text"].to_list()
    whole = margin.postings(()).total["amount"]
    assert whole == Decimal(20)
    with (house.folder / "clientinfo.toml").open("a", encoding="utf-8") as settings:
        settings.write('[wages]\npostings = "single"\n')
    margin = Margin(house.refresh())
    single = margin.postings(("account=4120",)).rows
    assert single["text"].sort().to_list() == ["Huber", "Huber", "Maier", "Meier"]
    assert margin.postings(()).total["amount"] == whole + 10, "a wage that is R1's stands in for the calculated one"
    delivered = open_snapshot(house.folder / "clientinfo.toml").ledger_postings.frame()
    assert delivered.filter(account="4120")["amount"].sort().to_list() == [
        Decimal(9),
        Decimal(11),
        Decimal(20),
        Decimal(30),
    ]
