"""What is wrong with a value that somebody typed, as it stands beside its field."""

from __future__ import annotations

from typing import TYPE_CHECKING

from widgets.texts.formats import format_value
from widgets.texts.language import N_, _

if TYPE_CHECKING:
    from collections.abc import Mapping

    from clientinfo_kernel.live.errors import InputRefused

_WRONG: Mapping[str, str] = {
    "missing": N_("Bitte füllen Sie das aus."),
    "too_long": N_("Das ist zu lang: höchstens {most} Zeichen."),
    "bad_characters": N_("Darin steht ein Zeichen, das niemand speichern kann."),
    "not_a_day": N_("Das ist kein Tag, zum Beispiel 31.12.2026."),
    "not_a_time": N_("Das ist keine Uhrzeit, zum Beispiel 14:30."),
    "no_day": N_("Zu einer Uhrzeit gehört der Tag: bitte füllen Sie „Termin am“ aus."),
    "not_a_word": N_("Bitte wählen Sie etwas aus."),
    "not_a_moment": N_("Das ist kein Zeitpunkt, zum Beispiel 31.12.2026, 14:05."),
    "ahead": N_("Das liegt in der Zukunft. Für Geplantes gibt es die Wiedervorlage."),
    "over": N_("Dieser Tag ist schon vorbei."),
    "not_a_person": N_("So heißt hier niemand. Bitte wählen Sie jemanden aus der Liste."),
    "not_an_amount": N_("Das ist kein Betrag, zum Beispiel 1.803,22."),
    "too_large": N_("Das ist mehr, als hier stehen kann: unter einer Billion."),
    "not_positive": N_("Bitte geben Sie einen Betrag über 0 an."),
    "not_a_number": N_("Das ist keine Zahl, die hier stehen kann."),
    "not_an_address": N_("Das ist keine E-Mail-Adresse."),
    "not_shown": N_("Darin steht ein Zeichen, das der Brief nicht zeigen kann, zum Beispiel ein Emoji."),
    "not_a_customer": N_("Diesen Kunden gibt es nicht."),
    "no_point": N_("Das sind keine Koordinaten, zum Beispiel 50.3237, 11.7012."),
    "far_away": N_("Der Punkt liegt über 100 km von der Anschrift entfernt. Sind Breite und Länge vertauscht?"),
    "no_vat_id": N_("Darin steht keine USt-IdNr. mit richtiger Form und Prüfziffer."),
    "several_vat_ids": N_("Darin stehen mehrere USt-IdNrn.; bitte lassen Sie nur die richtige stehen."),
    "not_filled": N_("Hier steht noch etwas in eckigen Klammern; bitte ersetzen Sie es."),
}


def wrong_words(error: InputRefused) -> str:
    """Return what is wrong with a value, as it stands beside its field."""
    said = _(_WRONG.get(error.rule, _WRONG["not_a_word"]))
    return said.format(most=format_value(error.most, "number"))
