"""The parts of a change (``margin.bridge.PARTS``) in words, what each is about, and its customers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from widgets.texts.language import N_, _, ngettext

if TYPE_CHECKING:
    from widgets.texts.words import Words

PART_WORDS: Words = {
    "new_customers": N_("Gewonnene Kunden"),
    "lost_customers": N_("Verlorene Kunden"),
    "volume": N_("Menge"),
    "mix": N_("Mix"),
    "price": N_("Preis"),
    "revenue": N_("Erlös bei alter Marge"),
    "cost": N_("Kosten"),
}
PART_TEXTS: Words = {
    "new_customers": N_("Kundennummern ohne Umsatz im Vergleich"),
    "lost_customers": N_("Kundennummern ohne Umsatz jetzt"),
    "volume": N_("mehr oder weniger AW und Fahrzeuge, zu alten Preisen"),
    "mix": N_("Kunden mit anderem Ertrag je AW oder Fahrzeug"),
    "price": N_("Erlös je AW oder Fahrzeug"),
    "revenue": N_("wo nichts gezählt wird"),
    "cost": N_("Wareneinsatz und kalkulierte Löhne"),
}


def customers_title(part: str, count: int, alike: int) -> str:
    """Return the title above customers: of which part (empty: of none), how many, and how many may have another number."""
    title = ngettext("{count} Kunde", "{count} Kunden", count)
    if part:
        title = f"{_(PART_WORDS[part])}: {title}"
    if alike:
        known = ngettext("{count} vielleicht mit anderer Nummer", "{count} vielleicht mit anderer Nummer", alike)
        title = f"{title}, {known}"
    return title


def alike_words(other: tuple[str, str] | None) -> str:
    """Return which other record, by number and name, may be the same customer; empty: none."""
    return _("vielleicht {name}, Kd.-Nr. {number}").format(number=other[0], name=other[1]) if other else ""
