"""The map by itself: a page without a server, a widget's script, and points that no dealership would have."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

from tests.chromium import fresh_browser
from widgets.assets import module

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

NAILA = {"latitude": 50.33, "longitude": 11.71, "label": "Kunde", "text": "", "radius": 0, "kind": "customer"}
# Their values are in `values`; what is said to it is heard as by the widget's own model.
SETUP = """async (script) => {
    const { default: map } = await import(URL.createObjectURL(new Blob([script], { type: "text/javascript" })));
    window.place = (values, style) => {
        const heard = [];
        const model = {
            get: (name) => values[name],
            on: (_names, act) => heard.push(act),
            off: () => {},
            change: (changed) => { Object.assign(values, changed); for (const act of heard) act(); },
        };
        const el = document.createElement("div");
        el.style.cssText = style;
        document.body.replaceChildren(el);
        window.drawn = 0; // whenever a map is drawn for a size, or its ground anew
        new MutationObserver((changes) => { window.drawn += changes.filter(({ attributeName }) => attributeName === "viewBox").length; })
            .observe(el, { attributes: true, subtree: true, attributeFilter: ["viewBox"] });
        map.render({ model, el });
        window.shown = { model, el };
    };
}"""
FRAMES = "async () => { for (let each = 0; each < 3; each += 1) await new Promise(requestAnimationFrame); }"
# How many points the ground has, and whether one of its layers covers a place.
POINTS = "[...document.querySelectorAll('svg > g:first-child path')].flatMap(each => each.getAttribute('d').match(/-?\\d+ -?\\d+/g) ?? []).length"
IS_IN = """([layer, [x, y]]) =>
    document.querySelector(`.ci-orientation__${layer}`).isPointInFill(new DOMPoint(x, y))"""
STYLE = "width: 900px; height: 460px; position: relative"


@pytest.fixture(scope="module")
def empty(chromium: Browser) -> Iterator[Page]:
    """A page in which only the map's script is."""
    page = fresh_browser(chromium).new_page()
    page.evaluate(SETUP, module("map_base", "map_places", "map_ground", "map_labels", "map_tiles", "orientation_map"))
    page.add_style_tag(content="svg { width: 100%; height: 100%; }")
    yield page
    page.context.close()


def _place(page: Page, *points: dict[str, Any], style: str = STYLE, **values: Any) -> None:
    said = {"points": points, "lines": [], "layers": [], "words": {}, "height": 460, "label": "", "attribution": ""}
    page.evaluate("([values, style]) => window.place(values, style)", [said | values, style])
    page.evaluate(FRAMES)


def _names(page: Page) -> list[str]:
    return page.locator("text.ci-orientation__name").all_text_contents()


def _scale(page: Page) -> str:
    """The scale's words; they are drawn last."""
    return _names(page)[-1]


def test_a_map_of_nothing_shows_germany_and_goes_where_the_first_points_are(empty: Page) -> None:
    _place(empty, stays=True)
    named = _names(empty)
    assert {"Berlin", "München"} <= set(named)  # by their half million people, and nobody's village
    assert len(named) < 30
    empty.evaluate("points => window.shown.model.change({ points })", [NAILA])
    empty.evaluate(FRAMES)
    assert "Hof" in _names(empty)
    # a map that stays does not follow the next ones
    empty.evaluate("points => window.shown.model.change({ points })", [NAILA | {"latitude": 53.55, "longitude": 9.99}])
    empty.evaluate(FRAMES)
    assert "Hof" in _names(empty)


@pytest.mark.parametrize("left_out", [{"far": True, "kind": "stop", "number": 0}, {"kind": "other"}])
def test_where_all_points_would_be_left_out_they_are_what_is_seen(empty: Page, left_out: dict[str, Any]) -> None:
    _place(empty, NAILA | left_out, stays=True)
    assert "Hof" in _names(empty)
    assert "Hamburg" not in _names(empty)


