"""The exact point that somebody set: it stands on the map, holds for one address, and what is no point is refused."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clientinfo_kernel.access.rights import Viewer
from clientinfo_kernel.live.commands import new_command_id
from clientinfo_kernel.live.errors import InputRefused
from clientinfo_kernel.query.directory import CustomerDirectory
from clientinfo_kernel.query.exact_point import exact_point, point_values
from clientinfo_kernel.settings import read_settings
from tests.house import House
from tests.stack import own_state
from widgets.entries.customer_point import PointForm
from widgets.entries.form import TypedEntry
from widgets.panels.place import place
from widgets.texts.coordinates import coordinates_in
from widgets.view_models import MapPoints, Stack

if TYPE_CHECKING:
    from pathlib import Path

NUMBER, NOWHERE = "10", "11"
# The church of Naila, and the town's address.
NAILA = {"street": "Marktplatz 1", "postal_code": "95119", "town": "Naila"}
CHURCH = (50.3291, 11.7069)


@pytest.mark.parametrize(
    ("text", "point"),
    [
        ("50.3291, 11.7069", CHURCH),
        ("50,3291; 11,7069", CHURCH),
        ("N 50.3291° E 11.7069°", CHURCH),
        ("-33.5, -70.6", (-33.5, -70.6)),
        ("geo:50.3291,11.7069;u=10", CHURCH),  # RFC 5870
        ("https://www.google.com/maps/place/Naila/@50.3291,11.7069,17z", CHURCH),
        ("https://www.google.com/maps/dir/?api=1&destination=50.3291%2C11.7069", CHURCH),
        ("https://maps.apple.com/?ll=50.3291,11.7069&q=Kirche", CHURCH),
        ("https://www.openstreetmap.org/?mlat=50.3291&mlon=11.7069#map=17/50.1/11.1", CHURCH),
        ("https://www.openstreetmap.org/#map=17/50.3291/11.7069", CHURCH),
        ("https://www.google.com/maps/place/50.3291,11.7069/@48.30,11.90,10z", CHURCH),  # not what is looked at
        ("https://www.google.com/maps/search/50.3291,+11.7069", CHURCH),
        ("https://www.google.com/maps/dir/A/B/@50.3291,11.7069,10z", None),  # the middle of a route
        ("48,11", None),  # half of a pair, with a decimal comma
        ("50,123", None),
        ("Marktplatz 1, 95119 Naila", None),
        ("95.0, 11.0", None),
        ("50.3291", None),
        ("", None),
    ],
)
def test_coordinates_and_links_of_maps_are_read(text: str, point: tuple[float, float] | None) -> None:
    assert coordinates_in(text) == point


@given(st.integers(-90_000_000, 90_000_000), st.integers(-180_000_000, 180_000_000))
def test_a_point_is_kept_as_it_was_set(north: int, east: int) -> None:
    read = coordinates_in(f"{north / 1e6:.6f}, {east / 1e6:.6f}")
    assert read is not None
    kept = point_values(*read, NAILA)
    assert (kept["latitude_e6"], kept["longitude_e6"]) == (north, east)


@pytest.fixture(scope="module")
def refreshed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    house = House.at(tmp_path_factory.mktemp("point") / "house")
    rows = ({"customer_number": NUMBER, **NAILA}, {"customer_number": NOWHERE, "town": "Nirgendhausen am See"})
    house.dealer_system("customers", *({"kind": "person", "name": "Otto Ort", **row} for row in rows))
    house.refresh()
    return house.folder / "clientinfo.toml"


@pytest.fixture
def directory(refreshed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> CustomerDirectory:
    monkeypatch.setenv("CLIENTINFO_AUDIT", str(tmp_path / "audit"))
    settings = read_settings(refreshed, state=own_state(refreshed, tmp_path))
    return CustomerDirectory(settings, viewer=Viewer("sven", frozenset({"service"}), "Sven Service"))


def set_point(directory: CustomerDirectory, text: str, number: str = NUMBER) -> None:
    file = directory.customer(number)
    typed = TypedEntry("customer_point", new_command_id(), {"where": text, "note": "Hofeinfahrt hinten"}, text)
    directory.live(file).do(PointForm().command(typed, file, directory.viewer))


def shown(directory: CustomerDirectory, number: str = NUMBER) -> MapPoints:
    view = place(directory.customer(number))
    return next(part for part in _flat(view) if isinstance(part, MapPoints))


def _flat(view: object) -> list[object]:
    return [each for child in view.items for each in _flat(child)] if isinstance(view, Stack) else [view]


def test_it_stands_on_the_map_with_who_set_it(directory: CustomerDirectory) -> None:
    set_point(directory, "50.3291, 11.7069")
    view = shown(directory)
    (point,) = view.points
    assert (point.latitude, point.longitude, point.radius_m) == (*CHURCH, 0)
    assert "gesetzt von Sven Service am" in view.note
    assert "Hofeinfahrt hinten" in view.note


def test_an_address_that_nobody_knows_gets_a_place(directory: CustomerDirectory) -> None:
    assert shown(directory, NOWHERE).points == ()
    set_point(directory, "geo:50.3291,11.7069", NOWHERE)
    assert len(shown(directory, NOWHERE).points) == 1


def test_another_address_needs_another_point(directory: CustomerDirectory) -> None:
    set_point(directory, "50.3291, 11.7069")
    rows = directory.customer(NUMBER).written_rows("customer_point")
    assert exact_point(rows, NAILA | {"street": "Marktplatz 1 "}) is not None
    assert exact_point(rows, NAILA | {"street": "Bahnhofstraße 3"}) is None


@pytest.mark.parametrize(
    ("text", "rule"), [("", "missing"), ("bei der Kirche", "no_point"), ("11.7069, 50.3291", "far_away")]
)
def test_what_is_no_point_here_is_refused(directory: CustomerDirectory, text: str, rule: str) -> None:
    with pytest.raises(InputRefused) as refused:
        set_point(directory, text)
    assert refused.value.rule == rule
