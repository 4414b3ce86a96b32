"""Which value stands at which position of a DATEV file, for the four kinds of files that we read.

DATEV files are read by position: the heading row differs between programs and versions in spelling, is
sometimes cut short, and is only used to notice columns that somebody has moved. Positions count from 1, as in
DATEV's own description. Everything that is not listed here stays in the file.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True)
class Field:
    """One value of a record: its position, our name for it, and DATEV's heading."""

    position: int
    name: str
    heading: str


@dataclass(frozen=True)
class Layout:
    """One kind of DATEV file.

    Attributes:
        category: Header field 3.
        table: Member of the ledger's contract that it fills.
        title: DATEV's name of the format.
        fields: What we read.
        fewest: Position of the last value without which a line cannot be a record of this kind.
        widths: Numbers of columns that the known format versions have.
    """

    category: int
    table: str
    title: str
    fields: tuple[Field, ...]
    fewest: int
    widths: tuple[int, ...]


DEBTORS = Layout(
    category=16,
    table="debtors",
    title="Debitoren/Kreditoren",
    fewest=2,
    widths=(222, 243, 254),
    fields=(
        Field(1, "account", "Konto"),
        Field(2, "company", "Name (Adressattyp Unternehmen)"),
        Field(4, "person", "Name (Adressattyp natürl. Person)"),
        Field(5, "first_name", "Vorname (Adressattyp natürl. Person)"),
        Field(6, "other_name", "Name (Adressattyp keine Angabe)"),
        Field(7, "name_kind", "Adressattyp"),
        Field(8, "short_name", "Kurzbezeichnung"),
        Field(9, "vat_country", "EU-Land"),
        Field(10, "vat_number", "EU-UStID"),
        Field(16, "street", "Straße"),
        Field(17, "post_box", "Postfach"),
        Field(18, "postal_code", "Postleitzahl"),
        Field(19, "town", "Ort"),
        Field(20, "country", "Land"),
        Field(29, "phone", "Telefon"),
        Field(33, "email", "E-Mail"),
        Field(99, "customer_number", "Kunden-/Lief.-Nr."),
        Field(108, "credit_limit", "Kreditlimit (Debitor)"),
        Field(109, "payment_terms", "Zahlungsbedingung"),
        Field(110, "due_days", "Fälligkeit in Tagen (Debitor)"),
        Field(111, "cash_discount_percent", "Skonto in Prozent (Debitor)"),
        Field(113, "creditor_discount", "Kreditoren-Skonto 1 %"),
        Field(116, "creditor_days", "Kreditoren-Ziel 3 Brutto Tage"),
        Field(121, "dunning_flag", "Mahnung"),
        Field(220, "foreign_number", "Nummer Fremdsystem"),
        Field(233, "dunning_block_until", "Mahnsperre bis"),
    ),
)

ACCOUNTS = Layout(
    category=20,
    table="accounts",
    title="Kontenbeschriftungen",
    fewest=2,
    widths=(3, 4),
    fields=(
        Field(1, "account", "Konto"),
        Field(2, "label", "Kontenbeschriftung"),
        Field(3, "language", "Sprach-ID"),
        Field(4, "long_label", "Kontenbeschriftung lang"),
    ),
)

POSTINGS = Layout(
    category=21,
    table="postings",
    title="Buchungsstapel",
    fewest=10,
    widths=(92, 113, 114, 115, 116, 117, 120, 121, 122, 123, 124, 125),
    fields=(
        Field(1, "amount", "Umsatz (ohne Soll/Haben-Kz)"),
        Field(2, "side", "Soll/Haben-Kennzeichen"),
        Field(3, "currency", "WKZ Umsatz"),
        Field(4, "exchange_rate", "Kurs"),
        Field(5, "base_amount", "Basis-Umsatz"),
        Field(6, "base_currency", "WKZ Basis-Umsatz"),
        Field(7, "account", "Konto"),
        Field(8, "contra_account", "Gegenkonto (ohne BU-Schlüssel)"),
        Field(9, "tax_key", "BU-Schlüssel"),
        Field(10, "posted_on", "Belegdatum"),
        Field(11, "document_ref1", "Belegfeld 1"),
        Field(12, "document_ref2", "Belegfeld 2"),
        Field(13, "cash_discount", "Skonto"),
        Field(14, "text", "Buchungstext"),
        Field(18, "circumstance", "Sachverhalt"),
        Field(37, "cost_center", "KOST1 - Kostenstelle"),
        Field(38, "cost_unit", "KOST2 - Kostenstelle"),
        Field(41, "eu_tax_rate", "EU-Steuersatz (Bestimmung)"),
        Field(95, "order_number", "Auftragsnummer"),
        Field(96, "booking_type", "Buchungstyp"),
        Field(103, "posting_id", "Buchungs GUID"),
        Field(114, "is_locked", "Festschreibung"),
        Field(115, "service_on", "Leistungsdatum"),
        Field(117, "due_on", "Fälligkeit"),
        Field(118, "is_reversal", "Generalumkehr (GU)"),
        Field(119, "tax_rate", "Steuersatz"),
        Field(125, "discount_account", "Abw. Skontokonto"),
    ),
)

PAYMENT_TERMS = Layout(
    category=46,
    table="payment_terms",
    title="Zahlungsbedingungen",
    fewest=2,
    widths=(8, 31),
    fields=(
        Field(1, "number", "Nummer"),
        Field(2, "name", "Bezeichnung"),
        Field(3, "due_kind", "Fälligkeitstyp"),
        Field(4, "discount1_percent", "Skonto 1 %"),
        Field(5, "discount1_days", "Skonto 1 Tage"),
        Field(6, "discount2_percent", "Skonto 2 %"),
        Field(7, "discount2_days", "Skonto 2 Tage"),
        Field(8, "due_days", "Fällig Tage"),
    ),
)

LAYOUTS = {layout.category: layout for layout in (DEBTORS, ACCOUNTS, POSTINGS, PAYMENT_TERMS)}

OTHER_CATEGORIES = {
    48: "Diverse Adressen",
    65: "Wiederkehrende Buchungen",
    66: "Natural-Stapel",
    67: "Buchungstextkonstanten",
}


@lru_cache(maxsize=4096)  # headings are the same in each file
def normalised(heading: str) -> str:
    """Return a heading reduced to what all programs agree on: lower case letters and digits, umlauts spelled out."""
    spelled = heading.lower().translate({ord("ä"): "ae", ord("ö"): "oe", ord("ü"): "ue", ord("ß"): "ss"})
    plain = unicodedata.normalize("NFKD", spelled).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9%]", "", plain).replace("adressatentyp", "adressattyp")


def moved_columns(layout: Layout, headings: Sequence[str]) -> list[str]:
    """Return the headings that are not where DATEV has them: the file's columns were moved.

    A heading that is spelled in an unknown way, or missing, is not evidence and is not counted.
    """
    places: dict[str, list[int]] = {}
    for position, heading in enumerate(headings, start=1):
        places.setdefault(normalised(heading), []).append(position)
    return [
        field.heading
        for field in layout.fields
        if (found := places.get(normalised(field.heading))) and field.position not in found
    ]
