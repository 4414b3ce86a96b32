"""What the tax office's codes mean: in the words that the service lists, where it does not answer in ours."""

from __future__ import annotations

import json
from time import monotonic
from typing import TYPE_CHECKING

from data_sources.http_exchange import exchange

if TYPE_CHECKING:
    from collections.abc import Mapping

_SECONDS = 5.0
_LONGEST = 500
_A_DAY = 24 * 3600.0
_OK = 200
# Paraphrases of the service's list (info/statusmeldungen), for when it does not come.
SHIPPED: Mapping[str, str] = {
    "evatr-0000": "Die angefragte USt-IdNr. ist zum Anfragezeitpunkt gültig.",
    "evatr-0001": "Den Datenschutzhinweisen wurde nicht zugestimmt, oder ein Wert fehlt.",
    "evatr-0002": "Ein Pflichtfeld der einfachen Anfrage fehlt.",
    "evatr-0003": "Die angefragte USt-IdNr. ist gültig; für die qualifizierte Anfrage fehlt ein Pflichtfeld.",
    "evatr-0004": "Die eigene USt-IdNr. hat nicht die richtige Form.",
    "evatr-0005": "Die angefragte USt-IdNr. hat nicht die richtige Form.",
    "evatr-0006": "Deutsche USt-IdNrn. dürfen hier nicht angefragt werden.",
    "evatr-0007": "Die Anfrage war fehlerhaft.",
    "evatr-0008": "Die Höchstzahl qualifizierter Anfragen dieser Sitzung ist erreicht.",
    "evatr-0011": "Der Dienst ist derzeit nicht erreichbar.",
    "evatr-0012": "Die angefragte USt-IdNr. entspricht nicht dem Aufbau ihres Landes.",
    "evatr-0013": "Der Dienst ist derzeit nicht erreichbar.",
    "evatr-1001": "Der Dienst ist derzeit nicht erreichbar.",
    "evatr-1002": "Die Anfrage konnte nicht bearbeitet werden.",
    "evatr-1003": "Die Anfrage konnte nicht bearbeitet werden.",
    "evatr-1004": "Die Anfrage konnte nicht bearbeitet werden.",
    "evatr-2001": "Die angefragte USt-IdNr. ist zum Anfragezeitpunkt nicht vergeben.",
    "evatr-2002": "Die angefragte USt-IdNr. ist erst ab dem genannten Tag gültig.",
    "evatr-2003": "Die angefragte USt-IdNr. nennt kein Land der Europäischen Union.",
    "evatr-2004": "Die Anfrage konnte nicht bearbeitet werden.",
    "evatr-2005": "Die eigene USt-IdNr. ist nicht gültig.",
    "evatr-2006": "Die angefragte USt-IdNr. war im genannten Zeitraum gültig.",
    "evatr-2007": "Die Auskunft des Mitgliedstaats war fehlerhaft.",
    "evatr-2008": "Die angefragte USt-IdNr. ist gültig; eine qualifizierte Auskunft ist nicht möglich.",
    "evatr-2011": "Die Anfrage konnte nicht bearbeitet werden.",
    "evatr-3011": "Die Anfrage konnte nicht bearbeitet werden.",
}

# By the service's address: until when its list is kept (monotonic), and the list; empty where it did not come.
_lists: dict[str, tuple[float, Mapping[str, str]]] = {}


def status_text(code: str, url: str, seconds: float = _SECONDS) -> str:
    """Return what a code of the service at this address means; empty for what is not a code, or where nobody knows it.

    The list is asked for once a day, whether it comes or not: a check waits for it no longer than ``seconds``.
    """
    if not code.startswith("evatr-"):
        return ""
    until, listed = _lists.get(url, (0.0, {}))
    now = monotonic()
    if now >= until and seconds > 0:
        listed = _fetched(url, min(seconds, _SECONDS))
        _lists[url] = now + _A_DAY, listed
    return listed.get(code) or SHIPPED.get(code, "")


def _fetched(url: str, seconds: float) -> Mapping[str, str]:
    came = exchange(f"{url.rstrip('/')}/info/statusmeldungen", None, seconds)
    try:
        rows = json.loads(came.body)
    except (ValueError, RecursionError):
        return {}
    if came.problem or came.status != _OK or not isinstance(rows, list):
        return {}
    known = [(row.get("status"), row.get("meldung")) for row in rows if isinstance(row, dict)]
    return {code: text.strip()[:_LONGEST] for code, text in known if isinstance(code, str) and isinstance(text, str)}
