"""Part 5: the customer page in a browser beside the same overview in Dash and in stock Voila."""

from __future__ import annotations

import json
import random
import shutil
import statistics
import sys
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import psutil

from benchmarks.browser_pages import DASH, OURS, VOILA, Contestant, Visit, click, start_chromium, visit
from benchmarks.customer_beside_databases import MEIER
from benchmarks.dealership import ROOT
from benchmarks.publications import (
    anonymous_size,
    another_site,
    clientinfo,
    dash_app,
    proportional_size,
    stock_voila,
)
from benchmarks.report import Part, Table, comparison, digits, size, span
from benchmarks.timing import Series

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from playwright.sync_api import Browser

    from benchmarks.dealership import Dealership

CLIENTINFO, IN_DASH, IN_VOILA = "clientinfo, behind its login", "Dash, gunicorn", "stock Voila, plain kernels"
SAME = "the same notebook in stock Voila"
_SEED = 4
_SETTLED = 5  # customers after which memory and processor time are looked at for the first time
_PAGES = 20  # open at the same time, for their memory: a small house's; the more, the less each has of what all share
# As ``measure`` makes them, in this order.
_VISITS = (
    "first visit of a browser, in a new tab",
    "next visit of the same browser, in a new tab",
    "first visit of a browser, in a tab with another site",
    "next visit of the same browser, in a tab with another site",
)
_CELL = "from benchmarks.peers.voila_page import page\npage()"


@dataclass
class Clicked:
    """A page in which customer after customer is opened.

    Attributes:
        processes: What answers it: its kernel, or the workers of the server.
        seconds: From each click to all painted.
        looks: Memory in bytes and processor seconds so far, after the first few customers and at the end.
    """

    page: Any
    processes: tuple[int, ...]
    seconds: list[float] = field(default_factory=list)
    looks: list[tuple[int, float]] = field(default_factory=list)

    def look(self) -> None:
        """Note memory of their own and processor time of its processes."""
        times = [psutil.Process(pid).cpu_times() for pid in self.processes]
        memory = sum(map(anonymous_size, self.processes))
        self.looks.append((memory, sum(each.user + each.system for each in times)))

    def per_customer(self) -> tuple[float, float]:
        """Return how many bytes and processor seconds each customer took after the first few."""
        (settled, begun), (grown, done) = self.looks
        customers = len(self.seconds) - _SETTLED
        return max(grown - settled, 0) / customers, (done - begun) / customers


def measure(
    dealership: Dealership, rounds: int, customers: int, scratch: Path, versions: dict[str, str]
) -> tuple[Table, ...]:
    """Open all pages in turns, cold and again; then open customer after customer in one of each, in turns."""
    from playwright.sync_api import sync_playwright

    numbers = dealership.snapshot().columns("customers", ["customer_number"])["customer_number"].to_list()
    chosen = random.Random(_SEED).sample(numbers, min(customers, len(numbers)))  # noqa: S311  # no secret
    with sync_playwright() as playwright, ExitStack() as stack:
        browser = start_chromium(playwright)
        if browser is None:
            print("no Chromium found: the page is not measured (set CLIENTINFO_CHROMIUM)", file=sys.stderr)
            return ()
        stack.callback(browser.close)
        versions["Chromium"] = browser.version
        ours, dash, voila, same = _contestants(stack, dealership, publish(scratch / "notebooks"))
        pages, befores = (ours, dash, voila), ("", stack.enter_context(another_site()))
        _in_turns(browser, pages)  # each server's very first page is not what anybody waits for again
        visits = [
            [each for before in befores for each in _in_turns(browser, pages, before)] for _round in range(rounds)
        ]
        clicked = _clicks(browser, pages, chosen)
        memory = {each.name: _memory(each) for each in (ours, same)}
    title = f"{dealership.customers:,} customers"
    return (
        *(_opened(f"{when}, {title}", [each[place] for each in visits]) for place, when in enumerate(_VISITS)),
        _painted(f"a click on a hit until all of the overview is painted, {title}", clicked),
        _costs(f"what each customer takes of the processes that answer a page, {title}", clicked),
        _sizes(f"memory of an open page, {_PAGES} at the same time, {title}", memory),
    )


def publish(folder: Path) -> Path:
    """Write the shipped notebook and that of stock Voila into a folder."""
    folder.mkdir(exist_ok=True)
    shutil.copy(ROOT / "notebooks" / "customer.ipynb", folder)
    notebook = json.loads((ROOT / "notebooks" / "customer.ipynb").read_text(encoding="utf-8"))
    notebook["cells"] = [notebook["cells"][0] | {"source": _CELL}]
    (folder / "peer.ipynb").write_text(json.dumps(notebook), encoding="utf-8")
    return folder


def _contestants(stack: ExitStack, dealership: Dealership, notebooks: Path) -> tuple[Contestant, ...]:
    ours = stack.enter_context(clientinfo(dealership, notebooks))
    dash = stack.enter_context(dash_app(dealership))
    voila = stack.enter_context(stock_voila(dealership, notebooks))
    return (
        Contestant(CLIENTINFO, OURS, ours, ours.page("customer")),
        Contestant(IN_DASH, DASH, dash, dash.address),
        Contestant(IN_VOILA, VOILA, voila, voila.page("peer")),
        Contestant(SAME, OURS, voila, voila.page("customer")),
    )


