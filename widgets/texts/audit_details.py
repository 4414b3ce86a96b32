"""What the audit log says of its subjects, in people's words: ``open_item 4: change, note``, ``bulk of 3``."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import unquote_plus

from clientinfo_kernel.access.audit_detail import AtShell, FormRefused, Phrase, RowChanged, detail_of
from widgets.texts.language import N_, _
from widgets.texts.words import Words, word
from widgets.texts.written import CHANGES, label

if TYPE_CHECKING:
    from collections.abc import Mapping

    from clientinfo_kernel.access.audit_detail import AuditDetail, PhraseKind

# Kinds of rows, and the kinds of forms that are named differently.
_ROWS: Words = {
    "case": N_("Vorgang"),
    "change_case": N_("Vorgang"),
    "close_case": N_("Vorgang"),
    "reopen_case": N_("Vorgang"),
    "handed_over": N_("Vorgang"),
    "contact": N_("Kundenkontakt"),
    "case_contact": N_("Kundenkontakt"),
    "link_contact": N_("Kundenkontakt"),
    "open_item": N_("Offener Posten"),
    "inbox_entry": N_("Briefkasten-Eintrag"),
    "remark": N_("Zuruf"),
    "consent": N_("Einwilligung"),
    "change_notice": N_("Änderungsmitteilung"),
    "comment": N_("Kommentar"),
    "document": N_("Dokument"),
    "letter": N_("Brief"),
    "attach": N_("Anlage"),
    "send_mail": N_("E-Mail"),
    "settle_notice": N_("Änderungsmitteilung"),
    "profile": N_("Profil"),
    "customer_point": N_("Genauer Punkt"),
    "vat_check": N_("USt-IdNr.-Prüfung"),
    "undo": N_("letzte Änderung"),
}
# What the log says in the same words each time; ``{0}`` is the first of its counts.
_PHRASES: Mapping[PhraseKind, str] = {
    "shown": N_("gezeigte Kunden: {0}"),
    "searched": N_("Suchen: {0}, gezeigte Kunden: {1}"),
    "bulk": N_("auf einmal für {0}"),
    "calendar": N_("Kalender, Kunden: {0}"),
    "calendar_made": N_("Kalender-Abo angelegt"),
    "calendar_ended": N_("Kalender-Abo beendet"),
    "geocoder": N_("Abfrage der Anschrift bei einem Geocoder"),
    "vat_check": N_("Abfrage der USt-IdNr. bei einem Dienst"),
    "vat_proof": N_("Nachweis einer USt-IdNr.-Prüfung als PDF"),
    "stopped_searching": N_("für {0} Min. angehalten; gezeigte Kunden am Tag: {1}"),
    "stopped_opening": N_("für {0} Min. angehalten; geöffnete Kunden am Tag: {1}"),
    "stopped_writing": N_("für {0} Min. angehalten; Änderungen am Tag: {1}"),
    "stopped_lines": N_("für {0} Min. angehalten; Zeilen des Protokolls in der Stunde: {1}"),
    "stopped_listing": N_("für {0} Min. angehalten; in Listen gezeigte Kunden am Tag: {1}"),
    "stopped_taking": N_("für {0} Min. angehalten; heruntergeladene Zeilen am Tag: {1}"),
}


# A question about margins that left as a file stands in the log as its address (``Question.to_query``).
_QUESTION = re.compile(r"((?:by|where|measures|compare)=[^ ]*), (\w+)")


def detail_in_words(detail: str) -> str:
    """Return what a detail of the log means; what is written otherwise stays as it is."""
    if (asked := _QUESTION.fullmatch(detail)) is not None:
        return ", ".join((_question(asked[1]), asked[2]))
    said = _in_words(detail_of(detail))
    return detail if said is None else said


def _question(address: str) -> str:
    """Return a question as it is typed on the command line: ``by branch · where month=2011-01..2011-12``."""
    return " · ".join(unquote_plus(field).replace("=", " ", 1) for field in address.split("&"))


def _in_words(detail: AuditDetail | None) -> str | None:
    match detail:
        case Phrase(kind, counts):
            return _(_PHRASES[kind]).format(*counts)
        case FormRefused(form) if form in _ROWS:
            return _("Formular: {kind}").format(kind=word(_ROWS, form))
        case RowChanged(kind, row_id, action, fields) if kind in _ROWS:
            done = f"{word(_ROWS, kind)} {row_id}: {word(CHANGES, action)}"
            return f"{done} ({', '.join(label(kind, name) for name in fields)})" if fields else done
        case AtShell(done, user) if (what := _in_words(done)) is not None:
            return _("{what}, an der Kommandozeile durch {user}").format(what=what, user=user)
    return None
