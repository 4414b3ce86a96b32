"""Übersicht: at one glance what the customer buys, drives, owes and waits for, and everything that happened."""

from clientinfo_kernel.query.customer_file import CustomerFile
from widgets.panel import panel
from widgets.parts.balance import balance_figure
from widgets.parts.freshness import with_freshness
from widgets.parts.overview_lists import follow_ups, open_orders, vehicles_due
from widgets.parts.revenue_chart import revenue_chart
from widgets.parts.timeline import timeline
from widgets.roles import EVERYBODY
from widgets.texts.language import N_, _
from widgets.texts.words import SOURCES
from widgets.view_models import Link, Stack, ViewModel


@panel("overview", N_("Übersicht"), 0, EVERYBODY)
def overview(customer_file: CustomerFile) -> ViewModel:
    """Show up to six tiles on the overview's grid, as many as the viewer is allowed to see; each leads to its tab."""
    may = customer_file.access.allows
    tiles: list[ViewModel] = []
    if may("revenue"):
        tiles.append(revenue_chart(customer_file.revenue()))
    if may("receivables"):
        more = (_("Alle Posten"), Link(tab="open_items"))
        tiles.append(balance_figure(customer_file, _("Offene Posten"), more=more))
    tiles += [vehicles_due(customer_file), open_orders(customer_file), follow_ups(customer_file)]
    return with_freshness(customer_file, Stack((*tiles, timeline(customer_file)), "overview"), *SOURCES)
