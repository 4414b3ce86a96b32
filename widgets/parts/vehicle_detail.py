"""What opens below a vehicle: every field of it, its recalls, and the next appointment."""

from collections.abc import Iterator, Mapping
from datetime import date
from functools import cached_property
from typing import Any

import polars as pl

from clientinfo_kernel.query.customer_file import CustomerFile
from widgets.parts.appointments import coming_appointments, service_word
from widgets.parts.vehicle_due import (
    CONTRACT_WARN_DAYS,
    EMISSION_TEST,
    GENERAL_INSPECTION,
    WARN_DAYS,
    inspection_chip,
    next_inspection,
    service_chip,
)
from widgets.parts.whereabouts import Whereabouts
from widgets.texts.due import end_chip, month_end
from widgets.texts.formats import day
from widgets.texts.language import _
from widgets.texts.words import dot_separated
from widgets.view_models import Chip, Fact, Facts


class VehicleDetail:
    """Says everything about a vehicle of a customer; its tables are read when the first vehicle is opened."""

    def __init__(self, customer_file: CustomerFile) -> None:
        self._file = customer_file
        self._places = Whereabouts(customer_file)

    def __call__(self, row: Mapping[str, Any]) -> Facts:
        """Return the facts that are known of a row of ``answers.VEHICLES``."""
        facts = (*self._papers(row), *self._due(row), *self._contracts(row), *self._workshop(row))
        return Facts(tuple(fact for fact in facts if fact.value not in (None, "")))

    @property
    def _key_date(self) -> date:
        return self._file.header().key_date

    @cached_property
    def _coming(self) -> pl.DataFrame:
        return coming_appointments(self._file)

    def _papers(self, row: Mapping[str, Any]) -> tuple[Fact, ...]:
        roles = [_("Eigentümer")] * bool(row["is_owner"]) + [_("Halter")] * bool(row["is_keeper"])
        return (
            Fact(_("FIN"), row["vin"], "identifier"),
            Fact(_("HSN / TSN"), " / ".join(filter(None, (row["kba_hsn"], row["kba_tsn"]))), "identifier"),
            Fact(_("Kraftstoff"), row["fuel"]),
            Fact(_("Erstzulassung"), row["first_registration_on"], "date"),
            Fact(_("Kunde ist"), ", ".join(roles)),
            Fact(_("km-Stand"), row["mileage_km"], "number"),
            Fact(_("abgelesen am"), row["mileage_on"], "date"),
        )

    def _due(self, row: Mapping[str, Any]) -> tuple[Fact, ...]:
        key_date = self._key_date
        return (
            Fact(_("HU"), next_inspection(row), "date", chip=inspection_chip(row, GENERAL_INSPECTION, key_date)),
            Fact(_("AU"), month_end(row[EMISSION_TEST]), "date", chip=inspection_chip(row, EMISSION_TEST, key_date)),
            Fact(_("Service"), row["next_service_on"], "date", chip=service_chip(row, key_date)),
            Fact(_("Service bei km"), row["next_service_km"], "number"),
        )

    def _contracts(self, row: Mapping[str, Any]) -> tuple[Fact, ...]:
        ends = (
            (_("Leasing bis"), row["leasing_end_on"], CONTRACT_WARN_DAYS),
            (_("Finanzierung bis"), row["financing_end_on"], CONTRACT_WARN_DAYS),
            (_("Garantie bis"), row["warranty_end_on"], WARN_DAYS),
        )
        return (
            *(Fact(label, last, "date", chip=end_chip(last, self._key_date, warn)) for label, last, warn in ends),
            Fact(_("verkauft am"), row["sold_on"], "date"),
        )

    def _workshop(self, row: Mapping[str, Any]) -> tuple[Fact, ...]:
        orders = self._places.orders_of_vehicle(row["license_plate"])
        return (
            *self._recalls(row["vehicle_number"]),
            *self._appointments(row["vehicle_number"]),
            Fact(_("Aufträge"), _("Aufträge dieses Fahrzeugs") if orders else None, link=orders),
            Fact(_("Datei"), dot_separated(row["source_file"], _("Zeile {line}").format(line=row["source_row"]))),
        )

    def _recalls(self, vehicle_number: str) -> Iterator[Fact]:
        for row in self._file.recalls().filter(pl.col("vehicle_number") == vehicle_number).iter_rows(named=True):
            announced = _("seit {day}").format(day=day(row["announced_on"])) if row["announced_on"] else ""
            text = dot_separated(row["text"], announced) or _("ohne Beschreibung")
            done = row["done_on"]
            state = Chip(_("erledigt {day}").format(day=day(done)), "ok") if done else Chip(_("offen"), "danger")
            yield Fact(_("Rückruf {number}").format(number=row["recall_number"]), text, chip=state)

    def _appointments(self, vehicle_number: str) -> Iterator[Fact]:
        for row in self._coming.filter(pl.col("vehicle_number") == vehicle_number).head(1).iter_rows(named=True):
            service = service_word(row)
            yield Fact(_("Nächster Termin"), row["starts_at"], "moment", chip=Chip(service) if service else None)
