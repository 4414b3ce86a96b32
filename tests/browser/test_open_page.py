"""What opening a page costs, that its console stays empty, and that an analyst's own notebook draws."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import nbformat
import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.chromium import fresh_browser, leave

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Request, Route

    from tests.stack import Stack

APPS = [
    ("controlling", ("", "customer"), "Welchen Kunden suchen Sie?"),
    ("controlling", ("?customer=10012", "customer"), "Meier Vakuumtechnik GmbH"),
    ("controlling", ("?customer=10012&tab=place", "customer"), "Meier Vakuumtechnik GmbH"),
    ("privacy", ("", "audit"), "Zugriffsprotokoll"),
    ("admin", ("", "users"), "Benutzer"),
]
CELLS = [
    "# Auswertung",
    "import bqplot, ipyleaflet, ipywidgets, pandas, traitlets\nfrom IPython.display import HTML, SVG, display",
    """\
slider, told, seen = ipywidgets.IntSlider(3, description="Regler"), ipywidgets.Label(), ipywidgets.Output()
slider.observe(lambda change: setattr(told, "value", f"Wert {change.new}"), "value")
button = ipywidgets.Button(description="Zeigen")
def show(_button):
    with seen:
        print("gedruckt")
        display(HTML("<em>gezeigt</em>"))
button.on_click(show)
ipywidgets.VBox([slider, told, button, seen])""",
    """\
before = ipywidgets.Output()
with before:
    display(HTML("<u>in der Zelle</u>"))
ipywidgets.Tab([before], titles=["Blatt"])""",
    """\
scales = {"x": bqplot.LinearScale(), "y": bqplot.LinearScale()}
bqplot.Figure(marks=[bqplot.Lines(x=[1, 2, 3], y=[1, 4, 9], scales=scales)])""",
    """\
place = ipyleaflet.Map(center=(50, 11), zoom=6, layers=[])
place.add(ipyleaflet.Marker(location=(50, 11)))
place""",
    "pandas.DataFrame({'Betrag': [9366]})",
    'display(SVG(\'<svg xmlns="http://www.w3.org/2000/svg" width="40" height="40"><circle r="9"/></svg>\'))',
    "'nur <b>Text</b>'",
    """\
class Grid(ipywidgets.DOMWidget):
    _model_module = _view_module = traitlets.Unicode("ipydatagrid").tag(sync=True)
    _model_name = traitlets.Unicode("GridModel").tag(sync=True)
    _view_name = traitlets.Unicode("GridView").tag(sync=True)
