"""A view model as the output of a cell, looking as it does on the pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

import traitlets

from widgets.assets import icons, module, stylesheet
from widgets.views import ViewContext, draw
from widgets.views.bare_widgets import BareVBox, BrowserWidget

if TYPE_CHECKING:
    import ipywidgets

    from widgets.view_models import ViewModel


class CellDress(BrowserWidget):
    """Brings the stylesheet and the icons into a document that is not ours."""

    _esm = module("guest_style", "cell_dress")
    stylesheet = traitlets.Unicode().tag(sync=True)
    icons = traitlets.Unicode().tag(sync=True)

    def __init__(self) -> None:
        super().__init__(stylesheet=stylesheet(), icons=icons())


def in_cell(view_model: ViewModel) -> ipywidgets.Widget:
    """Return a view model as a cell of a notebook shows it; a page for others is an ``AppPage``.

    Example:
        >>> in_cell(Table((Column("make", "Marke"),), rows))
    """
    shown = BareVBox([draw(view_model, ViewContext(print)), CellDress()])
    return shown.add_class("ci-root").add_class("ci-incell")
