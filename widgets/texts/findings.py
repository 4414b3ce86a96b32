"""Sentences for what the check found (``clientinfo_kernel.query.finding_kinds``), and for its verdict."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from widgets.texts.formats import day, format_value
from widgets.texts.language import N_, _, ngettext

if TYPE_CHECKING:
    from clientinfo_kernel.query.verdict import FindingGroup, Verdict
    from widgets.texts.words import Words

SENTENCES: Words = {
    "sums_differ": N_("Summen der Kundensicht weichen von den Buchungen darunter ab."),
    "account_without_range": N_("Konten ohne Bereich in der Kontenzuordnung: Was darauf steht, fehlt in allen Zahlen."),
    "revenue_without_rate": N_("Erlöskonten ohne Steuersatz: Womöglich steht brutto für netto."),
    "tax_key_unknown": N_("Steuerschlüssel ohne bekannten Satz; tragen Sie ihn unter [tax_keys] ein."),
    "reversal_without_original": N_("Generalumkehr, zu der keine Buchung gefunden wurde."),
    "opening_balance_differs": N_("Saldovorträge, die das Vorjahr nicht oder nur zum Teil erklärt."),
    "service_in_another_year": N_("Dateien, deren Leistungsdaten in einem anderen Jahr liegen als die Belege."),
    "month_without_postings": N_("Monate ohne eine Buchung."),
    "revenue_without_cost": N_("Belege mit Erlös und ohne Wareneinsatz, wo er sonst immer gebucht ist."),
    "cost_unlike_revenue": N_("Belege, deren Wareneinsatz weit über dem Erlös oder auf der falschen Seite steht."),
    "cost_without_revenue": N_(
        "Wareneinsatz unter einer Belegnummer ohne Erlös der Sparte, wo sonst immer einer gebucht ist."
    ),
    "cost_booked_twice": N_("Belege, auf denen derselbe Wareneinsatz zweimal gebucht ist."),
    "account_moved": N_(
        "Konten, die die Kontenzuordnung seit dem letzten Einlesen anders zuordnet: Ihre Zahlen stehen woanders."
    ),
    "open_items_older": N_("Debitoren, deren Liste der offenen Posten kennt, was älter ist als die Buchungen."),
    "open_items_differ": N_("Debitoren, deren Liste der offenen Posten von ihren Buchungen abweicht."),
    "open_item_unknown": N_("Offene Posten unter einer Nummer, die auf dem Debitor nie gebucht wurde."),
    "open_item_settled_otherwise": N_(
        "Debitoren, deren Belege laut Liste der offenen Posten anders ausgeglichen sind als gebucht."
    ),
    "open_item_list_empty": N_(
        "Listen der offenen Posten ohne einen Posten: Die offenen Posten kommen aus den Buchungen."
    ),
    "due_day_differs": N_(
        "Belege, die im Händlersystem an einem anderen Tag fällig sind als gebucht, oder in der Liste früher."
    ),
    "balance_differs": N_("Konten, deren Summen in der Summen- und Saldenliste von ihren Buchungen abweichen."),
    "month_total_differs": N_(
        "Konten, von deren Buchungen die Summen- und Saldenliste einige in einem anderen Monat hat."
    ),
    "net_differs": N_("Rechnungen, deren Netto im Händlersystem anders ist als in der Finanzbuchhaltung."),
    "gross_differs": N_("Rechnungen, deren Brutto im Händlersystem anders ist als in der Finanzbuchhaltung."),
    "invoice_not_posted": N_("Rechnungen des Händlersystems, die in der Finanzbuchhaltung fehlen."),
    "invoice_never_billed": N_("Rechnungen der Finanzbuchhaltung, die das Händlersystem nicht kennt."),
    "invoice_day_differs": N_("Rechnungen, die an einem anderen Tag gebucht sind, als das Händlersystem sie schrieb."),
    "customer_number_contradicts": N_("Debitoren, die in den beiden Systemen verschiedenen Kunden gehören."),
    "internal_document_charged": N_("Interne Belege des Händlersystems, die auf einem Debitor stehen."),
    "customer_of_order_differs": N_("Rechnungen, die einen anderen Kunden nennen als ihr Auftrag."),
    "payer_of_order_differs": N_("Rechnungen, die einen anderen Zahler nennen als ihr Auftrag."),
    "payer_not_charged": N_("Rechnungen, die ein anderer zahlt und die nur auf dem Debitor des Kunden stehen."),
    "debtor_shared_idly": N_(
        "Debitoren, die mehreren Kunden gehören sollen, von denen einer nur auf anderen Debitoren Rechnungen hat."
    ),
    "debtor_unlisted": N_(
        "Debitoren, die im Händlersystem keinem Kunden gehören, obwohl es dort nur für einen Rechnungen schreibt."
    ),
    "cost_unlike_order": N_("Belege, deren Wareneinsatz in der Finanzbuchhaltung anders ist als im Auftrag."),
    "order_sums_differ": N_("Aufträge, deren Positionen, Summen und Rechnung nicht zueinander passen."),
    "order_incomplete": N_("Aufträge, von denen etwas nicht geliefert wurde: sie selbst, ein Teil oder die Rechnung."),
    "order_of_nobody": N_("Aufträge, die zu keinem Kunden führen und auf keiner Seite stehen."),
    "division_differs": N_("Belege, deren Erlös auf einer anderen Sparte steht als bei allen anderen ihrer Art."),
    "cost_division_differs": N_(
        "Belege, deren Wareneinsatz auf einer anderen Sparte steht als die Teile ihres Auftrags."
    ),
    "warranty_unknown": N_("Belege auf Garantiekonten, die im Händlersystem weder Garantie noch Kulanz sind."),
    "debtor_of_another_customer": N_("Rechnungen auf dem Debitor eines Kunden, den das Händlersystem nicht nennt."),
    "source_not_fresh": N_("Quellen, die nicht auf dem neuesten Stand sind."),
    "account_lengths_changed": N_("Buchhaltungen, deren Konten länger oder kürzer wurden."),
    "several_clients": N_("Exporte mehrerer DATEV-Mandanten: Ihre Bücher sind in allen Zahlen vermischt."),
    "batch_doubtful": N_("Buchungsstapel, die vielleicht doppelt geliefert wurden."),
    "batch_lacks_postings": N_("Buchungsstapel, deren neuerem Export Buchungen fehlen."),
    "posting_id_repeated": N_(
        "Buchungs-GUIDs, die in einer Datei mehrmals stehen: Vielleicht zählt eine Buchung doppelt."
    ),
    "months_missing": N_("Monate, die kein Buchungsstapel enthält."),
    "rows_outside_period": N_("Buchungsstapel mit Buchungen außerhalb ihres Zeitraums."),
}


def finding_sentence(group: FindingGroup) -> str:
    """Return what was found, how often and how much: ``3, 1.204,00 EUR: Rechnungen, deren Netto ...``."""
    size = f", {format_value(group.amount, 'money')} EUR" if group.amount else ""
    known = " " + _("Angenommen: {reason}").format(reason=group.reason) if group.is_accepted else ""
    return f"{group.count}{size}: {_(SENTENCES[group.kind])}{known}"


def verdict_sentence(verdict: Verdict) -> str:
    """Return the verdict in one sentence."""
    if verdict.judgement == "sound":
        if verdict.until is None:
            return _("Es liegt keine Finanzbuchhaltung vor.")
        return _("Die Zahlen stimmen bis {day} mit Händlersystem und Finanzbuchhaltung überein.").format(
            day=day(verdict.until)
        )
    count = sum(group.count for group in verdict.open_groups)
    amount = sum((group.amount for group in verdict.open_groups), Decimal(0))
    size = format_value(amount, "money")
    if verdict.judgement == "wrong":
        return ngettext(
            "{count} Befund über {amount} EUR: Zahlen können falsch sein.",
            "{count} Befunde über {amount} EUR: Zahlen können falsch sein.",
            count,
            amount=size,
        )
    return ngettext(
        "{count} Befund über {amount} EUR: Zahlen sind nicht bestätigt.",
        "{count} Befunde über {amount} EUR: Zahlen sind nicht bestätigt.",
        count,
        amount=size,
    )
