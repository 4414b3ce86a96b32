"""Kunden auf dem Rückzug: who brings the workshop and the parts counter less than a year ago."""

from datetime import date
from itertools import pairwise

import polars as pl

from clientinfo_kernel.money import euros
from widgets.parts.list_rows import customer_columns, customer_part, customer_row, phone_column
from widgets.parts.list_sums import sums_of_stretches
from widgets.parts.row_parts import from_parts
from widgets.texts.language import N_, _
from widgets.view_models import Column, Table
from widgets.work_list import Desk, work_list

# Nobody buys a car every year: no ground is lost after a purchase, which ``customer_months`` does not have.
_BROUGHT = ("revenue", "gross_profit")
# Cents of gross profit that somebody brings less, and at least a third of it.
_NOTABLE = 200_00


@work_list(
    "losing_ground",
    N_("Kunden auf dem Rückzug"),
    group="controlling",
    order=30,
    topics=("gross_profit",),
    text=N_("Wer ohne Fahrzeugkäufe deutlich weniger Rohertrag bringt als im Jahr davor."),
)
def losing_ground(desk: Desk) -> Table:
    """Show whose gross profit of the last twelve whole months fell by a third and 200 EUR, the largest fall first.

    They end with the last month that has postings: of a month that the ledger has not delivered nobody brings anything.
    """
    months = desk.table("margin_cube", ("month",), pl.col("month").is_not_null())["month"]
    posted = pl.lit(months.max() or desk.key_date, pl.Date).dt.month_start().dt.offset_by("1mo")
    end = pl.min_horizontal(pl.lit(desk.key_date).dt.month_start(), posted)
    turns = (end.dt.offset_by("-24mo").alias("begin"), end.dt.offset_by("-12mo").alias("middle"), end.alias("end"))
    rows = _lost(desk, *pl.select(turns).row(0))
    return Table(
        columns=(
            *customer_columns("gross_profit"),
            Column("revenue_before", _("Erlöse davor"), "money", total=True),
            Column("revenue", _("Erlöse zwölf Monate"), "money", total=True),
            Column("profit_before", _("Rohertrag davor"), "money", total=True),
            Column("profit", _("Rohertrag zwölf Monate"), "money", total=True),
            Column("change", _("Veränderung"), "money", total=True, phone="figure", strong=True),
            phone_column(),
        ),
        rows=rows,
        more=from_parts(customer_part(desk), customer_row()),
        title=_("Kunden auf dem Rückzug"),
        search=_("Kunde, Ort filtern"),
        download=_("kunden_auf_dem_rueckzug"),
        empty=_("Niemand bringt deutlich weniger als im Jahr davor."),
        names=lambda row: (row["row"],),
    )


def _lost(desk: Desk, begin: date, middle: date, end: date) -> pl.DataFrame:
    """Return revenue and gross profit of both years of those who lost ground, in EUR, the largest fall first.

    What millions of customers brought is added up month by month, as it lies in its file: in cents.
    """
    customers = desk.coded("customers", ("customer_id",)).rows.height
    months = desk.coded("customer_months", ("month", "customer", *_BROUGHT)).rows
    sums = sums_of_stretches(_months(months, begin, middle), "customer", customers)
    sums = sums.rename(lambda name: f"{name}_before")
    sums = sums.hstack(sums_of_stretches(_months(months, middle, end), "customer", customers))
    sums = sums.rename(lambda name: name.replace("gross_profit", "profit")).with_row_index("customer_id")
    change = pl.col("profit") - pl.col("profit_before")
    lost = (change <= -_NOTABLE) & (-change * 3 >= pl.col("profit_before"))
    rows = sums.lazy().filter(lost).with_columns(change.alias("change")).sort("change", "customer_id").collect()
    return rows.with_columns(euros(pl.col(name)).alias(name) for name in rows.columns if name != "customer_id")


def _months(rows: pl.DataFrame, begin: date, end: date) -> list[pl.DataFrame]:
    """Return the rows of each of these months, in which they lie side by side."""
    bounds = pl.date_range(begin, end, "1mo", eager=True)
    places = rows["month"].search_sorted(bounds, side="left").to_list()
    return [rows.slice(start, stop - start).drop("month") for start, stop in pairwise(places)]
