"""Gross profit of one fiscal year: the calculation and its invoices; and all years side by side."""

from decimal import Decimal
from functools import partial

import polars as pl

from clientinfo_kernel.query.customer_file import CustomerFile
from widgets.parts.gross_profit_sources import invoice_sources
from widgets.texts.language import _
from widgets.texts.words import GROSS_PROFIT_LINES
from widgets.view_models import Chart, Column, MasterDetail, Notice, Series, Stack, Table, ViewModel


def share(gross_profit: Decimal, revenue: Decimal) -> Decimal | None:
    """Return gross profit in per cent of revenue; None where nothing was earned."""
    return round(gross_profit * 100 / revenue, 2) if revenue else None


def year_view(customer_file: CustomerFile, year: str) -> ViewModel:
    """Return the five lines of the year, below them its invoices with the way down to the postings."""
    lines = customer_file.gross_profit().row(by_predicate=pl.col("year") == int(year), named=True)
    calculation = Chart(
        "waterfall",
        tuple(_(text) for text in GROSS_PROFIT_LINES.values()),
        (Series(year, tuple(lines[key] for key in GROSS_PROFIT_LINES)),),
    )
    hint = Notice(
        _("Woher kommt diese Zahl?"),
        _("Wählen Sie eine Rechnung: Sie sehen ihre Buchungen mit Datei und Zeile und die Rechenregeln."),
    )
    invoices = MasterDetail(_invoices(customer_file, int(year)), partial(invoice_sources, customer_file), hint)
    return Stack((calculation, invoices))


def _invoices(customer_file: CustomerFile, year: int) -> Table:
    invoices = customer_file.gross_profit_invoices(year)
    shares = [share(profit, revenue) for profit, revenue in invoices.select("gross_profit", "revenue").iter_rows()]
    rows = invoices.with_columns(
        pl.Series("share", shares, pl.Decimal(18, 2)),
        shown_number=pl.col("number").fill_null(_("ohne Beleg")),
    )
    payer = (Column("payer", _("Zahler"), "identifier"),) if rows["payer"].drop_nulls().len() else ()
    return Table(
        columns=(
            Column("date", _("Rech.-Dt."), "date", phone="meta"),
            Column("shown_number", _("Rech.-Nr."), "identifier", phone="title"),
            *payer,
            Column("revenue", _("Erlöse"), "money", total=True),
            Column("revenue_deductions", _("Erlösmind."), "money", total=True),
            Column("cost_of_goods", _("Wareneinsatz"), "money", total=True),
            Column("calculated_labour_cost", _("Kalk. Löhne"), "money", total=True),
            Column("gross_profit", _("Rohertrag"), "money", total=True, phone="figure", strong=True),
            Column("share", _("Anteil"), "percent", summary=_total_share),
        ),
        rows=rows,
        title=_("Rechnungen {year}").format(year=year),
        search=_("Rechnungen filtern"),
        download=_("rohertrag_{year}").format(year=year),
        sort=("date", "ascending"),
        empty=_("In diesem Buchungsjahr gibt es keine Rechnung."),
        names=lambda row: (row["number"],),
    )


def _total_share(rows: pl.DataFrame) -> Decimal | None:
    return share(sum(rows["gross_profit"], Decimal(0)), sum(rows["revenue"], Decimal(0)))


def gross_profit_years(years: pl.DataFrame) -> Chart:
    """Return gross profit within revenue, per fiscal year."""
    return Chart(
        "overlay",
        tuple(str(year) for year in years["year"]),
        (
            Series(_("Erlöse"), tuple(years["revenue"]), "2"),
            Series(_("Rohertrag"), tuple(years["gross_profit"]), "1"),
        ),
        title=_("Rohertrag je Buchungsjahr"),
        note=_("EUR, Rohertrag unter dem Jahr"),
    )
