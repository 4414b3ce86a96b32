"""``python -m benchmarks.large_lists``: every work list of a house of a million customers, as a section of the report.

A small demo is written, refreshed and multiplied (``lists_world``), people write in it (``lists_written``), and the grid of
each list is asked what its page asks.
"""

from __future__ import annotations

import argparse
import resource
import tempfile
from collections import defaultdict
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks import lists_world, lists_written
from benchmarks.dealership import Dealership, job, write_dealership
from benchmarks.machine import load, machine_lines
from benchmarks.report import Promise, Table, promises_table, size, span
from benchmarks.sections import LISTS
from benchmarks.timing import Series, duration, series
from benchmarks.watched import Watched
from clientinfo_kernel.access.rights import SHELL
from clientinfo_kernel.query.directory import CustomerDirectory
from clientinfo_kernel.settings import read_settings
from widgets.list_counts import count_of
from widgets.parts.grouped import groupable, grouped
from widgets.views import ViewContext, draw
from widgets.views.table import WHOLE
from widgets.work_list import all_lists

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from widgets.view_models import Table as ListTable
    from widgets.work_list import WorkList

CUSTOMERS, COPIES, WRITTEN, ROUNDS = 20_000, 50, 100_000, 3
SLOWEST = 0.300
# What is asked of a list, as a heading; and in words, where somebody waits for it at a click.
OPENED, NEXT, SORTED, FILTERED, TYPED_ON = "opened", "next rows", "sorted", "filtered", "next letter"
GROUPED, COUNTED, SAVED = "grouped", "counted", "CSV of all"
STEPS = (OPENED, NEXT, SORTED, FILTERED, TYPED_ON, GROUPED, COUNTED, SAVED)
_LIMITED = {
    OPENED: "opening a list",
    NEXT: "its next rows",
    SORTED: "sorting it",
    FILTERED: "filtering it",
    TYPED_ON: "a further letter",
    GROUPED: "grouping it",
    COUNTED: "its count on the start page",
}
_TYPED = ("me", "mei")
_CONTEXT = ViewContext(navigate=lambda _link: None)


@dataclass
class Measured:
    """A list with one of its options.

    Attributes:
        rows: How many it has.
        taken: Step -> series; of the columns to sort and group by, the one that takes longest.
    """

    name: str
    rows: int = 0
    taken: dict[str, Series] = field(default_factory=dict)


