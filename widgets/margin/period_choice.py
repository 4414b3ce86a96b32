"""The period of the page: the last fiscal years side by side, the others in a list, and any range of months."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clientinfo_kernel.margin import UNASSIGNED
from clientinfo_kernel.margin.where import MONTHS, TIMES, bounds, day_of_month
from widgets.margin.uneven import counted
from widgets.margin.view import PREVIOUS_YEAR, comparable
from widgets.margin.words import month_span, value_word
from widgets.markup import tag
from widgets.texts.language import _

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from markupsafe import Markup

    from widgets.margin.bar import Bar
    from widgets.margin.view import View
    from widgets.views.markup_writer import MarkupWriter

_SIDE_BY_SIDE = 3
# So many months back from the last one that is over.
_BACK = (1, 3, MONTHS)


def period_choice(bar: Bar, writer: MarkupWriter) -> Markup:
    """Write the last periods side by side; the others, everything, and the way to single months in a list that opens."""
    on = bar.view.values_of("month")
    spans = list(_spans(bar).items())
    near, rest = spans[:_SIDE_BY_SIDE], spans[_SIDE_BY_SIDE:]
    first = [
        tag("button", words, type="button", role="radio", aria_checked=str(on == values).lower(),
            tabindex="0" if on == values or (at == 0 and not _is_among(on, near)) else "-1", data_act=_chosen(bar, writer, values))
        for at, (words, values) in enumerate(near)
    ]  # fmt: skip
    options = [tag("option", _("andere"), selected=not _is_among(on, rest), value="")]
    options.append(tag("option", _("Monate wählen"), data_act=writer.note(lambda _receiver: bar.choose("month"))))
    options += [
        tag("option", words, selected=on == values, data_act=_chosen(bar, writer, values)) for words, values in rest
    ]
    name = _("Zeitraum")
    group = tag("div", *first, class_="ci-choice", role="radiogroup", aria_label=name)
    others = tag("select", *options, class_="ci-choice-list", aria_label=_("Anderer Zeitraum"))
    return tag("span", group, others, class_="ci-filters__period")


def is_listed(bar: Bar) -> bool:
    """Return whether the period is one of those that are offered."""
    return bar.view.values_of("month") in _spans(bar).values() and not bar.view.values_of("year")


def month_choice(bar: Bar, writer: MarkupWriter) -> Iterator[Markup]:
    """Write the choice of a first and a last month, and of the last months that are over."""
    earliest, latest = (counted(each) for each in (bar.years[0].first, bar.years[-1].last))
    every = range(earliest, latest + 1)
    first, last = _shown(bar, earliest, latest)
    begins = ((month, (month, max(month, last))) for month in every)
    ends = ((month, (min(month, first), month)) for month in every)
    yield _months(bar, writer, (_("von"), _("Erster Monat")), begins, first)
    yield _months(bar, writer, (_("bis"), _("Letzter Monat")), ends, last)
    over = latest if bar.running is None else counted(bar.running.month) - 1
    words = (_("letzter Monat"), _("letzte 3 Monate"), _("letzte 12 Monate"))
    for said, count in zip(words, _BACK, strict=True):
        if over - count + 1 >= earliest:
            span = (_span(over - count + 1, over),)
            is_on = str(bar.view.values_of("month") == span).lower()
            yield tag(
                "button", said, type="button", class_="ci-pill", aria_pressed=is_on, data_act=_chosen(bar, writer, span)
            )


def in_period(before: View, months: tuple[str, ...]) -> View:
    """Return the page with another period, compared with last year where it was before, as far as it has one."""
    after = before.in_months(months)
    where = before.question.where
    followed = comparable(PREVIOUS_YEAR, where) if TIMES & {key for key, _values in where} else ""
    if not months or before.question.compare != followed:
        return after
    return after.compared(comparable(PREVIOUS_YEAR, after.question.where))


def _months(
    bar: Bar, writer: MarkupWriter, words: tuple[str, str], spans: Iterable[tuple[int, tuple[int, int]]], on: int
) -> Markup:
    said, label = words
    options = [
        tag("option", value_word("month", f"{day_of_month(month):%Y-%m}"), selected=month == on, data_act=_chosen(bar, writer, (_span(*span),)))
        for month, span in spans
    ]  # fmt: skip
    return tag("label", said, " ", tag("select", *options, class_="ci-choice-list", aria_label=label))


def _chosen(bar: Bar, writer: MarkupWriter, months: tuple[str, ...]) -> int:
    go: Callable[[View], None] = bar.go
    return writer.note(lambda _receiver: go(in_period(bar.view, months)))


def _shown(bar: Bar, earliest: int, latest: int) -> tuple[int, int]:
    """Return the first and the last month of the filter, as far as something is posted."""
    ranges = [bounds("month", each) for each in bar.view.values_of("month") if each != UNASSIGNED]
    first, last = min((each[0] for each in ranges), default=earliest), max((each[1] for each in ranges), default=latest)
    return min(max(first, earliest), latest), max(min(last, latest), earliest)


def _spans(bar: Bar) -> dict[str, tuple[str, ...]]:
    """Return the periods to choose from by their words: the last fiscal year as far as it goes, the others, all."""
    spans = [month_span(each.first, each.last) for each in reversed(bar.years)]
    return {**{_span_words(span): (span,) for span in spans}, _("alle"): ()}


def _is_among(values: tuple[str, ...], spans: Sequence[tuple[str, tuple[str, ...]]]) -> bool:
    return any(values == each for _words, each in spans)


def _span_words(span: str) -> str:
    """Return a calendar year as its number."""
    return span[:4] if span[5:] == f"01..{span[:4]}-12" else value_word("month", span)


def _span(first: int, last: int) -> str:
    return month_span(day_of_month(first), day_of_month(last))
