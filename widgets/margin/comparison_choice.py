"""The choice of what the figures are compared with, and what has to be known about it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clientinfo_kernel.margin import TARGET
from clientinfo_kernel.margin.where import (
    DAY,
    FIRST_YEAR,
    MONTHS,
    RANGE,
    bounds,
    day_of_month,
    earlier,
    is_bounded,
    months_apart,
    spelled,
)
from widgets.margin.uneven import counted, other_range, own_days, own_range, runs_here, uneven_words
from widgets.margin.view import PREVIOUS_YEAR
from widgets.margin.words import month_span, value_word
from widgets.markup import icon, tag
from widgets.texts.formats import month
from widgets.texts.language import _

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from markupsafe import Markup

    from clientinfo_kernel.margin.running_month import RunningMonth
    from widgets.margin.bar import Bar
    from widgets.margin.view import View
    from widgets.views.markup_writer import MarkupWriter


def comparison_choice(bar: Bar, writer: MarkupWriter) -> Markup:
    """Write the list: last year, a target, nothing, another time or another branch."""
    question = bar.view.question
    spans = _same_times(bar)
    ways = {PREVIOUS_YEAR: _("Vorjahr")} if bar.view.has_year_before else {}
    ways |= {TARGET: _("Ziel"), "": _("ohne Vergleich")}
    ways |= {f"{key}={span}": value_word(key, span) for key, span in spans}
    ways |= {f"branch={value}": value_word("branch", value) for value in bar.branches}
    if question.compare not in ways:
        dimension, _equals, value = question.compare.partition("=")
        ways[question.compare] = value_word(dimension, value)
    options = [
        tag("option", words, selected=key == question.compare, data_act=_goes(bar, writer, bar.view.compared(key)))
        for key, words in ways.items()
    ]
    label = tag("span", _("Vergleich"), class_="ci-muted ci-small", aria_hidden="true")
    return tag("span", label, tag("select", *options, class_="ci-choice-list", aria_label=_("Vergleichen mit")), class_="ci-filters__compare")  # fmt: skip


def uneven(bar: Bar, writer: MarkupWriter) -> Markup | None:
    """Write why both sides are not of the same length, and the way to months that are; None: they are."""
    question, running = bar.view.question, bar.running
    said = uneven_words(question, bar.years, running)
    if not said:
        return None
    ways = _of_same_length(bar, writer, running) if running and runs_here(question, bar.years, running) else ()
    return tag("p", icon("alert"), tag("span", said), *ways, class_="ci-margin__trust is-warn", role="status")


def _of_same_length(bar: Bar, writer: MarkupWriter, running: RunningMonth) -> Iterator[Markup]:
    """Write the ways to periods of which both sides are posted: until the same day, and of the months before the running one."""
    question = bar.view.question
    own, other, last = own_range(question, bar.years), other_range(question, bar.years), counted(running.month) - 1
    if own is None:
        return
    if other is not None:
        days = ((DAY, (f"{day_of_month(own[0]).isoformat()}{RANGE}{running.until.isoformat()}",)),)
        beside = spelled(earlier(days, own[0] - other[0]))[0]
        compare = PREVIOUS_YEAR if question.compare == PREVIOUS_YEAR else beside
        words = _("dieselben Tage vergleichen")
        yield _way(bar, writer, words, bar.view.in_period(days).compared(compare))
    if last < own[0]:
        return
    compare = question.compare
    if other is not None and compare != PREVIOUS_YEAR and other[1] - other[0] == own[1] - own[0]:
        compare = f"month={_span(other[0], other[1] - (own[1] - last))}"
    shorter = bar.view.in_months((_span(own[0], last),)).compared(compare)
    yield _way(bar, writer, _("ohne {month}").format(month=month(running.month)), shorter)


def _way(bar: Bar, writer: MarkupWriter, words: str, view: View) -> Markup:
    return tag("button", words, type="button", class_="ci-button ci-button--link", data_act=_goes(bar, writer, view))


def _goes(bar: Bar, writer: MarkupWriter, view: View) -> int:
    return writer.note(lambda _receiver: bar.go(view))


def _same_times(bar: Bar) -> list[tuple[str, str]]:
    """Return the time of the filter in each other year, the last first; without a filter on times the fiscal years.

    Times that do not stand together, or have no beginning or end, have no one name: they are compared with the year
    before alone. Nothing is on both sides.
    """
    if not bar.view.period:
        return [("month", month_span(each.first, each.last)) for each in reversed(bar.years)]
    if (fiscal := dict(bar.view.period).get("year")) and len(bar.view.period) == 1:
        return _same_years(bar, fiscal)
    years = range(bar.years[-1].last.year, bar.years[0].first.year - 1, -1)
    question = bar.view.question
    if days := own_days(question):
        moved = [MONTHS * (days[1].year - year) for year in years]
        shared = months_apart(bar.view.period)
        return [(DAY, earlier(bar.view.period, by)[0][1][0]) for by in moved if abs(by) >= shared]
    own = own_range(question, bar.years)
    if own is None:
        return []
    begin, end = own
    moved = [MONTHS * (year - end // MONTHS) for year in years]
    shown = [by for by in moved if abs(by) > end - begin and begin + by >= FIRST_YEAR * MONTHS]
    return [("month", _span(begin + by, end + by)) for by in shown]


def _same_years(bar: Bar, chosen: Sequence[str]) -> list[tuple[str, str]]:
    """Return as many fiscal years as the filter has, up to each other one: where they begin in January or not."""
    if len(chosen) > 1 or not is_bounded(chosen[0]):
        return []
    first, last = bounds("year", chosen[0])
    moved = [last - each.year for each in reversed(bar.years)]
    return [("year", earlier(bar.view.period, by * MONTHS)[0][1][0]) for by in moved if abs(by) > last - first]


def _span(first: int, last: int) -> str:
    return month_span(day_of_month(first), day_of_month(last))
