"""Several views: one below the other, side by side, or on the overview's grid."""

from collections.abc import Callable, Sequence

import ipywidgets
from markupsafe import Markup

from widgets.markup import tag
from widgets.view_models import Chart, ItemList, KeyFigure, Stack, Timeline, ViewModel
from widgets.views.chart import is_empty
from widgets.views.context import ViewContext
from widgets.views.markup_view import box

Draw = Callable[[ViewModel], ipywidgets.Widget]
Write = Callable[..., Markup]
# The overview's upper row holds two tiles, the lower row the rest; the timeline stands tall at the right.
_UPPER = 2
_COLUMNS = 6
_NARROWEST = 2
# Lists alone, without charts and figures above, and the timeline.
_FEW = 4
# With a list in the upper row, too, both rows are equally high.
_EVEN = 5
# What a list holds at most that takes no more room than its lines.
_SHORT = 1


def draw(stack: Stack, _context: ViewContext, draw_one: Draw) -> ipywidgets.Widget:
    """Draw the views in their layout."""
    if stack.layout == "overview":
        tiles = [_styled(draw_one(each), style) for each, style in _placed(stack)]
        return box(tiles, *_overview_classes(stack))
    drawn = [draw_one(each) for each in stack.items]
    if stack.layout == "split" and len(drawn) > 1:
        return box((box(drawn[:-1], "ci-stack"), drawn[-1]), "ci-split")
    return box(drawn, "ci-stack")


def markup(stack: Stack, write: Write) -> Markup:
    """Write the views in their layout as one piece of markup."""
    if stack.layout == "overview":
        tiles = [write(each, style) for each, style in _placed(stack)]
        return tag("div", *tiles, class_=" ".join(_overview_classes(stack)))
    written = [write(each) for each in stack.items]
    if stack.layout == "split" and len(written) > 1:
        return tag("div", tag("div", *written[:-1], class_="ci-stack"), written[-1], class_="ci-split")
    return tag("div", *written, class_="ci-stack")


def _placed(stack: Stack) -> list[tuple[ViewModel, str]]:
    """Return the tiles with their place: those of a row share its width, how many there are depends on what the viewer is allowed to see."""
    tiles = [each for each in stack.items if not isinstance(each, Timeline)]
    spans = _spans(tiles, few=len(stack.items) <= _FEW)
    return [
        (each, "ci-tile--tall" if isinstance(each, Timeline) else _tile_classes(each, spans.pop(0)))
        for each in stack.items
    ]


def _styled(drawn: ipywidgets.DOMWidget, style: str) -> ipywidgets.DOMWidget:
    for name in style.split():
        drawn.add_class(name)
    return drawn


def _tile_classes(tile: ViewModel, span: int) -> str:
    return f"ci-span-{span} ci-tile--short" if _is_short(tile) else f"ci-span-{span}"


def _is_short(tile: ViewModel) -> bool:
    """Return whether a tile says so little that it would be hollow at its neighbours' height."""
    if isinstance(tile, KeyFigure):
        return tile.below is None
    if isinstance(tile, Chart):
        return is_empty(tile)
    return isinstance(tile, ItemList) and len(tile.items) <= _SHORT


def _overview_classes(stack: Stack) -> tuple[str, ...]:
    if len(stack.items) <= _FEW:
        return "ci-overview", "ci-overview--few"
    return ("ci-overview", "ci-overview--even") if len(stack.items) == _EVEN else ("ci-overview",)


def _spans(tiles: Sequence[ViewModel], *, few: bool) -> list[int]:
    """Return how many columns each tile takes; in the upper row a short one leaves its neighbour two thirds."""
    if few:
        return [_COLUMNS // min(len(tiles), _UPPER)] * len(tiles)
    upper = max(min(_UPPER, len(tiles) - 1), 1)
    lower = len(tiles) - upper
    above = [_COLUMNS // upper] * upper
    short = [_is_short(each) for each in tiles[:upper]]
    if upper == _UPPER and short.count(True) == 1:
        above = [_NARROWEST if each else _COLUMNS - _NARROWEST for each in short]
    return above + [max(_COLUMNS // max(lower, 1), _NARROWEST)] * lower
