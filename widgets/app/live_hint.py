"""What happened since the page was drawn: somebody changed the customer, or newer data came. The page itself stays."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import traitlets

from clientinfo_kernel.errors import ClientInfoError
from clientinfo_kernel.live.errors import LiveUnavailable
from widgets.assets import module
from widgets.incident import report_incident
from widgets.texts.formats import local
from widgets.texts.language import _
from widgets.views.bare_widgets import BrowserWidget

if TYPE_CHECKING:
    from collections.abc import Callable

    from clientinfo_kernel.live.last_change import LastChange
    from clientinfo_kernel.query.customer_file import CustomerFile
    from clientinfo_kernel.query.directory import CustomerDirectory


class LiveHint(BrowserWidget):
    """One line above the tabs. The browser asks while somebody can see the page; nothing moves before a click.

    Args:
        directory: Knows what is new.
        look: Shows what was written since, at the newest change (None: none is known); called when the line is clicked.
        refresh: Shows everything again, from the newest data.

    Attributes:
        line: tone (``ok``: nothing is said), text, and the button's word.
    """

    _esm = module("dom", "live_hint")
    line = traitlets.Dict().tag(sync=True)

    def __init__(
        self, directory: CustomerDirectory, look: Callable[[LastChange | None], None], refresh: Callable[[], None]
    ) -> None:
        self._directory = directory
        self._look = look
        self._refresh = refresh
        self._file: CustomerFile | None = None
        self._drawn = 0
        self._newest: LastChange | None = None
        super().__init__(line=_nothing())
        self.on_msg(self._receive)

    def show(self, customer_file: CustomerFile | None) -> None:
        """Turn to what the page shows now of a customer; None: it shows none."""
        self._file, self._newest = customer_file, None
        written = None if customer_file is None else customer_file.written()
        self._drawn = 0 if written is None else written.last_change
        self.line = _nothing() if written is None or written.is_known else _silent()

    def _receive(self, _widget: object, message: Any, _buffers: object) -> None:
        if not isinstance(message, dict) or self._file is None:
            return
        try:
            match message.get("do"):
                case "ask":
                    self.line = self._news(self._file)
                case "refresh":
                    self._refresh()
                case "look" if self._directory.is_newest(self._file):
                    self._look(self._newest)
                case "look":
                    self._refresh()
        except Exception as error:  # noqa: BLE001  # a hint must not take the page with it
            report_incident("hint", error)

    def _news(self, customer_file: CustomerFile) -> dict[str, str]:
        try:
            newest = self._directory.last_change(customer_file)
        except LiveUnavailable:
            return _silent()
        try:
            if not self._directory.is_newest(customer_file):
                return {"tone": "accent", "text": _("Neuere Daten sind da."), "button": _("Ansicht aktualisieren")}
        except ClientInfoError:
            return _nothing()  # a refresh that went wrong is said elsewhere
        if newest is None or newest.place <= self._drawn:
            return _nothing()
        self._newest = newest
        writer = newest.user_name or newest.user or _("an der Kommandozeile")
        said = _("Geändert von {person} um {at}").format(person=writer, at=f"{local(newest.at):%H:%M}")
        return {"tone": "accent", "text": said, "button": _("ansehen")}


def _nothing() -> dict[str, str]:
    return {"tone": "ok", "text": "", "button": ""}


def _silent() -> dict[str, str]:
    said = _(
        "Der Speicher antwortet nicht: Was Kollegen hier geschrieben haben, fehlt gerade. Was Sie schreiben, bleibt als"
        " Entwurf in diesem Browser."
    )
    return {"tone": "danger", "text": said, "button": _("Noch einmal versuchen")}
