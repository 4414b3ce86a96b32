"""Fällig: HU, AU, Service, and the ends of leasing, financing and warranty, over all vehicles."""

from collections.abc import Mapping
from datetime import timedelta

import polars as pl

from widgets.parts.list_decisions import advertising_part
from widgets.parts.list_rows import (
    customer_columns,
    customer_part,
    due_part,
    in_order_of,
    of_each_day,
    phone_column,
    plate_column,
)
from widgets.parts.list_vehicles import kept_vehicles, vehicle_part
from widgets.parts.row_parts import Part, from_parts
from widgets.parts.vehicle_due import EMISSION_TEST, GENERAL_INSPECTION
from widgets.roles import SALES, SERVICE
from widgets.texts.language import N_, _
from widgets.view_models import Column, Table
from widgets.work_list import Desk, ListChoice, work_list

_WEEKS = ListChoice(
    N_("Bis in"),
    {"6": N_("6 Wochen"), "12": N_("12 Wochen"), "26": N_("26 Wochen"), "overdue": N_("überfällig")},
    "6",
)
# Column of the vehicle -> what is due then.
_DUE: Mapping[str, str] = {
    GENERAL_INSPECTION: N_("HU"),
    EMISSION_TEST: N_("AU"),
    "next_service_on": N_("Service"),
    "leasing_end_on": N_("Leasing"),
    "financing_end_on": N_("Finanzierung"),
    "warranty_end_on": N_("Garantie"),
}
# These run to the end of their month.
_MONTHLY = (GENERAL_INSPECTION, EMISSION_TEST)
_OF_VEHICLE = ("vehicle_number", "license_plate", "plate_place", "make", "model", "mileage_km")


@work_list(
    "vehicles_due",
    N_("HU, Service, Verträge"),
    group="sales",
    order=20,
    roles=SALES | SERVICE,
    text=N_("Was an Fahrzeugen fällig wird: HU, AU, Service, Leasing, Finanzierung, Garantie."),
    choice=_WEEKS,
    is_counted=False,
)
def vehicles_due(desk: Desk) -> Table:
    """Show what becomes due on vehicles that are not sold, the next first; a vehicle counts for who keeps it."""
    wanted = {column: _is_due(desk, column) for column in _DUE}
    vehicles = kept_vehicles(desk, tuple(_DUE), pl.any_horizontal(*wanted.values()))
    parts = [_due(vehicles, column, condition) for column, condition in wanted.items()]
    rows = in_order_of("on", pl.concat(parts))
    days, due = due_part(rows, "on", desk.key_date, warn_days=42)

    words = pl.Enum([_(word) for word in _DUE.values()])  # in the order of the kinds

    more = from_parts(
        vehicle_part(desk, _OF_VEHICLE),
        customer_part(desk),
        Part(
            ("what",),
            lambda some, _columns: some.with_columns(some["kind"].to_physical().cat.to(words).alias("what")),
        ),
        days,
        advertising_part(desk),
        Part(
            ("row",),
            lambda some, _columns: some.with_columns(pl.format("{} {}", "kind", "vehicle_number").alias("row")),
            ("vehicle_number",),
        ),
        Part(("is_urgent",), lambda some, _columns: some.with_columns(is_urgent=pl.col("on") < desk.key_date)),
    )

    return Table(
        columns=(
            Column("on", _("fällig"), "date", beside="due", beside_title=_("Frist"), chips=due, phone="figure"),
            Column("what", _("Was"), phone="meta"),
            plate_column(),
            *customer_columns("vehicles", "license_plate"),
            Column("advertising", _("Werbung erlaubt per")),
            Column("mileage_km", _("km-Stand"), "number", phone="hide"),
            phone_column(),
        ),
        rows=rows,
        more=more,
        title=_("HU, Service, Verträge"),
        search=_("HU, Leasing, Modell, Kunde filtern"),
        download=_("faellig"),
        empty=_("In dieser Zeit wird nichts fällig."),
        names=lambda row: (row["row"], row["license_plate"]),
    )


def _is_due(desk: Desk, column: str) -> pl.Expr:
    """Return the condition that a day, or the end of its month, lies in the time that the list looks at."""
    day, begin = pl.col(column), desk.key_date
    if desk.option == "overdue":
        return day < (begin.replace(day=1) if column in _MONTHLY else begin)
    after = begin + timedelta(weeks=int(desk.option), days=1)
    if column in _MONTHLY:  # whose month's last day is not before the one and before the other
        begin, after = begin.replace(day=1), after.replace(day=1)
    return (day >= begin) & (day < after)


def _due(vehicles: pl.DataFrame, column: str, wanted: pl.Expr) -> pl.DataFrame:
    due = vehicles.filter(wanted)
    if (
        column == EMISSION_TEST
    ):  # part of a HU of the same month (as nearly everywhere since 2010), mostly of the same day
        both = tuple(pl.col(name) for name in _MONTHLY)
        due = due.filter(pl.Expr.ne_missing(*both))
        due = due.filter(pl.Expr.ne_missing(*(each.dt.truncate("1mo") for each in both)))
    day = of_each_day(due[column], lambda days: days.dt.month_end()) if column in _MONTHLY else due[column]
    kind = pl.lit(column, pl.Enum(list(_DUE)))
    return due.select("place", "customer_id", day.alias("on"), kind.alias("kind"))
