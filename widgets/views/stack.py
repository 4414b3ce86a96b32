"""Several views: one below the other, side by side, or on the overview's grid."""

from collections.abc import Callable

import ipywidgets
from markupsafe import Markup

from widgets.markup import tag
from widgets.view_models import Stack, Timeline, ViewModel
from widgets.views.context import ViewContext
from widgets.views.markup_view import box

Draw = Callable[[ViewModel], ipywidgets.Widget]
Write = Callable[..., Markup]
# The overview's upper row holds two tiles, the lower row the rest; the timeline stands tall at the right.
_UPPER = 2
_COLUMNS = 6
_NARROWEST = 2
# Without charts and figures above, both rows hold lists and are equally high.
_FEW = 5


def draw(stack: Stack, _context: ViewContext, draw_one: Draw) -> ipywidgets.Widget:
    """Draw the views in their layout."""
    if stack.layout == "overview":
        tiles = [draw_one(each).add_class(style) for each, style in _placed(stack)]
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
    """The tiles with their place: those of a row share its width, how many there are depends on what one may see."""
    spans = _spans(sum(not isinstance(each, Timeline) for each in stack.items))
    return [
        (each, "ci-tile--tall" if isinstance(each, Timeline) else f"ci-span-{spans.pop(0)}") for each in stack.items
    ]


def _overview_classes(stack: Stack) -> tuple[str, ...]:
    return ("ci-overview", "ci-overview--few") if len(stack.items) <= _FEW else ("ci-overview",)


def _spans(tiles: int) -> list[int]:
    """How many columns each tile takes."""
    upper = max(min(_UPPER, tiles - 1), 1)
    lower = tiles - upper
    return [_COLUMNS // upper] * upper + [max(_COLUMNS // max(lower, 1), _NARROWEST)] * lower
