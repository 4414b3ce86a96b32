"""The widget that shows markup and acts on clicks in it."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

import ipywidgets
import traitlets
from markupsafe import Markup

from widgets.assets import script
from widgets.texts.language import _
from widgets.views.bare_widgets import BareBox, BrowserWidget
from widgets.views.markup_writer import Action, MarkupWriter

NO_ACTIONS: Mapping[int, Action] = MappingProxyType({})


class MarkupView(BrowserWidget):
    """Shows escaped markup. A click on ``data-act`` runs the action of that number.

    A click on ``data-copy`` copies its text; that is the browser's business alone.

    Args:
        markup: What ``widgets.markup`` and a ``MarkupWriter`` wrote.
        actions: The writer's actions by their numbers; what it notes later counts, too.
        live: What is shown later is read out by screen readers.
        classes: CSS classes.
    """

    _esm = script("page")
    html = traitlets.Unicode().tag(sync=True)
    # Parts of the markup (``data-part``) that were written again, by their numbers.
    parts = traitlets.Dict(key_trait=traitlets.Unicode(), value_trait=traitlets.Unicode()).tag(sync=True)
    live = traitlets.Bool(default_value=False).tag(sync=True)
    words = traitlets.Dict().tag(sync=True)

    def __init__(
        self,
        markup: Markup,
        actions: Mapping[int, Action] = NO_ACTIONS,
        *,
        live: bool = False,
        classes: Sequence[str] = (),
    ) -> None:
        self._actions = actions
        super().__init__(html=str(markup), live=live, words=_words(), _dom_classes=classes)
        self.on_msg(self._receive)

    def show(self, markup: Markup, actions: Mapping[int, Action] = NO_ACTIONS) -> None:
        """Show something else."""
        self._actions = actions
        with self.hold_sync():
            self.html, self.parts = str(markup), {}

    def show_part(self, number: int, markup: Markup) -> None:
        """Show something else in a part; the rest of the page stays as it is."""
        self.parts = {**self.parts, str(number): str(markup)}

    def focus(self) -> None:
        """Lead the keyboard here: to the first place that takes it."""
        self.send({"do": "focus"})

    def deliver(self, file_name: str, media_type: str, content: bytes) -> None:
        """Let the browser save these bytes."""
        self.send({"do": "save", "name": file_name, "type": media_type}, buffers=[content])

    def _receive(self, _widget: object, message: Any, _buffers: object) -> None:
        # The browser is not trusted: only a known kind of message with a number that was given out does anything.
        if not isinstance(message, dict) or message.get("do") != "act":
            return
        number, turn = message.get("number"), message.get("turn")
        action = self._actions.get(number) if type(number) is int else None
        if action is not None:
            action(self)
        elif type(turn) is int:
            # It was written again while the click was on its way: the browser looks for the same thing.
            self.send({"do": "gone", "turn": turn})


def _words() -> dict[str, str]:
    gone = _("Die Seite hat sich inzwischen geändert: „{said}“ steht nicht mehr da. Bitte wählen Sie noch einmal.")
    return {"copied": _("Kopiert"), "gone": gone}


def markup_view(markup: Markup, writer: MarkupWriter, *classes: str) -> MarkupView:
    """Return a view of this markup, with CSS classes."""
    return MarkupView(markup, writer.actions, classes=classes)


def box(children: Sequence[ipywidgets.Widget], *classes: str) -> ipywidgets.Box:
    """Widgets in one element that the stylesheet lays out."""
    return BareBox(children=tuple(children), _dom_classes=classes)
