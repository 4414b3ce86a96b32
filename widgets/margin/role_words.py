"""What a range of accounts is, on screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from widgets.texts.language import N_

if TYPE_CHECKING:
    from widgets.texts.words import Words

ROLE_WORDS: Words = {
    "revenue": N_("Erlöse"),
    "revenue_deduction": N_("Erlösminderungen"),
    "cost_of_goods": N_("Wareneinsatz"),
    "labour_cost": N_("Fertigungslöhne"),
    "money": N_("Geld"),
    "write_off": N_("Ausbuchung"),
    "deposit": N_("Anzahlung"),
    "opening_balance": N_("Saldenvortrag"),
    "dunning_charge": N_("Mahngebühr"),
    "cash_discount": N_("Skonto"),
    "transfer": N_("Umbuchung"),
    "internal": N_("intern"),
    "ignore": N_("nicht im Rohertrag"),
}
