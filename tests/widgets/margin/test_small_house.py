"""A house of a few postings: what has no number opens to its own customer, cars are counted, advisers are not kept."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING
from unittest.mock import Mock

import pytest
from lxml import html

from clientinfo_kernel.access.rights import Viewer
from clientinfo_kernel.margin import Margin, Question
from clientinfo_kernel.margin.change import change
from tests.house import House
from widgets.margin.origin import origin
from widgets.margin.origin_view import OriginView
from widgets.margin.view import View
from widgets.views.context import ViewContext
from widgets.views.markup_writer import MarkupWriter

if TYPE_CHECKING:
    from clientinfo_kernel.query.directory import CustomerDirectory

NOW = Question(("gross_profit",), ("customer",), (("month", ("2012-05..2012-05",)),))
OF_2012 = ("year=2012",)
# Of what a vehicle sells for, 80 % are its costs.
ACCOUNTS = """\
8100;8199;revenue;new_vehicles;0;80,00;;;Erlöse Vorführwagen
8200;8299;revenue;used_vehicles;0;80,00;;;Erlöse Gebrauchtwagen
8700;8799;revenue_deduction;unassigned;0;;;;Erlösminderungen
"""


def _sale(amount: str, account: str, day: str, number: str = "", revenue: str = "8800") -> dict[str, str]:
    return {"f1": amount, "f2": "S", "f7": account, "f8": revenue, "f9": "", "f10": day, "f11": number}


# In May A buys for 100.00 and B for 40.00 without a number; in June A for 7.00, nobody for 60.00 in cash.
REST = (_sale("40,00", "10013", "1005"), _sale("7,00", "10012", "1006"), _sale("60,00", "1000", "1106"))

# C bought last in 2009, is granted 5.00 of that in 2010, and buys again in 2011.
LATE = {**_sale("5,00", "10014", "0503", "R8", "8700"), "f2": "H"}
NEW = _sale("100,00", "10014", "0703", "R9")
OLD = _sale("30,00", "10015", "0703", "R7")


def _cars(count: int, price: str, account: str, revenue: str) -> list[dict[str, str]]:
    return [_sale(price, account, "0503", f"{revenue}{number}", revenue) for number in range(count)]


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> House:
    house = House.at(tmp_path_factory.mktemp("small") / "house")
    with (house.folder / "accounts.csv").open("a", encoding="utf-8") as accounts:
        accounts.write(ACCOUNTS)
    # C has a second number, 15, under which C bought in 2010.
    called = {"12": "Adam", "13": "Berg", "14": "Conrad", "15": "Conrad"}
    rows = ({"customer_number": each, "name": name, "postal_code": "95028"} for each, name in called.items())
    house.dealer_system("customers", *rows)
    debtors = ({"customer_number": each, "debtor_account": f"100{each}"} for each in called)
    house.dealer_system("debtor_accounts", *debtors)
    order = {"order_number": "A1", "customer_number": "12", "branch": "Hof", "service_advisor": "Adler"}
    house.dealer_system("orders", order)
    house.dealer_system(
        "invoices",
        {"invoice_number": "R1", "kind": "workshop", "order_number": "A1", "customer_number": "12"},
        {"invoice_number": "R2", "kind": "parts", "customer_number": "13", "branch": "Naila", "salesperson": "Voss"},
    )
    house.postings(2010, *_cars(2, "20000,00", "10012", "8100"), *_cars(2, "10000,00", "10013", "8200"), LATE, OLD)
    bills = (_sale("10,00", "10012", "0703", "R1", "8400"), _sale("10,00", "10013", "0703", "R2", "8300"))
    house.postings(2011, *_cars(3, "22000,00", "10012", "8100"), *_cars(1, "11000,00", "10013", "8200"), *bills, NEW)
    house.postings(2012, _sale("100,00", "10012", "0905"), *REST)
    return house


@pytest.fixture(scope="module")
def directory(house: House) -> CustomerDirectory:
    return replace(house.refresh(), viewer=Viewer("", frozenset({"controlling"})))


def test_two_cars_become_three_at_another_price(directory: CustomerDirectory) -> None:
    """What earned 4,000 each of 20,000 earns 4,400 of 22,000: a third car is 4,000, three times 2,000 more are 6,000, and
    three times 1,600 are costs. Of B's two used ones, which earned 2,000 each of 10,000, is one left, for 11,000.
    """
    where = (("division", ("new_vehicles", "used_vehicles")), ("year", ("2011",)))
    steps = change(Margin(directory), Question(where=where, compare="previous_year")).steps
    found = {(row["customer"], row["division"], row["part"]): row["amount"] for row in steps.iter_rows(named=True)}
    assert found == {
        ("12", "new_vehicles", "volume"): 4_000_00,
        ("12", "new_vehicles", "price"): 6_000_00,
        ("12", "new_vehicles", "cost"): -4_800_00,
        ("13", "used_vehicles", "volume"): -2_000_00,
        ("13", "used_vehicles", "price"): 1_000_00,
        ("13", "used_vehicles", "cost"): -800_00,
    }


def test_what_is_taken_off_late_stands_among_the_documents_of_who_is_new(directory: CustomerDirectory) -> None:
    """105.00 more than the year before: 100.00 of now, and -5.00 of then, which made nobody a customer of that year."""
    view = View(Question(("gross_profit",), ("customer",), (("year", ("2011",)),), "previous_year"), cell=())
    found = origin(Margin(directory), replace(view, part="new_customers"))
    assert found.parts["new_customers"] == Decimal("105.00")
    assert [(each.is_before, each.profit) for each in found.documents] == [(False, Decimal(100)), (True, Decimal(-5))]


@pytest.mark.parametrize(("part", "own", "other"), [("new_customers", "14", "15"), ("lost_customers", "15", "14")])
def test_who_is_new_or_lost_by_the_number_alone_is_said(
    directory: CustomerDirectory, part: str, own: str, other: str
) -> None:
    """Numbers are compared, and nobody merges them: C is lost as 15, and gained as 14."""
    view = View(Question(("gross_profit",), ("customer",), (("year", ("2011",)),), "previous_year"), cell=(), part=part)
    margin = Margin(directory)
    found = origin(margin, view)
    assert found.alike == {own: (other, "Conrad")}
    written = OriginView(found, view, lambda _view: None, MarkupWriter(ViewContext(print)), Mock())
    shown = html.fromstring(written.write())
    (line,) = shown.xpath(f"//button[contains(., 'Conrad') and contains(., 'Kd.-Nr. {other}')]")
    assert "vielleicht Conrad" in line.text_content()
    assert "1 Kunde, 1 vielleicht mit anderer Nummer" in shown.text_content()
    assert set(written.customers()) == {"14", "15"}, "whoever is named is counted"
    assert origin(margin, replace(view, part="price")).alike == {}


def test_a_house_that_does_not_ask_by_advisers_keeps_none(directory: CustomerDirectory) -> None:
    """Whoever reads the snapshot's tables, as analysts do, finds neither adviser nor salesperson with the figures."""
    facts = directory.table("margin_facts")
    assert {"Hof", "Naila"} <= set(facts["branch"]), "order and invoice are those of the documents"
    assert facts["adviser"].null_count() == facts.height


