"""Rohertrag: the five lines of a fiscal year, its invoices, and where each figure comes from."""

from functools import partial

from clientinfo_kernel.query.customer_file import CustomerFile
from widgets.panel import panel
from widgets.parts.freshness import with_freshness
from widgets.parts.gross_profit_year import gross_profit_years, year_view
from widgets.roles import GROSS_PROFIT
from widgets.texts.item_key import item_key
from widgets.texts.language import N_, _
from widgets.view_models import Choice, Link, Notice, Stack, ViewModel


@panel("gross_profit", N_("Rohertrag"), 90, GROSS_PROFIT)
def gross_profit(customer_file: CustomerFile) -> ViewModel:
    """Show the latest fiscal year first, the others one click away; all years in the chart below."""
    years = customer_file.gross_profit()
    if years.is_empty():
        text = _("In der Finanzbuchhaltung ist zu diesem Kunden kein Erlös gebucht, also auch kein Rohertrag.")
        empty = Notice(_("Kein Rohertrag"), text, link=(_("akt. Aufträge"), Link(tab="current_orders")))
        return with_freshness(customer_file, empty, "ledger", "dealer_system")
    options = {str(year): str(year) for year in years["year"]}
    choice = Choice(
        label=_("Buchungsjahr"),
        options=options,
        selected=max(options, key=int),
        build=partial(year_view, customer_file),
        title=_("Berechnung des Rohertrags"),
        option_of=partial(_year_of, customer_file),
    )
    return with_freshness(customer_file, Stack((choice, gross_profit_years(years))), "ledger", "dealer_system")


def _year_of(customer_file: CustomerFile, number: str) -> str | None:
    """Return the fiscal year of an invoice, the latest one where it has several."""
    invoices = customer_file.gross_profit_invoices().select("year", "number").sort("year", descending=True)
    wanted = item_key(number)
    return next((str(year) for year, known in invoices.iter_rows() if known and item_key(known) == wanted), None)
