"""View models that are nothing but markup: a whole panel of them is one widget, and one message to the browser."""

from collections.abc import Callable, Mapping
from typing import Any

from markupsafe import Markup

from widgets import view_models as models
from widgets.markup import tag
from widgets.views import actions, chart, document, facts, grouped_list, item_list, key_figure, notice, stack, timeline
from widgets.views.markup_writer import MarkupWriter

_Tile = Callable[[Any, MarkupWriter], Markup]
_TILES: Mapping[type, tuple[_Tile, str]] = {
    models.Actions: (actions.markup, "ci-actions"),
    models.Chart: (chart.markup, "ci-tile ci-tile--chart"),
    models.Document: (document.markup, "ci-tile"),
    models.Facts: (facts.markup, "ci-tile"),
    models.GroupedList: (grouped_list.markup, "ci-tile"),
    models.ItemList: (item_list.markup, "ci-tile"),
    models.Notice: (notice.markup, "ci-notice__frame"),
    models.Timeline: (timeline.markup, "ci-tile ci-tile--timeline"),
}
# Which of them stand as they are and which hold others that must be markup, too.
WRITTEN = frozenset({*_TILES, models.KeyFigure, models.Stack})


def is_written(view_model: models.ViewModel) -> bool:
    """Return whether a view model and all that it holds is markup."""
    if isinstance(view_model, models.Stack):
        return all(is_written(each) for each in view_model.items)
    if isinstance(view_model, models.KeyFigure):
        return view_model.below is None or is_written(view_model.below)
    return type(view_model) in _TILES


def write(view_model: models.ViewModel, writer: MarkupWriter, style: str = "") -> Markup:
    """Write a view model for which ``is_written`` holds.

    Args:
        view_model: What to write.
        writer: Notes what can be clicked.
        style: More CSS classes of its tile.
    """
    if isinstance(view_model, models.Stack):
        return stack.markup(view_model, lambda inner, inner_style="": write(inner, writer, inner_style))
    if isinstance(view_model, models.KeyFigure):
        written = key_figure.markup(view_model, writer, lambda inner: write(inner, writer))
        return _tile(written, "ci-tile ci-keyfigure", style)
    tile, classes = _TILES[type(view_model)]
    return _tile(tile(view_model, writer), classes, style)


def _tile(content: Markup, classes: str, style: str) -> Markup:
    return tag("div", content, class_=f"{classes} {style}".strip())
