"""The period of the page: the last fiscal years side by side, the others in a list, and any range of months."""

from __future__ import annotations

from calendar import monthrange
from datetime import date
from typing import TYPE_CHECKING, TypeAlias

from clientinfo_kernel.margin import UNASSIGNED
from clientinfo_kernel.margin.where import DAY, MONTHS, RANGE, bounds, day_of_month
from clientinfo_kernel.margin.year_before import comparable
from widgets.margin.uneven import counted
from widgets.margin.view import PREVIOUS_YEAR
from widgets.margin.words import month_span, value_word
from widgets.markup import tag
from widgets.texts.language import _

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from markupsafe import Markup

    from clientinfo_kernel.margin.where import Where
    from widgets.margin.bar import Bar
    from widgets.margin.view import View
    from widgets.views.markup_writer import MarkupWriter

_Days: TypeAlias = tuple[date, date]

_SIDE_BY_SIDE = 3
# So many months back from the last one that is over.
_BACK = (1, 3, MONTHS)


def period_choice(bar: Bar, writer: MarkupWriter) -> Markup:
    """Write the last periods side by side; the others, everything, and the way to single months in a list that opens."""
    on = bar.view.period
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
    return bar.view.period in _spans(bar).values()


def month_choice(bar: Bar, writer: MarkupWriter) -> Iterator[Markup]:
    """Write the choice of a first and a last month, of days in them, and of the last months that are over."""
    earliest, latest = (counted(each) for each in (bar.years[0].first, bar.years[-1].last))
    every = [day_of_month(each) for each in range(earliest, latest + 1)]
    first, last = _shown(bar, every[0], _end_of(every[-1]))
    begins = [(value_word("month", f"{each:%Y-%m}"), (each, last if each <= last else _end_of(each))) for each in every]
    ends = [
        (value_word("month", f"{each:%Y-%m}"), (first if first <= _end_of(each) else each, _end_of(each)))
        for each in every
    ]
    first_days = [(f"{each.day}.", (each, max(each, last))) for each in _days_in(first)]
    last_days = [(f"{each.day}.", (min(each, first), each)) for each in _days_in(last)]
    yield _ends(
        bar,
        writer,
        _("von"),
        (_("Erster Tag"), first_days, first.day - 1),
        (_("Erster Monat"), begins, counted(first) - earliest),
    )
    yield _ends(
        bar,
        writer,
        _("bis"),
        (_("Letzter Tag"), last_days, last.day - 1),
        (_("Letzter Monat"), ends, counted(last) - earliest),
    )
    over = latest if bar.running is None else counted(bar.running.month) - 1
    words = (_("letzter Monat"), _("letzte 3 Monate"), _("letzte 12 Monate"))
    for said, count in zip(words, _BACK, strict=True):
        if over - count + 1 >= earliest:
            span = (("month", (_span(over - count + 1, over),)),)
            is_on = str(bar.view.period == span).lower()
            yield tag(
                "button", said, type="button", class_="ci-pill", aria_pressed=is_on, data_act=_chosen(bar, writer, span)
            )


def in_period(before: View, times: Where) -> View:
    """Return the page with another period, compared with last year where it was before, as far as it has one."""
    after = before.in_period(times)
    followed = comparable(PREVIOUS_YEAR, before.period)
    if not times or before.question.compare != followed:
        return after
    return after.compared(comparable(PREVIOUS_YEAR, after.question.where))


def _ends(bar: Bar, writer: MarkupWriter, said: str, *lists: tuple[str, Sequence[tuple[str, _Days]], int]) -> Markup:
    """Write the lists of an end of the period: the label of each, its entries with the days that they choose, and which is on."""
    selects = [
        tag(
            "select",
            *(
                tag("option", words, selected=at == on, data_act=_chosen(bar, writer, _period(*days)))
                for at, (words, days) in enumerate(entries)
            ),
            class_="ci-choice-list",
            aria_label=label,
        )
        for label, entries, on in lists
    ]
    return tag("span", tag("span", said, aria_hidden="true"), *selects, class_="ci-filters__end")


def _chosen(bar: Bar, writer: MarkupWriter, times: Where) -> int:
    go: Callable[[View], None] = bar.go
    return writer.note(lambda _receiver: go(in_period(bar.view, times)))


def _period(first: date, last: date) -> Where:
    """Return a range of days as a filter, of whole months as one on months: these are answered faster, and know more."""
    if first.day == 1 and last == _end_of(last):
        return (("month", (month_span(first, last),)),)
    return ((DAY, (RANGE.join(dict.fromkeys((first.isoformat(), last.isoformat()))),)),)


def _shown(bar: Bar, earliest: date, latest: date) -> _Days:
    """Return the first and the last day of the filter, as far as something is posted."""
    spans = [_days_of(*bounds(key, each), key) for key, values in bar.view.period if key != "year" for each in values if each != UNASSIGNED]  # fmt: skip
    first, last = min((each[0] for each in spans), default=earliest), max((each[1] for each in spans), default=latest)
    return min(max(first, earliest), latest), max(min(last, latest), earliest)


def _days_of(first: int, last: int, key: str) -> _Days:
    if key == DAY:
        return date.fromordinal(first), date.fromordinal(last)
    return day_of_month(first), _end_of(day_of_month(last))


def _days_in(day: date) -> list[date]:
    return [day.replace(day=each) for each in range(1, _end_of(day).day + 1)]


def _end_of(day: date) -> date:
    return day.replace(day=monthrange(day.year, day.month)[1])


def _spans(bar: Bar) -> dict[str, Where]:
    """Return the periods to choose from by their words: the last fiscal year as far as it goes, the others, all."""
    spans = [month_span(each.first, each.last) for each in reversed(bar.years)]
    return {**{_span_words(span): (("month", (span,)),) for span in spans}, _("alle"): ()}


def _is_among(times: Where, spans: Sequence[tuple[str, Where]]) -> bool:
    return any(times == each for _words, each in spans)


def _span_words(span: str) -> str:
    """Return a calendar year as its number."""
    return span[:4] if span[5:] == f"01..{span[:4]}-12" else value_word("month", span)


def _span(first: int, last: int) -> str:
    return month_span(day_of_month(first), day_of_month(last))
