"""Several views: one below the other, side by side, or on the overview's grid."""

from collections.abc import Callable

import ipywidgets

from widgets.view_models import Stack, Timeline, ViewModel
from widgets.views.context import ViewContext
from widgets.views.markup_view import box

Draw = Callable[[ViewModel], ipywidgets.Widget]
# The overview's upper row holds two tiles, the lower row the rest; the timeline stands tall at the right.
_UPPER = 2
_COLUMNS = 6
_NARROWEST = 2
# Without charts and figures above, both rows hold lists and are equally high.
_FEW = 5


def draw(stack: Stack, _context: ViewContext, draw_one: Draw) -> ipywidgets.Widget:
    """Draw the views in their layout."""
    if stack.layout == "overview":
        return _overview(stack, draw_one)
    drawn = [draw_one(each) for each in stack.items]
    if stack.layout == "split" and len(drawn) > 1:
        return box((box(drawn[:-1], "ci-stack"), drawn[-1]), "ci-split")
    return box(drawn, "ci-stack")


def _overview(stack: Stack, draw_one: Draw) -> ipywidgets.Widget:
    """Draw the tiles; those of a row share its width, and how many there are depends on what the user is allowed to see."""
    spans = _spans(sum(not isinstance(each, Timeline) for each in stack.items))
    drawn = []
    for each in stack.items:
        widget = draw_one(each)
        widget.add_class("ci-tile--tall" if isinstance(each, Timeline) else f"ci-span-{spans.pop(0)}")
        drawn.append(widget)
    return box(drawn, "ci-overview", *(("ci-overview--few",) if len(drawn) <= _FEW else ()))


def _spans(tiles: int) -> list[int]:
    """Return how many columns each tile takes."""
    upper = max(min(_UPPER, tiles - 1), 1)
    lower = tiles - upper
    return [_COLUMNS // upper] * upper + [max(_COLUMNS // max(lower, 1), _NARROWEST)] * lower
