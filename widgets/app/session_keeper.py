"""The session of the page: kept alive while somebody works, announced before it ends, resumed after a lost connection."""

from __future__ import annotations

import traitlets

from widgets.assets import module
from widgets.texts.language import _
from widgets.views.bare_widgets import BrowserWidget


class SessionKeeper(BrowserWidget):
    """Its script asks the service (``sessionUrl`` of the page's config) whether the session lives.

    Only where there is no service (JupyterLab) it asks this kernel by a message.

    Attributes:
        texts: What the notices say, and their buttons.
    """

    _esm = module("dom", "presses", "session_notices", "session_service", "session_ping", "session")
    texts = traitlets.Dict().tag(sync=True)

    def __init__(self) -> None:
        super().__init__()
        self.translate()
        self.on_msg(self._on_message)

    def translate(self) -> None:
        """Say everything in the session's language."""
        self.texts = {
            "lost": _("Die Verbindung zum Server ist unterbrochen."),
            "reconnecting": _("Verbindung wird wiederhergestellt … Was Sie sehen, bleibt bis dahin stehen."),
            "found": _("Die Verbindung ist wiederhergestellt."),
            "cut": _("Was Sie sehen, wird nicht mehr aktualisiert. Nach dem Neuladen sind Sie an derselben Stelle."),
            "reload": _("Neu laden"),
            "ending": _("Ihre Sitzung endet in {time}"),
            "ending_text": _(
                "Sie haben längere Zeit nichts getan. Zum Schutz der Kundendaten wird die Sitzung dann beendet."
            ),
            "minute_left": _("Noch eine Minute"),
            "seconds_left": _("Noch {count} Sekunden"),
            "work_on": _("Weiterarbeiten"),
            "sign_out": _("Abmelden"),
            "ended": _("Ihre Sitzung wurde beendet"),
            "ended_text": _(
                "Sie waren längere Zeit nicht aktiv, oder die Sitzung wurde auf dem Server beendet. Was Sie sehen, wird"
                " nicht mehr aktualisiert. Beim Fortsetzen sind Sie an derselben Stelle."
            ),
            "resume": _("Sitzung fortsetzen"),
            "signed_out": _("Sie sind nicht mehr angemeldet"),
            "signed_out_text": _(
                "Was Sie sehen, wird nicht mehr aktualisiert. Nach der Anmeldung sind Sie an derselben Stelle."
            ),
            "sign_in": _("Neu anmelden"),
        }

    def _on_message(self, _widget: object, message: object, _buffers: object) -> None:
        if isinstance(message, dict) and message.get("do") == "ping":
            self.send({"do": "pong"})
