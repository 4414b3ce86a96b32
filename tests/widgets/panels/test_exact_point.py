"""The exact point that somebody set: it stands on the map, holds for one address, and what is no point is refused."""

from __future__ import annotations

import re
from datetime import datetime
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clientinfo_kernel.access.rights import Viewer
from clientinfo_kernel.live.commands import Add, new_command_id
from clientinfo_kernel.live.customer_points import CUSTOMER_POINT
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
from widgets.view_models import MapPoints, Stack, Table
from widgets.views import ViewContext, draw

if TYPE_CHECKING:
    from pathlib import Path

NUMBER, NOWHERE, MIXED_UP = "10", "11", "12"
# The church of Naila, and the town's address.
NAILA = {"street": "Marktplatz 1", "postal_code": "95119", "town": "Naila"}
CHURCH = (50.3291, 11.7069)
# Selbitz is the next town to the east, 5 km away; Munich is not near. The house's key date is 2012-10-11.
SELBITZ = {"postal_code": "95152", "town": "Selbitz", "kind": "person"}
NEAR_AND_FAR = (
    {"customer_number": "20", "name": "Nah <b>", **SELBITZ},
    {"customer_number": "21", "name": "Morgen", **SELBITZ},
    {"customer_number": "23", "name": "Selber Ort", "kind": "person", "postal_code": "95119", "town": "Naila"},
    {"customer_number": "22", "name": "Fern", "kind": "person", "postal_code": "80331", "town": "München"},
)
APPOINTMENTS = tuple(
    {
        "appointment_number": f"T{number}",
        "customer_number": number,
        "service": "pickup",
        "bring_at": datetime(*day, 8, 30),  # noqa: DTZ001
    }
    for number, day in (
        (NUMBER, (2012, 10, 11)),
        (NOWHERE, (2012, 10, 11)),
        ("20", (2012, 10, 11)),
        ("21", (2012, 10, 12)),
        ("22", (2012, 10, 11)),
    )
)


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
    house = House.at(tmp_path_factory.mktemp("point") / "house", with_towns=True)
    rows = (
        {"customer_number": NUMBER, **NAILA},
        {"customer_number": NOWHERE, "town": "Nirgendhausen am See"},
        {"customer_number": MIXED_UP, "postal_code": "10115", "town": "Kirchheim"},
    )
    house.dealer_system("customers", *({"kind": "person", "name": "Otto Ort", **row} for row in rows), *NEAR_AND_FAR)
    house.dealer_system("appointments", *APPOINTMENTS)
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


def test_who_comes_today_near_the_customer_is_on_the_map_and_in_a_table_and_nobody_else(
    directory: CustomerDirectory,
) -> None:
    view = shown(directory)
    (near,) = view.near
    assert (near.customer_number, near.text) == ("20", "08:30 Uhr, bringt das Fahrzeug")
    table = next(
        each for each in _flat(place(directory.customer(NUMBER))) if isinstance(each, Table) and each.customers
    )
    assert table.rows.select("name", "wish", "place").rows() == [("Nah <b>", "wird geholt", "95152 Selbitz")]
    assert table.columns[1].link is not None
    link = table.columns[1].link(table.rows.to_dicts()[0])
    assert link is not None
    assert (link.customer_number, link.tab) == ("20", "place")
    # whoever is shown is counted in the audit log before anything leaves for the browser
    shown_before: list[str] = []
    draw(view, ViewContext(lambda _link: None, shown=shown_before.extend))
    assert shown_before == ["20"]


def test_a_neighbour_is_where_somebody_set_a_point_also_without_a_known_address(directory: CustomerDirectory) -> None:
    set_point(directory, "50.3291, 11.7069")
    # 0.0009° to the north: 100 m; a geocoder's, whose licence asks to be named
    found = point_values(50.33, 11.7069, {"town": "Nirgendhausen am See"}) | {
        "source": "geocoder",
        "attribution": "© X",
    }
    directory.live(directory.customer(NOWHERE)).do(Add(new_command_id(), NOWHERE, CUSTOMER_POINT, found))
    set_point(directory, "50.3291, 11.8471", "20")  # 0.1402° to the east, at 0.6384 of a degree at the equator: 10 km
    view = shown(directory)
    near = [(dot.customer_number, dot.latitude, dot.longitude, dot.radius_m) for dot in view.near]
    assert near == [(NOWHERE, 50.33, 11.7069, 0), ("20", 50.3291, 11.8471, 0)]
    assert view.attribution == "© X"
    far = directory.customer(NUMBER).neighbours(CHURCH, 9.9)
    assert far["customer_number"].to_list() == [NOWHERE]
    assert far["far_km"].round(2).to_list() == [0.1]


def test_where_nobody_comes_it_is_said_and_who_has_no_place_has_no_neighbours(directory: CustomerDirectory) -> None:
    in_munich = _flat(place(directory.customer("22")))
    assert not any(isinstance(each, Table) for each in in_munich)
    assert in_munich[0].near_note == "Am 11.10.2012 hat im Umkreis von 15 km sonst niemand einen Termin."
    assert not any(isinstance(each, Table) for each in _flat(place(directory.customer(NOWHERE))))


def test_an_address_that_nobody_knows_gets_a_place(directory: CustomerDirectory) -> None:
    assert shown(directory, NOWHERE).points == ()
    set_point(directory, "geo:50.3291,11.7069", NOWHERE)
    assert len(shown(directory, NOWHERE).points) == 1


def test_a_postal_code_and_a_town_that_contradict_each_other_are_said(directory: CustomerDirectory) -> None:
    view = shown(directory, MIXED_UP)
    said = re.fullmatch(
        r"Postleitzahl 10115 und Ort Kirchheim passen nicht zusammen: dazwischen liegen (\d+) km\. (.*)", view.warning
    )
    assert said is not None
    # From Berlin to the nearest Kirchheim, Thuringia's (50.88, 11.02): 1.65 degrees south are 183 km, 2.37 degrees west
    # at 52.5 degrees 160 km, together 243 km.
    assert int(said[1]) == pytest.approx(243, abs=3)
    assert said[2] == "Der Punkt folgt der Postleitzahl."
    assert view.points[0].latitude == pytest.approx(52.53, abs=0.02)
    assert view.warning in draw(view, ViewContext(print)).children[-1].html
    set_point(directory, "50.88, 11.02", MIXED_UP)
    warning = shown(directory, MIXED_UP).warning
    assert warning.endswith(f"{said[1]} km.")  # it follows what somebody set
    assert not shown(directory).warning


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
