"""The widgets that carry markup: one that shows it and answers clicks, one that holds another widget."""

from collections.abc import Callable, Sequence
from typing import Any

import anywidget
import ipywidgets
import traitlets
from markupsafe import Markup

from widgets.assets import script
from widgets.texts.language import _
from widgets.views.pen import Action, Pen


class Page(anywidget.AnyWidget):
    """Shows escaped markup. A click on ``data-act`` runs the action of that number, ``data-choose`` chooses a row.

    A click on ``data-copy`` copies its text; that is the browser's business alone.

    Args:
        markup: What ``widgets.views.pen`` wrote.
        actions: The pen's actions.
        choose: Called with the number of the chosen item of a list or choice.
        live: What is shown later is read out by screen readers.
    """

    _esm = script("page")
    html = traitlets.Unicode().tag(sync=True)
    live = traitlets.Bool(default_value=False).tag(sync=True)
    words = traitlets.Dict().tag(sync=True)

    def __init__(
        self,
        markup: Markup,
        actions: Sequence[Action] = (),
        choose: Callable[[int], None] | None = None,
        *,
        live: bool = False,
    ) -> None:
        self._actions = tuple(actions)
        self._choose = choose
        super().__init__(html=str(markup), live=live, words={"copied": _("Kopiert")})
        self.on_msg(self._receive)

    def show(self, markup: Markup, actions: Sequence[Action] = ()) -> None:
        """Show something else."""
        self._actions = tuple(actions)
        self.html = str(markup)

    def focus(self) -> None:
        """Lead the keyboard here: to the first place that takes it."""
        self.send({"do": "focus"})

    def deliver(self, file_name: str, media_type: str, content: bytes) -> None:
        """Let the browser save these bytes."""
        self.send({"do": "save", "name": file_name, "type": media_type}, buffers=[content])

    def _receive(self, _widget: object, message: Any, _buffers: object) -> None:
        # The browser is not trusted: only a known kind of message with a number in range does anything.
        if not isinstance(message, dict):
            return
        number = message.get("number")
        if type(number) is not int or number < 0:
            return
        if message.get("do") == "act" and number < len(self._actions):
            self._actions[number](self)
        elif message.get("do") == "choose" and self._choose is not None:
            self._choose(number)


class Slot(anywidget.AnyWidget):
    """Holds one widget that is drawn later, under an accessible name.

    Attributes:
        child: What it holds (None: a skeleton of ``height``).
        kind: ``figure`` (one picture with a text alternative) or ``detail`` (beside a list; a sheet on the phone).
        label: Its accessible name.
        is_open: On the phone, whether the sheet is open.
    """

    _esm = script("slot")
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


def page(pen: Pen, markup: Markup, *classes: str) -> Page:
    """A page of this markup, with CSS classes."""
    drawn = Page(markup, pen.actions)
    for name in classes:
        drawn.add_class(name)
    return drawn


def box(children: Sequence[ipywidgets.Widget], *classes: str) -> ipywidgets.Box:
    """Widgets in one element that the stylesheet lays out."""
    drawn = ipywidgets.Box(children=tuple(children))
    for name in classes:
        drawn.add_class(name)
    return drawn


def discard(widget: ipywidgets.Widget) -> None:
    """Close a drawn view and everything in it, so that neither kernel nor browser keeps it."""
    inside = [*getattr(widget, "children", ())]
    child = getattr(widget, "child", None)
    for each in inside + ([child] if isinstance(child, ipywidgets.Widget) else []):
        discard(each)
    widget.close()
