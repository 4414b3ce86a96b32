"""A table or list at the left, the chosen row's view at the right; on the phone the detail is a sheet."""

from collections.abc import Mapping
from typing import Any

import ipywidgets

from widgets.texts.language import _
from widgets.view_models import GroupedList, MasterDetail, ViewModel
from widgets.views import grouped_list
from widgets.views.closing import discard
from widgets.views.context import ViewContext
from widgets.views.kept import Setting
from widgets.views.markup_view import box, markup_view
from widgets.views.markup_writer import MarkupWriter
from widgets.views.stack import Draw
from widgets.views.table import Grid
from widgets.views.wanted import named_rows, own_name
from widgets.views.widget_frame import WidgetFrame


def draw(view: MasterDetail, context: ViewContext, draw_one: Draw) -> ipywidgets.Widget:
    """Both, and the wire between them."""
    slot = WidgetFrame(kind="detail", label=_("Ausgewählt"), close_label=_("Schließen"))

    def show(row: Mapping[str, Any] | None, *, by_hand: bool) -> None:
        shown: ViewModel | None = view.empty if row is None else view.detail(row)
        before = slot.child
        slot.child = draw_one(shown) if shown is not None else None
        slot.is_open = by_hand and row is not None
        named = None if row is None else own_name(master, row)
        slot.kept = None if named is None else (key, Setting("", None, frozenset({named})))
        if before is not None:
            discard(before)

    master = view.master
    count, key = master.rows.height, f"chosen: {master.title}"
    wanted = next(iter(named_rows(master, context.item)), None)
    selected = view.selected if view.selected is not None and 0 <= view.selected < count else None
    earlier = context.kept[key].opened if key in context.kept else frozenset()
    selected = next((number for name in earlier for number in named_rows(master, name)), selected)
    selected = selected if wanted is None else wanted
    show(master.rows.row(selected, named=True) if selected is not None else None, by_hand=wanted is not None)
    if isinstance(master, GroupedList):
        writer = MarkupWriter(context)

        def choose(number: int) -> None:
            show(master.rows.row(number, named=True), by_hand=True)

        left = markup_view(grouped_list.markup(master, writer, selected, choose, wanted), writer, "ci-tile")
        return box((left, slot), "ci-inbox")
    grid = Grid(master, context, draw_one, choose=lambda row: show(row, by_hand=True), selected=selected)
    return box((grid, slot), "ci-split")
