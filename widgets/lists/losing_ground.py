"""Kunden auf dem Rückzug: who brings the workshop and the parts counter less than a year ago."""

import polars as pl

from widgets.parts.list_rows import customer_columns, phone_column
from widgets.texts.language import N_, _
from widgets.view_models import Column, Table
from widgets.work_list import Desk, work_list

# Nobody buys a car every year: a purchase is no ground that is lost after it.
_VEHICLES = ("new_vehicles", "used_vehicles")
# EUR of gross profit that somebody brings less, and at least a third of it.
_NOTABLE = 200


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
    begin, middle = end.dt.offset_by("-24mo"), end.dt.offset_by("-12mo")
    lines = ("revenue", "revenue_deductions", "cost_of_goods", "calculated_labour_cost")
    wanted = (
        pl.col("customer").is_not_null()
        & pl.col("month").is_between(begin, end, closed="left")
        & pl.col("division").is_in(list(_VEHICLES)).not_().fill_null(value=True)
    )
    facts = desk.table("margin_facts", ("customer", "month", "division", *lines), wanted)
    is_now, profit = pl.col("month") >= middle, pl.sum_horizontal(lines)
    sums = facts.group_by(pl.col("customer").alias("customer_id")).agg(
        pl.col("revenue").filter(~is_now).sum().alias("revenue_before"),
        pl.col("revenue").filter(is_now).sum(),
        profit.filter(~is_now).sum().alias("profit_before"),
        profit.filter(is_now).sum().alias("profit"),
    )
    change = pl.col("profit") - pl.col("profit_before")
    lost = (change <= -_NOTABLE) & (-change * 3 >= pl.col("profit_before"))
    rows = desk.of_customers(sums.with_columns(change.alias("change")).filter(lost).sort("change", "customer_id"))
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
        rows=rows.with_columns(row="customer_number"),
        title=_("Kunden auf dem Rückzug"),
        search=_("Kunde, Ort filtern"),
        download=_("kunden_auf_dem_rueckzug"),
        empty=_("Niemand bringt deutlich weniger als im Jahr davor."),
        names=lambda row: (row["row"],),
    )
