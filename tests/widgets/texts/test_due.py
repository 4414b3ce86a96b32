"""Distances in words from the key date, as the reference shows them on 11.10.2012."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from widgets.texts.due import due_chip, due_words, month_end
from widgets.texts.language import session
from widgets.view_models import Chip

KEY_DATE = date(2012, 10, 11)


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (date(2011, 7, 10), "überfällig"),
        (date(2012, 10, 11), "heute"),
        (date(2012, 10, 12), "morgen"),
        (date(2012, 11, 5), "in 25 Tagen"),
        (date(2012, 11, 15), "in 5 Wochen"),
        (date(2012, 12, 14), "in 9 Wochen"),
        (date(2013, 3, 31), "in 5 Monaten"),
        (date(2013, 7, 31), "in 9 Monaten"),
        (date(2014, 10, 12), "in 2 Jahren"),
    ],
)
def test_words_of_the_reference(day, words):
    with session("de"):
        assert due_words(day, KEY_DATE) == words


@pytest.mark.parametrize(
    ("day", "warn_days", "chip"),
    [
        (None, 0, None),
        (date(2012, 10, 10), 0, Chip("überfällig", "danger")),
        (date(2012, 10, 11), 0, Chip("heute", "accent")),
        (date(2012, 10, 11), 61, Chip("heute", "warn")),
        (date(2012, 11, 15), 61, Chip("in 5 Wochen", "warn")),
        (date(2012, 11, 15), 0, Chip("in 5 Wochen")),
    ],
)
def test_chips(day, warn_days, chip):
    with session("de"):
        assert due_chip(day, KEY_DATE, warn_days) == chip


def test_in_english():
    with session("en"):
        assert due_words(date(2012, 11, 15), KEY_DATE) == "in 5 weeks"


@pytest.mark.parametrize(
    ("day", "last"), [(None, None), (date(2012, 2, 1), date(2012, 2, 29)), (date(2012, 9, 30), date(2012, 9, 30))]
)
def test_inspections_run_to_the_end_of_their_month(day, last):
    assert month_end(day) == last


@given(st.dates(date(1950, 1, 1), date(2100, 1, 1)), st.integers(0, 20_000))
def test_what_lies_ahead_is_never_overdue_and_never_zero(key_date, days):
    with session("de"):
        words = due_words(key_date + timedelta(days=days), key_date)
    assert words in {"heute", "morgen"} or int(words.split()[1]) >= 1
