"""Aufträge gesamt: the workshop journal with all splits, and their lines one click below."""

from clientinfo_kernel.query.customer_file import CustomerFile
from widgets.panel import panel
from widgets.parts.freshness import with_freshness
from widgets.parts.order_table import order_table
from widgets.roles import EVERYBODY
from widgets.texts.language import N_, _
from widgets.view_models import Link, Notice, ViewModel


@panel("orders", N_("Aufträge gesamt"), 80, EVERYBODY)
def orders(customer_file: CustomerFile) -> ViewModel:
    """Show all order splits, newest first."""
    every = customer_file.orders()
    if every.is_empty():
        text = _("Das Händlersystem kennt keinen Werkstattauftrag dieses Kunden.")
        empty = Notice(_("Keine Aufträge"), text, link=(_("Umsätze"), Link(tab="revenue")))
        return with_freshness(customer_file, empty, "dealer_system")
    table = order_table(customer_file, every, _("Werkstattjournal"), _("werkstattjournal"))
    return with_freshness(customer_file, table, "dealer_system")
