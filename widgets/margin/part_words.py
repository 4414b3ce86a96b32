"""The parts of a change (``margin.bridge.PARTS``) in words, and what each is about."""

from __future__ import annotations

from typing import TYPE_CHECKING

from widgets.texts.language import N_

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
    "new_customers": N_("Kunden ohne Umsatz im Vergleich"),
    "lost_customers": N_("Kunden ohne Umsatz jetzt"),
    "volume": N_("mehr oder weniger AW und Fahrzeuge, zu alten Preisen"),
    "mix": N_("Kunden mit anderem Ertrag je AW oder Fahrzeug"),
    "price": N_("Erlös je AW oder Fahrzeug"),
    "revenue": N_("wo nichts gezählt wird"),
    "cost": N_("Wareneinsatz und kalkulierte Löhne"),
}
