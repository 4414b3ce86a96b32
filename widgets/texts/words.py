"""German words for the codes of the kernel, and the chips that show them."""

from collections.abc import Mapping
from typing import TypeAlias

from clientinfo_kernel.access.audit_subject import Kind
from clientinfo_kernel.query.lights import Light, Reason, TrafficLight
from widgets.texts.language import N_, _
from widgets.texts.role_names import ROLE_NAMES
from widgets.view_models import Chip, Tone

Words: TypeAlias = Mapping[str, str]
Chips: TypeAlias = Mapping[str, tuple[str, Tone]]

ORDER_STATES: Chips = {
    "open": (N_("offen"), "neutral"),
    "in_progress": (N_("in Arbeit"), "accent"),
    "finished": (N_("fertig"), "ok"),
    "billable": (N_("abrechnen"), "warn"),
    "billed": (N_("fakturiert"), "neutral"),
    "cancelled": (N_("storniert"), "neutral"),
}
PAYERS: Words = {
    "customer": N_("Kunde"),
    "warranty": N_("Garantie"),
    "goodwill": N_("Kulanz"),
    "internal": N_("intern"),
    "insurance": N_("Versicherung"),
}
APPOINTMENT_SERVICES: Words = {
    "none": "",
    "pickup": N_("wird geholt"),
    "delivery": N_("wird gebracht"),
    "both": N_("Hol- und Bringservice"),
    "loaner": N_("Ersatzwagen"),
}
IDENTITY_REASONS: Words = {
    "same_vat_id": N_("gleiche USt-IdNr."),
    "same_phone": N_("gleiche Telefonnummer"),
    "same_email": N_("gleiche E-Mail-Adresse"),
    "same_name_and_town": N_("gleicher Name und Ort"),
    "same_name_and_street": N_("gleicher Name und gleiche Straße"),
}
RESEMBLANCES: Words = {
    "customer_number": N_("der Eintrag nennt diese Kundennummer"),
    "name_and_town": N_("gleicher Name und Ort"),
    "name": N_("gleicher Name"),
    "contact_person_and_town": N_("Ansprechpartner und Ort"),
    "last_name_and_town": N_("gleicher Nachname und Ort"),
}
INVOICE_INBOX_STATES: Chips = {
    "waiting": (N_("wartet"), "accent"),
    "rejected": (N_("abgewiesen"), "danger"),
    "error": (N_("Fehler"), "danger"),
    "posted": (N_("verbucht"), "ok"),
}
CUSTOMER_INBOX_STATES: Chips = {**INVOICE_INBOX_STATES, "posted": (N_("übernommen"), "ok")}
INVOICE_KINDS: Words = {"invoice": N_("Rechnung"), "credit_note": N_("Gutschrift"), "proforma": N_("Proforma-Rechnung")}
DOCUMENT_FORMATS: Words = {
    "xrechnung_ubl": N_("XRechnung (UBL)"),
    "xrechnung_cii": N_("XRechnung (CII)"),
    "zugferd": N_("ZUGFeRD"),
    "pdf": N_("PDF ohne Rechnungsdaten"),
    "eml": N_("E-Mail"),
    "image": N_("Bild"),
    "other": N_("sonstiges Dokument"),
}
DIVISIONS: Words = {
    "new_vehicles": N_("Neuwagen"),
    "used_vehicles": N_("Gebrauchtwagen"),
    "workshop": N_("Werkstatt"),
    "body_and_paint": N_("Karosserie und Lack"),
    "parts": N_("Teile"),
    "other": N_("Sonstige"),
    "unassigned": N_("nicht zugeordnet"),
}
AGEING: Words = {
    "not_due": N_("nicht fällig"),
    "1_30": N_("1–30 Tage"),
    "31_60": N_("31–60 Tage"),
    "61_90": N_("61–90 Tage"),
    "91_120": N_("91–120 Tage"),
    "over_120": N_("über 120 Tage"),
}
GROSS_PROFIT_LINES: Words = {
    "revenue": N_("Erlöse"),
    "revenue_deductions": N_("Erlösminderungen"),
    "cost_of_goods": N_("Wareneinsatz"),
    "calculated_labour_cost": N_("Kalk. Fertigungslöhne"),
    "gross_profit": N_("Rohertrag"),
}
COMMUNICATION: Words = {
    "phone": N_("Telefon"),
    "mobile": N_("Mobil"),
    "fax": N_("Fax"),
    "email": N_("E-Mail"),
    "web": N_("Internet"),
}
ACCURACIES: Words = {
    "address": N_("Der Punkt liegt auf der Hausadresse."),
    "street": N_("Der Punkt liegt in der Straße; die Hausnummer ist nicht genau bekannt."),
    "postal_code": N_("Der Punkt ist die Mitte des Postleitzahlgebiets, nicht die Adresse selbst."),
    "town": N_("Der Punkt ist die Ortsmitte, nicht die Adresse selbst."),
}
ROLES: Words = ROLE_NAMES
# The audit log's actions, and the first words of its subjects.
ACTIONS: Chips = {
    "open": (N_("geöffnet"), "neutral"),
    "search": (N_("gesucht"), "neutral"),
    "export": (N_("exportiert"), "accent"),
    "change": (N_("geändert"), "accent"),
    "refuse": (N_("verweigert"), "warn"),
    "login": (N_("angemeldet"), "neutral"),
    "login_failed": (N_("Anmeldung gescheitert"), "warn"),
    "logout": (N_("abgemeldet"), "neutral"),
}
AUDIT_SUBJECTS: Mapping[Kind, str] = {
    "customer": N_("Kunde"),
    "app": N_("Seite"),
    "user": N_("Benutzer"),
    "list": N_("Liste"),
    "vat_id": N_("USt-IdNr."),
}
AUDIT_DETAILS: Mapping[Kind, str] = {"document": N_("Dokument"), "customer": N_("Kunde")}
# The reasons of the kernel's traffic lights; ``clientinfo customer --json`` prints them as they are.
LIGHT_REASONS: Mapping[Reason, str] = {
    "credit is blocked": N_("Kredit gesperrt"),
    "credit limit exceeded": N_("Limit überschritten"),
    "credit limit almost used": N_("Limit fast erreicht"),
    "nothing stands against it": N_("Kredit in Ordnung"),
    "items are overdue for more than 30 days": N_("über 30 Tage fällig"),
    "items are overdue": N_("überfällig"),
    "a promise to pay is broken": N_("Zusage gebrochen"),
    "what is overdue is being settled": N_("Überfälliges in Klärung"),
    "nothing is overdue": N_("nichts überfällig"),
    "dunned repeatedly": N_("mehrfach gemahnt"),
    "dunned once": N_("gemahnt"),
    "dunning is suspended": N_("Mahnung ausgesetzt"),
    "not dunned": N_("nicht gemahnt"),
    "dunning level is not known": N_("Mahnstufe unbekannt"),
    "entries are stuck": N_("Briefkasten: Fehler"),
    "nothing is stuck": N_("Briefkasten in Ordnung"),
}
LIGHT_TONES: Mapping[Light, Tone] = {"green": "ok", "yellow": "warn", "red": "danger", "unknown": "neutral"}
CASE_KINDS: Words = {
    "opportunity": N_("Verkaufschance"),
    "complaint": N_("Reklamation"),
    "correspondence": N_("Schriftwechsel"),
    "test_drive": N_("Probefahrt"),
    "appointment": N_("Termin"),
    "other": N_("Sonstiges"),
}
CASE_STATUSES: Words = {
    "open": N_("offen"),
    "in_progress": N_("in Bearbeitung"),
    "waiting": N_("wartet auf Antwort"),
    "closed": N_("abgeschlossen"),
}
CHANNELS: Words = {
    "phone": N_("Telefon"),
    "email": N_("E-Mail"),
    "letter": N_("Brief"),
    "visit": N_("Besuch"),
    "message": N_("Kurznachricht"),
    "other": N_("Sonstiges"),
}
# Fields of master data as upstream systems call them in what they report as changed; others are shown as they came.
CHANGED_FIELDS: Words = {
    text: text
    for text in (N_("Telefon"), N_("E-Mail"), N_("Straße"), N_("Anschrift"), N_("Name"), N_("Bankverbindung"))
}
SOURCES: Words = {
    "dealer_system": N_("Händlersystem"),
    "ledger": N_("Finanzbuchhaltung"),
    "inbox": N_("Briefkästen"),
    "crm": N_("CRM"),
    "places": N_("Ortsverzeichnis"),
}


def word(words: Words, code: str | None) -> str:
    """Return the word for a code; a code without a word is shown as it came, none as nothing."""
    text = words.get(code, code) if code else ""
    return _(text) if text else ""  # gettext has its own header for the empty text


def chip_for(chips: Chips, code: str | None) -> Chip:
    """Return the chip for a state; an unknown state is shown as it came."""
    text, tone = chips.get(code or "", (code or "", "neutral"))
    return Chip(_(text), tone)


def chip_column(chips: Chips) -> dict[str, Chip]:
    """Return chips for a table's column, by the codes that stand in its frame."""
    return {code: Chip(_(text), tone) for code, (text, tone) in chips.items()}


def light_chip(light: TrafficLight) -> Chip:
    """Return a traffic light as a chip in its colour, with the reason for it."""
    return Chip(_(LIGHT_REASONS[light.reason]), LIGHT_TONES[light.light])


def dot_separated(*parts: object) -> str:
    """Return a line of what is known: parts with a middle dot between them, empty ones left out."""
    return " · ".join(str(part) for part in parts if part not in (None, ""))