def _in_turns(
    browser: Browser, pages: Sequence[Contestant], before: str = ""
) -> tuple[dict[str, Visit], dict[str, Visit]]:
    """Visit each page by a browser that knows nothing but the login, then again by the same (``before``: see ``visit``)."""
    contexts = {each.name: each.browser_of(browser) for each in pages}
    first, again = (
        {each.name: _closed(visit(contexts[each.name], each, MEIER, before)) for each in pages} for _visit in "12"
    )
    for context in contexts.values():
        context.close()
    return first, again


def _closed(visited: Visit) -> Visit:
    visited.page.close(run_before_unload=False)
    return visited


def _clicks(browser: Browser, pages: Sequence[Contestant], numbers: Sequence[str]) -> dict[str, Clicked]:
    opened = {each.name: _opened_page(browser, each) for each in pages}
    for place, number in enumerate(numbers, 1):
        for each in pages:
            mine = opened[each.name]
            mine.seconds.append(click(mine.page, each, number))
            if place in (_SETTLED, len(numbers)):
                mine.look()
    for clicked in opened.values():
        clicked.page.close()  # its context alone would not let Chromium's shell say farewell, and its kernel would stay
        clicked.page.context.close()
    return opened


def _opened_page(browser: Browser, contestant: Contestant) -> Clicked:
    before = contestant.published.workers()
    page = visit(contestant.browser_of(browser), contestant, MEIER).page
    workers = contestant.published.workers()
    # Kernels are the page's own; the workers of a server were there before and answer everybody.
    return Clicked(page, tuple(workers - before or workers))


def _memory(contestant: Contestant) -> list[int]:
    """Open the page several times with a customer; return the memory of each one's kernel in bytes."""
    web, before = contestant.published.session(), contestant.published.workers()
    for _page in range(_PAGES):
        web.get(f"{contestant.address}?customer={MEIER}", timeout=120).raise_for_status()
    return [proportional_size(pid) for pid in contestant.published.workers() - before]


def _opened(title: str, visits: Sequence[dict[str, Visit]]) -> Table:
    rows = []
    for name in visits[0]:
        mine = [each[name] for each in visits]
        usable, hits = (Series(name, tuple(getattr(each, kind) for each in mine)) for kind in ("usable", "hits"))
        counted = statistics.median(each.requests for each in mine), statistics.median(each.received for each in mine)
        times = (span(usable.median), span(usable.p95), span(hits.median), span(hits.p95))
        rows.append((name, *times, f"{counted[0]:.0f}", size(counted[1])))
    headings = ("", "search field", "p95", "first hits", "p95", "requests", "received")
    return Table(title, headings, tuple(rows))


def _painted(title: str, clicked: dict[str, Clicked]) -> Table:
    ours, *peers = (Series(name, tuple(each.seconds[1:])) for name, each in clicked.items())
    first = Series("- clientinfo's first one", tuple(clicked[CLIENTINFO].seconds[:1]))
    return comparison(title, ours, peers, [first])


def _costs(title: str, clicked: dict[str, Clicked]) -> Table:
    rows = []
    for name, each in clicked.items():
        memory, processor = each.per_customer()
        rows.append((name, str(len(each.seconds) - _SETTLED), size(memory), span(processor)))
    return Table(title, ("", "customers", "more memory of its own", "processor time"), tuple(rows))


def _sizes(title: str, memory: dict[str, list[int]]) -> Table:
    own = statistics.median(memory[CLIENTINFO])
    rows = (
        (name, size(statistics.median(each)), size(max(each)), digits(own / statistics.median(each)) + " x")
        for name, each in memory.items()
    )
    return Table(title, ("", "median", "largest", "clientinfo / this"), tuple(rows))


def part(tables: tuple[Table, ...], rounds: int) -> Part:
    """Return the section of the report."""
    return Part(
        "The page in a browser beside Dash and stock Voila",
        "The customer page in Chromium (its shell, without a browser's windows) on the same machine. The peers show the same overview over the same kernel "
        "(`benchmarks/peers`), written as their documentation advises: Dash with one callback for all areas, behind "
        "gunicorn with a worker per core; stock Voila with its own template and plain kernels, widgets that are made "
        f"once and whose traits change. clientinfo's browser is logged in, through Hub and proxy. {rounds} rounds in "
        "turns. *search field*: from the address until it takes letters, with us in the page in grey, which keeps them "
        "until it can ask (Dash's field stands when its scripts ran, and asks at once); *first hits*: until a number that "
        "is typed at once is answered, which is what anybody waits for; requests and bytes are counted until then. A new "
        "tab of the shell is empty and has a process, which Dash's page takes; ours asks for one of its own by its "
        "Cross-Origin-Opener-Policy (nobody who opened it has a hold on it), and that is only then started. In a tab that "
        "shows another site, every page gets a process of its own. A click is timed by the page's own clock until the frame "
        "after the one in which all texts and the chart of that customer stand there, customer by customer in turns. "
        f"What each customer takes: from the {_SETTLED}th one on, of the page's kernel (Dash: of all workers), without "
        "mapped files, the search for the customer included. Memory of an open page: proportional set size of its kernel, "
        "our own notebook published by us and by stock Voila.",
        tables,
        "browser, servers and kernels share one machine's cores and there is no network between them; a phone on a slow "
        "line waits longer for all. The peers' pages have one tab, no roles, no links between things and no style sheet. "
        "With few rounds p95 is the slowest one.",
    )
