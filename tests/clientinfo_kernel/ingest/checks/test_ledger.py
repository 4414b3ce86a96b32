"""Checks of the ledger in itself on a few postings, without a house."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from clientinfo_kernel.ingest.checks.ledger import accounts_without_range, opening_differences, services_in_another_year
from clientinfo_kernel.ingest.movements.booked import booked
from tests.clientinfo_kernel.ingest.ledger_rows import mapping, posting, postings, roles
from tests.clientinfo_kernel.ingest.small_ledger import Book, invoice, payment


@pytest.mark.parametrize(("chart", "margin", "money"), [("03", "8191", "1200"), ("04", "4136", "1800")])
def test_a_mapping_of_the_house_that_forgets_the_margin_of_its_cars_is_told(
    chart: str, margin: str, money: str
) -> None:
    """The margin's account is a class of the chart for its tax; it is in no figure all the same. The bank need not be."""
    ranges = mapping((int(margin) + 1, int(margin) + 9, "revenue", "used_vehicles", {}))
    rows = postings(
        posting("2021-03-01", "2380.00", "S", "10012", margin, document_ref1="R1"),
        posting("2021-03-09", "2380.00", "S", money, "10012", document_ref1="R1"),
    )
    known = roles(rows, ranges, chart)
    assert accounts_without_range(booked(rows, known), known).collect()["subject"].to_list() == [margin]


def supplied(day: str, supply: date | None, count: int = 1) -> list[dict[str, Any]]:
    return [posting(day, "119.00", "S", "10012", "8400", service_on=supply) for _ in range(count)]


@pytest.mark.parametrize(
    ("rows", "is_found"),
    [
        pytest.param(supplied("2021-03-01", date(2020, 2, 20), 9), True, id="all of a file a year away"),
        pytest.param(supplied("2021-03-01", date(2022, 3, 20), 9), True, id="and a year ahead"),
        pytest.param(supplied("2021-03-01", date(2020, 3, 1), 1) + supplied("2021-03-01", None, 9), True, id="a tenth"),
        pytest.param(supplied("2021-03-01", date(2020, 3, 1), 1) + supplied("2021-03-01", None, 10), False, id="one billed late"),
        pytest.param(supplied("2021-03-01", date(2020, 8, 1), 9), False, id="billed seven months late"),
        pytest.param(
            supplied("2021-03-01", date(2020, 3, 1), 2) + supplied("2021-03-01", date(2021, 3, 1), 2), False, id="half of them"
        ),
    ],
)  # fmt: skip
def test_a_file_is_of_another_year_if_its_supplies_are_whole_years_away(
    rows: list[dict[str, Any]], *, is_found: bool
) -> None:
    found = services_in_another_year(postings(*rows)).collect()
    assert (found.height == 1) is is_found


SOLD = invoice("2020-11-02", "116.00", "R1")
PAID = payment("2020-12-10", "116.00", "R1")


def opened(amount: str, number: str | None = "R1") -> dict[str, Any]:
    return posting("2021-01-01", amount, "S", "10012", "9008", document_ref1=number)


@pytest.mark.parametrize(
    ("rows", "size"),
    [
        pytest.param((SOLD, opened("116.00")), None, id="open, and carried forward"),
        pytest.param((SOLD, PAID, opened("116.00")), "116.00", id="paid, and carried forward all the same"),
        pytest.param((SOLD, PAID, opened("16.00")), "16.00", id="paid, and a part carried forward"),
        pytest.param((SOLD, opened("120.00")), "4.00", id="more than is open"),
        pytest.param((SOLD, PAID, opened("116.00", "R2")), None, id="another one, of before the data"),
        pytest.param((opened("116.00"), payment("2021-01-20", "116.00", "R1")), None, id="its year is not there"),
        pytest.param(
            (PAID, posting("2020-12-20", "116.00", "S", "10012", "1200", document_ref1="R1"), opened("116.00")), None,
            id="an older invoice, whose debit came back before the year ended",
        ),
        pytest.param((SOLD, PAID, opened("116.00"), invoice("2021-03-01", "119.00", "R1")), "116.00", id="and the number used again"),
        pytest.param((opened("116.00"), invoice("2021-03-01", "119.00", "R1")), None, id="its number used again later"),
    ],
)  # fmt: skip
def test_an_opening_balance_that_the_old_year_contradicts_is_found(
    rows: tuple[dict[str, Any], ...], size: str | None
) -> None:
    found = opening_differences(Book(*rows).entries).collect()
    expected = [] if size is None else [("opening_balance_differs", "R1", Decimal(size))]
    assert found.select("kind", "subject", "amount").rows() == expected
