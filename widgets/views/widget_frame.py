"""The widget that holds one other widget: drawn when it is first seen, or exchanged by a choice next to it."""

from collections.abc import Callable
from typing import Any

import anywidget
import ipywidgets
import traitlets

from widgets.assets import script
from widgets.views.kept import Setting


class WidgetFrame(anywidget.AnyWidget):
    """Holds one widget that is drawn later, under an accessible name.

    Attributes:
        child: What it holds (None: a skeleton of ``height``).
        kind: ``figure`` (one picture with a text alternative) or ``detail`` (next to a list; a sheet on the phone).
        label: Its accessible name.
        is_open: On the phone, whether the sheet is open.
        close_label: Name of the sheet's close button.
        height: Of the skeleton, in px.
        waits: Whether the child is drawn once this place is seen.
        kept: What of it outlives the tab's being drawn again: its key and its setting; None: nothing.
    """

    kept: tuple[str, Setting] | None = None

    _esm = script("widget_frame")
    child = traitlets.Instance(ipywidgets.Widget, allow_none=True).tag(sync=True, **ipywidgets.widget_serialization)
    kind = traitlets.Unicode("figure").tag(sync=True)
    label = traitlets.Unicode().tag(sync=True)
    close_label = traitlets.Unicode().tag(sync=True)
    height = traitlets.Int(0).tag(sync=True)
    is_open = traitlets.Bool(default_value=False).tag(sync=True)
    waits = traitlets.Bool(default_value=False).tag(sync=True)

    def __init__(self, build: Callable[[int], ipywidgets.Widget] | None = None, **traits: Any) -> None:
        self._build = build
        super().__init__(waits=build is not None, **traits)
        self.on_msg(self._receive)

    def _receive(self, _widget: object, message: Any, _buffers: object) -> None:
        if isinstance(message, dict) and message.get("do") == "seen":
            width = message.get("width")
            self.fill(width if type(width) is int else 0)

    def fill(self, width: int = 0) -> None:
        """Draw what waits: libraries that only this needs are imported now, not at the first paint.

        Args:
            width: Room in px (0: not known).
        """
        if self._build is not None:
            build, self._build = self._build, None
            self.child = build(width)
            self.waits = False
