"""Views: draw every view model as widgets. One module per view; this one only chooses it."""

from collections.abc import Callable, Mapping
from typing import Any

import ipywidgets
from markupsafe import Markup

from widgets import view_models as models
from widgets.views import (
    chart,
    choice,
    document,
    facts,
    form,
    grouped_list,
    item_list,
    key_figure,
    map_points,
    master_detail,
    notice,
    stack,
    timeline,
)
from widgets.views.context import ViewContext
from widgets.views.markup_view import markup_view
from widgets.views.markup_writer import MarkupWriter
from widgets.views.stack import Draw
from widgets.views.table import Grid

__all__ = ["VIEWS", "ViewContext", "draw"]

View = Callable[[Any, ViewContext, Draw], ipywidgets.Widget]


def _written(markup: Callable[[Any, MarkupWriter], Markup], *classes: str) -> View:
    """Return a view that is nothing but markup."""

    def view(view_model: Any, context: ViewContext, _draw_one: Draw) -> ipywidgets.Widget:
        writer = MarkupWriter(context)
        return markup_view(writer, markup(view_model, writer), *classes)

    return view


VIEWS: Mapping[type, View] = {
    models.Table: Grid,
    models.Chart: chart.draw,
    models.MapPoints: map_points.draw,
    models.Timeline: timeline.draw,
    models.Stack: stack.draw,
    models.Choice: choice.draw,
    models.MasterDetail: master_detail.draw,
    models.KeyFigure: key_figure.draw,
    models.Form: form.draw,
    models.Facts: _written(facts.markup, "ci-tile"),
    models.ItemList: _written(item_list.markup, "ci-tile"),
    models.GroupedList: _written(grouped_list.markup, "ci-tile"),
    models.Document: document.draw,
    models.Notice: _written(notice.markup, "ci-notice__frame"),
}


def draw(view_model: models.ViewModel, context: ViewContext) -> ipywidgets.Widget:
    """Draw a view model.

    Raises:
        TypeError: There is no view for it.
    """
    view = VIEWS.get(type(view_model))
    if view is None:
        raise TypeError(f"no view draws {type(view_model).__name__}")
    return view(view_model, context, lambda inner: draw(inner, context))
