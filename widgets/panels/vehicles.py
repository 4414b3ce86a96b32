"""Fahrzeugstamm: what the customer drives, and what is due on it."""

from functools import partial

from clientinfo_kernel.query.customer_file import CustomerFile
from widgets.panel import panel
from widgets.parts.freshness import with_freshness
from widgets.parts.vehicle_detail import VehicleDetail
from widgets.parts.vehicle_due import with_due
from widgets.roles import EVERYBODY
from widgets.texts.language import N_, _
from widgets.view_models import Column, Link, Notice, Table, ViewModel


@panel("vehicles", N_("Fahrzeugstamm"), 60, EVERYBODY)
def vehicles(customer_file: CustomerFile) -> ViewModel:
    """Show one row per vehicle with chips for what is due; all its data one click below."""
    every = customer_file.vehicles()
    if every.is_empty():
        text = _("Im Händlersystem gehört diesem Kunden kein Fahrzeug, weder als Eigentümer noch als Halter.")
        empty = Notice(_("Keine Fahrzeuge"), text, link=(_("Aufträge gesamt"), Link(tab="orders")))
        return with_freshness(customer_file, empty, "dealer_system")
    key_date = customer_file.header().key_date
    rows, chips = with_due(every, customer_file.recalls(), key_date)
    due = partial(Column, kind="date", chips=chips)
    contracts = due("contract_end_on", _("Vertrag bis"), beside="contract_due", beside_title=_("Frist Vertrag"))
    has_contracts = rows["contract_end_on"].is_not_null().any()
    # AU is part of the HU nearly everywhere (since 2010): a column of its own only where the days differ.
    emission = due("emission_on", _("AU"), beside="emission_due", beside_title=_("Frist AU"), phone="hide")
    has_emission = (rows["emission_on"] != rows["inspection_on"]).fill_null(value=True).any()
    plate = partial(Column, "license_plate", _("Kennzeichen"), "plate", phone="title")
    table = Table(
        columns=(
            plate(beside="standing", beside_title=_("Hinweis"), chips=chips),
            Column("name", _("Modell"), phone="meta"),
            due("inspection_on", _("HU"), beside="inspection_due", beside_title=_("Frist HU")),
            *((emission,) if has_emission else ()),
            due("next_service_on", _("Service"), beside="service_due", beside_title=_("Frist Service")),
            *((contracts,) if has_contracts else ()),
            Column("mileage_km", _("km-Stand"), "number", phone="figure", unit="km"),
            *(() if has_contracts else (Column("first_registration_on", _("Erstzulassung"), "date", phone="hide"),)),
            Column("vin", _("FIN"), "identifier"),
        ),
        rows=rows,
        title=_("Fahrzeugstamm"),
        detail=VehicleDetail(customer_file),
        search=_("Kennzeichen, Modell, FIN filtern"),
        download=_("fahrzeuge"),
        names=lambda row: (row["license_plate"], row["vin"]),
    )
    return with_freshness(customer_file, table, "dealer_system")
