"""A line of totals has no number of its own; whoever has one is a record, whatever they are called."""

import polars as pl
import pytest

from data_sources.mapped.total_lines import without_totals

CUSTOMER = ("customer_number", "name", "first_name", "street", "postcode", "town", "phone")


def customer(number: str | None, *cells: str) -> dict[str, str | None]:
    return dict(zip(CUSTOMER, (number, *cells, *[None] * len(CUSTOMER)), strict=False))


@pytest.mark.parametrize(
    ("record", "expected"),
    [
        pytest.param(customer("Summe", "312"), 1, id="a word in place of the number"),
        pytest.param(customer("312 Kunden"), 1, id="how many in place of the number"),
        pytest.param(customer(None, "Gesamt", "312"), 1, id="a word and no number"),
        pytest.param(customer("312", "Summe Kunden"), 1, id="a count of customers"),
        pytest.param(customer("10077", "Total", "Hof"), 0, id="a filling station"),
        pytest.param(customer("10078", "Gesamt"), 0, id="a person of that name"),
        pytest.param(customer("K-12", "Summe Kunden"), 0, id="a number that is no count"),
        pytest.param(customer(None, "Meier", "Hof"), 0, id="a record that lacks its number"),
        pytest.param(customer(None, "Gesamt", "Anna", "Weg 1", "95028"), 0, id="a person who lacks a number"),
    ],
)
def test_what_says_a_total_in_place_of_a_number(record: dict[str, str | None], expected: int) -> None:
    fields = pl.DataFrame([customer("1", *"ABCDEF"), record, customer("2", *"ABCDEF")])
    records, totals = without_totals(fields, ["customer_number"])
    assert (records.height, totals.height) == (3 - expected, expected)


def test_the_number_of_what_is_sold_is_not_that_of_the_record() -> None:
    """Total sells oil; a table whose records have no numbers has no lines of totals."""
    line = {"order_number": "A1", "item_number": "TOTAL 9000 5W40", "text": "Summe", "amount": "75,00"}
    fields = pl.DataFrame([line])
    assert without_totals(fields, ["order_number", "split", "line"])[1].is_empty()
    assert without_totals(fields, [])[1].is_empty()