@pytest.mark.slow
def test_a_line_without_a_number_is_its_customers_and_a_picture_is_of_one_snapshot(
    house: House, directory: CustomerDirectory
) -> None:
    """A's 100.00 become 200.00 while a page is open."""
    margin = Margin(directory).pinned()

    (documents,) = origin(margin, View(NOW, cell=())).documents
    assert sorted(documents.rows["gross_profit"]) == [Decimal("40.00"), Decimal("100.00")]
    for row in documents.rows.iter_rows(named=True):
        view = View(NOW, cell=(), document="unassigned", year="2012", owner=row["customer"])
        postings = origin(margin, view).postings
        assert postings is not None
        assert postings.total["amount"] == row["gross_profit"] == sum(postings.rows["amount"])

    pages = [margin.postings(OF_2012, offset=at, limit=2) for at in (0, 2)]  # the second one is of B and of nobody
    assert [each.rows["amount"].to_list() for each in pages] == [[Decimal(100), Decimal(7)], [Decimal(40), Decimal(60)]]
    assert [(each.height, each.total["amount"]) for each in pages] == [(4, Decimal("207.00"))] * 2

    house.postings(2012, _sale("200,00", "10012", "0905"), *REST)
    house.refresh()
    totals = [each.ask(NOW).total["gross_profit"] for each in (margin, margin.pinned(), Margin(directory))]
    assert totals == [Decimal("140.00"), Decimal("140.00"), Decimal("240.00")]
