"""Asks about a customer's VAT ID when somebody clicks: in the background, so that the page goes on."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

import traitlets

from clientinfo_kernel.errors import (
    AuditNotWritten,
    ChangeNotPermitted,
    ClientInfoError,
    NotPermitted,
    SettingsError,
    TooManyLines,
)
from clientinfo_kernel.live.commands import new_command_id
from clientinfo_kernel.live.errors import LiveUnavailable, TooMuchWritten
from clientinfo_kernel.sections.vat import vat_services
from clientinfo_kernel.settings import BERLIN
from clientinfo_kernel.vat.asking import kept, note_question, trader_named_by
from clientinfo_kernel.vat.checking import check
from widgets.app.background_work import begin_beside
from widgets.assets import script
from widgets.incident import report_incident
from widgets.texts.language import _
from widgets.texts.pauses import too_many_lines, too_much_written
from widgets.texts.vat import why
from widgets.views.bare_widgets import BrowserWidget

if TYPE_CHECKING:
    from collections.abc import Callable

    from clientinfo_kernel.query.customer_file import CustomerFile
    from clientinfo_kernel.query.directory import CustomerDirectory
    from data_sources.vat_ids.answer import Trader, VatAnswer


class VatCheck(BrowserWidget):
    """Waits for clicks on ``data-ci-vat``; one question at a time about each customer.

    Args:
        directory: Whose viewer asks.
        answered: Called when a proof was kept about the customer who is open.

    Attributes:
        lines: By customer number: what is said beside the button, ``is_running``: whether an answer is waited for.
        customer: The number of the customer who is shown; empty: none.
    """

    _esm = script("vat_check")
    lines: traitlets.Dict[str, dict[str, Any]] = traitlets.Dict().tag(sync=True)
    customer = traitlets.Unicode().tag(sync=True)

    def __init__(self, directory: CustomerDirectory, answered: Callable[[], None]) -> None:
        self._directory, self._answered = directory, answered
        self._file: CustomerFile | None = None
        self._waits: set[str] = set()  # about whom somebody is being asked: a browser can write into ``lines``
        super().__init__()
        self.on_msg(self._receive)

    @property
    def is_allowed(self) -> bool:
        """Whether the viewer can ask."""
        return "receivables" in self._directory.viewer.access.changes

    def show(self, customer_file: CustomerFile | None) -> None:
        """Turn to a customer, or to none."""
        self._file = customer_file
        self.lines = {number: line for number, line in self.lines.items() if number in self._waits}
        self.customer = customer_file.customer_number if customer_file else ""

    def _receive(self, _widget: object, message: Any, _buffers: object) -> None:
        if not isinstance(message, dict) or message.get("do") != "check" or self._file is None:
            return
        file = self._file
        if not self.is_allowed or file.customer_number in self._waits:
            return
        trader = trader_named_by(file)
        if not trader.vat_id:
            return
        try:
            services = vat_services(self._directory.settings.services)
            note_question(self._directory.live(file), file.customer_number, trader, services)
        except ClientInfoError as error:
            self._say(file, said_of(error))
            return
        self._waits.add(file.customer_number)
        self._say(file, _("wird geprüft …"))
        begin_beside(
            "vat check",
            lambda: check(trader, services, datetime.now(BERLIN).date()),
            lambda found: self._done(file, trader, found),
        )

    def _done(self, file: CustomerFile, trader: Trader, found: tuple[VatAnswer, ...] | Exception) -> None:
        """Keep what came, on the kernel's own thread; the page shows it if it still shows the customer."""
        self._waits.discard(file.customer_number)
        failed = said_of(found) if isinstance(found, Exception) else self._keep(file, trader, found)
        is_open = self._file is not None and self._file.customer_number == file.customer_number
        self._say(file, failed if is_open else "")
        if is_open and not failed:
            self._answered()

    def _keep(self, file: CustomerFile, trader: Trader, found: tuple[VatAnswer, ...]) -> str:
        """Keep answers; returns what is to be said where nothing was kept."""
        try:
            row = kept(self._directory.live(file), file.customer_number, trader, found, new_command_id())
        except Exception as error:  # noqa: BLE001  # a failed question must not take the page with it
            return said_of(error)
        return why(row) if row["check_id"] is None else ""

    def _say(self, file: CustomerFile, text: str) -> None:
        number = file.customer_number
        others = {other: line for other, line in self.lines.items() if other != number}
        line = {number: {"text": text, "is_running": number in self._waits}} if text else {}
        self.lines = {**others, **line}


def said_of(error: Exception) -> str:
    """Return the sentence for where a question could not be asked, or its answer not be kept."""
    match error:
        case NotPermitted() | ChangeNotPermitted():
            said = _("Ihre Rolle darf das nicht ändern.")
        case TooManyLines():
            said = too_many_lines(error)[1]
        case AuditNotWritten():
            said = _("Das Zugriffsprotokoll kann nicht geschrieben werden. Solange wird niemand gefragt.")
        case SettingsError():
            said = _("Die Einstellungen sind fehlerhaft. Bitte sagen Sie es der Administration.")
        case TooMuchWritten():
            said = too_much_written(error)
        case LiveUnavailable():
            said = _("Der Speicher antwortet nicht: die Antwort ist nicht aufbewahrt. Bitte prüfen Sie noch einmal.")
        case ClientInfoError():
            said = _("Die Antwort ist nicht aufbewahrt. Bitte prüfen Sie noch einmal.")
        case _:
            number = report_incident("vat check", error)
            said = _("Die Prüfung ist fehlgeschlagen (Vorfall {number}).").format(number=number)
    return said
