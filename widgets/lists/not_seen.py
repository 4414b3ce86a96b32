"""Lange nicht da: customers who drive a vehicle that we know and have not been here for months."""

import calendar
from datetime import date

import polars as pl

from widgets.parts.list_rows import customer_columns, customer_part, customer_row, phone_column, start_of
from widgets.parts.list_sums import counts_by_id, largest_by_key
from widgets.parts.row_parts import from_parts
from widgets.roles import SALES, SERVICE
from widgets.texts.language import N_, _
from widgets.view_models import Column, Table
from widgets.work_list import Desk, ListChoice, work_list

_MONTHS = ListChoice(
    N_("Seit"),
    {"12": N_("12 Monaten"), "18": N_("18 Monaten"), "24": N_("24 Monaten"), "36": N_("36 Monaten")},
    "18",
)


@work_list(
    "not_seen",
    N_("Lange nicht da"),
    group="sales",
    order=40,
    roles=SALES | SERVICE,
    text=N_("Wer ein Fahrzeug fährt und lange in keiner Werkstatt von uns war."),
    choice=_MONTHS,
    is_counted=False,
)
def not_seen(desk: Desk) -> Table:
    """Show who has a vehicle and brought none for so long, those who were here last first."""
    before = months_before(desk.key_date, int(desk.option))
    vehicles = desk.coded("vehicles", ("customer_id", "sold_on")).rows.lazy()
    driven = vehicles.filter(pl.col("sold_on").is_null()).select("customer_id").collect()["customer_id"]
    customers = desk.coded("customers", ("customer_id",)).rows.height
    counts = counts_by_id(driven, customers).alias("vehicles")
    orders = desk.coded("orders", ("customer_id", "ordered_at"))
    last = orders.decoded(largest_by_key(orders.rows, "customer_id"))
    gone = last.filter(pl.col("ordered_at") < start_of(before))
    gone = gone.with_columns(counts.gather(gone["customer_id"])).filter(pl.col("vehicles") > 0)
    rows = gone.sort(["ordered_at", "customer_id"], descending=[True, False])
    return Table(
        columns=(
            Column("ordered_at", _("zuletzt da"), "moment", phone="figure"),
            *customer_columns("vehicles"),
            Column("vehicles", _("Fahrzeuge"), "number"),
            Column("salesperson", _("Verkäufer"), names_colleague=True),
            phone_column(),
        ),
        rows=rows,
        more=from_parts(customer_part(desk, ("salesperson",)), customer_row()),
        title=_("Lange nicht da"),
        search=_("Kunde, Ort, Verkäufer filtern"),
        download=_("lange_nicht_da"),
        empty=_("Alle, die ein Fahrzeug fahren, waren in dieser Zeit da."),
        names=lambda row: (row["row"],),
    )


def months_before(day: date, months: int) -> date:
    """Return the same day of an earlier month, or its last day where it is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))
