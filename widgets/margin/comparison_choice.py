"""The choice of what the figures are compared with, and what has to be known about it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clientinfo_kernel.margin import TARGET
from clientinfo_kernel.margin.where import FIRST_YEAR, MONTHS, day_of_month
from widgets.margin.uneven import counted, other_range, own_range, runs_here, uneven_words
from widgets.margin.view import PREVIOUS_YEAR
from widgets.margin.words import month_span, value_word
from widgets.markup import icon, tag
from widgets.texts.formats import month
from widgets.texts.language import _

if TYPE_CHECKING:
    from datetime import date

    from markupsafe import Markup

    from widgets.margin.bar import Bar
    from widgets.margin.view import View
    from widgets.views.markup_writer import MarkupWriter


def comparison_choice(bar: Bar, writer: MarkupWriter) -> Markup:
    """Write the list: last year, a target, nothing, another time or another branch."""
    question = bar.view.question
    spans = [f"month={span}" for span in _same_months(bar)]
    ways = {PREVIOUS_YEAR: _("Vorjahr")} if bar.view.has_year_before else {}
    ways |= {TARGET: _("Ziel"), "": _("ohne Vergleich")}
    ways |= {span: value_word("month", span.removeprefix("month=")) for span in spans}
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
    way = _shorter(bar, writer, running.month) if running is not None and runs_here(question, running) else None
    return tag("p", icon("alert"), tag("span", said), way, class_="ci-margin__trust is-warn", role="status")


def _shorter(bar: Bar, writer: MarkupWriter, running: date) -> Markup | None:
    """Write the way to the months before the running one, on both sides; None: it stands alone."""
    question = bar.view.question
    own, other, last = own_range(question), other_range(question), counted(running) - 1
    if own is None or last < own[0]:
        return None
    compare = question.compare
    if other is not None and compare != PREVIOUS_YEAR and other[1] - other[0] == own[1] - own[0]:
        compare = f"month={_span(other[0], other[1] - (own[1] - last))}"
    shorter = bar.view.in_months((_span(own[0], last),)).compared(compare)
    words = _("ohne {month}").format(month=month(running))
    return tag("button", words, type="button", class_="ci-button ci-button--link", data_act=_goes(bar, writer, shorter))


def _goes(bar: Bar, writer: MarkupWriter, view: View) -> int:
    return writer.note(lambda _receiver: bar.go(view))


def _same_months(bar: Bar) -> list[str]:
    """Return the months of the filter in each other year, the last first; without such a filter the fiscal years.

    Months that do not stand together, or have no beginning or end, have no one name: they are compared with the year
    before alone. No month is on both sides.
    """
    if not bar.view.values_of("month"):
        return [month_span(each.first, each.last) for each in reversed(bar.years)]
    own = own_range(bar.view.question)
    if own is None:
        return []
    begin, end = own
    years = range(bar.years[-1].last.year, bar.years[0].first.year - 1, -1)
    moved = [MONTHS * (year - end // MONTHS) for year in years]
    return [_span(begin + by, end + by) for by in moved if abs(by) > end - begin and begin + by >= FIRST_YEAR * MONTHS]


def _span(first: int, last: int) -> str:
    return month_span(day_of_month(first), day_of_month(last))
