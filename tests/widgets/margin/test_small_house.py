"""A house of four postings: what has no number opens to its own customer, and a picture stays of one snapshot."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

from clientinfo_kernel.access.rights import Viewer
from clientinfo_kernel.margin import Margin, Question
from tests.house import House
from widgets.margin.origin import origin
from widgets.margin.view import View

if TYPE_CHECKING:
    from pathlib import Path

NOW = Question(("gross_profit",), ("customer",), (("month", ("2012-05..2012-05",)),))


def _sale(amount: str, account: str, day: str, number: str = "") -> dict[str, str]:
    return {"f1": amount, "f2": "S", "f7": account, "f8": "8800", "f9": "", "f10": day, "f11": number}


def test_a_line_without_a_number_is_its_customers_and_a_picture_is_of_one_snapshot(tmp_path: Path) -> None:
    """In May A buys for 100.00 and B for 40.00 without a number; in June A for 7.00, nobody for 60.00 in cash. Then A's 100.00 become 200.00."""
    house = House.at(tmp_path)
    numbers = ("12", "13")
    house.dealer_system("customers", *({"customer_number": each, "name": each} for each in numbers))
    accounts = ({"customer_number": each, "debtor_account": f"100{each}"} for each in numbers)
    house.dealer_system("debtor_accounts", *accounts)
    rest = (_sale("40,00", "10013", "1005"), _sale("7,00", "10012", "1006"), _sale("60,00", "1000", "1106"))
    house.postings(2012, _sale("100,00", "10012", "0905"), *rest)
    directory = replace(house.refresh(), viewer=Viewer("", frozenset({"controlling"})))
    margin = Margin(directory).pinned()

    (documents,) = origin(margin, View(NOW, cell=())).documents
    assert sorted(documents.rows["gross_profit"]) == [Decimal("40.00"), Decimal("100.00")]
    for row in documents.rows.iter_rows(named=True):
        view = View(NOW, cell=(), document="unassigned", year="2012", owner=row["customer"])
        postings = origin(margin, view).postings
        assert postings is not None
        assert postings.total["amount"] == row["gross_profit"] == sum(postings.rows["amount"])

    pages = [margin.postings((), offset=at, limit=2) for at in (0, 2)]  # the second one is of B and of nobody
    assert [each.rows["amount"].to_list() for each in pages] == [[Decimal(100), Decimal(7)], [Decimal(40), Decimal(60)]]
    assert [(each.height, each.total["amount"]) for each in pages] == [(4, Decimal("207.00"))] * 2

    house.postings(2012, _sale("200,00", "10012", "0905"), *rest)
    house.refresh()
    totals = [each.ask(NOW).total["gross_profit"] for each in (margin, margin.pinned(), Margin(directory))]
    assert totals == [Decimal("140.00"), Decimal("140.00"), Decimal("240.00")]
