"""The search: a combobox that asks Python at every keystroke."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any, Protocol

import traitlets

from clientinfo_kernel.errors import AuditNotWritten, NotPermitted, TooManySearched
from widgets.assets import module
from widgets.incident import report_incident
from widgets.texts import formats
from widgets.texts.language import N_, _
from widgets.texts.names import shown_name
from widgets.texts.pauses import too_many_searched
from widgets.texts.unwritten import unwritten_words
from widgets.views.bare_widgets import BrowserWidget

if TYPE_CHECKING:
    from collections.abc import Callable

    from clientinfo_kernel.access.shown_customers import ShownCustomers
    from clientinfo_kernel.search import Hit, Kind

# What each kind of match (``clientinfo_kernel.search.KINDS``) is called.
REASONS: dict[Kind, str] = {
    "name": N_("Name"),
    "company": N_("Firma"),
    "street": N_("Straße"),
    "town": N_("Ort"),
    "phone": N_("Telefon"),
    "email": N_("E-Mail"),
    "customer_number": N_("Kundennummer"),
    "contact_person": N_("Ansprechpartner"),
    "debtor_account": N_("Debitor"),
    "license_plate": N_("Kennzeichen"),
    "vin": N_("Fahrgestellnummer"),
    "invoice_number": N_("Rechnung"),
    "order_number": N_("Auftrag"),
    "vat_id": N_("USt-IdNr."),
    "website": N_("Webseite"),
    "birthday": N_("Geburtstag"),
    "sales_invoice": N_("Rechnung"),
    "ledger_document": N_("Beleg"),
    "inbox_document": N_("Briefkasten"),
    "open_item": N_("Offener Posten"),
}
LIMIT = 10
_MOST = 100  # hits that are shown when more are asked for again and again
_LONGEST_QUERY = 200


class Notes(Protocol):
    """Says what a text names that is no customer."""

    def __call__(self, text: str, *, is_nobody_found: bool) -> list[tuple[str, str]]:
        """Return title and sentence of each."""


class SearchBox(BrowserWidget):
    """Finds a customer.

    Args:
        find: Text and limit -> hits, best first.
        choose: Called with the chosen customer's number and the hit, where it is one of those shown last.
        shown: Counts what this person is shown, and holds the brake; None: nobody is counted.
        notes: Says what a text names that is no customer; None: nothing is said.

    Attributes:
        texts: Labels, and what is said about the hits.
    """

    _esm = module("dom", "single_keys", "search_box")
    texts = traitlets.Dict().tag(sync=True)

    def __init__(
        self,
        find: Callable[[str, int], list[Hit]],
        choose: Callable[[str, Hit | None], None],
        shown: ShownCustomers | None = None,
        notes: Notes | None = None,
    ) -> None:
        super().__init__()
        self._shown = shown
        self._notes = notes
        self._find = find
        self._choose = choose
        self._found: dict[str, Hit] = {}
        self.translate()
        self.on_msg(self._on_message)

    def translate(self) -> None:
        """Say everything in the session's language."""
        self.texts = {
            "label": _("Kunde suchen"),
            "placeholder": _("Name, Ort, Kennzeichen, Rechnung …"),
            "hits": _("Treffer"),
            "choose": _("wählen"),
            "open": _("öffnen"),
            "close": _("schließen"),
            "one": _("1 Treffer"),
            "many": _("{count} Treffer"),
            "most": _("die besten {count} Treffer"),
            "more": _("Weitere Treffer zeigen"),
            "narrow": _("Oder eingrenzen: Ort, Straße, Geburtstag oder Kennzeichen dazuschreiben."),
            "none": _("Kein Treffer"),
            "advice": _(
                "Prüfen Sie die Schreibweise, oder suchen Sie nach Kennzeichen, Telefon, Kunden- oder Rechnungsnummer."
            ),
            "failed": _("Die Suche ist gerade nicht möglich. Versuchen Sie es noch einmal."),
        }

    def _on_message(self, _widget: object, message: dict[str, Any], _buffers: object) -> None:
        # What the browser sends is checked here: it is outside text.
        if message.get("do") == "query" and isinstance(message.get("text"), str):
            limit = message.get("limit")
            wanted = min(max(limit, LIMIT), _MOST) if isinstance(limit, int) else LIMIT
            self.send(self.answer(message["text"][:_LONGEST_QUERY], message.get("sequence"), wanted))
        elif message.get("do") == "choose" and isinstance(message.get("customer_number"), str):
            self._choose(message["customer_number"], self._found.get(message["customer_number"]))

    def answer(self, text: str, sequence: object, limit: int = LIMIT) -> dict[str, Any]:
        """Return the reply to one keystroke; the browser drops replies that a later keystroke made stale.

        Args:
            text: As typed.
            sequence: Number of the keystroke.
            limit: So many hits at most; ``more`` says whether there are others that could be asked for.
        """
        started = time.perf_counter()
        notes: list[tuple[str, str]] = []
        try:
            found = self._counted(text, limit) if text.strip() else []
            notes = [] if self._notes is None else self._notes(text, is_nobody_found=not found)
        except TooManySearched as stop:
            return _nothing(sequence) | {"failed": True, "problem": too_many_searched(stop)}
        except AuditNotWritten as error:
            return _nothing(sequence) | {"failed": True, "problem": unwritten_words(error)}
        except NotPermitted:  # no failure: the page itself says that there is nobody to find
            found = []
        except Exception as error:  # noqa: BLE001  # the search must not take the page with it
            report_incident("search", error)
            return _nothing(sequence) | {"failed": True}
        self._found = {each.customer_number: each for each in found}
        milliseconds = round(1000 * (time.perf_counter() - started), 1)
        more = len(found) > limit and limit < _MOST
        return {
            "do": "hits",
            "sequence": sequence,
            "hits": [_hit(each) for each in found[:limit]],
            "more": more,
            "notes": notes,
            "milliseconds": milliseconds,
        }

    def callers(self, number: str) -> list[Hit]:
        """Return whom a phone number finds; it counts as a search.

        Raises:
            TooManySearched: The search makes a pause.
            AuditNotWritten: It cannot be written down.
            NotPermitted: The viewer is not allowed to see customers.
        """
        return self._counted(number, LIMIT)

    def _counted(self, text: str, limit: int) -> list[Hit]:
        if self._shown is not None:
            self._shown.require_search()
        found = self._find(text, limit + 1)
        if self._shown is not None:
            self._shown.note_search(each.customer_number for each in found[:limit])
        return found


def _nothing(sequence: object) -> dict[str, Any]:
    return {"do": "hits", "sequence": sequence, "hits": [], "more": False}


def _hit(hit: Hit) -> dict[str, Any]:
    birthday = _("geb. {day}").format(day=formats.day(hit.birthday)) if hit.birthday else ""
    return {
        "customer_number": hit.customer_number,
        "name": shown_name(hit.name),
        "about": [text for text in (hit.customer_number, hit.town, hit.street, birthday) if text],
        "license_plate": hit.license_plate,
        "reason_kind": hit.reason,
        "reason": _(REASONS[hit.reason]),
        "matched": hit.matched,
    }
