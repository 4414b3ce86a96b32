"""Offene Posten: what the customer owes, how old it is, which order and vehicle it belongs to, and what was settled."""

from clientinfo_kernel.query.customer_file import CustomerFile
from widgets.panel import panel
from widgets.papers.statement import statement_download
from widgets.parts.balance import balance_figure
from widgets.parts.earlier_key_date import earlier_key_date
from widgets.parts.freshness import with_freshness
from widgets.parts.open_item_table import open_item_table
from widgets.parts.settled_documents import settled_documents
from widgets.roles import LEDGER
from widgets.texts.language import N_, _
from widgets.view_models import Actions, Chip, Link, Notice, Stack, ViewModel


def count(customer_file: CustomerFile) -> Chip | None:
    """Return how many items are open; danger when the customer is blocked or over the credit limit."""
    items = customer_file.open_items().height
    header = customer_file.header()
    warns = header.credit_blocked or header.credit_limit_exceeded
    return Chip(str(items), "danger" if warns else "neutral") if items else None


@panel("open_items", N_("Offene Posten"), 50, LEDGER, badge=count)
def open_items(customer_file: CustomerFile) -> ViewModel:
    """Balance and ageing bar above, the items below; what is settled, and an earlier key date, on demand."""
    settled = settled_documents(customer_file)
    if customer_file.open_items().is_empty():
        text = _("Alle gebuchten Rechnungen sind bezahlt. Noch nicht gebuchte liegen in den Briefkästen.")
        empty = Notice(_("Keine offenen Posten"), text, tone="ok", link=(_("Briefkästen"), Link(tab="inbox")))
        return with_freshness(customer_file, Stack((empty, *settled)) if settled else empty, "ledger")
    figure = balance_figure(customer_file, _("offener Saldo"))
    paper = Actions((statement_download(customer_file),))
    table, earlier = open_item_table(customer_file), earlier_key_date(customer_file)
    items = Stack((figure, paper, table, *settled, earlier))
    return with_freshness(customer_file, items, "ledger")
