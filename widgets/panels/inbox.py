"""Briefkästen: what the upstream systems handed over and what is still on its way."""

from functools import partial

from clientinfo_kernel.query.customer_file import CustomerFile
from widgets.panel import panel
from widgets.parts.freshness import with_freshness
from widgets.parts.inbox_detail import entry_detail
from widgets.parts.inbox_entries import grouped_entries, inbox_entries, pending_chip
from widgets.roles import LEDGER
from widgets.texts.language import N_, _
from widgets.view_models import Link, MasterDetail, Notice, ViewModel


@panel("inbox", N_("Briefkästen"), 30, LEDGER, badge=pending_chip)
def inbox(customer_file: CustomerFile) -> ViewModel:
    """Invoices and customer records by upstream system at the left, the document or the change at the right."""
    entries = inbox_entries(customer_file)
    if entries.is_empty():
        text = _("Kein Vorsystem hat zu diesem Kunden Rechnungen oder Kundendaten übergeben.")
        empty = Notice(_("Die Briefkästen sind leer"), text, link=(_("Offene Posten"), Link(tab="open_items")))
        return with_freshness(customer_file, empty, "inbox")
    hint = Notice(_("Kein Eintrag gewählt"), _("Wählen Sie links eine Rechnung oder einen Kundendatensatz."))
    view = MasterDetail(grouped_entries(entries), partial(entry_detail, customer_file), hint, selected=0)
    return with_freshness(customer_file, view, "inbox")
