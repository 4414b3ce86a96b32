"""Words for what the sources have to say (``data_sources.remarks``): reasons, findings in invoices, notes on deliveries."""

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from data_sources.remarks import Remark, from_json
from widgets.texts.formats import exact
from widgets.texts.language import N_, _, ngettext
from widgets.texts.source_fields import SOURCE_FIELDS

REMARKS: Mapping[str, str] = {
    "said": "{text}",
    "source_absent": N_("Bei der letzten Aktualisierung war von dieser Quelle nichts da."),
    "source_unreadable": N_("Diese Quelle ließ sich nicht lesen: Der Zugriff wurde verweigert oder brach ab."),
    "source_malformed": N_("Diese Quelle liefert nicht das Format, das in den Einstellungen steht."),
    "source_settings_wrong": N_("Mit ihren Einstellungen lässt sich diese Quelle nicht lesen."),
    "source_failed": N_("Beim Lesen dieser Quelle trat ein Fehler im Programm auf."),
    "files_damaged": N_("Nicht oder nicht ganz zu lesen: {files}."),
    "far_fewer_records": N_("Viel weniger Datensätze als zuvor: {name} hat {records} statt {before}."),
    "document_missing": N_("Der Beleg fehlt: {file}."),
    "document_outside": N_("Der Beleg liegt außerhalb des Ordners: {file}."),
    "document_unlisted": N_("Zu diesem Dokument gibt es keinen Eintrag in {list}."),
    "file_empty": N_("Die Datei ist leer."),
    "file_not_opened": N_("Die Datei lässt sich nicht öffnen: {error}."),
    "file_not_regular": N_("Das ist keine Datei, sondern eine Verknüpfung oder ein Gerät, und wird nicht geöffnet."),
    "file_too_large": N_("Die Datei ist größer als {megabytes} MB und wurde nicht gelesen."),
    "format_archive": N_("Ein Archiv ({archive}): Es wird nicht geöffnet; bitte auspacken und einzeln ablegen."),
    "format_not_promised": N_("Der Inhalt der Datei ist nicht das, was ihre Endung {suffix} verspricht."),
    "format_office": N_("Ein Office-Dokument: Es wird nicht gelesen."),
    "format_unknown": N_("Unbekanntes Dateiformat."),
    "format_winmail": N_(
        "winmail.dat von Outlook: Die Anlagen stecken darin; bitte den Absender um eine Mail im HTML-Format."
    ),
    "mail_altered": N_("Die abgelegte Mail ist nicht mehr die, die vom Mailserver kam: Bitte die Ablage prüfen."),
    "mail_gone": N_("Die Mail liegt in keinem der gelesenen Ordner mehr; hier ist sie, wie sie kam."),
    "mail_encrypted": N_("Verschlüsselt (S/MIME oder PGP): Nur der Empfänger kann es im Mailprogramm öffnen."),
    "mail_signed_opaque": N_(
        "In einer S/MIME-Signatur verpackt: Bitte im Mailprogramm öffnen und ohne Signatur ablegen."
    ),
    "mail_too_large": N_("Die Mail ist größer als {megabytes} MB: Geholt wurde nur ihr Kopf."),
    "not_readable": N_("Nicht lesbar: {error}."),
    "parser_answer": N_("Das Lesen wurde abgebrochen: Der Inhalt wird ausgepackt zu groß."),
    "parser_crash": N_("Das Lesen wurde abgebrochen: Das Dokument bringt das Leseprogramm zum Absturz."),
    "parser_later": N_("Noch nicht gelesen: Andere Dokumente haben zu lange aufgehalten. Es folgt beim nächsten Mal."),
    "parser_memory": N_("Das Lesen wurde abgebrochen: Das Dokument braucht zu viel Arbeitsspeicher."),
    "parser_time": N_("Das Lesen wurde abgebrochen: Das Dokument braucht zu viel Rechenzeit."),
    "pdf_encrypted": N_("Das PDF ist verschlüsselt und kann nicht gelesen werden."),
    "attachments_left": N_("Mehr als {most} Anlagen oder Mails in einer Datei: Die übrigen wurden nicht geöffnet."),
    "nested_too_deep": N_("Zu viele Mails oder PDFs ineinander: Was noch darin steckt, wurde nicht geöffnet."),
    "pdf_broken": N_("Das PDF ist beschädigt und kann nicht gelesen werden."),
    "seller_unproven": N_("Der Beleg nennt das Haus als Verkäufer, aber nicht mit dessen USt-IdNr."),
    "xml_broken": N_("Das XML ist abgeschnitten oder fehlerhaft (Zeile {line}): {message}"),
    "xml_not_an_invoice": N_("Das XML ist keine bekannte Rechnung (Element {element})."),
    "xml_too_many_elements": N_("XML mit mehr als {limit} Elementen wird nicht gelesen."),
    "xml_with_dtd": N_("XML mit Dokumenttyp (DTD) oder Entitäten wird nicht gelesen."),
    "buyer_vat_id_foreign": N_("USt-IdNr. des Käufers von außerhalb der EU: {vat_id}."),
    "buyer_vat_id_invalid": N_("Die USt-IdNr. des Käufers ist formal ungültig: {vat_id}."),
    "buyer_vat_id_odd": N_("Die USt-IdNr. des Käufers hat eine ungewöhnliche Form oder Prüfziffer: {vat_id}."),
    "buyer_vat_id_valid": N_("Die USt-IdNr. des Käufers ist formal gültig: {vat_id}."),
    "due_total_wrong": N_("Zahlbetrag (BT-115): angegeben {stated}, gerechnet {computed}."),
    "field_missing": N_("Pflichtangabe fehlt: {term}."),
    "gross_differs": N_("Bruttobetrag laut Liste {listed}, laut Beleg {stated}."),
    "gross_total_wrong": N_("Bruttobetrag (BT-112): angegeben {stated}, gerechnet {computed}."),
    "lines_missing": N_("Die Rechnung hat keine Positionen (BG-25)."),
    "net_total_wrong": N_("Nettobetrag (BT-109): angegeben {stated}, gerechnet {computed}."),
    "not_a_date": N_("Das Feld {field} ist kein Datum: „{value}“."),
    "not_a_currency": N_(
        "Das Feld {field} ist keine Währung nach ISO 4217: „{value}“; der Betrag zählt nicht zum Obligo."
    ),
    "not_a_number": N_("Das Feld {field} ist keine Zahl: „{value}“."),
    "number_differs": N_("Belegnummer laut Liste {listed_number}, laut Beleg {stated_number}."),
    "pdf_damaged": N_("Das PDF ist beschädigt; die eingebettete Rechnung wurde dennoch gefunden."),
    "proforma": N_("Eine Proforma-Rechnung fordert nichts: Sie zählt nicht zum Obligo."),
    "profile_without_lines": N_("{profile} ist keine Rechnung im Sinne von § 14 UStG: es fehlen die Positionen."),
    "required_fields": N_("Alle Pflichtangaben sind vorhanden."),
    "sum_of_lines_wrong": N_("Summe der Positionen (BT-106): angegeben {stated}, gerechnet {computed}."),
    "sums_agree": N_("Die Summen stimmen."),
    "tax_rate_wrong": N_("Steuer zu {percent} %: angegeben {stated}, gerechnet {computed}."),
    "tax_total_wrong": N_("Steuerbetrag (BT-110): angegeben {stated}, gerechnet {computed}."),
    "xml_encoding_wrong": N_("Die angegebene Zeichenkodierung ist falsch; gelesen als {encoding}."),
    "xml_stray_characters": N_("Vor oder nach dem XML stehen fremde Zeichen."),
    "account_lengths_changed": N_(
        "Mandant {client}: In {first} haben Sachkonten {former} Stellen, in {second} {later}; dieselben Konten und Debitoren "
        "heißen darin verschieden."
    ),
    "batch_doubtful": N_(
        "In {first} und {second} stehen {rows} gleiche Buchungen; ob es dieselben sind, ist nicht zu erkennen: Beide zählen."
    ),
    "batch_lacks_postings": N_(
        "{second} ist derselbe Stapel wie {first}, neuer exportiert, aber {rows} Buchungen fehlen darin; ob sie gelöscht "
        "wurden, ist nicht zu erkennen: Sie zählen."
    ),
    "batch_replaced": N_("{newer} ist derselbe Stapel wie {older}, neuer exportiert: Nur der neue zählt."),
    "list_replaced": N_("{newer} ist eine neuere Liste der offenen Posten als {older}: Nur die neue zählt."),
    "months_missing": N_("Kein Buchungsstapel (Mandant {client}) enthält: {months}."),
    "period_shifted": N_(
        "Die Leistungsdaten der meisten Buchungen liegen in einem anderen Jahr als ihr Zeitraum: {files}."
    ),
    "rows_outside_period": N_(
        "{rows} Buchungen liegen außerhalb des Zeitraums, den der Kopf ihrer Datei nennt: {files}."
    ),
    "posting_id_repeated": N_(
        "{files}: {rows} Buchungen haben eine Buchungs-GUID, die dort noch eine hat (Zeilen {lines}); ob es dieselbe Buchung "
        "ist, ist nicht zu erkennen: Alle zählen."
    ),
    "postings_repeated": N_("{rows} Buchungen aus {older} stehen neuer in {newer}: Nur die neuen zählen."),
    "files_skipped": N_("Keine Tabelle liest diese Dateien: {files}."),
    "currencies_odd": N_(
        "In der Spalte „{heading}“ von {files} steht, was keine Währung nach ISO 4217 ist ({shown}); solche Beträge zählen nicht zum Obligo."
    ),
    "encoding_mac": N_(
        "{files}: Die Umlaute sind die alter Macs (Mac Roman), nicht die von {encoding}; so wurde gelesen."
    ),
    "encoding_dos": N_(
        "{files}: Die Umlaute sind die von DOS (Zeichentabelle 850), nicht die von {encoding}; so wurde gelesen."
    ),
    "heading_missing": N_("Die Spalte „{heading}“ fehlt in {files}; {field} bleibt dort leer."),
    "heading_missing_everywhere": N_("Die Spalte „{heading}“ fehlt in allen Dateien ({files}); {field} bleibt leer."),
    "levels_unreadable": N_(
        "Die Spalte „{heading}“ enthält in {rows} Posten keine Stufe: Sie zählen, ihre Mahnstufe ist unbekannt ({files})."
    ),
    "mails_left": N_("Postfach {account}, {folder}: {count} Mails werden beim nächsten Mal geholt."),
    "mails_without_room": N_(
        "Postfach {account}, {folder}: {count} Mails warten, bis auf dem Datenträger wieder Platz ist."
    ),
    "left_out": N_("Weggelassen: {customers} Dummykunden, {suppliers} reine Lieferanten."),
    "other_category": N_("DATEV-Kategorie {category} ({title}) wird nicht gelesen: {files}."),
    "several_clients": N_("Die Dateien stammen von mehreren DATEV-Mandanten: {clients}."),
}
# The terms of EN 16931 that an invoice must name.
TERMS: Mapping[str, str] = {
    "BT-1": N_("Rechnungsnummer"),
    "BT-2": N_("Rechnungsdatum"),
    "BT-5": N_("Währung"),
    "BT-27": N_("Name des Verkäufers"),
    "BT-44": N_("Name des Käufers"),
    "BT-106": N_("Summe der Positionen"),
    "BT-109": N_("Nettobetrag"),
    "BT-112": N_("Bruttobetrag"),
    "BT-115": N_("Zahlbetrag"),
}
_AMOUNTS = frozenset({"stated", "computed", "listed", "percent"})
_SHOWN_NOTES = 3


