"""The page of the audit log."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import ipywidgets

from clientinfo_kernel.audit import AuditLog
from widgets.app.address import Address
from widgets.app.audit_view import AuditView
from widgets.app.browser_bridge import BrowserBridge
from widgets.app.page_frame import brand
from widgets.app.page_tools import PageTools
from widgets.language import LANGUAGES, Language, _, language, set_language

if TYPE_CHECKING:
    from clientinfo_kernel.settings import Settings


class AuditApp(ipywidgets.VBox):
    """The audit log as a page; ``?customer=10012`` asks for a customer at once.

    Example:
        >>> AuditApp(read_settings())

    Args:
        settings: Where the log is.
    """

    def __init__(self, settings: Settings) -> None:
        address = Address.read(os.environ.get("QUERY_STRING", ""))
        self._house = settings.house
        self._brand = ipywidgets.HTML().add_class("ci-brand-slot")
        self._tools = PageTools(self._choose_language)
        self._bridge = BrowserBridge(self._receive, address.write())
        self._view = AuditView(AuditLog.of(settings), customer_number=address.customer_number)
        bar = ipywidgets.Box([self._brand, ipywidgets.Box(), self._tools]).add_class("ci-appbar")
        main = ipywidgets.VBox([self._view]).add_class("ci-main").add_class("ci-page")
        super().__init__([bar, main, self._bridge])
        self.add_class("ci-root")
        self._name()

    def _name(self) -> None:
        self._brand.value = brand(self._house)
        self._bridge.page_title = f"{_('Protokoll')} · clientinfo"

    def _receive(self, message: dict[str, Any]) -> None:
        chosen = message.get("language")
        if message["do"] == "hello" and chosen in LANGUAGES and chosen != language():
            self._choose_language(chosen)

    def _choose_language(self, chosen: Language) -> None:
        set_language(chosen)
        for part in (self._tools, self._bridge, self._view):
            part.translate()
        self._name()
