"""The widget that holds one other widget, which can be exchanged, by a choice next to it or when it is drawn again."""

import ipywidgets
import traitlets

from widgets.assets import module
from widgets.views.bare_widgets import BrowserWidget
from widgets.views.kept import Setting


class WidgetFrame(BrowserWidget):
    """Holds one widget under an accessible name.

    Attributes:
        child: What it holds; None: nothing.
        kind: ``figure`` (one picture with a text alternative), ``map``, or ``detail`` (next to a list; a sheet on the phone).
        label: Its accessible name.
        is_open: On the phone, whether the sheet is open.
        close_label: Name of the sheet's close button.
        height: Of a figure or a map, in px.
        kept: What of it outlives the tab's being drawn again: its key and its setting; None: nothing.
    """

    kept: tuple[str, Setting] | None = None

    _esm = module("inner_view", "widget_frame")
    child = traitlets.Instance(ipywidgets.Widget, allow_none=True).tag(sync=True, **ipywidgets.widget_serialization)
    kind = traitlets.Unicode("figure").tag(sync=True)
    label = traitlets.Unicode().tag(sync=True)
    close_label = traitlets.Unicode().tag(sync=True)
    height = traitlets.Int(0).tag(sync=True)
    is_open = traitlets.Bool(default_value=False).tag(sync=True)
