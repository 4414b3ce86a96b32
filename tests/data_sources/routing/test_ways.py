"""The embedded estimate, and a table of OSRM's protocol: as documented, and broken in every way that a server can."""

from __future__ import annotations

import json

import numpy as np
import pytest

from clientinfo_kernel.errors import SettingsError
from clientinfo_kernel.sections.routing import RoutingService, routing_service
from clientinfo_kernel.sections.tours import TourSettings
from clientinfo_kernel.tours.travel import ways_between
from data_sources.routing.osrm import osrm_ways
from data_sources.routing.ways import NO_WAY, straight_ways
from tests.data_sources.vat_ids.scripted_service import http, service

HOF, NAILA = (50.3219, 11.9178), (50.3294, 11.7050)
TABLE = {"code": "Ok", "durations": [[0, 905.2], [911, 0]], "distances": [[0, 16_301.4], [16_350, 0]]}


def test_a_degree_of_latitude_is_111_195_metres() -> None:
    # a sphere of the mean radius 6,371,008.8 m: 2 pi r / 360; 45 km/h are 12.5 m/s
    ways = straight_ways([(50.0, 11.0), (51.0, 11.0)], 1.0, 45.0)
    assert ways.metres.tolist() == [[0, 111_195], [111_195, 0]]
    assert ways.seconds[0, 1] == 8896
    assert straight_ways([(50.0, 11.0), (51.0, 11.0)], 1.3, 45.0).metres[0, 1] == 144_554
    assert straight_ways([], 1.3, 45.0).metres.shape == (0, 0)


def test_a_table_is_asked_for_by_longitude_and_latitude_and_read_in_metres_and_seconds() -> None:
    with service(lambda _path, _asked: http(200, TABLE)) as osrm:
        ways = osrm_ways(osrm.url + "/", [HOF, NAILA], 5)
    ((path, _),) = osrm.asked
    assert path == ("/table/v1/driving/11.917800,50.321900;11.705000,50.329400?annotations=duration,distance")
    assert not isinstance(ways, str)
    # rounded up: nobody is promised to be there earlier than the server says
    assert (ways.seconds.tolist(), ways.metres.tolist()) == ([[0, 906], [911, 0]], [[0, 16_302], [16_350, 0]])


def test_where_no_road_leads_the_answer_is_no_and_not_silence() -> None:
    island = {**TABLE, "durations": [[0, None], [None, 0]], "distances": [[0, None], [None, 0]]}
    with service(lambda _path, _asked: http(200, island)) as osrm:
        ways = osrm_ways(osrm.url, [HOF, NAILA], 5)
    assert not isinstance(ways, str)
    assert ways.seconds.tolist() == [[0, NO_WAY], [NO_WAY, 0]]


BROKEN = {
    "not_json": http(200, b"<html>Wartung</html>", kind="text/html"),
    "http_503": http(503, b"busy"),
    "http_302": http(302, TABLE),
    "http_429": http(429, {"message": "too many"}),
    "InvalidQuery": http(400, {"code": "InvalidQuery", "message": "coordinates"}),
    "cut_off": http(200, TABLE, cut=9),
    "no_table": http(200, {**TABLE, "durations": [[0, 1]]}),
}


@pytest.mark.parametrize("why", BROKEN)
def test_what_is_not_a_table_is_no_answer_and_the_straight_line_is_used(why: str) -> None:
    with service(lambda _path, _asked: BROKEN[why]) as osrm:
        ways = ways_between([HOF, NAILA], RoutingService(osrm.url), TourSettings())
    assert (ways.source, ways.problem) == ("haversine", why)
    assert np.array_equal(ways.metres, straight_ways([HOF, NAILA], 1.3, 45.0).metres)


@pytest.mark.parametrize("odd", [["0"] * 2, [True, 0], [-1, 0], [float("nan"), 0], [10**400, 0], [[], 0], {}])
def test_rows_that_hold_no_way_are_no_table(odd: object) -> None:
    answer = http(200, json.dumps({**TABLE, "distances": [odd, [0, 0]]}).encode())
    with service(lambda _path, _asked: answer) as osrm:
        assert osrm_ways(osrm.url, [HOF, NAILA], 5) == "no_table"


def test_the_table_of_a_long_day_is_read() -> None:
    size = 130  # 16,900 ways, two numbers each: 300 KiB
    rows = [[12345.6] * size] * size
    with service(lambda _path, _asked: http(200, {"code": "Ok", "durations": rows, "distances": rows})) as osrm:
        ways = osrm_ways(osrm.url, [HOF] * size, 5)
    assert not isinstance(ways, str)
    assert ways.metres[0, 1] == 12_346


def test_a_server_that_says_nothing_costs_no_more_than_its_deadline() -> None:
    with service(lambda _path, _asked: None) as osrm:
        assert osrm_ways(osrm.url, [HOF, NAILA], 0.2) == "timeout"
    assert osrm_ways("http://127.0.0.1:9", [HOF, NAILA], 2) == "unreachable"
    assert osrm_ways(f"http://{'a' * 70}.example", [HOF, NAILA], 2) == "unreachable"  # no label is longer than 63


@pytest.mark.parametrize("wrong", [{"osrm": "x"}, {"osrm_url": "ftp://x"}, {"seconds": 0}], ids=str)
def test_a_wrong_section_is_named(wrong: dict[str, object]) -> None:
    with pytest.raises(SettingsError, match=r"services\.routing"):
        routing_service({"routing": wrong})
