"""All parts at all sizes, and the report."""

from __future__ import annotations

import sys
import tempfile
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks import (
    customer_beside_databases,
    lists_beside_scan,
    margin_beside_engines,
    page_beside_peers,
    refresh_beside_read_csv,
    saves_beside_insert,
    search_beside_fts5,
    start_up,
)
from benchmarks.dealership import job, write_dealership
from benchmarks.machine import load, machine_lines
from benchmarks.report import Part, Promise, Table, promises_table

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from benchmarks.dealership import Dealership

PARTS = ("writing", "margin", "refresh", "search", "shell", "customer", "lists", "page")


@dataclass(frozen=True)
class Plan:
    """How much to measure.

    Attributes:
        sizes: Numbers of customers, smallest first.
        refreshes: Rounds of the refresh (minutes each at 100,000 customers).
        rounds: Rounds of processes.
        pages: Rounds of pages in the browser.
        clicks: How many customers are opened in a page in the browser.
        customers: How many customers are asked for.
        searches: How many texts of each sort are typed.
        saves: How often each of twenty people saves.
        houses: Number of customers of the made-up tables of margins.
        margins: Clicks on margins of each sort.
        parts: What is measured, of ``PARTS``.
    """

    sizes: tuple[int, ...] = (100_000,)
    refreshes: int = 2
    rounds: int = 10
    pages: int = 7
    clicks: int = 60
    customers: int = 200
    searches: int = 15
    saves: int = 20
    houses: int = 1_000_000
    margins: int = 20
    parts: tuple[str, ...] = PARTS


@dataclass
class Findings:
    """What was measured so far."""

    refresh: list[Table] = field(default_factory=list)
    customer: list[Table] = field(default_factory=list)
    search: list[Table] = field(default_factory=list)
    start_up: list[Table] = field(default_factory=list)
    page: list[Table] = field(default_factory=list)
    lists: list[Table] = field(default_factory=list)
    writing: list[Table] = field(default_factory=list)
    margin: list[Table] = field(default_factory=list)
    promises: dict[int, list[Promise]] = field(default_factory=dict)
    promises_of_all: list[Promise] = field(default_factory=list)
    sizes: list[tuple[str, ...]] = field(default_factory=list)
    versions: dict[str, str] = field(default_factory=dict)


def run(plan: Plan) -> Iterator[str]:
    """Measure part by part; yield the report so far (Markdown) after each, the last one is whole.

    Everything else that is written goes into folders that are removed.
    """
    started, others = time.monotonic(), load()
    findings = Findings()
    if "shell" in plan.parts:
        _say("imports")
        findings.start_up.extend(start_up.measure_imports(plan.rounds))
    if "writing" in plan.parts:
        _say("twenty people save")
        with tempfile.TemporaryDirectory(prefix="clientinfo-bench-") as folder:
            tables, promises = saves_beside_insert.measure(plan.saves, Path(folder), findings.versions)
        findings.writing.extend(tables)
        findings.promises_of_all.extend(promises)
        yield report(plan, findings, time.monotonic() - started, others)
    if "margin" in plan.parts:
        _say(f"{plan.houses:,} customers: a click on margins")
        with tempfile.TemporaryDirectory(prefix="clientinfo-bench-") as folder:
            measured = margin_beside_engines.measure(plan.houses, plan.margins, Path(folder), findings.versions)
        findings.margin.extend(measured[0])
        findings.promises_of_all.extend(measured[1])
        yield report(plan, findings, time.monotonic() - started, others)
    for customers in plan.sizes if {*plan.parts} - {"writing", "margin"} else ():
        with tempfile.TemporaryDirectory(prefix="clientinfo-bench-") as folder:
            for _part in _measure_size(plan, customers, Path(folder), findings):
                yield report(plan, findings, time.monotonic() - started, others)


