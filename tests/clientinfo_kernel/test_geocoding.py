"""Addresses that a geocoder knows become points, once; one that misbehaves costs nothing but its own customer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

import pytest

from clientinfo_kernel.access.rights import Viewer
from clientinfo_kernel.errors import SettingsError
from clientinfo_kernel.geocoding.run import GeocoderSilent, GeocodingRun
from clientinfo_kernel.live.commands import Add
from clientinfo_kernel.live.customer_points import CUSTOMER_POINT
from clientinfo_kernel.query.directory import CustomerDirectory
from clientinfo_kernel.query.exact_point import exact_point, point_values
from clientinfo_kernel.sections.geocoder import Geocoder, geocoder_of
from clientinfo_kernel.settings import read_settings
from data_sources.places.nominatim import locate
from tests.data_sources.vat_ids.scripted_service import http, service
from tests.house import House
from tests.stack import own_state
from widgets.parts.address_map import address_map

if TYPE_CHECKING:
    from pathlib import Path

ADDRESS = {"street": "Marktplatz 1", "postal_code": "95119", "town": "Naila", "country": "DE"}
LICENCE = "Data © OpenStreetMap contributors, ODbL 1.0. http://osm.org/copyright"


def found(longitude: object, latitude: object, rank: int = 30) -> dict[str, Any]:
    """An answer as the documentation of Nominatim shows it (format=geojson)."""
    feature = {
        "type": "Feature",
        "properties": {"place_id": 1, "osm_type": "way", "category": "building", "place_rank": rank},
        "geometry": {"type": "Point", "coordinates": [longitude, latitude]},
    }
    return {"type": "FeatureCollection", "licence": LICENCE, "features": [feature]}


NOTHING = {"type": "FeatureCollection", "licence": LICENCE, "features": []}


def test_it_is_asked_by_the_parts_of_the_address() -> None:
    with service(lambda _path, _asked: http(200, found(11.7069, 50.3291))) as running:
        located = locate(ADDRESS, f"{running.url}/nominatim/", 30)
        ((path, _asked),) = running.asked
    assert (located.result, located.latitude, located.longitude) == ("point", 50.3291, 11.7069)
    assert located.attribution == LICENCE
    assert urlsplit(path).path == "/nominatim/search"
    asked = {name: values[0] for name, values in parse_qs(urlsplit(path).query).items()}
    assert asked == {
        "street": "Marktplatz 1", "postalcode": "95119", "city": "Naila", "country": "DE",
        "format": "geojson", "limit": "1", "addressdetails": "0",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("answer", "result"),
    [
        (http(200, NOTHING), "none"),
        (http(200, found(11.7, 50.3, rank=26)), "none"),  # a street, not a house
        (http(200, found("x", None)), "not_answered"),
        (http(200, found(50.3, 211.7)), "not_answered"),
        (http(200, {"type": "FeatureCollection"}), "not_answered"),
        (http(200, {"features": [[]]}), "not_answered"),
        (http(200, {"features": [{"geometry": {"coordinates": [11.7, 50.3]}, "properties": None}]}), "not_answered"),
        (http(200, {"features": [{"geometry": {"coordinates": [11.7, 50.3]}, "properties": [30]}]}), "not_answered"),
        (http(200, {"features": [{"geometry": None, "properties": {}}]}), "not_answered"),
        (http(200, b"<html>Wartung</html>", kind="text/html"), "not_answered"),
        (http(429, {"error": "Bandwidth limit exceeded"}), "not_answered"),
        (http(200, found(11.7, 50.3), cut=20), "not_answered"),
        (b"", "not_answered"),
    ],
)
def test_whatever_it_says_is_a_point_none_or_no_answer(answer: bytes, result: str) -> None:
    with service(lambda _path, _asked: answer) as running:
        assert locate(ADDRESS, running.url, 30).result == result


def test_who_says_nothing_is_not_waited_for() -> None:
    with service(lambda _path, _asked: None) as running:
        located = locate(ADDRESS, running.url, 0.2)
    assert (located.result, located.why) == ("not_answered", "timeout")


@pytest.fixture(scope="module")
def refreshed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    house = House.at(tmp_path_factory.mktemp("geocoding") / "house", with_towns=True)
    otto = {"kind": "person", "name": "Otto", **ADDRESS, "country": "D"}
    rows = [{**otto, "customer_number": str(number)} for number in range(1, 5)]
    nowhere = {"customer_number": "8", "kind": "person", "name": "Ohne Ort", "street": "Hauptstr. 5"}
    house.dealer_system("customers", *rows, nowhere, {"customer_number": "9", "kind": "person", "name": "Ohne Straße"})
    house.refresh()
    return house.folder / "clientinfo.toml"


@pytest.fixture
def directory(refreshed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> CustomerDirectory:
    monkeypatch.setenv("CLIENTINFO_AUDIT", str(tmp_path / "audit"))
    settings = read_settings(refreshed, state=own_state(refreshed, tmp_path))
    return CustomerDirectory(settings, viewer=Viewer("sven", frozenset({"service"}), "Sven Service"))


def run(directory: CustomerDirectory, url: str) -> GeocodingRun:
    return GeocodingRun(directory, Geocoder(url, pause=1.5), sleep=lambda _seconds: None)


def test_a_run_keeps_points_with_their_attribution_and_asks_nobody_twice(directory: CustomerDirectory) -> None:
    file = directory.customer("1")
    by_hand = point_values(50.3, 11.7, ADDRESS) | {"source": "hand"}
    directory.live(file).do(Add("by hand", "1", CUSTOMER_POINT, by_hand))
    pauses: list[float] = []
    with service(lambda _path, _asked: http(200, found(11.7069, 50.3291))) as running:
        asking = GeocodingRun(directory, Geocoder(running.url, pause=1.5), sleep=pauses.append)
        assert asking.due() == ["2", "3", "4"]  # 1 has a point, 8 no place, 9 no street
        assert [step.located.result for step in asking.steps(asking.due())] == ["point"] * 3
        assert asking.due() == []
        assert [parse_qs(urlsplit(path).query)["country"] for path, _asked in running.asked] == [["DE"]] * 3
    assert pauses == [1.5, 1.5]
    shown = address_map(directory.customer("2"))
    assert (shown.points[0].latitude, shown.points[0].radius_m, shown.attribution) == (50.3291, 0, LICENCE)


def test_a_person_s_point_is_never_replaced(directory: CustomerDirectory) -> None:
    """Not by a question about this customer, not by a run that began before, not by a row of the geocoder that is newer."""
    file = directory.customer("1")
    by_hand = point_values(50.3, 11.7, ADDRESS) | {"source": "hand"}
    directory.live(file).do(Add("by hand", "1", CUSTOMER_POINT, by_hand))
    with service(lambda _path, _asked: http(200, found(11.7069, 50.3291))) as running:
        assert list(run(directory, running.url).steps(["1"])) == []
        assert running.asked == []
    newer = point_values(50.4, 11.8, ADDRESS) | {"source": "geocoder", "attribution": LICENCE}
    directory.live(file).do(Add("newer", "1", CUSTOMER_POINT, newer))
    kept = exact_point(directory.customer("1").written_rows("customer_point"), ADDRESS)
    assert kept is not None
    assert kept.latitude == 50.3


def test_what_it_does_not_know_is_not_asked_again(directory: CustomerDirectory) -> None:
    far = http(200, found(12.6, 50.33))  # another place of the name, 64 km away
    with service(lambda _path, _asked: far if len(running.asked) == 1 else http(200, NOTHING)) as running:
        asking = run(directory, running.url)
        assert [step.located.result for step in asking.steps(asking.due()[:2])] == ["none", "none"]
        assert asking.due() == ["3", "4"]
    assert address_map(directory.customer("1")).attribution != LICENCE


def test_a_geocoder_s_point_for_a_street_alone_is_none() -> None:
    """Asked without a place, it took the first house of that name in the world."""
    nowhere = {"street": "Hauptstr. 5", "postal_code": None, "town": None}
    kept = point_values(52.5, 13.4, nowhere) | {"note": "", "written_by": "", "created_at": None, "attribution": "x"}
    assert exact_point([kept | {"source": "geocoder"}], nowhere) is None
    assert exact_point([kept | {"source": "hand"}], nowhere) is not None


def test_an_address_that_no_field_holds_stops_nothing() -> None:
    long = {"street": "S\u0085traße " * 40, "postal_code": "95119", "town": "Naila"}
    kept = point_values(50.3, 11.7, long)
    assert (len(kept["street"]), "\u0085" in kept["street"]) == (200, False)
    assert exact_point(
        [kept | {"source": "hand", "note": "", "written_by": "", "created_at": None, "attribution": ""}], long
    )


def test_one_that_is_away_ends_the_run_after_three_silences(directory: CustomerDirectory) -> None:
    with service(lambda _path, _asked: http(503, {})) as running:
        steps = run(directory, running.url).steps(["1", "2", "3", "4"])
        with pytest.raises(GeocoderSilent):
            list(steps)
        assert len(running.asked) == 3


@pytest.mark.parametrize(
    "section", [{}, {"url": ""}, {"url": "ftp://x"}, {"url": "https://x", "pause": -1}, {"url": "https://x", "key": 1}]
)
def test_a_section_that_cannot_work_is_named(section: dict[str, Any]) -> None:
    with pytest.raises(SettingsError, match=r"services\.geocoder"):
        geocoder_of({"geocoder": section})


def test_a_mistake_in_the_section_is_named_when_the_settings_are_read(tmp_path: Path) -> None:
    (tmp_path / "clientinfo.toml").write_text('[services.geocoder]\nurl = "https://x"\npauze = 2\n')
    with pytest.raises(SettingsError, match=r"\[services\.geocoder\] has no pauze; there are: url, seconds, pause"):
        read_settings(tmp_path / "clientinfo.toml")
