"""Wer fährt was: vehicles with make, age and mileage, and who drives them."""

from datetime import timedelta

import polars as pl

from widgets.parts.list_rows import customer_columns, customer_part, phone_column
from widgets.parts.list_vehicles import kept_vehicles, vehicle_part
from widgets.parts.row_parts import Part, from_parts
from widgets.roles import SALES
from widgets.texts.language import N_, _
from widgets.view_models import Column, Table
from widgets.work_list import Desk, ListChoice, to_customer, work_list

# From and to how many years.
_SPANS = {"young": (0, 3), "middle": (3, 6), "old": (6, 10), "oldest": (10, 200)}
_AGES = ListChoice(
    N_("Alter"),
    {"young": N_("bis 3 Jahre"), "middle": N_("3 bis 6"), "old": N_("6 bis 10"), "oldest": N_("über 10")},
    "middle",
)
_YEAR = timedelta(days=365.25)
_OF_VEHICLE = ("vehicle_number", "license_plate", "plate_place", "make", "model", "fuel")


@work_list(
    "driven_vehicles",
    N_("Wer fährt was"),
    group="sales",
    order=50,
    roles=SALES,
    text=N_("Fahrzeuge nach Marke, Alter und km-Stand, mit ihren Fahrern."),
    choice=_AGES,
    is_counted=False,
)
def driven_vehicles(desk: Desk) -> Table:
    """Show the vehicles of this age that are not sold, the most driven first; a vehicle counts for who keeps it."""
    youngest, oldest = (desk.key_date - years * _YEAR for years in _SPANS[desk.option])
    of_age = pl.col("first_registration_on").is_between(oldest, youngest, closed="right")
    vehicles = kept_vehicles(desk, ("first_registration_on", "mileage_km"), of_age)
    rows = vehicles.sort("mileage_km", descending=True, nulls_last=True, maintain_order=True)
    age = (pl.lit(desk.key_date) - pl.col("first_registration_on")).dt.total_days() / _YEAR.days

    more = from_parts(
        vehicle_part(desk, _OF_VEHICLE),
        customer_part(desk),
        Part(("age",), lambda some, _columns: some.with_columns(age=age.round(1))),
        Part(("row",), lambda some, _columns: some.with_columns(row="vehicle_number"), ("vehicle_number",)),
    )

    return Table(
        columns=(
            Column("make", _("Marke"), phone="meta"),
            Column("model", _("Modell"), phone="meta"),
            Column("age", _("Alter"), "number"),
            Column("mileage_km", _("km-Stand"), "number", phone="figure", unit="km"),
            Column("fuel", _("Kraftstoff"), phone="hide"),
            Column(
                "license_plate",
                _("Kennzeichen"),
                "plate",
                link=to_customer("vehicles", "license_plate"),
                sorted_by="plate_place",
            ),
            *customer_columns("vehicles", "license_plate"),
            phone_column(),
        ),
        rows=rows,
        more=more,
        title=_("Wer fährt was"),
        search=_("Marke, Modell, Kunde filtern"),
        download=_("fahrzeuge_und_fahrer"),
        empty=_("Kein Fahrzeug dieses Alters ist bekannt."),
        names=lambda row: (row["row"], row["license_plate"]),
    )
