"""Words for what people write: the names of fields, and their values as people read and type them."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from widgets.texts.formats import format_value
from widgets.texts.language import N_, _
from widgets.texts.words import CASE_KINDS, CASE_STATUSES, CHANNELS, Words, word

if TYPE_CHECKING:
    from collections.abc import Mapping

    from clientinfo_kernel.live.field_values import Value

STAGES: Words = {
    "interest": N_("Interesse"),
    "offer": N_("Angebot"),
    "negotiation": N_("Verhandlung"),
    "won": N_("gewonnen"),
    "lost": N_("verloren"),
}
CONSENT_CHANNELS: Words = {
    "call": N_("Anruf"),
    "email": N_("E-Mail"),
    "letter": N_("Brief"),
    "sms": N_("SMS"),
}
STATEMENTS: Words = {"given": N_("eingewilligt"), "refused": N_("widersprochen")}
SUBJECTS: Words = {
    "phone": N_("Telefon"),
    "mobile": N_("Mobil"),
    "email": N_("E-Mail"),
    "address": N_("Anschrift"),
    "contact_person": N_("Ansprechpartner"),
    "vat_id": N_("USt-IdNr."),
    "other": N_("Sonstiges"),
}
NETWORKS: Words = {
    "linkedin": "LinkedIn",
    "xing": "XING",
    "facebook": "Facebook",
    "instagram": "Instagram",
    "x": "X",
    "youtube": "YouTube",
    "tiktok": "TikTok",
    "bluesky": "Bluesky",
    "mastodon": "Mastodon",
    "website": N_("Webseite"),
}
INBOX_DECISIONS: Words = {"done": N_("erledigt"), "sent_back": N_("zurückgegeben")}
# What was done to a row, as its history names it.
CHANGES: Words = {
    "add": N_("neu"),
    "change": N_("geändert"),
    "undo": N_("zurückgenommen"),
    "take_over": N_("übernommen"),
}
YES_NO: Words = {"yes": N_("ja"), "no": N_("nein")}

# By the kind of row and the field.
DOCUMENT_ORIGINS: Words = {"attached": N_("Anlage"), "letter": N_("Brief"), "mail": N_("E-Mail")}
SENDING: Words = {
    "sending": N_("Senden begonnen, Antwort unbekannt"),
    "sent": N_("gesendet"),
    "failed": N_("nicht angenommen"),
}
WORDS: Mapping[tuple[str, str], Words] = {
    ("document", "origin"): DOCUMENT_ORIGINS,
    ("document", "sending"): SENDING,
    ("case", "kind"): CASE_KINDS,
    ("case", "status"): CASE_STATUSES,
    ("case", "stage"): STAGES,
    ("contact", "channel"): CHANNELS,
    ("consent", "channel"): CONSENT_CHANNELS,
    ("consent", "statement"): STATEMENTS,
    ("change_notice", "subject"): SUBJECTS,
    ("profile", "network"): NETWORKS,
    ("customer_point", "source"): {"hand": N_("von Hand"), "geocoder": N_("Geocoder")},
    ("inbox_entry", "decision"): INBOX_DECISIONS,
}
_LABELS: Words = {
    "address": N_("Adresse"),
    "answer": N_("Antwort des Mailservers"),
    "assigned_to": N_("gehört zu Kd.-Nr."),
    "assignee": N_("Verantwortlich"),
    "at": N_("Datum/Uhrzeit"),
    "attribution": N_("Herkunft der Daten"),
    "blocked_until": N_("Mahnsperre bis"),
    "budget": N_("Budget"),
    "case_id": N_("Gehört zu"),
    "channel": N_("Weg"),
    "closed_at": N_("Abgeschlossen"),
    "concerns": N_("Auftrag oder Rechnung"),
    "consent_on": N_("Einverstanden am"),
    "contact_person": N_("Ansprechpartner"),
    "debtor_account": N_("Debitor"),
    "decision": N_("Entscheidung"),
    "demand": N_("Forderung"),
    "due_at": N_("Termin am"),
    "due_time": N_("Uhrzeit"),
    "event_id": N_("Kontakt"),
    "file_name": N_("Datei"),
    "media_type": N_("Art der Datei"),
    "origin": N_("Herkunft"),
    "recipient": N_("An"),
    "sending": N_("Versand"),
    "sent_at": N_("Gesendet"),
    "size": N_("Größe in Byte"),
    "topics": N_("Themen"),
    "employee": N_("Mitarbeiter"),
    "expected_on": N_("Erwartet im"),
    "follow_up_on": N_("Wiedervorlage"),
    "found_on": N_("Gefunden am"),
    "handed_over_by": N_("Übergeben von"),
    "is_disputed": N_("Strittig"),
    "is_done": N_("Erledigt"),
    "is_withdrawn": N_("Zurückgezogen"),
    "kind": N_("Art"),
    "latitude_e6": N_("Breite in Millionstel Grad"),
    "longitude_e6": N_("Länge in Millionstel Grad"),
    "network": N_("Netzwerk"),
    "note": N_("Notiz"),
    "number": N_("Rg.Nummer"),
    "person": N_("Person"),
    "postal_code": N_("PLZ"),
    "probability": N_("Wahrscheinlichkeit in %"),
    "promised_amount": N_("Zugesagter Betrag"),
    "promised_by": N_("Zugesagt von"),
    "promised_on": N_("Zahlung zugesagt bis"),
    "proof": N_("Nachweis"),
    "reason": N_("Grund"),
    "settlement": N_("Wie erledigt"),
    "source": N_("Quelle"),
    "stage": N_("Stand"),
    "stated_on": N_("Erklärt am"),
    "statement": N_("Erklärung"),
    "status": N_("Status"),
    "street": N_("Straße"),
    "subject": N_("Was stimmt nicht"),
    "text": N_("Text"),
    "town": N_("Ort"),
    "until": N_("Sichtbar bis"),
    "value": N_("Richtig ist"),
    "vehicle_wanted": N_("Gesuchtes Fahrzeug"),
    "written_by": N_("Von"),
}
_OWN_LABELS: Mapping[tuple[str, str], str] = {
    ("case", "text"): N_("Worum geht es?"),
    ("document", "subject"): N_("Betreff"),
    ("comment", "text"): N_("Kommentar"),
    ("consent", "text"): N_("Wortlaut"),
    ("remark", "text"): N_("Zuruf"),
}


def label(entity: str, name: str) -> str:
    """Return the name of a field on the screen."""
    return _(_OWN_LABELS.get((entity, name)) or _LABELS.get(name, name))


def shown_value(entity: str, name: str, value: Value) -> str:
    """Return a value as people read it; nothing is ``leer``."""
    if value is None:
        return _("leer")
    if isinstance(value, str):
        return word(WORDS.get((entity, name), {}), value)
    return typed_value(value) if not isinstance(value, bool) else word(YES_NO, _yes_no(value=value))


def typed_value(value: Value) -> str:
    """Return a value as it stands in a form's field."""
    match value:
        case None:
            return ""
        case bool():
            return _yes_no(value=value)
        case datetime():
            return format_value(value, "moment")
        case date():
            return format_value(value, "date")
        case Decimal():
            return format_value(value, "money")
        case _:
            return str(value)


def _yes_no(*, value: bool) -> str:
    return "yes" if value else "no"
