"""akt. Aufträge: what stands in the workshop or waits for its invoice."""

from clientinfo_kernel.query.customer_file import CustomerFile
from widgets.panel import panel
from widgets.parts.freshness import with_freshness
from widgets.parts.order_table import order_table
from widgets.roles import EVERYBODY
from widgets.texts.language import N_, _
from widgets.view_models import Link, Notice, ViewModel


@panel("current_orders", N_("akt. Aufträge"), 70, EVERYBODY)
def current_orders(customer_file: CustomerFile) -> ViewModel:
    """Show order splits that are neither billed nor cancelled."""
    orders = customer_file.orders(current=True)
    if orders.is_empty():
        text = _("Alle Aufträge dieses Kunden sind fakturiert oder storniert.")
        empty = Notice(_("Keine aktuellen Aufträge"), text, link=(_("Aufträge gesamt"), Link(tab="orders")))
        return with_freshness(customer_file, empty, "dealer_system")
    table = order_table(customer_file, orders, _("Aktuelle Aufträge"), _("aktuelle_auftraege"))
    return with_freshness(customer_file, table, "dealer_system")
