"""Asks about a customer's VAT ID when somebody clicks: in the background, so that the page goes on."""

from __future__ import annotations

import asyncio
from datetime import datetime
from threading import Thread
from typing import TYPE_CHECKING, Any

import anywidget
import traitlets

from clientinfo_kernel.errors import ClientInfoError
from clientinfo_kernel.live.commands import new_command_id
from clientinfo_kernel.settings import BERLIN
from clientinfo_kernel.vat.asking import kept, trader_named_by
from clientinfo_kernel.vat.checking import check
from clientinfo_kernel.vat.services import vat_services
from widgets.assets import script
from widgets.incident import report_incident
from widgets.texts.language import _

if TYPE_CHECKING:
    from collections.abc import Callable

    from clientinfo_kernel.query.customer_file import CustomerFile
    from clientinfo_kernel.query.directory import CustomerDirectory
    from data_sources.vat_ids.answer import Trader, VatAnswer


class VatCheck(anywidget.AnyWidget):
    """Waits for clicks on ``data-ci-vat``; one question at a time.

    Args:
        directory: Whose viewer asks.
        answered: Called when a proof was kept about the customer who is open.

    Attributes:
        line: What is said beside the button (empty: nothing), ``is_running``: whether an answer is waited for.
    """

    _esm = script("vat_check")
    line = traitlets.Dict().tag(sync=True)

    def __init__(self, directory: CustomerDirectory, answered: Callable[[], None]) -> None:
        self._directory, self._answered = directory, answered
        self._file: CustomerFile | None = None
        super().__init__(line=_silence())
        self.on_msg(self._receive)

    @property
    def is_allowed(self) -> bool:
        """Whether the viewer can ask."""
        return "receivables" in self._directory.viewer.access.changes

    def show(self, customer_file: CustomerFile | None) -> None:
        """Turn to a customer, or to none."""
        self._file = customer_file
        if not self.line["is_running"]:
            self.line = _silence()

    def _receive(self, _widget: object, message: Any, _buffers: object) -> None:
        if not isinstance(message, dict) or message.get("do") != "check" or self._file is None:
            return
        if not self.is_allowed or self.line["is_running"]:
            return
        file = self._file
        trader = trader_named_by(file)
        if not trader.vat_id:
            return
        self.line = {"text": _("wird geprüft …"), "is_running": True}
        loop = asyncio.get_running_loop()

        def ask() -> None:
            found: tuple[VatAnswer, ...] | Exception
            try:
                services = vat_services(self._directory.settings)
                found = check(trader, services, datetime.now(BERLIN).date())
            except Exception as error:  # noqa: BLE001  # said on the page
                found = error
            loop.call_soon_threadsafe(self._done, file, trader, found)

        Thread(target=ask, name="vat check", daemon=True).start()

    def _done(self, file: CustomerFile, trader: Trader, found: tuple[VatAnswer, ...] | Exception) -> None:
        """Keep what came, on the kernel's own thread; the page shows it if it still shows the customer."""
        failure = found if isinstance(found, Exception) else self._keep(file, trader, found)
        self.line = _silence() if failure is None else {"text": _said(failure), "is_running": False}
        if failure is None and self._file is file:
            self._answered()

    def _keep(self, file: CustomerFile, trader: Trader, found: tuple[VatAnswer, ...]) -> Exception | None:
        try:
            kept(self._directory.live(file), file.customer_number, trader, found, new_command_id())
        except Exception as error:  # noqa: BLE001  # a failed question must not take the page with it
            return error
        return None


def _said(error: Exception) -> str:
    if isinstance(error, ClientInfoError):
        return _("Nicht gespeichert: {why}").format(why=error)
    return _("Die Prüfung ist fehlgeschlagen (Vorfall {number}).").format(number=report_incident("vat check", error))


def _silence() -> dict[str, Any]:
    return {"text": "", "is_running": False}
