"""Words about checks of VAT IDs: who was asked, what matched, why there is no answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from widgets.texts.formats import day
from widgets.texts.language import N_, _
from widgets.texts.words import Words, word

if TYPE_CHECKING:
    from collections.abc import Mapping

RESULTS: Words = {"valid": N_("gültig"), "invalid": N_("ungültig"), "not_answered": N_("nicht beantwortet")}
VAT_SOURCES: Words = {"evatr": N_("Bundeszentralamt für Steuern"), "vies": N_("VIES"), "check_digit": N_("Prüfziffer")}
FIELD_WORDS: Words = {"name": N_("Name"), "street": N_("Straße"), "postal_code": N_("PLZ"), "town": N_("Ort")}
# BZSt: A the same, B another, C not asked, D not said by the member state.
LETTERS: Words = {"A": N_("stimmt"), "B": N_("stimmt nicht"), "C": N_("nicht gefragt"), "D": N_("nicht mitgeteilt")}
# Where an ID stands that the customer might have (``vat.candidates``).
ORIGINS: Words = {
    "invoice": N_("Käufer einer Rechnung im Briefkasten"),
    "record": N_("Stammdatenänderung im Briefkasten"),
    "ledger": N_("Fibu-Stammdaten"),
}
# Why somebody should ask (again).
DUE: Words = {
    "never": N_("noch nicht abgefragt"),
    "changed": N_("Name oder Anschrift seitdem geändert: neu prüfen"),
    "old": N_("vor langer Zeit geprüft: neu prüfen"),
    "not_answered": N_("bisher keine Antwort"),
    "unknown": N_("Der Speicher antwortet nicht: ob geprüft wurde, ist nicht bekannt."),
    "": "",
}
# Why a run over many of them asks nobody at present (``vat.pacing``).
STOPPED: Words = {
    "night": N_("Nachts wird der Dienst gewartet: ab 5 Uhr geht es mit „Fortsetzen“ weiter."),
    "limit": N_("Für heute sind so viele Anfragen gestellt, wie die Einstellungen erlauben. Morgen geht es weiter."),
    "silence": N_("Der Dienst antwortet nicht mehr. Bitte setzen Sie später fort."),
}
_WHY: Words = {
    "no_member_state": N_("Die Nummer nennt kein Land der Europäischen Union."),
    "wrong_check_digit": N_("Die Prüfziffer ist falsch: eine solche deutsche USt-IdNr. gibt es nicht."),
    "no_service": N_("In den Einstellungen steht kein Dienst, der gefragt werden kann."),
    "timeout": N_("Der Dienst hat nicht rechtzeitig geantwortet."),
    "wrong_form": N_("Eine deutsche USt-IdNr. hat nach DE neun Ziffern."),
    "unreachable": N_("Der Dienst ist nicht erreichbar."),
    "not_kept": N_("Die Antwort konnte nicht aufbewahrt werden."),
    "MS_UNAVAILABLE": N_("Der Mitgliedstaat antwortet zurzeit nicht."),
    "MS_MAX_CONCURRENT_REQ": N_("Der Mitgliedstaat ist überlastet."),
    "GLOBAL_MAX_CONCURRENT_REQ": N_("Der Dienst ist überlastet."),
    "SERVICE_UNAVAILABLE": N_("Der Dienst ist nicht erreichbar."),
    "TIMEOUT": N_("Der Mitgliedstaat hat nicht rechtzeitig geantwortet."),
    "VAT_BLOCKED": N_("Der Dienst beantwortet Anfragen des Hauses nicht."),
    "IP_BLOCKED": N_("Der Dienst beantwortet Anfragen des Hauses nicht."),
    "INVALID_REQUESTER_INFO": N_("Die eigene USt-IdNr. in den Einstellungen ist falsch."),
    "INVALID_INPUT": N_("Der Dienst hält die Nummer für falsch geschrieben."),
    "VALID": "",
    "INVALID": "",
}
# What does not say by itself why there is no answer.
_UNREADABLE = N_("Die Antwort des Dienstes war nicht zu verwenden ({code}).")


def valid_days(check: Mapping[str, Any]) -> str:
    """Return since when and until when the ID is valid, as the service says."""
    start, end = check["valid_from"], check["valid_until"]
    if start and end:
        return _("gültig vom {start} bis {end}").format(start=day(start), end=day(end))
    if start:
        return _("gültig ab {start}").format(start=day(start))
    return _("gültig bis {end}").format(end=day(end)) if end else ""


def why(check: Mapping[str, Any]) -> str:
    """Return our word for what happened, what the tax office's code means, or at least that nothing could be read."""
    code = check["code"] or ""
    if code in _WHY:
        return word(_WHY, code) if _WHY[code] else ""
    if check["source"] == "evatr" and check["text"]:
        return str(check["text"])
    return _(_UNREADABLE).format(code=code) if check["result"] == "not_answered" else ""
