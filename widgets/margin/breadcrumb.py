"""The way down to what is open, each step of which leads back: total, rows of the pivot, part, customer, document."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from clientinfo_kernel.margin import UNASSIGNED
from widgets.margin.words import value_word
from widgets.markup import tag
from widgets.texts.language import _

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from markupsafe import Markup

    from widgets.margin.view import View
    from widgets.texts.words import Words
    from widgets.views.markup_writer import MarkupWriter


def steps(view: View, names: Mapping[str, str], parts: Words) -> list[tuple[str, View]]:
    """Return the steps from the total down to what is open: words, and the page as it is at that step.

    Args:
        view: The page, with a row of the pivot open.
        names: Names of customers by their numbers.
        parts: Words of the parts of a change.
    """
    cell = view.cell or ()
    top = view.without_origin()
    found = [(_("Gesamt"), replace(top, cell=()))]
    for depth, (dimension, value) in enumerate(zip(view.levels, cell, strict=False), start=1):
        word = (
            names.get(value, value) if dimension == "customer" and value != UNASSIGNED else value_word(dimension, value)
        )
        found.append((word, replace(top, cell=cell[:depth])))
    if view.rest:
        found.append((_("weitere Zeilen"), replace(top, cell=cell, rest=True)))
    if view.part:
        found.append((_(parts[view.part]), view.narrowed(part=view.part)))
    if view.customer:
        name = names.get(view.customer, view.customer)
        found.append((name, view.narrowed(part=view.part, customer=view.customer)))
    if view.document:
        number = _("ohne Beleg") if view.document == UNASSIGNED else view.document
        found.append((_("Beleg {number}").format(number=number), view))
    return found


def breadcrumb(found: Sequence[tuple[str, View]], go: Callable[[View], None], writer: MarkupWriter) -> Markup:
    """Write the way; its last step is where one is."""

    def does(view: View) -> int:
        return writer.note(lambda _receiver: go(view))

    *before, (here, _view) = found
    back = [tag("li", tag("button", words, type="button", data_act=does(view))) for words, view in before]
    last = tag("li", tag("span", here, aria_current="page"))
    return tag("nav", tag("ol", *back, last), class_="ci-crumbs", aria_label=_("Weg zu dieser Zahl"))
