"""The filters as chips, what can be added to them, the comparison, and the selection beside them."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from clientinfo_kernel.margin import ALL_BUT
from clientinfo_kernel.margin.where import DAY, TIMES
from widgets.margin.comparison_choice import comparison_choice, uneven
from widgets.margin.period_choice import is_listed, month_choice, period_choice
from widgets.margin.view import MOST_SELECTED, View
from widgets.margin.words import DIMENSIONS, filter_words, share, value_word, whole
from widgets.markup import icon, tag
from widgets.texts.language import _, ngettext

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from markupsafe import Markup

    from widgets.margin.bar import Bar
    from widgets.views.markup_writer import MarkupWriter

# Values side by side; a longer list is for the pivot.
MOST_VALUES = 40
_NAMED = 2
_SIDE_BY_SIDE = 3


def filter_bar(bar: Bar, writer: MarkupWriter) -> Markup:
    """Write the bar, and below it the values to choose from where a dimension is open."""
    where = dict(bar.view.question.where)
    hides_period = is_listed(bar)
    chips = [
        _chip(bar, writer, dimension, values)
        for dimension, values in where.items()
        if not (hides_period and dimension in TIMES)
    ]
    more = [each for each in bar.dimensions if each not in where and each not in {*TIMES, "customer"}]
    row = (
        period_choice(bar, writer),
        *chips,
        _add(bar, writer, more),
        comparison_choice(bar, writer),
        _selection(bar, writer),
    )
    return tag(
        "div",
        tag("div", *row, class_="ci-filters__row"),
        _values(bar, writer),
        uneven(bar, writer),
        class_="ci-filters",
        role="group",
        aria_label=_("Filter"),
    )


def _chip(bar: Bar, writer: MarkupWriter, dimension: str, values: Sequence[str]) -> Markup:
    name = _name(dimension)
    text = filter_words(dimension, values, _NAMED, bar.names)
    # A customer is taken out again, and never chosen from a list; fiscal years stand beside the chips.
    opens = dimension not in {"year", "customer"}
    label = (tag("i", name), text)
    remove = tag(
        "button", icon("x"), type="button", class_="ci-filterchip__x", aria_label=_("Filter {name} entfernen").format(name=name),
        data_act=_does(writer, bar.go, bar.view.filtered(dimension, ())),
    )  # fmt: skip
    face = (
        tag("button", *label, type="button", data_act=writer.note(lambda _r: bar.choose(_other(bar, dimension))),
            aria_expanded=str(not _other(bar, dimension)).lower())
        if opens
        else tag("span", *label)
    )  # fmt: skip
    return tag("span", face, remove, class_="ci-filterchip")


def _other(bar: Bar, dimension: str) -> str:
    opened = "month" if dimension == DAY else dimension  # both are chosen in one place
    return "" if bar.choosing == opened else opened


def _name(dimension: str) -> str:
    return _("Zeitraum") if dimension in TIMES else _(DIMENSIONS[dimension])


def _word(bar: Bar, dimension: str, value: str) -> str:
    return bar.names.get(value, value) if dimension == "customer" else value_word(dimension, value)


def _add(bar: Bar, writer: MarkupWriter, more: Iterable[str]) -> Markup:
    """Write the list of what else can be filtered by."""
    options = [tag("option", _("+ Filter"), selected=True, value="")]
    options += [
        tag("option", _(DIMENSIONS[each]), data_act=writer.note(partial(_chooses, bar.choose, each))) for each in more
    ]
    return tag("select", *options, class_="ci-choice-list", aria_label=_("Filter hinzufügen"))


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
    name = _name(bar.choosing)
    close = tag(
        "button", icon("x"), type="button", class_="ci-button ci-button--quiet ci-button--icon", aria_label=_("Schließen"),
        data_act=writer.note(lambda _receiver: bar.choose("")),
    )  # fmt: skip
    chosen = month_choice(bar, writer) if bar.choosing == "month" else _value_choice(bar, writer)
    return tag("div", tag("b", name), *chosen, close, class_="ci-filters__values", role="group", aria_label=name)


def _value_choice(bar: Bar, writer: MarkupWriter) -> list[Markup]:
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
    return buttons


def _value_text(dimension: str, row: Mapping[str, str]) -> str:
    word = value_word(dimension, row["value"])
    return word if row["name"] == row["value"] else f"{word} {row['name']}"


def _toggle(writer: MarkupWriter, text: str, act: Callable[[], None], *, is_on: bool) -> Markup:
    return tag(
        "button", text, type="button", class_="ci-pill", aria_pressed=str(is_on).lower(), data_act=writer.note(lambda _r: act()),
    )  # fmt: skip


def _does(writer: MarkupWriter, go: Callable[[View], None], view: View) -> int:
    return writer.note(lambda _receiver: go(view))


def _chooses(choose: Callable[[str], None], dimension: str, _receiver: object) -> None:
    choose(dimension)