def main() -> None:
    """Make the house, measure, write the section."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.large_lists", description=__doc__)
    parser.add_argument("--customers", type=int, default=CUSTOMERS, help="of the demo that is multiplied (%(default)s)")
    parser.add_argument("--copies", type=int, default=COPIES, help="of it (%(default)s)")
    parser.add_argument("--written", type=int, default=WRITTEN, help="rows that people wrote (%(default)s)")
    parser.add_argument("--rounds", type=int, default=ROUNDS, help="of each step (%(default)s)")
    parser.add_argument("--only", default="", help="keys of the lists, such as debtors,news; nothing is written then")
    parser.add_argument("--folder", type=Path, help="where the house is kept, and found again the next time")
    asked = parser.parse_args()
    others = load()
    with tempfile.TemporaryDirectory(prefix="clientinfo-bench-") as folder:
        dealership, customers = house(asked.folder or Path(folder), asked.customers, asked.copies, asked.written)
        keys = frozenset(asked.only.split(",")) if asked.only else None
        text = section(measure(dealership, asked.rounds, keys), customers, asked.written, others)
    if not asked.only:
        LISTS.write(text)
    print(text)


def house(folder: Path, customers: int, copies: int, written: int) -> tuple[Dealership, int]:
    """Make the house, or find the one that was made; return it and its number of customers."""
    dealership, made = Dealership(folder / "dealership", customers), folder / "made"
    if not made.exists():
        write_dealership(dealership.folder, customers)
        job("refresh", dealership.settings_file)
        lists_world.multiply(dealership, copies, tables_of_lists(dealership))
        lists_written.write(CustomerDirectory(read_settings(dealership.settings_file), SHELL), written)
        made.touch()
    return dealership, int(dealership.snapshot().manifest["customers"])


def tables_of_lists(dealership: Dealership) -> set[str]:
    """Return the tables that the lists read, and those of whose texts these go on from."""
    from clientinfo_kernel.query.tables import table_named

    directory = Watched(read_settings(dealership.settings_file), SHELL)
    for each, option in _asked_for(None):
        each.table(each.desk(directory, option))
    asked = {"customers", "open_items", "inbox_invoices", *directory.asked}
    return asked | {name for table in asked for name in table_named(table).continued.values()}


def measure(dealership: Dealership, rounds: int, keys: frozenset[str] | None = None) -> list[Measured]:
    """Measure every list with every option."""
    directory = CustomerDirectory(read_settings(dealership.settings_file), SHELL)
    return [_measured(directory, each, option, rounds) for each, option in _asked_for(keys)]


def _asked_for(keys: frozenset[str] | None) -> Iterator[tuple[WorkList, str]]:
    for each in all_lists():
        if keys is None or each.key in keys:
            for option in each.choice.options if each.choice is not None else ("",):
                yield each, option


def _measured(directory: CustomerDirectory, work_list: WorkList, option: str, rounds: int) -> Measured:
    found = Measured(f"{work_list.key}, {option}" if option else work_list.key)
    pairs: dict[str, dict[object, list[tuple[float, float]]]] = defaultdict(lambda: defaultdict(list))
    made: list[Any] = []

    def step(name: str, work: Callable[[], object], case: object = None) -> None:
        pairs[name][case].append(duration(lambda _case: made.append(work()), None))

    def table() -> ListTable:
        return replace(work_list.table(work_list.desk(directory, option), is_whole=False), title="")

    shown = table()  # the first one opens the snapshot
    found.rows = shown.rows.height
    for _round in range(rounds):
        step(OPENED, lambda: draw(table(), _CONTEXT))
        grid = made.pop()
        step(NEXT, partial(ask, grid, "rows", start=WHOLE, count=WHOLE))
        grid.close()
        for place in range(len(shown.columns)):
            step(SORTED, _on_its_own(shown, "sort", column=place), place)
        grid = draw(shown, _CONTEXT)
        for name, text in zip((FILTERED, TYPED_ON), _TYPED, strict=True):
            step(name, partial(ask, grid, "filter", text=text))
        grid.close()
        for key in groupable(shown):
            step(GROUPED, partial(_group, shown, key), key)
        if work_list.is_counted:
            step(COUNTED, lambda: count_of(work_list.table(work_list.desk(directory, option), is_whole=False)))
        step(SAVED, _on_its_own(shown, "download", kind="csv"))
        made.clear()
    found.taken = {
        name: max((series(name, each) for each in cases.values()), key=lambda one: one.processor_p95)
        for name, cases in pairs.items()
    }
    return found


def _group(table: ListTable, key: str) -> None:
    draw(grouped(table, key), _CONTEXT).close()


def _on_its_own(table: ListTable, do: str, **more: object) -> Callable[[], None]:
    """Return what asks a grid of its own, which is there before."""
    grid = draw(table, _CONTEXT)

    def work() -> None:
        ask(grid, do, **more)
        grid.close()

    return work


def ask(grid: Any, do: str, **more: object) -> None:
    """Send a grid what its page would."""
    grid._handle_custom_msg({"do": do, "version": grid.state["version"], **more}, [])  # noqa: SLF001 - as ipywidgets does


def promises(found: list[Measured]) -> list[Promise]:
    """Return what must hold of each step, for the list that takes longest."""
    kept = []
    for name, what in _LIMITED.items():
        with_it = [each for each in found if name in each.taken]
        if with_it:
            slowest = max(with_it, key=lambda each: each.taken[name].processor_p95)
            taken = slowest.taken[name]
            shown = (span(SLOWEST), span(taken.p95), span(taken.processor_p95))
            kept.append(Promise(f"{what}: {slowest.name}", SLOWEST, taken.processor_p95, shown))
    return kept


def section(found: list[Measured], customers: int, written: int, others: float) -> str:
    """Return the section as Markdown."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    head = (
        f"Written by `python -m benchmarks.large_lists` on {datetime.now(UTC):%d %B %Y}; load of the machine before the run:"
        f" {others:.1f}; peak memory {size(peak)}, mapped files included."
    )
    what = (
        f"A demo dealership was refreshed and its snapshot multiplied to {customers:,} customers, each copy with numbers of"
        f" its own; people wrote {written:,} rows. Every list with every option is asked what its page asks, for somebody who"
        " sees everything, everybody's follow-ups too. *Opened* is the list made and its first rows, *counted* what the start"
        " page's tile says, made anew; *sorted* and *grouped* are by the column that takes longest; *filtered* is the first"
        " filter of a list just opened, *next letter* the one after it. In processor time others at work matter least."
    )
    caveat = (
        "What this does not say: the way to the browser and its drawing. The copies' names, towns and days are those of the"
        " small house, so that a sort meets more equal ones."
    )
    times = (
        _times("processor time, p95", found, lambda each: each.processor_p95),
        _times("by the clock, median", found, lambda each: each.median),
    )
    tables = [each.markdown() for each in (promises_table("what must hold", promises(found)), *times)]
    return "\n".join((head, "", *machine_lines({}), "", what, "", *tables, caveat))


def _times(title: str, found: list[Measured], of: Callable[[Series], float]) -> Table:
    def cell(each: Measured, name: str) -> str:
        return span(of(each.taken[name])) if name in each.taken else ""

    rows = ((each.name, f"{each.rows:,}", *(cell(each, name) for name in STEPS)) for each in found)
    return Table(title, ("", "rows", *STEPS), tuple(rows))


if __name__ == "__main__":
    main()