Grid()""",
]


COVERED = """() => {
    const box = each => each.getBoundingClientRect();
    const pins = [...document.querySelectorAll(".ci-orientation__pin path")].map(box);
    return [...document.querySelectorAll(".ci-orientation__pin text")]
        .filter(name => pins.some(pin => pin.left < box(name).right && box(name).left < pin.right
            && pin.top < box(name).bottom && box(name).top < pin.bottom))
        .map(name => name.textContent);
}"""
# Names that a neighbour's disc lies on, and postal codes that a pin's tip does.
TOUCHED = """() => {
    const box = each => each.getBoundingClientRect();
    const middle = ({ left, right, top, bottom }) =>
        ({ left: (2 * left + right) / 3, right: (left + 2 * right) / 3, top, bottom });
    const discs = [...document.querySelectorAll(".ci-orientation__pin.is-near circle")].map(box);
    const tips = [...document.querySelectorAll(".ci-orientation__pin path")].map(box).map(middle);
    const isOn = (name, marks) => marks.some(mark => mark.left < box(name).right && box(name).left < mark.right
        && mark.top < box(name).bottom && box(name).top < mark.bottom);
    return [...document.querySelectorAll("svg > g > .ci-orientation__name")]
        .filter(name => isOn(name, name.classList.contains("is-code") ? [...discs, ...tips] : discs))
        .map(name => name.textContent);
}"""
# A line on which each script takes longer than anywidget waits for one (two seconds, here none): the page waits on.
SLOW_LINE = """const { timeout } = AbortSignal;
AbortSignal.timeout = (milliseconds) => timeout.call(AbortSignal, milliseconds === 2000 ? 0 : milliseconds);"""


@pytest.fixture
def cold(chromium: Browser, session_of: Callable[..., BrowserContext]) -> Iterator[Page]:
    """A logged-in browser that has nothing of ours in its cache."""
    known = session_of("controlling")
    opened = fresh_browser(chromium, storage_state=known.storage_state())
    opened.add_init_script(SLOW_LINE)
    yield opened.new_page()
    leave(opened)
    leave(known)


@pytest.mark.parametrize(("role", "address", "heading"), APPS)
def test_the_console_stays_empty_and_no_other_host_is_asked(
    role: str, address: tuple[str, str], heading: str, session_of: Callable[..., BrowserContext], site: Stack
) -> None:
    """As in a house without internet, where the map of a customer is there all the same."""
    context = session_of(role)
    page = context.new_page()
    said: list[str] = []
    elsewhere: list[str] = []

    def refuse(route: Route) -> None:
        elsewhere.append(route.request.url)
        route.abort("internetdisconnected")

    page.route(lambda url: url.startswith("http") and urlsplit(url).port != site.port, refuse)
    page.on("console", lambda message: said.append(f"{message.type}: {message.text}"))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto(site.page_address(*address))
    expect(page.get_by_role("heading", name=heading, level=1)).to_be_visible()
    page.wait_for_load_state("networkidle")
    if "place" in address[0]:  # a map that one can find one's way on: land, the towns around, the customer
        expect(page.locator(".ci-orientation__land")).to_be_visible()
        expect(page.locator(".ci-orientation__pin").first).to_be_visible()
        assert "Hof" in page.locator(".ci-orientation__name").all_text_contents()
        # A branch is in the customer's own town: neither's pin lies on a branch's name.
        assert page.evaluate(COVERED) == []
        assert page.evaluate(TOUCHED) == []
        # From 7 km west of Naila to Hof are 24 km, less than the page has room for: the map begins at its start, zoom
        # 10.5, where a px is 69 m at 50.3 degrees and 120 px, the longest scale, are 8 km.
        assert "5 km" in page.locator(".ci-orientation__name.is-code").all_text_contents()
    leave(context)
    assert elsewhere == []
    # A page that is left before it is connected is told so by the browser.
    assert [each for each in said if "closed before the connection is established" not in each] == []


def test_a_cold_page_needs_few_requests_and_bytes_until_the_search_works_and_fetches_the_map_later(
    cold: Page, site: Stack
) -> None:
    finished: list[Request] = []

    def note(request: Request) -> None:
        finished.append(request)

    faults: list[str] = []
    cold.on("requestfinished", note)
    cold.on("pageerror", lambda error: faults.append(str(error)))
    cold.goto(site.page_address())
    cold.get_by_role("combobox", name="Kunde suchen").fill("meier vakuum")
    expect(cold.get_by_role("option").first).to_contain_text("Meier Vakuumtechnik GmbH")
    assert faults == []
    assert len(finished) < 30
    assert sum(request.sizes()["responseBodySize"] for request in finished) < 1_000_000
    # Those of the page itself; what JupyterLab installs is not for our pages.
    assert not [request.url for request in finished if "labextensions" in request.url or "voila.js" in request.url]

    # The map of the first customer who is opened waits for its data alone: its script is fetched while nobody waits.
    asked: list[str] = []
    cold.get_by_role("option").first.click()
    expect(cold.locator("link[rel=modulepreload][href*=orientation_map]")).to_be_attached()
    cold.on("request", lambda request: asked.append(request.url))
    cold.get_by_role("tab", name="Ort", exact=True).click()
    expect(cold.locator(".ci-orientation__pin").first).to_be_visible()
    assert [each for each in asked if "orientation_map" in each] == []


def test_an_analyst_s_notebook_draws(page: Page, site: Stack, notebooks: Path) -> None:
    book = nbformat.v4.new_notebook(
        metadata={"clientinfo": {"title": "Auswertung", "roles": ["controlling"], "needs": ["evaluation"]}}
    )
    book.cells = [nbformat.v4.new_markdown_cell(CELLS[0]), *map(nbformat.v4.new_code_cell, CELLS[1:])]
    nbformat.write(book, notebooks / "analysis.ipynb")
    page.goto(site.page_address(notebook="analysis"))
    page.get_by_role("slider").press("ArrowRight")
    expect(page.get_by_text("Wert 4")).to_be_visible()
    page.get_by_role("button", name="Zeigen").click()
    expect(page.locator("em", has_text="gezeigt")).to_be_visible()
    expect(page.get_by_text("gedruckt")).to_have_count(0)
    expect(page.get_by_role("tab", name="Blatt")).to_be_visible()
    expect(page.locator("u", has_text="in der Zelle")).to_be_visible()
    expect(page.locator(".bqplot svg path.line").first).to_be_visible()
    marker = page.locator("img.leaflet-marker-icon")
    expect(marker).to_be_visible()
    assert marker.evaluate("async image => { await image.decode(); return image.naturalWidth; }") > 0
    expect(page.get_by_role("cell", name="9366")).to_be_visible()
    expect(page.locator("img[src^='data:image/svg']")).to_be_visible()
    expect(page.get_by_text("'nur <b>Text</b>'")).to_be_visible()
    missing = page.get_by_role("status").filter(has_text="kann hier nicht gezeigt werden")
    expect(missing).to_contain_text("ipydatagrid")
