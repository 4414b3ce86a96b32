"""German words for what a posting of the ledger is, and why (``clientinfo_kernel.query.movement_kinds``)."""

from widgets.texts.language import N_, _
from widgets.texts.words import Words, word

MOVEMENTS: Words = {
    "invoice": N_("Rechnung"),
    "credit_note": N_("Gutschrift"),
    "reversal": N_("Storno"),
    "payment": N_("Zahlung"),
    "returned_payment": N_("Rücklastschrift"),
    "cash_discount": N_("Skonto"),
    "refund": N_("Auszahlung"),
    "write_off": N_("Ausbuchung"),
    "deposit": N_("Anzahlung"),
    "deposit_offset": N_("Verrechnung der Anzahlung"),
    "opening_balance": N_("Saldovortrag"),
    "transfer": N_("Umbuchung"),
    "dunning_charge": N_("Mahnkosten"),
    "internal": N_("intern"),
    "other": N_("sonstige Buchung"),
}
MOVEMENT_REASONS: Words = {
    "reverses_original": N_("Generalumkehr einer gefundenen Buchung"),
    "reverses_part": N_("Generalumkehr eines Teils des Belegs"),
    "reverses_like": N_("Generalumkehr unter eigener Nummer, Konten und Betrag wie gebucht"),
    "reversal_without_original": N_("Generalumkehr ohne gefundene Buchung"),
    "carried_forward": N_("das Vorjahr liegt nicht vor"),
    "carried_forward_again": N_("wiederholt das Vorjahr, zählt nicht"),
    "carried_forward_difference": N_("zählt, soweit das Vorjahr ihn nicht erklärt"),
    "dunning_circumstance": N_("Sachverhalt 31 oder 40"),
    "returned_debit_fee": N_("Gebühr einer Rücklastschrift"),
    "charged_beside_invoice": N_("später zur Rechnung berechnet"),
    "dunning_account": N_("Konto für Mahnkosten"),
    "deposit_account": N_("Konto für Anzahlungen"),
    "deposit_type": N_("Buchungstyp Anzahlung"),
    "tax_apart": N_("Steuer, für sich gebucht"),
    "charged_with_invoice": N_("zusammen mit der Rechnung belastet"),
    "credited_with_note": N_("zusammen mit der Gutschrift gutgeschrieben"),
    "write_off_account": N_("Konto für Forderungsverluste"),
    "write_off_recovered": N_("ausgebuchte Forderung lebt wieder auf"),
    "cash_discount_field": N_("Skonto im Feld 13 der Zahlung"),
    "cash_discount_account": N_("Skontokonto"),
    "cash_discount_withdrawn": N_("Skonto zurückgenommen"),
    "deduction_account": N_("Konto für Erlösschmälerungen"),
    "revenue_charged": N_("Erlös, dem Debitor belastet"),
    "revenue_credited": N_("Erlös, dem Debitor gutgeschrieben"),
    "asset_sold": N_("Anlageverkauf, kein Umsatzerlös"),
    "over_interim_account": N_("Erlös, über ein Verrechnungskonto"),
    "cost_charged": N_("Kosten, auf dem Debitor gebucht"),
    "money_received": N_("Geldkonto"),
    "money_received_unknown_account": N_("Umlaufkonto, als Geld angesehen"),
    "money_paid_out": N_("Geld an den Debitor"),
    "paid_out_unknown_account": N_("Umlaufkonto, dem Debitor belastet"),
    "payment_came_back": N_("Zahlung kam zurück"),
    "came_back_elsewhere": N_("kam unter einer anderen Nummer zurück"),
    "between_personal_accounts": N_("zwischen Personenkonten"),
    "between_ledger_accounts": N_("zwischen Sachkonten"),
    "credit_set_off": N_("Guthaben, mit einem anderen Beleg verrechnet"),
    "internal_document": N_("interner Auftrag"),
    "internal_account": N_("Konto für Internes"),
    "cost_posted": N_("gebuchte Kosten"),
    "cost_calculated": N_("kalkuliert"),
    "no_rule": N_("keine Regel trifft zu"),
}


def movement(kind: str, reason: str) -> str:
    """Return what a posting is, and why it counts as that: ``Rechnung (Erlös, dem Debitor belastet)``."""
    return _("{movement} ({reason})").format(movement=word(MOVEMENTS, kind), reason=word(MOVEMENT_REASONS, reason))
