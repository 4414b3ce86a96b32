"""Birthdays as a calendar has them."""

from datetime import date

import pytest

from widgets.texts.birthday import age, birthday_chip, next_birthday
from widgets.texts.language import session
from widgets.view_models import Chip

KEY_DATE = date(2012, 10, 11)


@pytest.mark.parametrize(
    ("born", "years"),
    [
        (date(1940, 10, 11), 72),
        (date(1940, 10, 12), 71),
        (date(2012, 10, 11), 0),
        (date(2013, 1, 1), None),  # not born yet
        (date(1800, 1, 1), None),  # a placeholder
    ],
)
def test_age_on_the_key_date(born: date, years: int | None) -> None:
    assert age(born, KEY_DATE) == years


@pytest.mark.parametrize(
    ("born", "words"),
    [
        (date(1940, 10, 11), "Geburtstag heute"),
        (date(1940, 10, 12), "Geburtstag morgen"),
        (date(1940, 10, 18), "Geburtstag in 7 Tagen"),
        (date(1940, 10, 19), None),
        (date(1940, 10, 10), None),
        (date(1800, 10, 12), None),
    ],
)
def test_a_birthday_of_the_next_days_is_named(born: date, words: str | None) -> None:
    with session("de"):
        assert birthday_chip(born, KEY_DATE) == (Chip(words, "accent") if words else None)


def test_over_the_turn_of_the_year_and_on_29_february() -> None:
    assert next_birthday(date(1950, 1, 3), date(2012, 12, 30)) == date(2013, 1, 3)
    assert next_birthday(date(1952, 2, 29), date(2012, 2, 1)) == date(2012, 2, 29)
    assert next_birthday(date(1952, 2, 29), date(2013, 2, 1)) == date(2013, 3, 1)
