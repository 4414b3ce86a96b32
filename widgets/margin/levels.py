"""The levels of the pivot, and what stands below the charts: tabs, the way to other levels, what the list measures."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from widgets.margin.view import ACCOUNTS, LIST, OUTLIERS, PERIODS, PIVOT, WHAT_IF
from widgets.margin.words import ADDED, DIMENSIONS
from widgets.markup import icon, tag
from widgets.texts.language import N_, _

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from markupsafe import Markup

    from widgets.margin.view import View
    from widgets.views.markup_writer import MarkupWriter

SHOW_WORDS = {
    PIVOT: N_("Pivot"),
    LIST: N_("Liste"),
    OUTLIERS: N_("Ausreißer"),
    WHAT_IF: N_("Was wäre, wenn"),
    PERIODS: N_("Perioden"),
    ACCOUNTS: N_("Konten"),
}
_MOST = 5


def below_head(view: View, go: Callable[[View], None], dimensions: Sequence[str], writer: MarkupWriter) -> Markup:
    """Write the choice of what stands below the charts, and the levels of it."""
    tabs = [
        tag("button", _(word), type="button", role="radio", aria_checked=str(view.show == key).lower(),
            tabindex="0" if view.show == key else "-1",
            data_act=_does(writer, go, replace(view, show=key).without_origin()))
        for key, word in SHOW_WORDS.items()
    ]  # fmt: skip
    choice = tag("div", *tabs, class_="ci-choice", role="radiogroup", aria_label=_("Ansicht"), data_ci_strip=True)
    levels = _levels(view, go, dimensions, writer) if view.show in {PIVOT, LIST} else None
    measures = _measures(view, go, writer) if view.show == LIST else None
    return tag("div", choice, tag("span", class_="ci-spacer"), measures, levels, class_="ci-tile__head ci-below__head")


def _levels(view: View, go: Callable[[View], None], dimensions: Sequence[str], writer: MarkupWriter) -> Markup:
    """Write the levels: each is taken out or put first by a click; the list adds one."""
    chips = []
    for place, level in enumerate(view.levels):
        rest = [each for each in view.levels if each != level]
        name = _(DIMENSIONS[level])
        face = tag(
            "button", name, type="button", title=_("Nach vorn"), disabled=place == 0,
            data_act=_does(writer, go, view.grouped([level, *rest])),
        )  # fmt: skip
        remove = _remove(_("Ebene {name} entfernen").format(name=name), _does(writer, go, view.grouped(rest)))
        chips.append(tag("span", face, remove if rest else None, class_="ci-filterchip"))
    missing = [each for each in dimensions if each not in view.levels]
    options = [tag("option", _("+ Ebene"), selected=True, value="")]
    options += [
        tag("option", _(DIMENSIONS[each]), data_act=_does(writer, go, view.grouped([*view.levels, each])))
        for each in missing
    ]
    add = (
        tag("select", *options, class_="ci-choice-list", aria_label=_("Ebene hinzufügen"))
        if len(view.levels) < _MOST
        else None
    )
    label = tag("span", _("Ebenen"), class_="ci-muted ci-small")
    return tag("div", label, *chips, add, class_="ci-below__levels", role="group", aria_label=_("Ebenen"))


def _measures(view: View, go: Callable[[View], None], writer: MarkupWriter) -> Markup:
    """Write what the list measures besides money: each is taken out by a click; the list adds one. Of postings it is money alone."""
    if not view.addable:
        said = _("Von einzelnen Tagen, Konten und Kostenstellen sind nur Beträge bekannt.")
        return tag("p", said, class_="ci-muted ci-small")
    chips, options = [], [tag("option", _("+ Kennzahl"), selected=True, value="")]
    for key in view.addable:
        name, number = _(ADDED[key]), _does(writer, go, view.adding(key))
        if key in view.added:
            remove = _remove(_("Kennzahl {name} entfernen").format(name=name), number)
            chips.append(tag("span", tag("span", name), remove, class_="ci-filterchip"))
        else:
            options.append(tag("option", name, data_act=number))
    add = tag("select", *options, class_="ci-choice-list", aria_label=_("Kennzahl hinzufügen"))
    return tag("div", *chips, add, class_="ci-below__levels", role="group", aria_label=_("Kennzahlen der Liste"))


def _remove(label: str, number: int) -> Markup:
    """Write the cross that takes a chip away; ``number``: of what its click does."""
    return tag("button", icon("x"), type="button", class_="ci-filterchip__x", aria_label=label, data_act=number)


def _does(writer: MarkupWriter, go: Callable[[View], None], view: View) -> int:
    return writer.note(lambda _receiver: go(view))
