from typing import Any

import polars as pl
import pytest

from clientinfo_kernel.ingest.curate.places import places
from data_sources.dealer_system.contract import Customers
from data_sources.places.cities import map_towns, postal_codes
from data_sources.places.contract import Places

from .contract_rows import table

DIRECTORY = (
    {"postal_code": "95119", "town": "Naila", "street": "Bahnhofstraße 4", "latitude": 50.1, "accuracy": "address"},
    {"postal_code": "95119", "town": "Naila", "latitude": 50.2, "accuracy": "postal_code"},
    {"postal_code": "95119", "town": "Marxgrün", "latitude": 50.3, "accuracy": "postal_code"},
    {"town": "Naila", "latitude": 50.4, "accuracy": "town"},
    {"postal_code": "95028", "town": "Hof", "latitude": 50.30, "accuracy": "postal_code"},
    {"postal_code": "95030", "town": "Hof", "latitude": 50.34, "accuracy": "postal_code"},
    {"postal_code": "67433", "town": "Neustadt", "latitude": 49.35, "accuracy": "postal_code"},
    {"postal_code": "96465", "town": "Neustadt", "latitude": 50.33, "accuracy": "postal_code"},
)


@pytest.mark.parametrize(
    ("address", "latitude", "accuracy"),
    [
        ({"street": "Bahnhofstr. 4", "postal_code": "95119", "town": "Naila"}, 50.1, "address"),
        ({"street": "Bahnhofstr. 5", "postal_code": "95119", "town": "NAILA"}, 50.2, "postal_code"),
        ({"street": "Dorfstr. 1", "postal_code": "95119", "town": "Marxgrün"}, 50.3, "postal_code"),
        ({"street": "Dorfstr. 1", "postal_code": "95119", "town": "Culmitz"}, 50.2, "postal_code"),
        ({"street": "Bahnhofstr. 4", "town": "Naila"}, 50.4, "town"),
        ({"street": "Bahnhofstr. 4", "postal_code": "99999", "town": "Naila"}, 50.4, "town"),
        ({"street": "Ring 3", "town": "Hof"}, 50.32, "town"),  # between its two postal codes
        ({"town": "Neustadt"}, None, None),  # which of them?
        ({"postal_code": "96465", "town": "Neustadt"}, 50.33, "postal_code"),
        ({"street": "Bahnhofstr. 4", "postal_code": "99999", "town": "Berlin"}, None, None),
    ],
)
def test_the_most_exact_place_that_the_address_agrees_with(
    address: dict[str, str], latitude: float | None, accuracy: str | None
) -> None:
    def in_full(row: dict[str, Any]) -> dict[str, Any]:
        return {"country": "DE", "longitude": 11.7, "source_file": "towns.csv", "source_row": 2, **row}

    customers = table(Customers, {"customer_number": "12", **address}).collect().with_row_index("customer_id")
    found = places(customers, table(Places, *(in_full(row) for row in DIRECTORY)).collect())
    assert found["accuracy"].to_list() == [accuracy]
    assert found["latitude"].to_list() == [latitude if latitude is None else pytest.approx(latitude)]


@pytest.mark.parametrize("country", ["IT", "FR", "fr ", "I", "F"])
def test_a_customer_abroad_is_not_put_where_germany_has_the_same_code(country: str) -> None:
    rows = [{"longitude": 11.7, "source_file": "x", "source_row": 1, **row, "country": "DE"} for row in DIRECTORY]
    rows.append({**rows[3], "country": "FR", "town": "Trieux", "latitude": 49.3})
    written = [
        {"customer_number": "1", "postal_code": "95119", "town": "Naila", "country": country},
        {"customer_number": "2", "postal_code": "95119", "town": "Naila", "country": "D"},
        {"customer_number": "3", "town": "Trieux", "country": country},
    ]
    customers = table(Customers, *written).collect().with_row_index("customer_id")
    found = places(customers, table(Places, *rows).collect())
    assert found["latitude"].to_list() == [None, 50.2, 49.3 if country[0] in "Ff" else None]
    assert found["apart_km"].null_count() == 3


def test_the_short_name_of_a_town_agrees_with_its_code_in_the_shipped_directory() -> None:
    # German towns as their inhabitants write them, with a postal code of each (Deutsche Post); another town of the
    # directory has just that name. The last two are wrong: 10115 is Berlin's, 20095 Hamburg's.
    written = {
        "06108": "Halle", "67433": "Neustadt", "91541": "Rothenburg", "73230": "Kirchheim", "86633": "Neuburg",
        "60311": "Frankfurt", "61231": "Bad Nauheim", "10115": "Kirchheim", "20095": "Halle",
    }  # fmt: skip
    rows = [{"customer_number": code, "postal_code": code, "town": town} for code, town in written.items()]
    customers = table(Customers, *rows).collect().with_row_index("customer_id")
    found = places(customers, pl.concat([postal_codes(), map_towns()]))
    contradicted = found.filter(pl.col("apart_km").is_not_null())["postal_code"].to_list()
    assert contradicted == ["10115", "20095"]


BERLIN = {"postal_code": "10115", "town": "Berlin", "latitude": 52.53, "longitude": 13.38, "accuracy": "postal_code"}


@pytest.mark.parametrize(
    ("address", "apart_km"),
    [
        # 52.53 - 50.2 = 2.33 degrees north are 259 km, 13.38 - 11.7 = 1.68 degrees east at 50.2 degrees 120 km: 285 km
        ({"postal_code": "95119", "town": "Berlin"}, 285),
        ({"postal_code": "95119", "town": "Naila"}, None),
        ({"postal_code": "95028", "town": "Naila"}, None),  # 10 km: neighbours, as people write it
        ({"postal_code": "96465", "town": "Neustadt"}, None),  # one of several
        ({"postal_code": "10115", "town": "Neustadt"}, 270),  # 2.2 degrees north, 1.68 east, to the nearer Neustadt
        ({"postal_code": "95119", "town": "Atlantis"}, None),
        ({"postal_code": "00000", "town": "Berlin"}, None),
        ({"town": "Berlin"}, None),
    ],
)
def test_a_postal_code_far_from_its_town_contradicts_it(address: dict[str, str], apart_km: float | None) -> None:
    def in_full(row: dict[str, Any]) -> dict[str, Any]:
        return {"country": "DE", "longitude": 11.7, "source_file": "towns.csv", "source_row": 2, **row}

    customers = table(Customers, {"customer_number": "12", **address}).collect().with_row_index("customer_id")
    found = places(customers, table(Places, *(in_full(row) for row in (*DIRECTORY, BERLIN))).collect())
    assert found["apart_km"].to_list() == [apart_km if apart_km is None else pytest.approx(apart_km, rel=0.02)]