def _measure_size(plan: Plan, customers: int, scratch: Path, findings: Findings) -> Iterator[None]:
    """Measure the parts at one size; gives control back after each."""
    _say(f"{customers:,} customers: writing the demo dealership")
    dealership = write_dealership(scratch / "dealership", customers)
    promises = findings.promises.setdefault(customers, [])

    def take(kind: list[Table], measured: tuple[tuple[Table, ...], tuple[Promise, ...]]) -> None:
        kind.extend(measured[0])
        promises.extend(measured[1])

    if "refresh" in plan.parts:
        _say(f"{customers:,} customers: refresh")
        take(findings.refresh, refresh_beside_read_csv.measure(dealership, plan.refreshes))
    else:
        job("refresh", dealership.settings_file)
    findings.sizes.append(_size_row(dealership))
    yield
    if "search" in plan.parts:
        _say(f"{customers:,} customers: search")
        take(findings.search, search_beside_fts5.measure(dealership, plan.searches, scratch))
        yield
    if "shell" in plan.parts:
        _say(f"{customers:,} customers: shell")
        take(findings.start_up, start_up.measure_shell(dealership, plan.rounds))
        yield
    if "customer" in plan.parts:
        _say(f"{customers:,} customers: one customer")
        measured = customer_beside_databases.measure(dealership, plan.customers, scratch, findings.versions)
        take(findings.customer, measured)
        yield
    if "lists" in plan.parts:
        _say(f"{customers:,} customers: work lists")
        take(findings.lists, lists_beside_scan.measure(dealership, plan.rounds))
        yield
    if "page" in plan.parts:
        _say(f"{customers:,} customers: page")
        findings.page.extend(page_beside_peers.measure(dealership, plan.pages, plan.clicks, scratch, findings.versions))
        yield


def _size_row(dealership: Dealership) -> tuple[str, ...]:
    rows = dealership.rows_read()
    shown = (rows.get(name, 0) for name in ("postings", "orders", "order_lines", "vehicles"))
    return (f"{dealership.customers:,}", *(f"{count:,}" for count in shown), f"{sum(rows.values()):,}")


def report(plan: Plan, findings: Findings, seconds: float, others: float) -> str:
    """The findings as Markdown; ``seconds``: how long the run took; ``others``: the load before it."""
    sizes = Table(
        "the demo dealerships",
        ("customers", "postings", "orders", "order lines", "vehicles", "records in all"),
        tuple(findings.sizes),
    )
    promises = [
        *([promises_table("what must hold at any size", findings.promises_of_all)] if findings.promises_of_all else []),
        *_promises_by_size(findings),
    ]
    parts = [
        *([refresh_beside_read_csv.part(tuple(findings.refresh), plan.refreshes)] if findings.refresh else []),
        *([customer_beside_databases.part(tuple(findings.customer))] if findings.customer else []),
        *([search_beside_fts5.part(tuple(findings.search))] if findings.search else []),
        *([lists_beside_scan.part(tuple(findings.lists), plan.rounds)] if findings.lists else []),
        *([saves_beside_insert.part(tuple(findings.writing))] if findings.writing else []),
        *([margin_beside_engines.part(tuple(findings.margin))] if findings.margin else []),
        *([start_up.part(findings.start_up, plan.rounds)] if findings.start_up else []),
        *([page_beside_peers.part(tuple(findings.page), plan.pages)] if findings.page else []),
    ]
    return "\n".join([_head(findings, seconds, others), sizes.markdown(), *_markdown(promises), *_markdown(parts)])


def _promises_by_size(findings: Findings) -> list[Table]:
    return [
        promises_table(f"what must hold, at {customers:,} customers", kept)
        for customers, kept in findings.promises.items()
        if kept
    ]


def _markdown(pieces: Sequence[Part | Table]) -> list[str]:
    return [piece.markdown() for piece in pieces]


def _head(findings: Findings, seconds: float, others: float) -> str:
    lines = [
        "# Measured side by side",
        "",
        "Written by `make bench` (`python -m benchmarks`, `--help` for smaller runs); do not edit. Every figure stands",
        "beside a peer that was measured in the same run, in turns with it, on the same machine and data: read the ratios,",
        "not the milliseconds. A ratio below 1 means that clientinfo is faster; p95 is the nearest rank. Where others are",
        "at work on the machine (a load above a few tenths before the run), durations and above all p95 say more about",
        "them; the processor time then tells what the work itself takes.",
        "",
        f"- {datetime.now(UTC):%d %B %Y}, {seconds / 60:.0f} minutes; load of the machine before the run: {others:.1f}",
        *machine_lines(findings.versions),
        "",
    ]
    return "\n".join(lines)


def _say(step: str) -> None:
    print(f"{datetime.now(UTC):%H:%M:%S} {step}", file=sys.stderr, flush=True)
