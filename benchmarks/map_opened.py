"""The map of a customer's tab *Ort*, from the click on the tab until it is painted, by a browser that never had it."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from benchmarks.browser_pages import OURS, Contestant, start_chromium, timed_click
from benchmarks.dealership import ROOT
from benchmarks.publications import clientinfo
from benchmarks.report import Table, span
from benchmarks.timing import Series

if TYPE_CHECKING:
    from playwright.sync_api import Browser

    from benchmarks.dealership import Dealership

LIMIT = 0.3
_CUSTOMER = "10012"
_NAME = "from the click on *Ort* to the painted map"
# Land, names of towns, and the customer, drawn for the width at which they are seen.
_PAINTED = """["land", "name", "pin"].every((part) => document.querySelector(`.ci-orientation__${part}`)?.checkVisibility())
  && ((seen) => seen.viewBox.baseVal.width === seen.parentElement.clientWidth)(document.querySelector(".ci-orientation__picture"))"""


def opened(dealership: Dealership, rounds: int) -> Table:
    """Open it so many times, each time in a new browser; no row: there is no Chromium."""
    from playwright.sync_api import sync_playwright

    heads = ("", "limit", "median", "p95", "its processor time in the page", "kept")
    with sync_playwright() as playwright:
        browser = start_chromium(playwright)
        if browser is None:
            print("no Chromium found: the map is not measured (set CLIENTINFO_CHROMIUM)", file=sys.stderr)
            return Table("the map of a customer", heads, ())
        with clientinfo(dealership, ROOT / "notebooks") as published:
            ours = Contestant("clientinfo", OURS, published, published.page("customer", f"?customer={_CUSTOMER}"))
            _once(browser, ours)  # the server's very first page is not what anybody waits for again
            found = [_once(browser, ours) for _round in range(rounds)]
        browser.close()
    painted, own = (Series(_NAME, tuple(each)) for each in zip(*found, strict=True))
    kept = painted.median < LIMIT
    row = (_NAME, span(LIMIT), span(painted.median), span(painted.p95), span(own.median), "yes" if kept else "**no**")
    return Table(f"the map of a customer, {rounds} times by a new browser", heads, (row,))


def _once(browser: Browser, ours: Contestant) -> tuple[float, float]:
    """Return the seconds until it is painted, and the processor time of the page's own thread in them."""
    context = ours.browser_of(browser)
    page = context.new_page()
    page.goto(ours.address)
    page.locator(".ci-timeline a").first.wait_for()
    page.wait_for_load_state("networkidle")
    inside = context.new_cdp_session(page)
    inside.send("Performance.enable", {"timeDomain": "threadTicks"})

    def spent() -> float:
        return next(
            float(each["value"])
            for each in inside.send("Performance.getMetrics")["metrics"]
            if each["name"] == "TaskDuration"
        )

    before = spent()
    seconds = timed_click(page, page.get_by_role("tab", name="Ort", exact=True), _PAINTED)
    own = spent() - before
    context.close()
    return seconds, own
