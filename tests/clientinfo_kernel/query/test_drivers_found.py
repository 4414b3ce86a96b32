"""Customers found by a name and what they drive, in a house of three of one name."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from clientinfo_kernel.errors import CustomerUnknown
from clientinfo_kernel.query.directory import CustomerDirectory, open_directory
from clientinfo_kernel.query.drivers_found import with_drivers
from tests.house import House
from tests.once import once_per_run

if TYPE_CHECKING:
    from pathlib import Path

    import polars as pl


@pytest.fixture(scope="module")
def directory(tmp_path_factory: pytest.TempPathFactory) -> CustomerDirectory:
    return open_directory(once_per_run(tmp_path_factory, "drivers", _make) / "clientinfo.toml")


def _make(folder: Path) -> None:
    """Two of one name in Hof, one of them with a Golf and an Astra, one in Selb with a Golf; a dealer called Opel and a Weber who drives one."""
    house = House.at(folder)
    people = (("1", "Anna", "Müller", "Hof"), ("2", "Bernd", "Müller", "Hof"), ("3", "Clara", "Müller", "Selb"))
    house.dealer_system(
        "customers",
        *(
            {"customer_number": number, "kind": "person", "first_name": first, "name": name, "town": town}
            for number, first, name, town in people
        ),
        {"customer_number": "4", "kind": "company", "name": "Opel Weber GmbH", "town": "Hof"},
        {"customer_number": "5", "kind": "person", "first_name": "Dora", "name": "Weber", "town": "Selb"},
    )
    vehicles = (
        ("11", "2", "HO-B 1", "Volkswagen", "Golf 1.6 TDI"),
        ("12", "2", "HO-B 2", "Opel", "Astra"),
        ("13", "3", "WUN-C 1", "Volkswagen", "Golf"),
        ("14", "1", "HO-A 1", "Audi", "A4"),
        ("16", "5", "WUN-D 1", "Opel", "Corsa"),
        ("15", "1", "HO-A 2", "Audi", "A4 Avant"),
    )
    house.dealer_system(
        "vehicles",
        *(
            {"vehicle_number": number, "owner_number": owner, "license_plate": plate, "make": make, "model": model}
            for number, owner, plate, make, model in vehicles
        ),
    )
    house.refresh()


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("Müller Hof Golf", ["2"]),
        ("müller hof vw", ["2"]),
        ("Golf Müller", ["2", "3"]),
        ("Müller Selb Volkswagen", ["3"]),
        ("Müller Hof A4", ["1"]),
        ("Müller Hof Golf Astra", []),  # no vehicle is both
        ("Müller Selb Opel", []),
        ("Opel Weber", ["4"]),  # the name of a customer, though a Weber drives one
        ("Weber Corsa", ["5"]),
    ],
)
def test_a_name_beside_a_model_finds_who_drives_one(directory: CustomerDirectory, typed: str, found: list[str]) -> None:
    assert sorted(hit.customer_number for hit in directory.search(typed)) == found


def test_the_hit_leads_to_the_vehicle_where_there_is_one_of_that_model(directory: CustomerDirectory) -> None:
    (one,), (several,) = directory.search("Müller Hof Golf"), directory.search("Müller Hof Audi")
    assert (one.license_plate, one.met[-1]) == ("HO-B 1", ("license_plate", "HO-B 1"))
    assert "license_plate" not in {kind for kind, _ in several.met}


def test_who_went_with_a_refresh_meanwhile_costs_the_others_nothing(directory: CustomerDirectory) -> None:
    def vehicles_of(number: str) -> pl.DataFrame:
        if number == "2":
            raise CustomerUnknown(number)
        return directory.customer(number).vehicles()

    hits = with_drivers("Golf Müller", [], directory.opened(), directory.search, vehicles_of)
    assert [hit.customer_number for hit in hits] == ["3"]
