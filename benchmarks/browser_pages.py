"""A customer page in a browser, ours or a peer's: open it until the search works, click on a hit until all is painted."""

from __future__ import annotations

import os
import shutil
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.publications import Published

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Locator, Page, Playwright


# Chromium may run as root in a container, and must not speak to anybody on its own.
_ARGUMENTS = [
    *("--headless", "--no-sandbox", "--disable-gpu", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
]
_PATIENCE = 120_000
# From the press of the button to the frame after the one in which all is there; the page's own clock.
_TIME_CLICK = """([mark, painted]) => {
  (new Function(mark))();
  const isPainted = new Function(`return ${painted}`);
  window.benchClick = new Promise((resolve) => document.addEventListener("pointerdown", () => {
    const started = performance.now();
    // After a frame, not at its begin: what a page draws when it learns its size is painted with the frame that says so.
    const frame = (then) => requestAnimationFrame(() => setTimeout(then));
    const look = () => frame(isPainted() ? () => resolve(performance.now() - started) : look);
    look();
  }, { capture: true, once: true }));
}"""
_AREAS = "['header', 'balance', 'lists', 'events']"


@dataclass(frozen=True)
class Design:
    """How a page is driven.

    Attributes:
        field: Selector of the search field, once it takes letters.
        hit: Selector of the hits; each shows the number by which its customer was found.
        mark: JavaScript that marks what stands there before a click.
        painted: JavaScript that says whether all of a customer stands there; NUMBER is the customer's number.
    """

    field: str
    hit: str
    painted: str
    mark: str = ""


# A panel of ours is written again as a whole, its charts with it; a peer's areas change their texts.
OURS = Design(
    ".ci-search input",
    ".ci-suggest [role=option]",
    """document.querySelector(".ci-customer")?.textContent.includes("NUMBER")
    && document.querySelectorAll(".ci-panel--overview .ci-tile").length > 3
    && ![...document.querySelectorAll(".ci-panel--overview .ci-tile")].some((tile) => tile.benchOld)""",
    'document.querySelectorAll(".ci-panel--overview .ci-tile").forEach((tile) => { tile.benchOld = true; });',
)
DASH = Design(
    "#search",
    "#hits button",
    f"""{_AREAS}.every((area) => document.querySelector(`[data-area=${{area}}]`)?.textContent.includes("NUMBER"))
    && document.querySelector("#revenue .gtitle")?.textContent.includes("NUMBER")""",
)
VOILA = Design(
    "input[placeholder='Kunde suchen']",
    "select option",
    f"""{_AREAS}.every((area) => document.querySelector(`[data-area=${{area}}]`)?.textContent.includes("NUMBER"))
    && [...document.querySelectorAll(".bqplot text")].some((text) => text.textContent.includes("NUMBER"))""",
)


@dataclass(frozen=True)
class Contestant:
    """A published page."""

    name: str
    design: Design
    published: Published
    address: str

    def browser_of(self, browser: Browser) -> BrowserContext:
        """Return a browser that knows nothing but the login."""
        context = browser.new_context(viewport={"width": 1440, "height": 900}, locale="de-DE")
        context.set_default_timeout(_PATIENCE)
        context.add_cookies(list(self.published.cookies))
        return context


@dataclass
class Visit:
    """A page until its search works.

    Attributes:
        usable: Seconds until the search field stands there and takes letters.
        hits: Seconds until the first hit for what was typed at once stands there.
        requests: How many were made until then, also those that the browser's cache answered.
        received: Bytes that came for them over the wire.
    """

    usable: float = 0.0
    hits: float = 0.0
    requests: int = 0
    received: int = 0
    page: Any = field(default=None, repr=False)


def visit(context: BrowserContext, contestant: Contestant, number: str, before: str = "") -> Visit:
    """Open the page and type a customer's number as soon as the search takes it; the page stays open.

    Args:
        context: The browser.
        contestant: Whose page it is.
        number: Of a customer.
        before: Address of what the tab shows before; empty: nothing, it is new.
    """
    page, found = context.new_page(), Visit()
    if before:
        page.goto(before)
    wire = context.new_cdp_session(page)
    wire.on("Network.requestWillBeSent", lambda event: _count_request(found, event["request"]["url"]))
    wire.on("Network.loadingFinished", lambda event: _count_bytes(found, event["encodedDataLength"]))
    wire.send("Network.enable")
    started = time.perf_counter()
    page.goto(contestant.address, wait_until="commit")
    search = page.locator(contestant.design.field).first
    search.wait_for()
    found.usable = time.perf_counter() - started
    search.fill(number)
    page.locator(contestant.design.hit, has_text=number).first.wait_for()
    found.hits = time.perf_counter() - started
    wire.detach()
    found.page = page
    return found


def click(page: Page, contestant: Contestant, number: str) -> float:
    """Type a customer's number, click on the hit; return the seconds from the click until all of them is painted."""
    design = contestant.design
    page.locator(design.field).first.fill(number)
    hit = page.locator(design.hit, has_text=number).first
    hit.wait_for()
    return timed_click(page, hit, design.painted.replace("NUMBER", number), design.mark)


def timed_click(page: Page, target: Locator, painted: str, mark: str = "") -> float:
    """Click; return the seconds until all is painted (``Design``)."""
    page.evaluate(_TIME_CLICK, [mark, painted])
    target.click()
    return float(page.evaluate("window.benchClick")) / 1000


def start_chromium(playwright: Playwright) -> Browser | None:
    """Start CLIENTINFO_CHROMIUM, else one on PATH, else Playwright's own; None: there is none.

    The shell first, which is the same engine: a whole browser loads 200 scripts of its own address bar for each new window,
    and whatever page comes first shares the processors with them.
    """
    names = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "chrome")
    on_path = (shutil.which(name) for name in names)
    candidates = (os.environ.get("CLIENTINFO_CHROMIUM"), *on_path, playwright.chromium.executable_path)
    path = next((path for path in candidates if path and Path(path).exists()), None)
    return playwright.chromium.launch(executable_path=path, args=_ARGUMENTS) if path else None


def _count_request(found: Visit, address: str) -> None:
    if address.startswith("http"):
        found.requests += 1


def _count_bytes(found: Visit, received: float) -> None:
    found.received += int(received)
