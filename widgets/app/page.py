"""The frame of every published app: app bar, main area, bridge to the browser, and the session that keeps it alive."""

from __future__ import annotations

import os
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Protocol

import ipywidgets

from clientinfo_kernel.access.rights import viewer
from clientinfo_kernel.errors import SettingsError
from clientinfo_kernel.settings import settings_now
from widgets.app.address import Address
from widgets.app.browser_bridge import BrowserBridge
from widgets.app.page_frame import bar_title, brand, skip_link
from widgets.app.page_tools import PageTools
from widgets.app.session_keeper import SessionKeeper
from widgets.incident import report_incident
from widgets.texts.language import LANGUAGES, Language, _, language, set_language
from widgets.views.bare_widgets import BareBox, BareHTML, BareVBox

if TYPE_CHECKING:
    from collections.abc import Callable

    from widgets.app.data_state import DataState


class Search(Protocol):
    """A widget for the middle of the app bar that can say its texts again."""

    def translate(self) -> None:
        """Say everything in the session's language."""


class AppPage(BareVBox):
    """The frame of an app. An app without a search has its title in the app bar, as the page's only ``h1``.

    Example:
        >>> page = AppPage(N_("Benutzer"), redraw=lambda: page.show(accounts()))
        >>> page.show(accounts())

    Args:
        title: German title of the app, marked by ``N_``; stands in the browser's tab, too.
        house: Name of the dealership, next to the mark; None: that of the settings, where there are any.
        search: Stands in the middle of the app bar.
        own_start: The app has a start page of its own: the mark leads there (a message ``home``), not to all apps.
        redraw: Called when the language was switched: what is shown has to be drawn again.
        receive: Called with each of the browser's messages, a dict whose ``do`` is a text; an error in it becomes an
            incident.
        address: The query of the page's address at first, where it is not a customer's.
    """

    def __init__(
        self,
        title: str,
        *,
        house: str | None = None,
        search: Search | None = None,
        own_start: bool = False,
        redraw: Callable[[], None] | None = None,
        receive: Callable[[dict[str, Any]], None] | None = None,
        address: str | None = None,
    ) -> None:
        set_language(language())  # settled: to ask the environment for each text takes a twentieth of what a page does
        self._title, self._own_start = title, own_start
        self._house = _house() if house is None else house
        self._middle = BareHTML().add_class("ci-appbar__title-slot") if search is None else search
        self._redraw, self._receive = redraw, receive
        self._brand = BareHTML().add_class("ci-brand-slot")
        self._tools = PageTools(self._choose_language, viewer())
        query = Address.read(os.environ.get("QUERY_STRING", "")).write() if address is None else address
        self._bridge = BrowserBridge(self._on_message, query)
        self._session = SessionKeeper()
        self._main = BareVBox().add_class("ci-main").add_class("ci-page")
        bar = BareBox([self._brand, self._middle, self._tools]).add_class("ci-appbar")
        super().__init__([bar, self._main, self._bridge, self._session])
        self.add_class("ci-root")
        self._say()

    @property
    def bridge(self) -> BrowserBridge:
        """Address, history, title of the browser's tab, spoken announcements."""
        return self._bridge

    def show(self, *children: ipywidgets.Widget) -> None:
        """Put widgets into the main area, in the place of what stood there. Who is not shown again must be closed."""
        self._main.children = children

    def show_state(self, state: DataState) -> None:
        """Show how fresh the data is; an app that never calls it has no such line."""
        self._tools.show(state)

    def _say(self) -> None:
        """Draw the frame's own texts in the session's language."""
        self._brand.value = skip_link() + brand(self._house, own_start=self._own_start)
        if isinstance(self._middle, ipywidgets.HTML):
            self._middle.value = bar_title(_(self._title))
        self._bridge.page_title = f"{_(self._title)} · clientinfo"

    def _on_message(self, message: dict[str, Any]) -> None:
        try:
            chosen = message.get("language")
            if message["do"] == "hello" and chosen in LANGUAGES and chosen != language():
                self._choose_language(chosen)
            if self._receive is not None:
                self._receive(message)
        except Exception as error:  # noqa: BLE001  # a message must not send a traceback to the browser
            report_incident(f"message {message['do'][:40]}", error)

    def _choose_language(self, chosen: Language) -> None:
        """Say everything again in another language."""
        set_language(chosen)
        for part in (self._middle, self._tools, self._bridge, self._session):
            if not isinstance(part, ipywidgets.HTML):
                part.translate()
        self._say()
        if self._redraw is not None:
            self._redraw()


def _house() -> str:
    with suppress(SettingsError):
        return settings_now().house
    return ""
