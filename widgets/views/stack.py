"""Several views: one below the other, side by side, or on the overview's grid."""

from collections.abc import Callable

import ipywidgets

from widgets.view_models import Stack, Timeline, ViewModel
from widgets.views.context import ViewContext
from widgets.views.page import box

Draw = Callable[[ViewModel], ipywidgets.Widget]
# The overview's upper row holds two wide tiles, the lower row three; the timeline stands tall at the right.
_WIDE_TILES = 2


def draw(stack: Stack, _context: ViewContext, draw_one: Draw) -> ipywidgets.Widget:
    """The views in their layout."""
    if stack.layout == "overview":
        return _overview(stack, draw_one)
    drawn = [draw_one(each) for each in stack.items]
    if stack.layout == "split" and len(drawn) > 1:
        return box((box(drawn[:-1], "ci-stack"), drawn[-1]), "ci-split")
    return box(drawn, "ci-stack")


def _overview(stack: Stack, draw_one: Draw) -> ipywidgets.Widget:
    drawn: list[ipywidgets.Widget] = []
    wide = 0
    for each in stack.items:
        widget = draw_one(each)
        if isinstance(each, Timeline):
            widget.add_class("ci-tile--tall")
        elif wide < _WIDE_TILES:
            widget.add_class("ci-span-3")
            wide += 1
        else:
            widget.add_class("ci-span-2")
        drawn.append(widget)
    return box(drawn, "ci-overview")
