"""Part 5: from the address to the first paint of a page, in a real browser, beside an empty page of the same server."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.customer_beside_databases import MEIER
from benchmarks.dealership import ROOT
from benchmarks.report import Part, Table, comparison
from benchmarks.timing import Series

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from playwright.sync_api import Browser, Page, Playwright

    from benchmarks.dealership import Dealership

# Chromium may run as root in a container, and must not speak to anybody on its own.
_ARGUMENTS = [
    *("--headless", "--no-sandbox", "--disable-gpu", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
]
_EMPTY_PAGE = 'import ipywidgets\nipywidgets.HTML("<h1>Leer</h1>")'
_SERVER = (
    "import sys; from pathlib import Path; from hub.serve import serve;"
    "sys.exit(serve(Path(sys.argv[1]), int(sys.argv[2]), notebooks=Path(sys.argv[3])))"
)
_FIRST_CONTENT = "performance.getEntriesByName('first-contentful-paint')[0]?.startTime"
_HEADER, _CHART, _EMPTY, _SKELETON = "header of the customer", "first chart", "empty page: its heading", "skeleton"


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
        with _serving(dealership, _notebooks(scratch / "notebooks")) as address:
            _visits(browser, address)
            visits = [_visits(browser, address) for _round in range(rounds)]
        browser.close()
    return tuple(_table(f"{title}, {dealership.customers:,} customers", each) for title, each in zip(
        ("first visit of a browser", "next visit of the same browser"), zip(*visits, strict=True), strict=True
    ))  # fmt: skip


def _table(title: str, visits: Sequence[dict[str, float]]) -> Table:
    series = {name: Series(name, tuple(visit[name] for visit in visits)) for name in visits[0]}
    return comparison(title, series[_HEADER], [series[_EMPTY]], [series[_CHART], series[_SKELETON]])


def _visits(browser: Browser, address: str) -> tuple[dict[str, float], dict[str, float]]:
    """The two pages in turns, by a browser that knows nothing; then again."""
    sessions = [browser.new_context(viewport={"width": 1440, "height": 900}, locale="de-DE") for _page in range(2)]
    try:
        first, again = (
            {**_customer(sessions[0].new_page(), address), **_empty(sessions[1].new_page(), address)}
            for _visit in range(2)
        )
    finally:
        for session in sessions:
            session.close()
    return first, again


def _customer(page: Page, address: str) -> dict[str, float]:
    started = time.perf_counter()
    page.goto(f"{address}voila/render/customer.ipynb?customer={MEIER}", wait_until="commit")
    page.locator(".ci-customer h1").wait_for()
    header = time.perf_counter() - started
    page.locator(".ci-chart svg").first.wait_for()
    chart = time.perf_counter() - started
    skeleton = page.evaluate(_FIRST_CONTENT) / 1000
    page.close(run_before_unload=False)
    return {_HEADER: header, _CHART: chart, _SKELETON: skeleton}


def _empty(page: Page, address: str) -> dict[str, float]:
    started = time.perf_counter()
    page.goto(f"{address}voila/render/empty.ipynb", wait_until="commit")
    page.get_by_role("heading", name="Leer").wait_for()
    heading = time.perf_counter() - started
    page.close(run_before_unload=False)
    return {_EMPTY: heading}


def _notebooks(folder: Path) -> Path:
    """The shipped page, and an empty one."""
    folder.mkdir()
    shipped = ROOT / "notebooks" / "customer.ipynb"
    shutil.copy(shipped, folder)
    notebook = json.loads(shipped.read_text(encoding="utf-8"))
    notebook["cells"] = [notebook["cells"][0] | {"source": _EMPTY_PAGE}]
    (folder / "empty.ipynb").write_text(json.dumps(notebook), encoding="utf-8")
    return folder


@contextmanager
def _serving(dealership: Dealership, notebooks: Path) -> Iterator[str]:
    """The server on a free port; ended like a service is ended."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with subprocess.Popen(
        [sys.executable, "-c", _SERVER, str(dealership.settings_file), str(port), str(notebooks)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    ) as server:
        assert server.stdout is not None
        lines = iter(server.stdout.readline, "")
        if not any("is ready" in line for line in lines):
            raise RuntimeError("the server did not start")
        reader = threading.Thread(target=lambda: list(lines), daemon=True)
        reader.start()
        try:
            yield f"http://localhost:{port}/"
        finally:
            server.terminate()
            server.wait(30)
            reader.join(10)


def part(tables: tuple[Table, ...], rounds: int) -> Part:
    """The section of the report."""
    return Part(
        "First paint beside an empty page",
        "From the address to what the eye sees, by Chromium on the same machine, with a kernel of its own per page; the "
        "peer is a notebook with one heading, published by the same server with the same template. "
        f"{rounds} rounds in turns. *skeleton* is the browser's first contentful paint of the customer page.",
        tables,
        "browser, server and kernel share one machine's cores and there is no network between them; a phone on a slow "
        "line waits longer for both pages. The empty page is what Voila and its template cost, not the least that a web "
        "page can cost. With few rounds p95 is the slowest one.",
    )
