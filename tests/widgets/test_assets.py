"""Widgets carry their script where nobody serves it, and name its address in published pages."""

from __future__ import annotations

import importlib
import json
import math
import pkgutil
import re
from collections import Counter
from pathlib import Path

import anywidget
import pytest

import widgets
from widgets.app.tab_bar import TabBar
from widgets.assets import SCRIPTS_VARIABLE, asset, module, script


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
    outlines = json.loads(module("map_base").removeprefix("const MAP_OUTLINES = ").removesuffix(";"))
    assert outlines["sea"].startswith("M-17476 21163l34952 0 ")  # from one edge to the other, 12 degrees: 34,952.5
    # A browser draws a path up to the first error in it. A country is an area, a state line is none.
    for kind, path in outlines.items():
        end = "" if kind == "state" else "Z"
        assert re.fullmatch(rf"(M-?\d+ -?\d+l-?\d+ -?\d+( -?\d+ -?\d+)*{end})+", path), kind


def test_the_places_of_the_map_are_in_its_units_too_and_towns_come_by_their_size() -> None:
    """Berlin lies at 52.52437° N, 13.41053° E (GeoNames); the postal code 95119 is Naila's (50.33° N, 11.71° E)."""
    written = re.findall(r"JSON\.parse\('(.*)'\)", module("map_places"))
    towns, codes = (json.loads(text.replace("\\'", "'").replace("\\\\", "\\")) for text in written)
    assert towns["population"] == sorted(towns["population"], reverse=True)
    assert towns["names"].split("\n")[0] == "Berlin"
    north = math.asinh(math.tan(math.radians(52.52437))) - math.asinh(math.tan(math.radians(51)))
    assert towns["x"][0] == pytest.approx(2.91053 / 360 * 2**20, abs=1)
    assert towns["y"][0] == pytest.approx(-north / (2 * math.pi) * 2**20, abs=1)
    naila = codes["names"].split("\n").index("95119")
    assert codes["x"][naila] == pytest.approx(1.21 / 360 * 2**20, abs=100)  # 3 km: to the middle of its area


DECLARED = re.compile(r"^(?:export )?(?:async )?(?:const|let|function|class) (\w+)", re.MULTILINE)


def test_no_two_files_of_a_module_declare_the_same_name() -> None:
    """A browser would refuse such a module whole, and with it everything that the widget does."""
    for each in pkgutil.walk_packages(widgets.__path__, "widgets."):
        importlib.import_module(each.name)
    kinds = list(anywidget.AnyWidget.__subclasses__())
    kinds += [finer for kind in kinds for finer in kind.__subclasses__()]
    own = {kind.__name__: str(kind._esm) for kind in kinds if kind.__module__.startswith("widgets.")}
    assert {"SessionKeeper", "Grid"} <= own.keys()
    for name, text in (own | {"start page": asset("start.js").decode()}).items():
        assert [each for each, times in Counter(DECLARED.findall(text)).items() if times > 1] == [], name
