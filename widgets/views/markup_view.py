"""The widget that shows markup and acts on clicks in it."""

from collections.abc import Callable, Sequence
from typing import Any

import anywidget
import ipywidgets
import traitlets
from markupsafe import Markup

from widgets.assets import script
from widgets.texts.language import _
from widgets.views.markup_writer import Action, MarkupWriter


class MarkupView(anywidget.AnyWidget):
    """Shows escaped markup. A click on ``data-act`` runs the action of that number, ``data-choose`` chooses a row.

    A click on ``data-copy`` copies its text; that is the browser's business alone.

    Args:
        markup: What ``widgets.markup`` and a ``MarkupWriter`` wrote.
        actions: The writer's actions.
        choose: Called with the number of the chosen item of a list or choice.
        live: What is shown later is read out by screen readers.

    Attributes:
        html: The markup.
        words: The view's own words: copied.
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


def markup_view(writer: MarkupWriter, markup: Markup, *classes: str) -> MarkupView:
    """Return a page of this markup, with CSS classes."""
    drawn = MarkupView(markup, writer.actions)
    for name in classes:
        drawn.add_class(name)
    return drawn


def box(children: Sequence[ipywidgets.Widget], *classes: str) -> ipywidgets.Box:
    """Widgets in one element that the stylesheet lays out."""
    drawn = ipywidgets.Box(children=tuple(children))
    for name in classes:
        drawn.add_class(name)
    return drawn
