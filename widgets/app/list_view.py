"""One open list: its head with what it can be asked for and how it is grouped, and its rows below."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import ipywidgets

from widgets.markup import icon, tag
from widgets.parts.grouped import groupable, grouped
from widgets.texts.language import _
from widgets.view_models import Choice, Notice, Stack
from widgets.views import draw
from widgets.views.choice import options
from widgets.views.closing import discard
from widgets.views.markup_view import markup_view
from widgets.views.markup_writer import MarkupWriter
from widgets.views.wanted import holds

if TYPE_CHECKING:
    from collections.abc import Callable

    from markupsafe import Markup

    from widgets.view_models import Table, ViewModel
    from widgets.views.context import ViewContext
    from widgets.work_list import Desk, WorkList

_UNGROUPED = ""
# Ways to group are looked for in a list that opens; the head stays on one line.
_NO_SEGMENTS = 0


class ListView(ipywidgets.Box):
    """A list.

    Args:
        work_list: Which.
        desk: What it is made from, with the option that is chosen.
        context: The page's side of its views.
        ask: Called with the option that somebody chooses.
        takes_focus: Whether it is drawn because somebody chose one, who has the keyboard there.

    Raises:
        NotPermitted: The viewer is not allowed to see it.
        AuditNotWritten: Whom it shows cannot be written down.
    """

    def __init__(
        self,
        work_list: WorkList,
        desk: Desk,
        context: ViewContext,
        ask: Callable[[str], None],
        *,
        takes_focus: bool = False,
    ) -> None:
        self._list, self._desk, self._context, self._ask = work_list, desk, context, ask
        self._table = work_list.table(desk)
        self._group = _UNGROUPED
        writer = MarkupWriter(context)
        self._head = markup_view(self._written(writer, takes_focus=takes_focus), writer, "ci-choice__bar")
        self._body = self._rows()
        super().__init__((self._head, self._body))
        self.add_class("ci-list-view")

    def _written(self, writer: MarkupWriter, *, takes_focus: bool) -> Markup:
        chosen = self._list.choice
        asked = None
        if chosen is not None:
            words = {key: _(word) for key, word in chosen.options.items()}
            choice = Choice(_(chosen.label), words, self._desk.option, _nothing)
            asked = options(choice, writer, self._ask, takes_focus=takes_focus)
        columns = groupable(self._table)
        by = None
        if columns and self._table.rows.height:
            ways = {
                _UNGROUPED: _("Nicht gruppiert"),
                **{key: _("Nach {column}").format(column=title) for key, title in columns.items()},
            }
            way = Choice(_("Gruppieren"), ways, _UNGROUPED, _nothing)
            by = options(way, writer, self._group_by, _NO_SEGMENTS)
        title = tag("div", tag("h2", _(self._list.title)), tag("p", _(self._list.text), class_="ci-small ci-muted"))
        print_it = tag(
            "button", icon("print"), type="button", class_="ci-button ci-button--icon ci-desk", data_ci_print=True,
            aria_label=_("Drucken"), title=_("Drucken"),
        )  # fmt: skip
        return tag("div", title, tag("span", class_="ci-spacer"), asked, by, print_it, class_="ci-choice__head")

    def _group_by(self, key: str) -> None:
        self._group = key
        earlier, self._body = self._body, self._rows()
        self.children = (self._head, self._body)
        discard(earlier)

    def _rows(self) -> ipywidgets.Widget:
        table = grouped(self._table, self._group) if self._group else self._table
        return draw(with_word_of_missing(replace(table, title=""), self._context.item), self._context)


def with_word_of_missing(table: Table, row: str | None) -> ViewModel:
    """Put a notice above a list that no longer has the row that a link or a bookmark asks for."""
    if row is None or table.names is None or holds(table, row):
        return table
    text = _("Es ist inzwischen erledigt, oder jemand anders hat es übernommen. Die Liste zeigt, was jetzt da ist.")
    return Stack((Notice(_("{item} steht hier nicht (mehr)").format(item=row), text, tone="warn"), table))


def _nothing(_key: str) -> ViewModel:
    return Stack(())
