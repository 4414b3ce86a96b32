"""One open list: its head with what it can be asked for and how it is grouped, and its rows below."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from clientinfo_kernel.live.bulk import Bulk
from widgets.markup import icon, tag
from widgets.parts.bulk_work import BulkWork
from widgets.parts.grouped import groupable, grouped
from widgets.texts.language import _
from widgets.view_models import Choice, Form, Notice, Stack
from widgets.views import draw
from widgets.views.bare_widgets import BareBox
from widgets.views.choice import options
from widgets.views.closing import discard
from widgets.views.markup_view import box, markup_view
from widgets.views.markup_writer import MarkupWriter
from widgets.views.table import Grid
from widgets.views.wanted import holds

if TYPE_CHECKING:
    import ipywidgets
    from markupsafe import Markup

    from widgets.view_models import Marked, Table, ViewModel
    from widgets.views.context import ViewContext
    from widgets.work_list import Desk, WorkList

_UNGROUPED = ""
# Ways to group are looked for in a list that opens; the head stays on one line.
_NO_SEGMENTS = 0


@dataclass(frozen=True)
class ListPage:
    """What a list asks of the page around it.

    Attributes:
        ask: Called with the option that somebody chooses.
        begin: Called with what is to be written for marked rows; it raises a ``Refusal`` where that cannot be at present.
        at: Called with the row (column ``row``) that is marked alone, for its address; None: there is none, or several.
        ask_vat: Called with the numbers of customers whose VAT ID is to be checked; None: the viewer cannot.
        announce: Tells a screen reader.
        forget: Called when other rows are marked: what was done with others is over.
    """

    ask: Callable[[str], None]
    begin: Callable[[Bulk], None]
    announce: Callable[[str], None]
    forget: Callable[[], None]
    at: Callable[[str | None], None]
    ask_vat: Callable[[Sequence[str]], None] | None = None


class ListView(BareBox):
    """A list.

    Args:
        work_list: Which.
        desk: What it is made from, with the option that is chosen.
        context: The page's side of its views.
        page: What it asks of the page around it.
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
        page: ListPage,
        *,
        takes_focus: bool = False,
    ) -> None:
        self._list, self._context, self._page = work_list, context, page
        self._desk = replace(desk, report=self._report, ask_vat=page.ask_vat and self._ask_vat)
        self._table = self._made()
        self._group = _UNGROUPED
        writer = MarkupWriter(context)
        self._head = markup_view(self._written(writer, takes_focus=takes_focus), writer, "ci-choice__bar")
        self._body = self._rows()
        self._foot = box((), "ci-marked")
        super().__init__((self._head, self._body, self._foot))
        self.add_class("ci-list-view")

    def refresh(self) -> None:
        """Show what the list has now: filter, order and the place scrolled to stay."""
        self._table = self._made()
        if isinstance(self._body, Grid):
            self._body.show_table(replace(self._table, title=""))
        else:
            self._draw_rows()

    def _made(self) -> Table:
        # what an address names is looked for in all rows
        table = self._list.table(self._desk, is_whole=self._context.item is not None)
        return replace(table, marked=self._show_marked)

    def _report(self, said: ViewModel) -> None:
        """Say below the list what a row's button has done, and show the list without it."""
        self._tell(said)
        self._page.announce(said.note if isinstance(said, Form) else "")
        self.refresh()

    def _show_marked(self, marked: Marked) -> None:
        if marked.rows.height:
            self._page.forget()
        has_name = marked.rows.height == 1 and "row" in marked.rows.columns
        self._page.at(marked.rows["row"][0] if has_name else None)
        items = self._list.items and partial(self._list.items, self._desk)
        self._tell(BulkWork(self._desk, marked, self._begin, items).actions() if marked.rows.height else None)

    def _begin(self, bulk: Bulk) -> None:
        self._page.begin(bulk)  # where it is refused, what was typed stays
        self._tell(None)

    def _ask_vat(self, customer_numbers: Sequence[str]) -> None:
        self._tell(None)
        if self._page.ask_vat is not None:
            self._page.ask_vat(customer_numbers)

    def _tell(self, said: ViewModel | None) -> None:
        earlier = self._foot.children
        self._foot.children = () if said is None else (draw(said, self._context),)
        discard(*earlier)

    def _written(self, writer: MarkupWriter, *, takes_focus: bool) -> Markup:
        chosen = self._list.choice
        asked = None
        if chosen is not None:
            words = {key: _(word) for key, word in chosen.options.items()}
            choice = Choice(_(chosen.label), words, self._desk.option, _nothing)
            asked = options(choice, writer, self._page.ask, takes_focus=takes_focus)
        columns = groupable(self._table)
        by = None
        if columns and self._table.rows.height:
            ways = {
                _UNGROUPED: _("Nicht gruppiert"),
                **{key: _("Nach {column}").format(column=title) for key, title in columns.items()},
            }
            way = Choice(_("Gruppieren"), ways, _UNGROUPED, _nothing)
            by = options(way, writer, self._group_by, _NO_SEGMENTS)
        offer = self._list.offer if self._desk.viewer.name else None
        offered = None
        if offer is not None:
            # Its words stand on it where nothing else stands beside it: on the phone.
            said = tag("span", _(offer.label), class_="ci-phone")
            offered = tag(
                "button", icon(offer.icon), said, type="button", class_="ci-button ci-button--icon-on-desk",
                data_act=writer.note(lambda _receiver: self._offer()), title=_(offer.label), aria_label=_(offer.label),
            )  # fmt: skip
        title = tag("div", tag("h2", _(self._list.title)), tag("p", _(self._list.text), class_="ci-small ci-muted"))
        print_it = tag(
            "button", icon("print"), type="button", class_="ci-button ci-button--icon ci-desk", data_ci_print=True,
            aria_label=_("Drucken"), title=_("Drucken"),
        )  # fmt: skip
        return tag(
            "div", title, tag("span", class_="ci-spacer"), asked, by, offered, print_it, class_="ci-choice__head"
        )

    def _offer(self) -> None:
        if self._list.offer is not None:
            self._tell(self._list.offer.form(self._desk))

    def _group_by(self, key: str) -> None:
        self._group = key
        self._tell(None)
        self._draw_rows()

    def _draw_rows(self) -> None:
        earlier, self._body = self._body, self._rows()
        self.children = (self._head, self._body, self._foot)
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
