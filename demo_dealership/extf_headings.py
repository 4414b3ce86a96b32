"""The heading rows of DATEV's formats (line 2 of an EXTF file)."""

from __future__ import annotations


def posting_headings(width: int) -> list[str]:
    """Headings of the posting batch (21): 125 columns in version 13, fewer in older ones."""
    heads = [
        "Umsatz (ohne Soll/Haben-Kz)", "Soll/Haben-Kennzeichen", "WKZ Umsatz", "Kurs", "Basis-Umsatz", "WKZ Basis-Umsatz",
        "Konto", "Gegenkonto (ohne BU-Schlüssel)", "BU-Schlüssel", "Belegdatum", "Belegfeld 1", "Belegfeld 2", "Skonto",
        "Buchungstext", "Postensperre", "Diverse Adressnummer", "Geschäftspartnerbank", "Sachverhalt", "Zinssperre", "Beleglink",
    ]  # fmt: skip
    heads += [f"Beleginfo - {part} {number}" for number in range(1, 9) for part in ("Art", "Inhalt")]
    heads += [
        "KOST1 - Kostenstelle", "KOST2 - Kostenstelle", "Kost-Menge", "EU-Land u. UStID (Bestimmung)", "EU-Steuersatz (Bestimmung)",
        "Abw. Versteuerungsart", "Sachverhalt L+L", "Funktionsergänzung L+L", "BU 49 Hauptfunktionstyp",
        "BU 49 Hauptfunktionsnummer", "BU 49 Funktionsergänzung",
    ]  # fmt: skip
    heads += [f"Zusatzinformation - {part} {number}" for number in range(1, 21) for part in ("Art", "Inhalt")]
    heads += [
        "Stück", "Gewicht", "Zahlweise", "Forderungsart", "Veranlagungsjahr", "Zugeordnete Fälligkeit", "Skontotyp",
        "Auftragsnummer", "Buchungstyp", "USt-Schlüssel (Anzahlungen)", "EU-Land (Anzahlungen)", "Sachverhalt L+L (Anzahlungen)",
        "EU-Steuersatz (Anzahlungen)", "Erlöskonto (Anzahlungen)", "Herkunft-Kz", "Buchungs GUID", "KOST-Datum",
        "SEPA-Mandatsreferenz", "Skontosperre", "Gesellschaftername", "Beteiligtennummer", "Identifikationsnummer",
        "Zeichnernummer", "Postensperre bis", "Bezeichnung SoBil-Sachverhalt", "Kennzeichen SoBil-Buchung", "Festschreibung",
        "Leistungsdatum", "Datum Zuord. Steuerperiode", "Fälligkeit", "Generalumkehr (GU)", "Steuersatz", "Land",
        "Abrechnungsreferenz", "BVV-Position", "EU-Land u. UStID (Ursprung)", "EU-Steuersatz (Ursprung)", "Abw. Skontokonto",
    ]  # fmt: skip
    return heads[:width]


def _bank(number: int) -> list[str]:
    heads = (
        "Bankleitzahl {n}", "Bankbezeichnung {n}", "Bankkonto-Nummer {n}", "Länderkennzeichen {n}", "IBAN {n}", "Leerfeld B{n}",
        "SWIFT-Code {n}", "Abw. Kontoinhaber {n}", "Kennz. Haupt-Bankverb. {n}", "Bankverb. {n} Gültig von",
        "Bankverb. {n} Gültig bis",
    )  # fmt: skip
    return [head.format(n=number) for head in heads]


