"""The one bridge to the browser: address, history, title, what it remembers, and clicks in our HTML."""

from __future__ import annotations

from contextlib import contextmanager
from time import time
from typing import TYPE_CHECKING, Any

import traitlets

from widgets.assets import icons, module, stylesheet
from widgets.texts.language import _
from widgets.views.bare_widgets import BrowserWidget

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


class BrowserBridge(BrowserWidget):
    """Sends the address bar along and hands the browser's messages to Python.

    Args:
        receive: Called with each checked message: a dict whose ``do`` is a text.
        search: The query that the page was opened with.

    Attributes:
        page_title: Title of the browser's tab.
        search: The query of the address bar.
        opened: The open customer's number: the browser remembers the last ones. Numbers only, in this browser only.
        now: What time it is at the server (ms since 1970): drafts that the browser keeps go by it.
        texts: copied (said after a copy) and customer.
    """

    _esm = module("dom", "drafts", "guest_style", "day_counts", "focus_keeper", "browser_bridge")
    page_title = traitlets.Unicode("clientinfo").tag(sync=True)
    search = traitlets.Unicode().tag(sync=True)
    opened = traitlets.Unicode().tag(sync=True)
    now = traitlets.Float().tag(sync=True)
    texts = traitlets.Dict().tag(sync=True)

    def __init__(self, receive: Callable[[dict[str, Any]], None], search: str) -> None:
        self._receive = receive
        self._waiting: list[dict[str, Any]] | None = None
        super().__init__(search=search, now=time() * 1000)
        self.translate()
        self.on_msg(self._on_message)

    def translate(self) -> None:
        """Say everything in the session's language."""
        self.texts = {"copied": _("Kopiert"), "customer": _("Kunde")}

    @contextmanager
    def together(self) -> Iterator[None]:
        """Send all that is said within in two messages: what is so now, then what to do, in its order."""
        if self._waiting is not None:
            yield
            return
        waiting = self._waiting = []
        try:
            with self.hold_sync():
                yield
        finally:
            self._waiting = None
            if waiting:
                self.send(waiting[0] if len(waiting) == 1 else {"do": "several", "messages": waiting})

    def _say(self, message: dict[str, Any]) -> None:
        if self._waiting is None:
            self.send(message)
        else:
            self._waiting.append(message)

    def go(self, search: str, *, replace: bool = False, stays: bool = False) -> None:
        """Put a new address into the address bar, as a new step of the history unless it replaces the last.

        Args:
            search: The query.
            replace: It takes the place of the last step.
            stays: The page stays where it is scrolled to, else it is seen from its beginning.
        """
        if search != self.search:
            self.search = search
            self._say({"do": "go", "search": search, "replace": replace, "stays": stays})

    def announce(self, text: str) -> None:
        """Tell a screen reader."""
        self._say({"do": "announce", "text": text})

    def focus_name(self) -> None:
        """Lead the keyboard to the customer's name, once it stands on the page."""
        self._say({"do": "focus_name"})

    def _on_message(self, _widget: object, message: object, _buffers: object) -> None:
        if not isinstance(message, dict) or not isinstance(message.get("do"), str):
            return
        if message["do"] == "undressed":
            # Outside of our own page (JupyterLab) the stylesheet and the icons are not there yet.
            self.send({"do": "dress", "stylesheet": stylesheet(), "icons": icons()})
        else:
            self._receive(message)
