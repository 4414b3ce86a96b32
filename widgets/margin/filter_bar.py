"""The filters as chips, what can be added to them, the comparison, and the selection beside them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

import polars as pl

from clientinfo_kernel.margin import ALL_BUT, TARGET, UNASSIGNED, Answer
from clientinfo_kernel.margin.fiscal_years import FiscalYear
from clientinfo_kernel.margin.where import FIRST_YEAR, MONTHS, RANGE, bounds, day_of_month
from widgets.margin.view import MOST_SELECTED, PREVIOUS_YEAR, View
from widgets.margin.words import DIMENSIONS, filter_words, month_span, share, value_word, whole
from widgets.markup import icon, tag
from widgets.texts.language import _, ngettext

if TYPE_CHECKING:
    from collections.abc import Iterable

    from markupsafe import Markup

    from widgets.views.markup_writer import MarkupWriter

# Values side by side; a longer list is for the pivot.
MOST_VALUES = 40
_NAMED = 2
_SIDE_BY_SIDE = 3
_PERIODS = frozenset({"year", "month"})


@dataclass(frozen=True)
class Bar:
    """What the filter bar is written from.

    Attributes:
        view: The page as it is.
        go: Goes to another one.
        choose: Opens the values of a dimension, or closes them (empty).
        choosing: The dimension whose values are open; empty: none.
        dimensions: What can be filtered by.
        values: Of the open dimension (``Margin.values``); None: none is open.
        names: Names of customers by their numbers, as far as the page has them.
        years: The fiscal years with postings, the earliest first.
        branches: The others, where the page is about one.
        chosen: What the selection adds up to.
    """

    view: View
    go: Callable[[View], None]
    choose: Callable[[str], None]
    choosing: str
    dimensions: Sequence[str]
    values: pl.DataFrame | None
    names: Mapping[str, str]
    years: Sequence[FiscalYear]
    branches: Sequence[str]
    chosen: Answer | None


def filter_bar(bar: Bar, writer: MarkupWriter) -> Markup:
    """Write the bar, and below it the values to choose from where a dimension is open."""
    where = dict(bar.view.question.where)
    is_listed = where.get("month", ()) in _spans(bar).values() and "year" not in where
    chips = [
        _chip(bar, writer, dimension, values)
        for dimension, values in where.items()
        if not (is_listed and dimension in _PERIODS)
    ]
    more = [each for each in bar.dimensions if each not in where and each not in {*_PERIODS, "customer"}]
    row = (_periods(bar, writer), *chips, _add(bar, writer, more), _compared(bar, writer), _selection(bar, writer))
    return tag(
        "div",
        tag("div", *row, class_="ci-filters__row"),
        _values(bar, writer),
        class_="ci-filters",
        role="group",
        aria_label=_("Filter"),
    )


def _chip(bar: Bar, writer: MarkupWriter, dimension: str, values: Sequence[str]) -> Markup:
    name = _name(dimension)
    text = filter_words(dimension, values, _NAMED, bar.names)
    # A customer is taken out again, and never chosen from a list; periods have their own.
    opens = dimension not in {*_PERIODS, "customer"}
    label = (tag("i", name), text)
    remove = tag(
        "button", icon("x"), type="button", class_="ci-filterchip__x", aria_label=_("Filter {name} entfernen").format(name=name),
        data_act=_does(writer, bar.go, bar.view.filtered(dimension, ())),
    )  # fmt: skip
    face = (
        tag("button", *label, type="button", data_act=writer.note(lambda _r: bar.choose(_other(bar, dimension))),
            aria_expanded=str(bar.choosing == dimension).lower())
        if opens
        else tag("span", *label)
    )  # fmt: skip
    return tag("span", face, remove, class_="ci-filterchip")


def _other(bar: Bar, dimension: str) -> str:
    return "" if bar.choosing == dimension else dimension


def _name(dimension: str) -> str:
    return _("Zeitraum") if dimension in _PERIODS else _(DIMENSIONS[dimension])


def _word(bar: Bar, dimension: str, value: str) -> str:
    return bar.names.get(value, value) if dimension == "customer" else value_word(dimension, value)


def _add(bar: Bar, writer: MarkupWriter, more: Iterable[str]) -> Markup:
    """Write the list of what else can be filtered by."""
    options = [tag("option", _("+ Filter"), selected=True, value="")]
    options += [
        tag("option", _(DIMENSIONS[each]), data_act=writer.note(partial(_chooses, bar.choose, each))) for each in more
    ]
    return tag("select", *options, class_="ci-choice-list", aria_label=_("Filter hinzufügen"))


def _compared(bar: Bar, writer: MarkupWriter) -> Markup:
    """Write what the figures are compared with: last year, nothing, another year or another branch."""
    question = bar.view.question
    spans = [f"month={span}" for span in _same_months(bar)]
    ways = {PREVIOUS_YEAR: _("Vorjahr")} if bar.view.has_period else {}
    ways |= {TARGET: _("Ziel"), "": _("ohne Vergleich")}
    ways |= {span: value_word("month", span.removeprefix("month=")) for span in spans}
    ways |= {f"branch={value}": value_word("branch", value) for value in bar.branches}
    if question.compare not in ways:
        dimension, _equals, value = question.compare.partition("=")
        ways[question.compare] = value_word(dimension, value)
    options = [
        tag("option", words, selected=key == question.compare,
            data_act=_does(writer, bar.go, replace(bar.view, question=question.compared_to(key)).without_origin()))
        for key, words in ways.items()
    ]  # fmt: skip
    label = tag("span", _("Vergleich"), class_="ci-muted ci-small", aria_hidden="true")
    return tag("span", label, tag("select", *options, class_="ci-choice-list", aria_label=_("Vergleichen mit")), class_="ci-filters__compare")  # fmt: skip


def _same_months(bar: Bar) -> list[str]:
    """Return the months of the filter in each other year, the last first; without such a filter the fiscal years.

    Months that do not stand together, or have no beginning or end, have no one name: they are compared with the year
    before alone.
    """
    months = bar.view.values_of("month")
    if not months:
        return [month_span(each.first, each.last) for each in reversed(bar.years)]
    if len(months) > 1 or UNASSIGNED in months or months[0].startswith(RANGE) or months[0].endswith(RANGE):
        return []
    begin, end = bounds("month", months[0])
    years = range(bar.years[-1].last.year, bar.years[0].first.year - 1, -1)
    moved = [MONTHS * (year - end // MONTHS) for year in years]
    return [
        month_span(day_of_month(begin + by), day_of_month(end + by))
        for by in moved
        if by and begin + by >= FIRST_YEAR * MONTHS
    ]


def _selection(bar: Bar, writer: MarkupWriter) -> Markup | None:
    """Write what is selected with its figures, the way to make a filter of it, and the way out."""
    view = bar.view
    if view.selection is None or bar.chosen is None:
        return None
    dimension, values = view.selection
    total = bar.chosen.total
    several = {
        "customer": ngettext("{count} Kunde", "{count} Kunden", len(values)),
        "month": ngettext("{count} Monat", "{count} Monate", len(values)),
    }
    if len(values) == MOST_SELECTED:
        several["customer"] = _("die {count} größten Kunden der Markierung").format(count=MOST_SELECTED)
    what = _word(bar, dimension, values[0]) if len(values) == 1 else several.get(dimension, str(len(values)))
    figures = _("Rohertrag {profit} € · Marge {share}").format(
        profit=whole(total["gross_profit"]), share=share(total["margin_percent"])
    )
    as_filter = tag(
        "button", _("Als Filter"), type="button", class_="ci-filterchip__go",
        data_act=_does(writer, bar.go, view.selection_as_filter()),
    )  # fmt: skip
    clear = tag(
        "button", icon("x"), type="button", class_="ci-filterchip__x", aria_label=_("Auswahl aufheben"), data_ci_escape=True,
        data_act=_does(writer, bar.go, replace(view, selection=None)),
    )  # fmt: skip
    only = tag("small", _("nur markiert"), title=_("Die Zahlen der Seite bleiben ganz; dieser Teil ist hervorgehoben."))
    text = tag("span", tag("i", _("Auswahl")), tag("span", f"{what} · {figures}", class_="ci-num"), only)
    return tag("span", text, as_filter, clear, class_="ci-filterchip is-selection", role="status")


def _values(bar: Bar, writer: MarkupWriter) -> Markup | None:
    """Write the values of the open dimension; each one that is on is let through, or left out."""
    if not bar.choosing:
        return None
    rows = [] if bar.values is None else bar.values.head(MOST_VALUES).iter_rows(named=True)
    on = bar.view.values_of(bar.choosing)
    buttons = [
        _toggle(
            writer,
            _value_text(bar.choosing, row),
            partial(bar.go, bar.view.toggled(bar.choosing, row["value"])),
            is_on=row["value"] in on,
        )
        for row in rows
    ]
    if on:  # all are let through that are not chosen
        turn = partial(bar.go, bar.view.toggled(bar.choosing, ALL_BUT))
        buttons.append(_toggle(writer, _("ohne die gewählten"), turn, is_on=ALL_BUT in on))
    close = tag(
        "button", icon("x"), type="button", class_="ci-button ci-button--quiet ci-button--icon", aria_label=_("Schließen"),
        data_act=writer.note(lambda _receiver: bar.choose("")),
    )  # fmt: skip
    name = _name(bar.choosing)
    return tag("div", tag("b", name), *buttons, close, class_="ci-filters__values", role="group", aria_label=name)


def _value_text(dimension: str, row: Mapping[str, str]) -> str:
    word = value_word(dimension, row["value"])
    return word if row["name"] == row["value"] else f"{word} {row['name']}"


def _periods(bar: Bar, writer: MarkupWriter) -> Markup:
    """Write the last periods side by side, the others and everything in a list that opens."""
    on = bar.view.values_of("month")

    def chosen(values: tuple[str, ...]) -> int:
        return _does(writer, bar.go, _compared_again(bar.view, bar.view.in_months(values)))

    spans = list(_spans(bar).items())
    first = [
        tag("button", words, type="button", role="radio", aria_checked=str(on == values).lower(),
            tabindex="0" if on == values or (at == 0 and not _is_among(on, spans[:_SIDE_BY_SIDE])) else "-1", data_act=chosen(values))
        for at, (words, values) in enumerate(spans[:_SIDE_BY_SIDE])
    ]  # fmt: skip
    rest = spans[_SIDE_BY_SIDE:]
    options = [tag("option", _("andere"), selected=not _is_among(on, rest), value="")]
    options += [tag("option", words, selected=on == values, data_act=chosen(values)) for words, values in rest]
    name = _("Zeitraum")
    group = tag("div", *first, class_="ci-choice", role="radiogroup", aria_label=name)
    others = tag("select", *options, class_="ci-choice-list", aria_label=_("Anderer Zeitraum"))
    return tag("span", group, others, class_="ci-filters__period")


def _spans(bar: Bar) -> dict[str, tuple[str, ...]]:
    """Return the periods to choose from by their words: the last fiscal year as far as it goes, the others, all."""
    spans = [month_span(each.first, each.last) for each in reversed(bar.years)]
    return {**{_span_words(span): (span,) for span in spans}, _("alle"): ()}


def _is_among(values: tuple[str, ...], spans: Sequence[tuple[str, tuple[str, ...]]]) -> bool:
    return any(values == each for _words, each in spans)


def _compared_again(before: View, after: View) -> View:
    """Compare with last year again what was compared with nothing only because all years have none before them."""
    is_back = after.values_of("month") and not before.question.compare and not before.values_of("month")
    return replace(after, question=after.question.compared_to(PREVIOUS_YEAR)) if is_back else after


def _span_words(span: str) -> str:
    """Return a calendar year as its number."""
    return span[:4] if span[5:] == f"01..{span[:4]}-12" else value_word("month", span)


def _toggle(writer: MarkupWriter, text: str, act: Callable[[], None], *, is_on: bool) -> Markup:
    return tag(
        "button", text, type="button", class_="ci-pill", aria_pressed=str(is_on).lower(), data_act=writer.note(lambda _r: act()),
    )  # fmt: skip


def _does(writer: MarkupWriter, go: Callable[[View], None], view: View) -> int:
    return writer.note(lambda _receiver: go(view))


def _chooses(choose: Callable[[str], None], dimension: str, _receiver: object) -> None:
    choose(dimension)