@pytest.mark.parametrize("hidden", ["display: none", "width: 0; height: 0"])
def test_a_map_that_begins_out_of_sight_is_drawn_for_its_size_when_it_is_seen(empty: Page, hidden: str) -> None:
    hof = NAILA | {"latitude": 50.32, "longitude": 11.92, "label": "Hof", "kind": "branch"}
    koblenz = NAILA | {"latitude": 50.36, "longitude": 7.59, "label": "Koblenz", "kind": "branch"}
    _place(empty, hof, koblenz)
    direct = empty.locator("svg > g").first.get_attribute("transform")
    _place(empty, hof, koblenz, style=f"{STYLE}; {hidden}")
    empty.evaluate("style => { window.shown.el.style.cssText = style; }", STYLE)
    empty.evaluate(FRAMES)
    assert empty.locator("svg > g").first.get_attribute("transform") == direct


def test_a_map_is_drawn_once_and_as_long_as_nobody_moves_it(empty: Page) -> None:
    _place(empty, NAILA)
    empty.evaluate(FRAMES)
    assert empty.evaluate("window.drawn") == 1
    empty.locator("svg[tabindex]").press("ArrowRight")
    empty.evaluate(FRAMES)
    assert empty.evaluate("window.drawn") == 2


def test_of_countries_a_browser_draws_what_is_around_the_picture_wherever_it_is_moved(empty: Page) -> None:
    """Selb is in Germany, Aš 8 km north-east of it is not; Naila lies 30 km west of both."""
    selb, asch = _units(50.17, 12.13), _units(50.224, 12.195)
    _place(empty)
    germany = empty.evaluate(POINTS)
    _place(empty, NAILA)
    assert empty.evaluate(POINTS) < germany / 10
    for _press in range(10):  # 600 px: what was around the picture at first is not around it now
        empty.locator("svg[tabindex]").press("ArrowRight")
    empty.evaluate(FRAMES)
    assert empty.evaluate(POINTS) < germany / 10
    for place, is_german in ((selb, True), (asch, False)):
        assert empty.evaluate(IS_IN, ["de", place]) == is_german
        assert empty.evaluate(IS_IN, ["abroad", place]) != is_german
    for _press in range(8):  # from zoom 10.5 to 5
        empty.locator("svg[tabindex]").press("-")
    empty.evaluate(FRAMES)
    assert empty.evaluate(IS_IN, ["de", _units(53.55, 9.99)])  # Hamburg
    assert empty.evaluate(POINTS) > germany / 2


def _units(latitude: float, longitude: float) -> list[float]:
    """A place in the map's units: 2^20 around the Earth, from 10.5 degrees east and 51 degrees north."""
    north = math.asinh(math.tan(math.radians(latitude))) - math.asinh(math.tan(math.radians(51)))
    return [(longitude - 10.5) / 360 * 2**20, -north / (2 * math.pi) * 2**20]


def test_a_point_at_a_pole_lies_at_the_edge_of_the_map(empty: Page) -> None:
    """Where web maps end, at 85.0511 degrees, the world's square does: half of it north of the equator.

    Naila is south of that by asinh(tan(50.33 degrees)) / (2 pi): 0.5 - 0.1623 of the world's width, and is seen.
    """
    faults: list[str] = []
    empty.on("pageerror", lambda error: faults.append(str(error)))
    _place(empty, NAILA, NAILA | {"latitude": 90, "label": "Pol", "kind": "branch", "far": True})
    assert faults == []
    pins = empty.locator(".ci-orientation__pin")
    expect(pins).to_have_count(2)
    place = "([a, b]) => [a, b].map(each => Number(each.getAttribute('transform').match(/ ([-.\\d]+)\\)/)[1]))"
    pole, naila = pins.evaluate_all(place)
    world = 256 * 2**10.5
    assert (naila - pole) / world == pytest.approx(0.5 - 0.1623, abs=0.0002)
    assert "Hof" in _names(empty)


def test_no_town_is_named_beside_the_buttons_without_its_dot(empty: Page) -> None:
    """Hof (50.313° N, 11.913° E) lies beneath their edge.

    At zoom 10.5 a degree is 1,030 px, and 1,612 px from south to north: it is 395 px west and 130 px north of the middle,
    at (55, 100) of the picture. The buttons take the first 60 px of the first 150.
    """
    _place(empty, NAILA | {"latitude": 50.232, "longitude": 12.296})
    named = _names(empty)
    assert "Hof" not in named
    assert "Selb" in named  # 12.13° E: what is beside them is
