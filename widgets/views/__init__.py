"""Views: draw every view model as widgets. One module per view; this one only chooses it."""

from collections.abc import Callable, Mapping
from typing import Any

import ipywidgets

from widgets import view_models as models
from widgets.views import choice, form, key_figure, map_points, master_detail, stack
from widgets.views.context import ViewContext
from widgets.views.markup_panel import WRITTEN, is_written, write
from widgets.views.markup_view import MarkupView, markup_view
from widgets.views.markup_writer import MarkupWriter
from widgets.views.stack import Draw
from widgets.views.table import Grid

__all__ = ["VIEW_MODELS", "ViewContext", "draw", "draw_into"]

View = Callable[[Any, ViewContext, Draw], ipywidgets.Widget]


# Those that need widgets of their own: they hold something that lives in the browser, or draw on demand.
_VIEWS: Mapping[type, View] = {
    models.Table: Grid,
    models.MapPoints: map_points.draw,
    models.Stack: stack.draw,
    models.Choice: choice.draw,
    models.MasterDetail: master_detail.draw,
    models.KeyFigure: key_figure.draw,
    models.Form: form.draw,
}
VIEW_MODELS = WRITTEN | _VIEWS.keys()


def draw(view_model: models.ViewModel, context: ViewContext) -> ipywidgets.Widget:
    """Draw a view model.

    Raises:
        TypeError: There is no view for it.
    """
    if type(view_model) not in VIEW_MODELS:
        raise TypeError(f"no view draws {type(view_model).__name__}")
    if is_written(view_model):
        writer = MarkupWriter(context)
        return markup_view(write(view_model, writer), writer)
    return _VIEWS[type(view_model)](view_model, context, lambda inner: draw(inner, context))


def draw_into(page: MarkupView, view_model: models.ViewModel, context: ViewContext) -> bool:
    """Show a view model in a page that is there already, if it is nothing but markup; else say no and do nothing."""
    if not is_written(view_model):
        return False
    writer = MarkupWriter(context)
    page.show(write(view_model, writer), writer.actions)
    return True
