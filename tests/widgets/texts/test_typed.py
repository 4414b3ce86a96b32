"""A day, a time and an amount are read as people write them."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest

from clientinfo_kernel.settings import BERLIN
from widgets.texts.language import session
from widgets.texts.typed import typed_amount, typed_day, typed_moment, typed_time

TODAY = date(2012, 10, 11)


@pytest.mark.parametrize(
    "text",
    ["20.10.2012", "20.10.12", "20.10.", "20.10", "20/10/2012", "2012-10-20", "20102012", "201012", " 20. 10. 2012 "],
)
def test_a_day_in_any_way_of_writing(text: str) -> None:
    assert typed_day(text, TODAY) == date(2012, 10, 20)


@pytest.mark.parametrize("text", ["", "31.02.2012", "20.13.2012", "montags", "1", "20.10.2", "2012-20-10", "<b>"])
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


def test_a_day_in_a_draft_is_meant_as_it_was_on_the_day_on_which_it_was_typed() -> None:
    today = datetime.now(BERLIN).date()
    typed_on = today - timedelta(days=2)
    for words, said in (("getippt am", f"{typed_on:%d.%m.%Y}"), ("typed on", f"{typed_on:%d/%m/%Y}")):
        assert typed_day(f"morgen, {words} {said}", today) == today - timedelta(days=1)
        assert typed_day(f"in 3 Tagen, {words} {said}", today, ahead=True) == today + timedelta(days=1)
        moment = typed_moment(f"gestern 9 Uhr, {words} {said}", datetime.now(BERLIN))
        assert moment is not None
        assert (moment.date(), moment.hour) == (today - timedelta(days=3), 9)
        # where the house's key date is fixed there is no other day
        assert typed_day(f"morgen, {words} {said}", TODAY) == date(2012, 10, 12)
    assert typed_day("morgen, getippt am 1.1.2000", today) == today + timedelta(days=1), "no draft is as old"
    assert typed_day("morgen, getippt am 31.2.", today) is None


def test_a_leap_day_that_comes_is_found() -> None:
    assert typed_day("29.2.", date(2027, 11, 28), ahead=True) == date(2028, 2, 29)


def test_the_day_comes_before_the_month_in_english_too() -> None:
    with session("en"):
        assert typed_day("03/07/2011", TODAY) == date(2011, 7, 3)


# A Wednesday at the end of January.
@pytest.mark.parametrize(
    ("text", "ahead", "back"),
    [
        ("heute", (1, 31), (1, 31)),
        ("Morgen", (2, 1), (2, 1)),
        ("übermorgen", (2, 2), (2, 2)),
        ("uebermorgen", (2, 2), (2, 2)),
        ("gestern", (1, 30), (1, 30)),
        ("vorgestern", (1, 29), (1, 29)),
        ("yesterday", (1, 30), (1, 30)),
        ("+14", (2, 14), (2, 14)),
        ("+2w", (2, 14), (2, 14)),
        ("in 2 Wochen", (2, 14), (2, 14)),
        ("in 3 Tagen", (2, 3), (2, 3)),
        ("in 1 Monat", (2, 29), (2, 29)),  # a leap year's last day of February
        ("Freitag", (2, 2), (1, 26)),
        ("am Mo.", (2, 5), (1, 29)),
        ("Mi", (2, 7), (1, 24)),  # said on a Wednesday
        ("Sonnabend", (2, 3), (1, 27)),
    ],
)
def test_a_day_is_said_as_people_say_it(text: str, ahead: tuple[int, int], back: tuple[int, int]) -> None:
    today = date(2024, 1, 31)
    assert typed_day(text, today, ahead=True) == date(2024, *ahead)
    assert typed_day(text, today) == date(2024, *back)


def test_a_month_is_later_by_the_calendar_and_no_day_lies_beyond_it() -> None:
    assert typed_day("in 2 Monaten", date(2024, 12, 31)) == date(2025, 2, 28)
    assert typed_day("in 1 Monat", date(2024, 11, 15)) == date(2024, 12, 15)
    assert typed_day("+999w", date(9999, 1, 1)) is None
    assert typed_day("+12m", date(9999, 1, 1)) is None


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("20.10.2012, 14:05", "10-20 14:05"),
        ("20.10. 14:05", "10-20 14:05"),
        ("2012-10-09 08:00", "10-09 08:00"),
        ("14:05", "10-11 14:05"),
        ("9 Uhr", "10-11 09:00"),
        ("9.30 Uhr", "10-11 09:30"),
        ("um 14:05 Uhr", "10-11 14:05"),
        ("gestern 14:05", "10-10 14:05"),
        ("gestern um 9 Uhr", "10-10 09:00"),
        ("Mo 8:15", "10-08 08:15"),  # TODAY is a Thursday
    ],
)
def test_a_moment_is_typed_as_it_is_said(text: str, moment: str) -> None:
    now = datetime(2012, 10, 11, 16, 0, tzinfo=BERLIN)
    assert typed_moment(text, now) == datetime.fromisoformat(f"2012-{moment}:00+02:00")


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("30.12. 14:30", "2026-12-30 14:30"),  # noted after the turn of the year
        ("2.1. 9:00", "2027-01-02 09:00"),
        ("3.1. 9:00", "2027-01-03 09:00"),
        ("4.1. 9:00", "2026-01-04 09:00"),
        ("30.12.27 14:30", "2027-12-30 14:30"),  # who writes a year means it
    ],
)
def test_a_moment_that_is_over_is_the_last_of_its_name(text: str, moment: str) -> None:
    now = datetime(2027, 1, 2, 10, 0, tzinfo=BERLIN)
    assert typed_moment(text, now, past=True) == datetime.fromisoformat(f"{moment}:00+01:00")
    assert typed_moment("30.12. 14:30", now) == datetime(2027, 12, 30, 14, 30, tzinfo=BERLIN)


@pytest.mark.parametrize(
    ("text", "of_day"),
    [
        ("14:30", "14:30"),
        ("14.30 Uhr", "14:30"),
        ("1430", "14:30"),
        ("930", "09:30"),
        (" um 9 uhr ", "09:00"),
        ("0", "00:00"),
        ("23:59", "23:59"),
        ("24:00", None),
        ("14:60", None),
        ("14:3", None),
        ("nachmittags", None),
        ("", None),
    ],
)
def test_a_time_of_day_is_typed_as_it_is_said(text: str, of_day: str | None) -> None:
    found = typed_time(text)
    assert (found and f"{found:%H:%M}") == of_day


def test_a_leap_day_that_is_over_is_found() -> None:
    assert typed_day("29.2.", date(2029, 1, 2), past=True) == date(2028, 2, 29)


@pytest.mark.parametrize("text", ["", "gestern", "9.30", "28.11.", "25:00", "12:60", "x 9:00", "31.2. 9:00"])
def test_what_names_no_time_of_a_day_is_no_moment(text: str) -> None:
    assert typed_moment(text, datetime(2012, 10, 11, 16, 0, tzinfo=BERLIN)) is None


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("1.803,22", "1803.22"),
        ("1803,22", "1803.22"),
        ("1.803", "1803"),
        ("12,5 €", "12.5"),
        ("-3", "-3"),
        ("\N{MINUS SIGN}1.803,22 €", "-1803.22"),
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
