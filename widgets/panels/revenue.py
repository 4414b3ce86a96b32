"""Umsätze: revenue per fiscal year and division, with and without warranty."""

from clientinfo_kernel.query.customer_file import CustomerFile
from widgets.panel import panel
from widgets.parts.freshness import with_freshness
from widgets.parts.revenue_chart import divisions_with_revenue, revenue_chart
from widgets.roles import REVENUE
from widgets.texts.language import N_, _
from widgets.texts.words import DIVISIONS
from widgets.view_models import Column, Link, Notice, Stack, Table, ViewModel


@panel("revenue", N_("Umsätze"), 40, REVENUE)
def revenue(customer_file: CustomerFile) -> ViewModel:
    """Show the chart "Jahresumsätze" and its table; divisions without any revenue have no column."""
    years = customer_file.revenue()
    if years.is_empty():
        text = _("In der Finanzbuchhaltung ist zu diesem Kunden kein Erlös gebucht. Offene Aufträge zählen noch nicht.")
        empty = Notice(_("Keine Umsätze"), text, link=(_("akt. Aufträge"), Link(tab="current_orders")))
        return with_freshness(customer_file, empty, "ledger", "dealer_system")
    divisions = (
        Column(division, _(DIVISIONS[division]), "money", total=True) for division in divisions_with_revenue(years)
    )
    table = Table(
        columns=(
            Column("year", _("Jahr"), "identifier", phone="title"),
            Column("total", _("Gesamt inkl. Garantie"), "money", total=True, phone="figure", strong=True),
            Column("warranty", _("Garantie"), "money", total=True),
            Column("without_warranty", _("ohne Garantie"), "money", total=True),
            *divisions,
        ),
        rows=years,
        title=_("Umsätze je Jahr und Sparte"),
        download=_("umsaetze"),
        sort=("year", "ascending"),
        note=_("EUR, netto; Garantie bezahlt der Hersteller"),
    )
    return with_freshness(customer_file, Stack((revenue_chart(years), table)), "ledger", "dealer_system")