class _Values(dict[str, str]):
    """What an older version did not write is shown as a dash, not as a failure."""

    def __missing__(self, name: str) -> str:
        return "–"


def sentence(remark: Remark) -> str:
    """Write a remark as a sentence in the session's language."""
    words = REMARKS.get(remark.code, remark.code)
    values = _Values({name: _in_words(name, value) for name, value in remark.values})
    return (words if remark.code == "said" else _(words)).format_map(values)


def reason(text: str | None) -> str:
    """Write the remarks of a text column as sentences, nothing where there are none."""
    return "; ".join(sentence(each) for each in from_json(text))


def source_reason(row: Mapping[str, Any]) -> str:
    """Write why a source is not fresh as sentences, nothing where it is.

    Args:
        row: A row of ``answers.SOURCES``.
    """
    return " ".join(sentence(each) for each in from_json(row["reason"]))


def source_notes(row: Mapping[str, Any]) -> str:
    """Write the first notes on a source's delivery as sentences, and how many more there are.

    Args:
        row: A row of ``answers.SOURCES``.
    """
    notes = [reason(each) for each in row["notes"] or ()]
    more = len(notes) - _SHOWN_NOTES
    rest = [ngettext("und {count} weiterer Hinweis", "und {count} weitere Hinweise", more)] if more > 0 else []
    return " ".join([*notes[:_SHOWN_NOTES], *rest])


def _in_words(name: str, value: str) -> str:
    if name == "term":
        return f"{_(TERMS[value])} ({value})" if value in TERMS else value
    if name == "field":
        return _(SOURCE_FIELDS[value]) if value in SOURCE_FIELDS else value
    if name not in _AMOUNTS:
        return value
    try:
        return exact(Decimal(value))
    except InvalidOperation:
        return value
