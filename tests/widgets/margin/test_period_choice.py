"""Which months a controller chooses, and what is said where both sides of a comparison are not of the same length.

The demo is posted from January 2009 to a day in October 2012.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import polars as pl
import pytest
from lxml import html

from clientinfo_kernel.margin import Question
from clientinfo_kernel.margin.year_before import comparable
from tests.widgets.clicks import click
from tests.widgets.margin.page import state, text
from widgets.margin.bar import Bar
from widgets.margin.comparison_choice import comparison_choice
from widgets.margin.uneven import uneven_words
from widgets.views.markup_writer import MarkupWriter

if TYPE_CHECKING:
    from clientinfo_kernel.margin.where import Where
    from widgets.margin.app import MarginApp
    from widgets.margin.view import View


def _last_day(app: MarginApp) -> str:
    days = app._margin.postings(("month=2012-10",), limit=100_000).rows["posted_on"]
    return f"{max(days):%d.%m.%Y}"


def _choose(app: MarginApp, label: str, words: str) -> None:
    """Choose an entry of the list with this label."""
    (entry,) = [
        each for each in html.fromstring(app._bar.html).xpath(f"//select[@aria-label='{label}']/option[@data-act]")
        if each.text_content() == words
    ]  # fmt: skip
    app._bar._receive(app._bar, {"do": "act", "number": int(entry.get("data-act"))}, [])


def _months(app: MarginApp) -> tuple[tuple[str, ...], str]:
    view = state(app)[0]
    return view.values_of("month"), view.question.compare


def test_any_range_of_months(app: MarginApp) -> None:
    """A quarter, its figures those of its months; an end before the beginning takes the beginning along."""
    _choose(app, "Anderer Zeitraum", "Monate wählen")
    _choose(app, "Erster Monat", "April 2011")
    _choose(app, "Letzter Monat", "Juni 2011")
    assert _months(app) == (("2011-04..2011-06",), "previous_year")
    rows = app._margin.ask(Question(("gross_profit",), ("month",), (("year", ("2011",)),))).rows
    assert state(app)[1].head.total["gross_profit"] == sum(rows["gross_profit"][3:6])
    assert "ZeitraumApr – Jun 2011" in text(app._bar.html)
    _choose(app, "Letzter Monat", "Februar 2010")
    assert _months(app)[0] == ("2010-02..2010-02",)
    click(app._bar, "letzte 12 Monate")
    assert _months(app)[0] == ("2011-10..2012-09",), "October is not over"


@pytest.mark.slow
def test_more_than_a_year_shares_no_month_with_what_it_is_compared_with(app: MarginApp) -> None:
    """And is compared with last year again where it is chosen shorter."""
    app._go(state(app)[0].in_months(("2011-11..2012-10",)))
    app._choose("month")
    _choose(app, "Erster Monat", "Januar 2011")
    assert _months(app) == (("2011-01..2012-10",), "month=2009-01..2010-10")
    assert "ggü. Jan 2009 – Okt 2010" in text(app._equation.html)
    offered = html.fromstring(app._bar.html).xpath("//select[@aria-label='Vergleichen mit']/option/text()")
    assert offered == ["Ziel", "ohne Vergleich", "Jan 2009 – Okt 2010", "Jan 2008 – Okt 2009"]
    _choose(app, "Erster Monat", "Februar 2012")
    assert _months(app) == (("2012-02..2012-10",), "previous_year")
    app._go(state(app)[0].compared(""))
    _choose(app, "Erster Monat", "März 2012")
    assert _months(app)[1] == "", "who wants no comparison gets none"


@pytest.mark.parametrize(
    ("where", "beside"),
    [
        ((("year", ("2011..2012",)),), "year=2009..2010"),
        ((("year", ("2012",)), ("branch", ("Hof",))), "previous_year"),
        ((("year", ("2012", "2011")),), "year=2009..2010"),
        ((("month", ("2011-12", "2012-01..2012-12")),), "month=2009-12..2010-12"),
        ((("month", ("2011-12", "2012-12")),), ""),
        ((("month", ("2012-03", "2012-01")),), "previous_year"),
        ((("month", ("2011-03..",)),), "previous_year"),
        ((("branch", ("Hof",)),), ""),
    ],
)
def test_what_last_year_is_to_a_period(where: tuple[tuple[str, tuple[str, ...]], ...], beside: str) -> None:
    assert comparable("previous_year", where) == beside


@pytest.mark.slow
def test_a_month_that_is_not_over_is_said_and_left_out_on_both_sides(app: MarginApp) -> None:
    said = f"Oktober 2012 ist erst bis {_last_day(app)} gebucht; im Vergleich zählt der ganze Monat."
    assert said not in text(app._bar.html), "2011 is over"
    for compare, beside in (
        ("previous_year", "previous_year"),
        ("month=2010-01..2010-10", "month=2010-01..2010-09"),
        ("target", "target"),
    ):
        app._go(state(app)[0].in_months(("2012-01..2012-10",)).compared(compare))
        assert said in text(app._bar.html)
        click(app._bar, "ohne Oktober 2012")
        assert _months(app) == (("2012-01..2012-09",), beside)
        assert said not in text(app._bar.html)
    app._go(state(app)[0].in_months(("2012-10",)))
    assert said in text(app._bar.html)
    assert "ohne Oktober 2012" not in text(app._bar.html), "nothing would be left"


@pytest.mark.slow
def test_the_days_of_a_month_that_is_not_over_beside_the_same_ones(app: MarginApp) -> None:
    """The figures of both sides are those of the postings of these days."""
    postings = app._margin.postings((), limit=1_000_000).rows
    until = postings["posted_on"].max()
    assert isinstance(until, date)
    earlier = until.replace(year=2011)

    def posted(first: date, last: date) -> Decimal:
        return Decimal(postings.filter(pl.col("posted_on").is_between(first, last))["amount"].sum())

    for months, compare, beside in (
        (("month", ("2012-01..2012-10",)), "previous_year", "previous_year"),
        (("year", ("2012",)), "previous_year", "previous_year"),
        (("month", ("2012-01..2012-10",)), "month=2011-01..2011-10", f"day=2011-01-01..{earlier}"),
    ):
        app._go(state(app)[0].in_period((months,)).compared(compare))
        click(app._bar, "dieselben Tage vergleichen")
        view, figures = state(app)
        assert (view.period, view.question.compare) == ((("day", (f"2012-01-01..{until}",)),), beside)
        total = figures.head.total
        assert total["gross_profit"] == posted(date(2012, 1, 1), until)
        assert total["gross_profit_before"] == posted(date(2011, 1, 1), earlier)
        assert not html.fromstring(app._bar.html).xpath("//p"), "both are posted until their last day"
    assert f"Zeitraum01.01.2012 – {until:%d.%m.%Y}" in text(app._bar.html)
    assert f"ggü. 01.01.2011 – {earlier:%d.%m.%Y}" in text(app._equation.html)


@pytest.mark.slow
def test_single_days_are_chosen_beside_their_months(app: MarginApp) -> None:
    """An end before the beginning takes the beginning along; whole months are months again."""
    app._choose("month")
    for label, words, period in (
        ("Letzter Tag", "14.", ("day", "2011-01-01..2011-12-14")),
        ("Erster Monat", "Dezember 2011", ("day", "2011-12-01..2011-12-14")),
        ("Erster Tag", "20.", ("day", "2011-12-20")),
        ("Letzter Tag", "3.", ("day", "2011-12-03")),
        ("Erster Tag", "1.", ("day", "2011-12-01..2011-12-03")),
        ("Letzter Monat", "Februar 2012", ("month", "2011-12..2012-02")),
        ("Letzter Tag", "28.", ("day", "2011-12-01..2012-02-28")),
        ("Letzter Tag", "29.", ("month", "2011-12..2012-02")),
    ):
        _choose(app, label, words)
        assert state(app)[0].period == ((period[0], (period[1],)),)
    _choose(app, "Letzter Tag", "5.")
    offered = html.fromstring(app._bar.html).xpath("//select[@aria-label='Vergleichen mit']/option/text()")
    assert offered[:4] == ["Vorjahr", "Ziel", "ohne Vergleich", "01.12.2010 – 05.02.2011"]
    assert not html.fromstring(app._bar.html).xpath("//div[@role='radiogroup']/button[@aria-checked='true']")


def test_a_period_without_an_end_goes_as_far_as_something_is_posted(app: MarginApp) -> None:
    """So it shares nothing with what it is compared with, which an address can have by hand."""
    for months, shown, beside in (
        ("2011-03..", "2011-03..2012-10", "month=2009-03..2010-10"),
        ("2012-03..", "2012-03..2012-10", "previous_year"),
        ("..2009-06", "2009-01..2009-06", "previous_year"),
        ("2013-01..", "2013-01..2013-01", "previous_year"),
    ):
        app._act({"do": "address", "search": f"?where=month%3D{months}&by=branch&compare=previous_year"})
        assert _months(app) == ((shown,), beside)


@pytest.mark.parametrize(
    ("period", "beside"),
    [
        ((("day", ("2011-03-15..",)),), []),
        ((("day", ("2011-03-15", "2012-03-15")),), []),
        ((("month", ("2011-03..",)),), []),
        ((("year", ("2011",)),), ["2012", "2010", "2009"]),
        ((("year", ("2010..2011",)),), ["2008 – 2009"]),
        ((("year", ("2011..",)),), []),
        ((("year", ("2010", "2011")),), []),
        ((), ["Jan – Okt 2012", "Jan – Dez 2011", "Jan – Dez 2010", "Jan – Dez 2009"]),
    ],
)
def test_what_is_offered_beside_a_period_shares_no_time_with_it(
    opened_page: MarginApp, period: Where, beside: list[str]
) -> None:
    view = replace(opened_page._first, question=replace(opened_page._first.question, where=period, compare=""))
    bar = Bar(
        *(view, lambda _view: None, lambda _key: None, "", (), None, {}),
        *(opened_page._margin.fiscal_years(), [], None, None),
    )
    offered = html.fromstring(str(comparison_choice(bar, MarkupWriter(opened_page._context)))).xpath("//option/text()")
    assert [each for each in offered if each not in {"Vorjahr", "Ziel", "ohne Vergleich"}] == beside


@pytest.mark.parametrize(
    ("days", "compare", "said"),
    [
        ("2012-09-15..2012-12-01", "previous_year", "Im gewählten Zeitraum ist erst bis {day} gebucht"),
        ("2009-12-15..2010-01-10", "previous_year", "erst ab Januar 2009 gebucht"),
        ("2011-10-01..2011-10-31", "day=2012-10-01..2012-10-31", "Vergleichszeitraum ist erst bis {day} gebucht"),
        ("2011-03-15..2011-04-14", "previous_year", ""),
        ("2012-09-15..2012-12-01", "", ""),
    ],
)
def test_days_beyond_what_is_posted(app: MarginApp, days: str, compare: str, said: str) -> None:
    app._go(state(app)[0].in_period((("day", (days,)),)).compared(compare))
    shown = text(app._bar.html)
    assert said.format(day=_last_day(app)) in shown
    assert bool(html.fromstring(app._bar.html).xpath("//p")) == bool(said)


def test_a_fiscal_year_with_a_part_of_a_month_says_so(app: MarginApp) -> None:
    """As its months do; beside the whole year before it is shorter."""
    said = f"Oktober 2012 ist erst bis {_last_day(app)} gebucht; im Vergleich zählt der ganze Monat."
    app._go(state(app)[0].in_period((("year", ("2012",)),)))
    assert said in text(app._bar.html)
    click(app._bar, "ohne Oktober 2012")
    assert _months(app) == (("2012-01..2012-09",), "previous_year")
    app._go(state(app)[0].in_period((("year", ("2012",)),)).compared("year=2011"))
    assert "Im gewählten Zeitraum ist erst bis" in text(app._bar.html)
    app._go(state(app)[0].in_period((("year", ("2011",)),)).compared("previous_year"))
    assert not html.fromstring(app._bar.html).xpath("//p")


@pytest.mark.parametrize(
    ("months", "compare", "said"),
    [
        ("2010-04..2010-06", "previous_year", ""),
        ("2009-10..2010-09", "previous_year", "erst ab Januar 2009 gebucht"),
        ("2009-01..2009-06", "previous_year", ""),  # nothing is there at all, and nothing is said to have changed
        ("2011-01..2011-12", "month=2012-01..2012-12", "erst bis {day} gebucht"),
        ("2011-01..2011-10", "month=2012-01..2012-10", "erst bis {day} gebucht"),
        ("2011-01..2011-09", "month=2012-01..2012-09", ""),
        ("2012-01..2012-12", "month=2011-01..2011-12", "Im gewählten Zeitraum ist erst bis {day} gebucht"),
        ("2012-01..2012-10", "", ""),
        ("2012-01..2012-10", "branch=Naila", ""),  # both are posted until the same day
    ],
)
def test_a_side_that_goes_beyond_what_is_posted(app: MarginApp, months: str, compare: str, said: str) -> None:
    view: View = replace(state(app)[0].filtered("branch", ["Hof"]).in_months((months,)))
    app._go(view.compared(compare))
    shown = html.fromstring(app._bar.html).xpath("//p")
    assert bool(shown) == bool(said)
    assert said.format(day=_last_day(app)) in text(app._bar.html)


@pytest.mark.parametrize(
    ("months", "compare", "is_said"),
    [
        ("2012-01..2012-12", "month=2011-01..2011-12", True),
        ("2012-01..2012-12", "month=2011-01..2011-10", False),  # ten months beside ten
        ("2012-01..2012-10", "month=2011-01..2011-10", False),
        ("2012-01..2012-12", "previous_year", False),  # ends in October, too
    ],
)
def test_a_period_beyond_the_last_posting_is_shorter_than_a_whole_one(
    opened_page: MarginApp, months: str, compare: str, *, is_said: bool
) -> None:
    """Where October is over: nothing is posted of November and December."""
    question = Question(("gross_profit",), where=(("month", (months,)),), compare=compare)
    said = uneven_words(question, opened_page._margin.fiscal_years(), None)
    assert said == ("Im gewählten Zeitraum ist erst bis Oktober 2012 gebucht." if is_said else "")
