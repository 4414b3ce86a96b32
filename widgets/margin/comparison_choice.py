"""What the figures are compared with, and what has to be known about it: a part of a month, or a time before the first posting."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clientinfo_kernel.margin import TARGET
from clientinfo_kernel.margin.where import FIRST_YEAR, MONTHS, bounds, day_of_month, is_bounded
from widgets.margin.view import PREVIOUS_YEAR
from widgets.margin.words import month_span, value_word
from widgets.markup import icon, tag
from widgets.texts.formats import day, month
from widgets.texts.language import _

if TYPE_CHECKING:
    from datetime import date

    from markupsafe import Markup

    from widgets.margin.filter_bar import Bar
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
    own = _range(bar.view)
    if own is None or not bar.view.question.compare:
        return None
    running, other = bar.running, _other_range(bar.view, own)
    first, last = _counted(bar.years[0].first), _counted(bar.years[-1].last)
    way = None
    if running is not None and own[0] <= last <= own[1] and (other is not None or _is_target(bar)):
        text = _("{month} ist erst bis {day} gebucht; im Vergleich zählt der ganze Monat.")
        said = text.format(month=month(running.month), day=day(running.until))
        way = _shorter(bar, writer, own, running.month)
    elif other is not None and other[0] < first <= other[1]:
        said = _("Im Vergleichszeitraum ist erst ab {month} gebucht.").format(month=month(day_of_month(first)))
    elif other is not None and other[0] <= last and (last < other[1] or (running is not None and last == other[1])):
        until = month(day_of_month(last)) if running is None else day(running.until)
        said = _("Im Vergleichszeitraum ist erst bis {until} gebucht.").format(until=until)
    else:
        return None
    return tag("p", icon("alert"), tag("span", said), way, class_="ci-margin__trust is-warn", role="status")


def _shorter(bar: Bar, writer: MarkupWriter, own: tuple[int, int], running: date) -> Markup | None:
    """Write the way to the months before the running one; None: it stands alone."""
    shorter = _until(bar.view, own, _counted(running) - 1)
    if shorter is None:
        return None
    words = _("ohne {month}").format(month=month(running))
    return tag("button", words, type="button", class_="ci-button ci-button--link", data_act=_goes(bar, writer, shorter))


def _goes(bar: Bar, writer: MarkupWriter, view: View) -> int:
    return writer.note(lambda _receiver: bar.go(view))


def _is_target(bar: Bar) -> bool:
    return bar.view.question.compare == TARGET


def _range(view: View) -> tuple[int, int] | None:
    """Return the first and the last month of the page; None: they do not stand together, or have no beginning or end."""
    months = view.values_of("month")
    if len(months) != 1 or not is_bounded(months[0]):
        return None
    return bounds("month", months[0])


def _other_range(view: View, own: tuple[int, int]) -> tuple[int, int] | None:
    """Return those of what it is compared with; None: that is of the same time."""
    compare = view.question.compare
    if compare == PREVIOUS_YEAR:
        return own[0] - MONTHS, own[1] - MONTHS
    key, _equals, value = compare.partition("=")
    return bounds(key, value) if key == "month" and is_bounded(value) else None


def _until(view: View, own: tuple[int, int], last: int) -> View | None:
    """Return the page, and what it is compared with, up to a month; None: nothing would be left."""
    if last < own[0]:
        return None
    compare, other = view.question.compare, _other_range(view, own)
    if other is not None and compare != PREVIOUS_YEAR and other[1] - other[0] == own[1] - own[0]:
        compare = f"month={_span(other[0], other[1] - (own[1] - last))}"
    return view.in_months((_span(own[0], last),)).compared(compare)


def _same_months(bar: Bar) -> list[str]:
    """Return the months of the filter in each other year, the last first; without such a filter the fiscal years.

    Months that do not stand together, or have no beginning or end, have no one name: they are compared with the year
    before alone. No month is on both sides.
    """
    if not bar.view.values_of("month"):
        return [month_span(each.first, each.last) for each in reversed(bar.years)]
    own = _range(bar.view)
    if own is None:
        return []
    begin, end = own
    years = range(bar.years[-1].last.year, bar.years[0].first.year - 1, -1)
    moved = [MONTHS * (year - end // MONTHS) for year in years]
    return [_span(begin + by, end + by) for by in moved if abs(by) > end - begin and begin + by >= FIRST_YEAR * MONTHS]


def _span(first: int, last: int) -> str:
    return month_span(day_of_month(first), day_of_month(last))


def _counted(day_of: date) -> int:
    return day_of.year * MONTHS + day_of.month - 1
