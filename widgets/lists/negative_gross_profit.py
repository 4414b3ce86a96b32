"""Rohertrag negativ: documents of the last twelve months that cost more than they earned."""

import polars as pl

from clientinfo_kernel.live.outlier_reviews import OUTLIER_REVIEW
from clientinfo_kernel.margin.measures import LINES
from clientinfo_kernel.margin.reviews import figures_of
from clientinfo_kernel.money import cents
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
    """Show documents that lost money and are not checked off, the largest loss first."""
    since = pl.lit(desk.key_date).dt.offset_by("-12mo")
    # Credit notes lose money by their nature.
    lost = (pl.col("gross_profit") < 0) & (pl.col("revenue") > 0) & (pl.col("date") > since)
    columns = ("customer_id", "year", "number", "date", *LINES, "gross_profit")
    rows = desk.of_customers(desk.table("gross_profit_invoices", columns, lost & pl.col("number").is_not_null()))
    rows = rows.filter(~_is_in_order(desk, rows)).sort("gross_profit", "customer_number", "number")
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


def _is_in_order(desk: Desk, rows: pl.DataFrame) -> pl.Series:
    """Return which documents controlling found in order, with the figures of now."""
    on = ["customer", "number", "year"]
    newest = desk.directory.written(OUTLIER_REVIEW).sort("created_at").unique(on, keep="last")
    accepted = newest.filter(pl.col("verdict") == "in_order").select(*on, "figures", is_in_order=True)
    figures = rows.select(
        pl.col("customer_number").alias("customer"), "number", "year", *(cents(pl.col(each)) for each in LINES)
    )
    known = (
        figures.with_columns(figures_of())
        .cast({"year": pl.Int32, "number": pl.String})
        .join(accepted, on=[*on, "figures"], how="left", maintain_order="left")
    )
    return known["is_in_order"].fill_null(value=False)
