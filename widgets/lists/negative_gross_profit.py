"""Rohertrag negativ: documents of the last twelve months that cost more than they earned."""

import polars as pl

from clientinfo_kernel.margin import Margin
from widgets.parts.list_rows import customer_columns, phone_column
from widgets.texts.language import N_, _
from widgets.view_models import Column, Table
from widgets.work_list import Desk, to_customer, work_list


@work_list(
    "negative_gross_profit",
    N_("Rohertrag negativ"),
    group="controlling",
    order=20,
    topics=("gross_profit",),
    text=N_("Belege der letzten zwölf Monate, deren Kosten über dem Erlös liegen."),
)
def negative_gross_profit(desk: Desk) -> Table:
    """Show documents that lost money and are not checked off, the largest loss first: those of the margins' outliers."""
    since = pl.select(pl.lit(desk.key_date).dt.offset_by("-12mo")).item()
    # What lost money as a whole did so in one of its fiscal years, that of its sale or one that only adds costs: these
    # documents alone are added up.
    # Millions of rows are looked through as they lie in their file, in cents and days.
    invoices = desk.coded("gross_profit_invoices", ("customer_id", "number"))
    lying = desk.coded("gross_profit_invoices", ("customer_id", "gross_profit", "revenue", "number", "date")).rows
    lost_in_year = (pl.col("gross_profit") < 0) & (pl.col("revenue") >= 0) & pl.col("number").is_not_null()
    in_year = lost_in_year & (pl.col("date").cast(pl.Int32) > pl.lit(since, pl.Date).cast(pl.Int32))
    some = lying.lazy().filter(in_year).select("customer_id", "number").unique().collect(engine="streaming")
    named = desk.of_customers(invoices.decoded(some)).drop_nulls("customer_number")
    among = named.select("number", customer="customer_number")
    customer_numbers = among["customer"].unique().to_list()
    # No customer has an empty number: where there are none, nothing is found.
    where = (("month", (f"{since:%Y-%m}..{desk.key_date:%Y-%m}",)), ("customer", tuple(customer_numbers) or ("",)))
    lost = Margin(desk.directory).odd_documents(where, limit=None, losses=True, among=among).rows
    own = lost.filter(pl.col("customer").is_not_null() & (pl.col("date") > since)).rename(
        {"customer": "customer_number"}
    )
    rows = desk.of_customers(own.drop("customer_name", "branch"), on="customer_number")
    rows = rows.sort("gross_profit", "customer_number", "number")
    return Table(
        columns=(
            Column("date", _("Datum"), "date", phone="meta"),
            Column("number", _("Beleg"), "identifier", link=to_customer("gross_profit", "number"), phone="meta"),
            *customer_columns("gross_profit", "number"),
            Column("revenue", _("Erlöse"), "money", total=True),
            Column("revenue_deductions", _("Erlösminderungen"), "money", total=True),
            Column("cost_of_goods", _("Wareneinsatz"), "money", total=True),
            Column("calculated_labour_cost", _("Kalk. Fertigungslöhne"), "money", total=True),
            Column("gross_profit", _("Rohertrag"), "money", total=True, phone="figure", strong=True),
            phone_column(),
        ),
        rows=rows.with_columns(pl.concat_str("customer_number", "year", "number", separator=" ").alias("row")),
        title=_("Rohertrag negativ"),
        search=_("Kunde, Beleg filtern"),
        download=_("rohertrag_negativ"),
        empty=_("Kein Beleg der letzten zwölf Monate hat mehr gekostet als gebracht."),
        names=lambda row: (row["row"], row["number"]),
    )
