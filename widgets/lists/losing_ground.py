"""Kunden auf dem Rückzug: who brings the workshop and the parts counter less than a year ago."""

from datetime import date

import polars as pl

from clientinfo_kernel.money import euros
from clientinfo_kernel.query.profit_lines import LINES
from widgets.parts.list_rows import customer_columns, customer_part, customer_row, phone_column
from widgets.parts.list_sums import sums_by_id
from widgets.parts.row_parts import from_parts
from widgets.texts.language import N_, _
from widgets.view_models import Column, Table
from widgets.work_list import Desk, work_list

# Nobody buys a car every year: no ground is lost after a purchase.
_VEHICLES = ("new_vehicles", "used_vehicles")
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

    Millions of facts are added up as they lie in their file: in cents, sorted by customer.
    """
    customers = desk.coded("customers", ("customer_id",)).rows.height
    before, now = _of_year(desk, begin, middle), _of_year(desk, middle, end)
    sums = sums_by_id(before, "customer", customers).rename(lambda name: f"{name}_before")
    sums = sums.hstack(sums_by_id(now, "customer", customers)).with_row_index("customer_id")
    change = pl.col("profit") - pl.col("profit_before")
    lost = (change <= -_NOTABLE) & (-change * 3 >= pl.col("profit_before"))
    rows = sums.lazy().filter(lost).with_columns(change.alias("change")).sort("change", "customer_id").collect()
    return rows.with_columns(euros(pl.col(name)).alias(name) for name in rows.columns if name != "customer_id")


def _of_year(desk: Desk, begin: date, end: date) -> pl.DataFrame:
    """Return the facts of these months that are not purchases of vehicles and somebody's, in cents, sorted by ``customer``."""
    facts = desk.coded("margin_facts", ("customer", "month", "division", *LINES))
    wanted = (
        pl.col("customer").is_not_null()
        & pl.col("month").is_between(begin, end, closed="left")
        & pl.col("division").is_in(facts.codes("division", _VEHICLES)).not_().fill_null(value=True)
    )
    profit = pl.sum_horizontal(pl.col(LINES).cast(pl.Int64)).alias("profit")
    return facts.rows.lazy().filter(wanted).select("customer", "revenue", profit).collect(engine="streaming")
