"""A day and an amount are read as people write them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from widgets.texts.language import session
from widgets.texts.typed import typed_amount, typed_day

TODAY = date(2012, 10, 11)


@pytest.mark.parametrize(
    "text",
    ["20.10.2012", "20.10.12", "20.10.", "20.10", "20/10/2012", "2012-10-20", "20102012", "201012", " 20. 10. 2012 "],
)
def test_a_day_in_any_way_of_writing(text: str) -> None:
    assert typed_day(text, TODAY) == date(2012, 10, 20)


@pytest.mark.parametrize("text", ["", "31.02.2012", "20.13.2012", "morgen", "1", "20.10.2", "2012-20-10", "<b>"])
def test_what_is_no_day_is_none(text: str) -> None:
    assert typed_day(text, TODAY) is None


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("15.1.", date(2027, 1, 15)),  # typed in November: the next January
        ("24.12.", date(2026, 12, 24)),
        ("27.11.", date(2026, 11, 27)),  # yesterday is yesterday
        ("28.10.", date(2026, 10, 28)),
        ("27.10.", date(2027, 10, 27)),
        ("15.1.26", date(2026, 1, 15)),  # who writes a year means it
        ("31.2.", None),
    ],
)
def test_a_day_that_comes_is_the_next_year_s_at_the_end_of_a_year(text: str, day: date | None) -> None:
    assert typed_day(text, date(2026, 11, 28), ahead=True) == day
    assert typed_day("15.1.", date(2026, 11, 28)) == date(2026, 1, 15)


def test_a_leap_day_that_comes_is_found() -> None:
    assert typed_day("29.2.", date(2027, 11, 28), ahead=True) == date(2028, 2, 29)


def test_the_day_comes_before_the_month_in_english_too() -> None:
    with session("en"):
        assert typed_day("03/07/2011", TODAY) == date(2011, 7, 3)


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("1.803,22", "1803.22"),
        ("1803,22", "1803.22"),
        ("1.803", "1803"),
        ("12,5 €", "12.5"),
        ("-3", "-3"),
        ("12.50", "12.50"),
        ("1 000 EUR", "1000"),
    ],
)
def test_a_german_amount(text: str, amount: str) -> None:
    assert typed_amount(text) == Decimal(amount)


def test_an_english_amount() -> None:
    with session("en"):
        assert typed_amount("1,803.22") == Decimal("1803.22")


@pytest.mark.parametrize("text", ["", "viel", "1,234", "1.2.3", "1e5", "NaN", "12,345,00"])
def test_nothing_is_guessed_or_rounded(text: str) -> None:
    assert typed_amount(text) is None
