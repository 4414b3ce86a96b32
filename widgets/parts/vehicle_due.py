"""What is due on a vehicle: general inspection (HU), emission test (AU), service by day or by mileage."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import polars as pl

from widgets.parts.whereabouts import Whereabouts
from widgets.texts.due import due_chip, month_end
from widgets.texts.language import _
from widgets.view_models import Chip, Fact, Facts

# Two months are the time in which a workshop still offers a date.
WARN_DAYS = 61
_INSPECTIONS = ("next_general_inspection_on", "next_emission_test_on")


def inspection_chip(row: Mapping[str, Any], column: str, key_date: date) -> Chip | None:
    """HU and AU run to the end of their month; a sold vehicle has nothing due."""
    return None if row["sold_on"] else due_chip(month_end(row[column]), key_date, WARN_DAYS)


def service_chip(row: Mapping[str, Any], key_date: date) -> Chip | None:
    """Service is due on its day or at its mileage, whichever is reached."""
    if row["sold_on"]:
        return None
    if row["next_service_km"] and (row["mileage_km"] or 0) >= row["next_service_km"]:
        return Chip(_("km erreicht"), "danger")
    return due_chip(row["next_service_on"], key_date, WARN_DAYS)


def next_inspection(row: Mapping[str, Any]) -> date | None:
    """Return the end of the month of the next HU."""
    return month_end(row["next_general_inspection_on"])


def vehicle_name(row: Mapping[str, Any]) -> str:
    """Make and model, the make once."""
    make, model = row["make"] or "", row["model"] or ""
    return model if model.casefold().startswith(make.casefold()) else f"{make} {model}".strip()


def with_due(vehicles: pl.DataFrame, key_date: date) -> tuple[pl.DataFrame, dict[str, Chip]]:
    """Return the vehicles with columns for what is due, and the chips for the words in them.

    Returns:
        ``answers.VEHICLES`` with ``name``, ``inspection_on``, ``emission_on`` (month ends), ``inspection_due``,
        ``emission_due``, ``service_due``, ``sold`` (words), and word -> chip.
    """
    rows = vehicles.to_dicts()
    chips = {
        "inspection_due": [inspection_chip(row, _INSPECTIONS[0], key_date) for row in rows],
        "emission_due": [inspection_chip(row, _INSPECTIONS[1], key_date) for row in rows],
        "service_due": [service_chip(row, key_date) for row in rows],
        "sold": [Chip(_("verkauft")) if row["sold_on"] else None for row in rows],
    }
    words = [pl.Series(name, [chip and chip.text for chip in column], pl.String) for name, column in chips.items()]
    frame = vehicles.with_columns(
        *words,
        pl.Series("name", [vehicle_name(row) for row in rows], pl.String),
        inspection_on=pl.col(_INSPECTIONS[0]).dt.month_end(),
        emission_on=pl.col(_INSPECTIONS[1]).dt.month_end(),
    )
    return frame, {chip.text: chip for column in chips.values() for chip in column if chip}


def vehicle_detail(key_date: date, places: Whereabouts, row: Mapping[str, Any]) -> Facts:
    """Return every field of the vehicle."""
    orders = places.orders_of_vehicle(row["license_plate"])
    roles = [_("Eigentümer")] * bool(row["is_owner"]) + [_("Halter")] * bool(row["is_keeper"])
    facts = (
        Fact(_("FIN"), row["vin"], "identifier"),
        Fact(_("HSN / TSN"), " / ".join(filter(None, (row["kba_hsn"], row["kba_tsn"]))), "identifier"),
        Fact(_("Kraftstoff"), row["fuel"]),
        Fact(_("Erstzulassung"), row["first_registration_on"], "date"),
        Fact(_("Kunde ist"), ", ".join(roles)),
        Fact(_("km-Stand"), row["mileage_km"], "number"),
        Fact(_("abgelesen am"), row["mileage_on"], "date"),
        Fact(_("HU"), next_inspection(row), "date", chip=inspection_chip(row, _INSPECTIONS[0], key_date)),
        Fact(_("AU"), month_end(row[_INSPECTIONS[1]]), "date", chip=inspection_chip(row, _INSPECTIONS[1], key_date)),
        Fact(_("Service"), row["next_service_on"], "date", chip=service_chip(row, key_date)),
        Fact(_("Service bei km"), row["next_service_km"], "number"),
        Fact(_("verkauft am"), row["sold_on"], "date"),
        Fact(_("Aufträge"), _("Aufträge dieses Fahrzeugs") if orders else None, link=orders),
        Fact(_("Datei"), row["source_file"]),
        Fact(_("Zeile"), row["source_row"], "number"),
    )
    return Facts(tuple(fact for fact in facts if fact.value not in (None, "")))
