from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from babel.dates import format_date
from babel.numbers import format_decimal
from hypothesis import given
from hypothesis import strategies as st

from widgets.texts.formats import LOCALES, day, day_and_month, format_value, money, month, number
from widgets.texts.language import session

CASES = [
    (Decimal("1803.22"), "money", "1.803,22", "1,803.22"),
    (Decimal("-467.93"), "money", "-467,93", "-467.93"),
    (Decimal("1234567890123456.78"), "money", "1.234.567.890.123.456,78", "1,234,567,890,123,456.78"),
    (Decimal(0), "money", "0,00", "0.00"),
    (Decimal("71.95"), "percent", "71,95\u00a0%", "71.95\u00a0%"),
    (Decimal("14.25"), "share", "14,3\u00a0%", "14.3\u00a0%"),
    (Decimal("-1234.25"), "share", "-1.234,3\u00a0%", "-1,234.3\u00a0%"),
    (152300, "number", "152.300", "152,300"),
    (Decimal("2.500"), "number", "2,5", "2.5"),
    (0.1, "number", "0,1", "0.1"),
    (date(2011, 3, 7), "date", "07.03.2011", "07/03/2011"),
    (datetime(2011, 3, 7, 13, 2, tzinfo=UTC), "moment", "07.03.2011, 14:02", "07/03/2011, 14:02"),
    (datetime(2011, 7, 7, 22, 30, tzinfo=UTC), "date", "08.07.2011", "08/07/2011"),
    (True, "yes_no", "ja", "yes"),
    ("0107091089", "identifier", "0107091089", "0107091089"),
    (None, "money", "", ""),
    ("kaputt", "money", "kaputt", "kaputt"),
]


@pytest.mark.parametrize(("value", "kind", "german", "english"), CASES)
def test_values_are_written_as_people_read_them(value, kind, german, english):
    with session("de"):
        assert format_value(value, kind) == german
    with session("en"):
        assert format_value(value, kind) == english or kind == "yes_no"


def test_months_have_names():
    with session("de"):
        assert month(date(2011, 3, 31)) == "März 2011"


@given(st.decimals(min_value=-(10**15), max_value=10**15, places=2))
def test_money_keeps_every_cent(amount):
    with session("de"):
        text = money(amount)
    assert Decimal(text.replace(".", "").replace(",", ".")) == amount


@pytest.mark.parametrize(("language", "locale"), LOCALES.items())
@given(amount=st.decimals(min_value=-(10**15), max_value=10**15, places=5))
def test_figures_are_written_as_the_locale_data_says(language, locale, amount):
    with session(language):
        assert money(amount) == format_decimal(amount, "#,##0.00", locale)
        assert number(amount) == format_decimal(amount, "#,##0.###", locale)


@given(st.dates())
def test_days_are_written_as_the_locale_data_says(one):
    with session("de"):
        assert (day(one), day_and_month(one)) == (format_date(one, "dd.MM.yyyy"), format_date(one, "dd.MM."))
    with session("en"):
        assert (day(one), day_and_month(one)) == (format_date(one, "dd/MM/yyyy"), format_date(one, "dd/MM"))
