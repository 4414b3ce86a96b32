"""Part 6: memory per open page, beside stock Voila with plain kernels."""

from __future__ import annotations

import statistics
from typing import TYPE_CHECKING

from benchmarks.customer_beside_databases import MEIER
from benchmarks.publications import CLIENTINFO, STOCK, Published, clientinfo, stock_voila
from benchmarks.report import Part, Table, digits, size

if TYPE_CHECKING:
    from pathlib import Path

    from benchmarks.dealership import Dealership

_PAGES = 20


def measure(dealership: Dealership, notebooks: Path) -> Table:
    """Open the customer page several times in each publication, all at the same moment of their lives."""
    with clientinfo(dealership, notebooks) as ours, stock_voila(dealership, notebooks) as stock:
        sizes = {name: _sizes(published) for name, published in ((CLIENTINFO, ours), (STOCK, stock))}
    own = statistics.median(sizes[CLIENTINFO])
    rows = tuple(
        (name, str(len(each)), size(statistics.median(each)), size(max(each)), ratio)
        for name, each in sizes.items()
        for ratio in [digits(own / statistics.median(each)) + " x" if name == STOCK else ""]
    )
    return Table(
        f"memory per open page, {dealership.customers:,} customers",
        ("", "pages", "median", "largest", "clientinfo / this"),
        rows,
    )


def _sizes(published: Published) -> list[int]:
    web = published.session()
    before = published.kernels().keys()
    for _page in range(_PAGES):
        web.get(published.page("customer", f"?customer={MEIER}"), timeout=120).raise_for_status()
    return [memory for pid, memory in published.kernels().items() if pid not in before]


def part(tables: tuple[Table, ...]) -> Part:
    """The section of the report."""
    return Part(
        "Memory of an open page beside stock Voila",
        "Proportional set size of each page's kernel with the customer page drawn and the snapshot open; "
        f"{_PAGES} pages of each publication at the same time. Stock Voila starts a plain kernel per page; clientinfo "
        "forks it from a warm process.",
        tables,
        "the servers' own memory (one process each, and for clientinfo the Hub, the proxy and the warm process) is not "
        "in it, and pages that were used for hours grow.",
    )
