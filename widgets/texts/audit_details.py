"""What the audit log says of a change, or of one that was refused, in people's words: ``open_item 4: change, note``."""

from __future__ import annotations

import re

from widgets.texts.language import N_, _
from widgets.texts.words import Words, word
from widgets.texts.written import CHANGES, label

# Kinds of rows, and the kinds of forms that are named differently.
_ROWS: Words = {
    "case": N_("Vorgang"),
    "change_case": N_("Vorgang"),
    "handed_over": N_("Vorgang"),
    "contact": N_("Kundenkontakt"),
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
_FORM = re.compile(r"form (\w+)")
_CHANGE = re.compile(r"(\w+) (\S.*): (add|change|undo|take_over), (.+)", re.DOTALL)
# Details that count something.
_COUNTED = (
    (re.compile(r"bulk of (\d+)"), N_("auf einmal für {count}")),
    (re.compile(r"calendar of (\d+)"), N_("Kalender, Kunden: {count}")),
)
_NEW = "new"
# Who wrote in somebody's name at a shell (``access.rights.Viewer.by_whose_hands``).
_AT_SHELL = re.compile(r"(.+) \(shell:([^()]+)\)", re.DOTALL)
# Details that are always the same.
_FIXED: Words = {
    "geocoder": N_("Abfrage der Anschrift bei einem Geocoder"),
    "vat_check": N_("Abfrage der USt-IdNr. bei einem Dienst"),
    "calendar subscription made": N_("Kalender-Abo angelegt"),
    "calendar subscription ended": N_("Kalender-Abo beendet"),
}


def detail_in_words(detail: str) -> str:
    """Return what a detail of the log means; what is written otherwise stays as it is."""
    at_shell = _AT_SHELL.fullmatch(detail)
    if at_shell is not None and (at_shell[1] in _FIXED or _CHANGE.fullmatch(at_shell[1])):
        what, user = _in_words(at_shell[1]), at_shell[2]
        return _("{what}, an der Kommandozeile durch {user}").format(what=what, user=user)
    return _in_words(detail)


def _in_words(detail: str) -> str:
    form = _FORM.fullmatch(detail)
    if form is not None and form[1] in _ROWS:
        return _("Formular: {kind}").format(kind=word(_ROWS, form[1]))
    if detail in _FIXED:
        return word(_FIXED, detail)
    for pattern, words in _COUNTED:
        counted = pattern.fullmatch(detail)
        if counted is not None:
            return _(words).format(count=counted[1])
    change = _CHANGE.fullmatch(detail)
    if change is None or change[1] not in _ROWS:
        return detail
    kind, row, action, fields = change.groups()
    done = f"{word(_ROWS, kind)} {row}: {word(CHANGES, action)}"
    if fields == _NEW:
        return done
    return f"{done} ({', '.join(label(kind, name) for name in fields.split(', '))})"