def debtor_headings() -> list[str]:
    """Headings of debtors and creditors (16), version 5: 254 columns."""
    heads = [
        "Konto", "Name (Adressattyp Unternehmen)", "Unternehmensgegenstand", "Name (Adressattyp natürl. Person)",
        "Vorname (Adressattyp natürl. Person)", "Name (Adressattyp keine Angabe)", "Adressattyp", "Kurzbezeichnung", "EU-Land",
        "EU-UStID", "Anrede", "Titel/Akad. Grad", "Adelstitel", "Namensvorsatz", "Adressart", "Straße", "Postfach",
        "Postleitzahl", "Ort", "Land", "Versandzusatz", "Adresszusatz", "Abweichende Anrede", "Abw. Zustellbezeichnung 1",
        "Abw. Zustellbezeichnung 2", "Kennz. Korrespondenzadresse", "Adresse Gültig von", "Adresse Gültig bis", "Telefon",
        "Bemerkung (Telefon)", "Telefon GL", "Bemerkung (Telefon GL)", "E-Mail", "Bemerkung (E-Mail)", "Internet",
        "Bemerkung (Internet)", "Fax", "Bemerkung (Fax)", "Sonstige", "Bemerkung (Sonstige)",
    ]  # fmt: skip
    for number in range(1, 6):
        heads += _bank(number)
    heads += [
        "Leerfeld", "Briefanrede", "Grußformel", "Kunden-/Lief.-Nr.", "Steuernummer", "Sprache", "Ansprechpartner", "Vertreter",
        "Sachbearbeiter", "Diverse-Konto", "Ausgabeziel", "Währungssteuerung", "Kreditlimit (Debitor)", "Zahlungsbedingung",
        "Fälligkeit in Tagen (Debitor)", "Skonto in Prozent (Debitor)", "Kreditoren-Ziel 1 Tg.", "Kreditoren-Skonto 1 %",
        "Kreditoren-Ziel 2 Tg.", "Kreditoren-Skonto 2 %", "Kreditoren-Ziel 3 Brutto Tg.", "Kreditoren-Ziel 4 Tg.",
        "Kreditoren-Skonto 4 %", "Kreditoren-Ziel 5 Tg.", "Kreditoren-Skonto 5 %", "Mahnung", "Kontoauszug", "Mahntext 1",
        "Mahntext 2", "Mahntext 3", "Kontoauszugstext", "Mahnlimit Betrag", "Mahnlimit %", "Zinsberechnung", "Mahnzinssatz 1",
        "Mahnzinssatz 2", "Mahnzinssatz 3", "Lastschrift", "Verfahren", "Mandantenbank", "Zahlungsträger",
    ]  # fmt: skip
    heads += [f"Indiv. Feld {number}" for number in range(1, 16)]
    heads += [
        f"{head} (Rechnungsadresse)"
        for head in (
            "Abweichende Anrede", "Adressart", "Straße", "Postfach", "Postleitzahl", "Ort", "Land", "Versandzusatz",
            "Adresszusatz", "Abw. Zustellbezeichnung 1", "Abw. Zustellbezeichnung 2", "Adresse Gültig von", "Adresse Gültig bis",
        )
    ]  # fmt: skip
    for number in range(6, 11):
        heads += _bank(number)
    heads += ["Nummer Fremdsystem", "Insolvent", *(f"SEPA-Mandatsreferenz {number}" for number in range(1, 11))]
    heads += [
        "Verknüpftes OPOS-Konto", "Mahnsperre bis", "Lastschriftsperre bis", "Zahlungssperre bis", "Gebührenberechnung",
        "Mahngebühr 1", "Mahngebühr 2", "Mahngebühr 3", "Pauschalenberechnung", "Verzugspauschale 1", "Verzugspauschale 2",
        "Verzugspauschale 3", "Alternativer Suchname", "Status", "Anschrift manuell geändert (Korrespondenzadresse)",
        "Anschrift individuell (Korrespondenzadresse)", "Anschrift manuell geändert (Rechnungsadresse)",
        "Anschrift individuell (Rechnungsadresse)", "Fristberechnung bei Debitor", "Mahnfrist 1", "Mahnfrist 2", "Mahnfrist 3",
        "Letzte Frist",
    ]  # fmt: skip
    return heads


ACCOUNT_HEADINGS = ["Konto", "Kontobeschriftung", "SprachId", "Kontenbeschriftung lang"]
TERM_HEADINGS = [
    "Nummer", "Bezeichnung", "Fälligkeitstyp", "Skonto 1 %", "Skonto 1 Tage", "Skonto 2 %", "Skonto 2 Tage", "Fällig Tage",
]  # fmt: skip
