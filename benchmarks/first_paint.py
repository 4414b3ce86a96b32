"""Part 5: from the address to the first paint, in a real browser, beside stock Voila and an empty page of our server."""

from __future__ import annotations

import json
import os
import shutil
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.customer_beside_databases import MEIER
from benchmarks.dealership import ROOT
from benchmarks.publications import Published, clientinfo, stock_voila
from benchmarks.report import Part, Table, comparison
from benchmarks.timing import Series

if TYPE_CHECKING:
    from collections.abc import Sequence

    from playwright.sync_api import Browser, Page, Playwright

    from benchmarks.dealership import Dealership

# Chromium may run as root in a container, and must not speak to anybody on its own.
_ARGUMENTS = [
    *("--headless", "--no-sandbox", "--disable-gpu", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
]
_EMPTY_PAGE = 'import ipywidgets\nipywidgets.HTML("<h1>Leer</h1>")'
_FIRST_CONTENT = "performance.getEntriesByName('first-contentful-paint')[0]?.startTime"
_HEADER, _CHART, _SKELETON = "header of the customer", "first chart", "skeleton"
_STOCK, _EMPTY = "stock Voila, plain kernels: the same header", "empty page of clientinfo: its heading"


def find_chromium(playwright: Playwright) -> str | None:
    """CLIENTINFO_CHROMIUM, then PATH, then Playwright's own."""
    on_path = (shutil.which(name) for name in ("chromium", "chromium-browser", "google-chrome", "chrome"))
    candidates = (os.environ.get("CLIENTINFO_CHROMIUM"), *on_path, playwright.chromium.executable_path)
    return next((path for path in candidates if path and Path(path).exists()), None)


def measure(dealership: Dealership, rounds: int, scratch: Path, versions: dict[str, str]) -> tuple[Table, ...]:
    """Open both pages in turns, each time in a new browser session, then once more in the same one."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = find_chromium(playwright)
        if path is None:
            print("no Chromium found: the page is not measured (set CLIENTINFO_CHROMIUM)", file=sys.stderr)
            return ()
        browser = playwright.chromium.launch(executable_path=path, args=_ARGUMENTS)
        versions["Chromium"] = browser.version
        notebooks = publish(scratch / "notebooks")
        with clientinfo(dealership, notebooks) as ours, stock_voila(dealership, notebooks) as stock:
            _visits(browser, ours, stock)
            visits = [_visits(browser, ours, stock) for _round in range(rounds)]
        browser.close()
    return tuple(_table(f"{title}, {dealership.customers:,} customers", each) for title, each in zip(
        ("first visit of a browser", "next visit of the same browser"), zip(*visits, strict=True), strict=True
    ))  # fmt: skip


def _table(title: str, visits: Sequence[dict[str, float]]) -> Table:
    series = {name: Series(name, tuple(visit[name] for visit in visits)) for name in visits[0]}
    peers = [series[_STOCK], series[_EMPTY]]
    return comparison(title, series[_HEADER], peers, [series[_CHART], series[_SKELETON]])


def _visits(browser: Browser, ours: Published, stock: Published) -> tuple[dict[str, float], dict[str, float]]:
    """The three pages in turns, by browsers that know nothing but the login; then again."""
    sessions = [browser.new_context(viewport={"width": 1440, "height": 900}, locale="de-DE") for _page in range(3)]
    for session, published in zip(sessions, (ours, stock, ours), strict=True):
        session.add_cookies(list(published.cookies))
    try:
        first, again = (
            {
                **_customer(sessions[0].new_page(), ours),
                _STOCK: _until(sessions[1].new_page(), stock.page("customer", f"?customer={MEIER}"), ".ci-customer h1"),
                _EMPTY: _until(sessions[2].new_page(), ours.page("empty"), "h1:text-is('Leer')"),
            }
            for _visit in range(2)
        )
    finally:
        for session in sessions:
            session.close()
    return first, again


def _customer(page: Page, ours: Published) -> dict[str, float]:
    started = time.perf_counter()
    page.goto(ours.page("customer", f"?customer={MEIER}"), wait_until="commit")
    page.locator(".ci-customer h1").wait_for()
    header = time.perf_counter() - started
    page.locator(".ci-chart svg").first.wait_for()
    chart = time.perf_counter() - started
    skeleton = page.evaluate(_FIRST_CONTENT) / 1000
    page.close(run_before_unload=False)
    return {_HEADER: header, _CHART: chart, _SKELETON: skeleton}


def _until(page: Page, address: str, shown: str) -> float:
    started = time.perf_counter()
    page.goto(address, wait_until="commit")
    page.locator(shown).first.wait_for(timeout=120_000)
    seconds = time.perf_counter() - started
    page.close(run_before_unload=False)
    return seconds


def publish(folder: Path) -> Path:
    """The shipped page, and an empty one."""
    folder.mkdir(exist_ok=True)
    shipped = ROOT / "notebooks" / "customer.ipynb"
    shutil.copy(shipped, folder)
    notebook = json.loads(shipped.read_text(encoding="utf-8"))
    notebook["cells"] = [notebook["cells"][0] | {"source": _EMPTY_PAGE}]
    (folder / "empty.ipynb").write_text(json.dumps(notebook), encoding="utf-8")
    return folder


def part(tables: tuple[Table, ...], rounds: int) -> Part:
    """The section of the report."""
    return Part(
        "First paint beside stock Voila and an empty page",
        "From the address to what the eye sees, by Chromium on the same machine, with a kernel of its own per page. The "
        "peers: the same notebook published by stock Voila with its own template and plain kernels, without a login; and "
        "a notebook with one heading, published by our server. clientinfo's browser is logged in, through Hub and proxy. "
        f"{rounds} rounds in turns. *skeleton* is the browser's first contentful paint of the customer page.",
        tables,
        "browser, server and kernel share one machine's cores and there is no network between them; a phone on a slow "
        "line waits longer for both pages. The empty page is what Voila and its template cost, not the least that a web "
        "page can cost. With few rounds p95 is the slowest one.",
    )
