"""Widgets carry their script where nobody serves it, and name its address in published pages."""

from __future__ import annotations

import importlib
import json
import math
import pkgutil
import re
from collections import Counter
from pathlib import Path
from typing import Any

import anywidget
import pytest

import widgets
from widgets.app.tab_bar import TabBar
from widgets.assets import SCRIPTS_VARIABLE, asset, module, script
from widgets.assets.map_data import joined
from widgets.views.bare_widgets import BrowserWidget


def test_without_a_service_a_widget_carries_its_script(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(SCRIPTS_VARIABLE, raising=False)
    assert isinstance(script("table"), Path)
    assert "export default" in module("dom", "search_box")
    assert TabBar().later == []  # nor is there one that a browser could fetch beforehand


def test_a_published_widget_names_an_address_at_which_its_script_is(monkeypatch: pytest.MonkeyPatch) -> None:
    carried = module("dom", "search_box")
    monkeypatch.setenv(SCRIPTS_VARIABLE, "/services/clientinfo/assets/scripts/")
    file, _, version = module("dom", "search_box").removeprefix("/services/clientinfo/assets/").partition("?v=")
    assert asset(file).decode() == carried
    assert version
    assert version != str(script("table")).partition("?v=")[2]


@pytest.mark.parametrize("name", ["", "../hub", "dom+", "dom+dom", "nothing", "DOM", "page/theme", "dom.js+dom"])
def test_nothing_else_is_a_script(name: str) -> None:
    with pytest.raises(FileNotFoundError):
        asset(f"scripts/{name}.js")


def test_the_outlines_of_the_map_are_in_its_own_units() -> None:
    """What the data hold begins 6 degrees west of the map's middle (10.5° E, 51° N): -6 / 360 * 2^20 = -17476.3.

    By the inverse of the Gudermann function a place lies asinh(tan(latitude)) / (2 pi) * 2^20 north of the equator, in
    spherical Mercator: 152,084.9 at 46.2 degrees, 173,248.3 at 51 degrees; downwards is positive.
    """
    (outlines,) = _parsed("map_base")
    ((west, south, *ways),) = outlines["sea"]
    assert (west, south) == (-17476, 21163)
    assert ways[:2] == [34952, 0]  # from one edge to the other, 12 degrees: 34,952.5
    # Points, and more than one.
    assert all(len(line) % 2 == 0 and len(line) > 2 for lines in outlines.values() for line in lines)


def test_lines_that_meet_are_one_from_end_to_end() -> None:
    a, b, c, d, e = ((float(each), 0.0) for each in range(5))
    pieces = [[b, a], [d, c], [b, c], [e, (9.0, 9.0)]]
    found = joined(pieces)
    assert sorted(min(each, each[::-1]) for each in found) == [[a, b, c, d], [e, (9.0, 9.0)]]
    # a ring ends where it begins
    (ring,) = joined([[a, b], [c, a], [b, c]])
    assert ring[0] == ring[-1]
    assert set(ring) == {a, b, c}


def test_the_places_of_the_map_are_in_its_units_too_and_towns_come_by_their_size() -> None:
    """Berlin lies at 52.52437° N, 13.41053° E (GeoNames); the postal code 95119 is Naila's (50.33° N, 11.71° E)."""
    towns, codes = _parsed("map_places")
    assert towns["population"] == sorted(towns["population"], reverse=True)
    assert towns["names"].split("\n")[0] == "Berlin"
    north = math.asinh(math.tan(math.radians(52.52437))) - math.asinh(math.tan(math.radians(51)))
    assert towns["x"][0] == pytest.approx(2.91053 / 360 * 2**20, abs=1)
    assert towns["y"][0] == pytest.approx(-north / (2 * math.pi) * 2**20, abs=1)
    naila = codes["names"].split("\n").index("95119")
    assert codes["x"][naila] == pytest.approx(1.21 / 360 * 2**20, abs=100)  # 3 km: to the middle of its area


def _parsed(name: str) -> list[dict[str, Any]]:
    """Return the constants of a script of the map's data."""
    written = re.findall(r"JSON\.parse\('(.*)'\)", module(name))
    return [json.loads(text.replace("\\'", "'").replace("\\\\", "\\")) for text in written]


DECLARED = re.compile(r"^(?:export )?(?:async )?(?:const|let|function|class) (\w+)", re.MULTILINE)


def test_no_two_files_of_a_module_declare_the_same_name() -> None:
    """A browser would refuse such a module whole, and with it everything that the widget does."""
    for each in pkgutil.walk_packages(widgets.__path__, "widgets."):
        importlib.import_module(each.name)
    others = [kind for kind in anywidget.AnyWidget.__subclasses__() if kind.__module__.startswith("widgets.")]
    assert others == [BrowserWidget]  # all of ours are made of it
    kinds = BrowserWidget.__subclasses__()
    for kind in kinds:
        kinds += kind.__subclasses__()
    written = [kind for kind in kinds if kind.__module__.startswith("widgets.") and isinstance(kind._esm, str | Path)]
    own = {kind.__name__: str(kind._esm) for kind in written}
    assert {"SessionKeeper", "Grid", "TourMap"} <= own.keys()
    for name, text in (own | {"start page": asset("start.js").decode()}).items():
        assert [each for each, times in Counter(DECLARED.findall(text)).items() if times > 1] == [], name
