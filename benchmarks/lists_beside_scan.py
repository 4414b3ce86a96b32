"""Part 6: each work list over all customers beside Polars reading the same columns of the same tables."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl

from benchmarks.report import Part, Promise, Table, ratio, span
from benchmarks.timing import Series, in_turns
from benchmarks.watched import Watched
from clientinfo_kernel.access.rights import SHELL
from clientinfo_kernel.settings import read_settings
from widgets.views.table import WHOLE
from widgets.work_list import all_lists

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from benchmarks.dealership import Dealership
    from widgets.work_list import WorkList

SLOWEST = 0.300
_OURS, _PEER = "clientinfo", "read_ipc"


def measure(dealership: Dealership, rounds: int) -> tuple[tuple[Table, ...], tuple[Promise, ...]]:
    """Make every list with every option, in turns with its peer; the slowest option of a list stands for it."""
    folder = dealership.snapshot().folder
    rows: list[tuple[str, ...]] = []
    slowest: list[float] = []
    for each in all_lists():
        options = tuple(each.choice.options) if each.choice is not None else ("",)
        timed = [(*_timed(dealership, each, option, folder, rounds), option) for option in options]
        ours, peer, count, option = max(timed, key=lambda one: one[0].median)
        slowest.append(ours.processor_p95)
        name = f"{each.key}, {option}" if option else each.key
        cells = (f"{count:,}", span(ours.median), span(ours.processor_p95), span(peer.median))
        rows.append((name, *cells, ratio(ours.median, peer.median)))
    headings = ("", "rows", "median", "processor time, p95", "read_ipc, median", "clientinfo / this")
    table = Table(f"work lists, {dealership.customers:,} customers", headings, tuple(rows))
    longest = max(slowest)
    shown = (span(SLOWEST), span(longest), span(longest))
    return (table,), (Promise("the slowest work list, processor time, p95", SLOWEST, longest, shown),)


def _timed(
    dealership: Dealership, work_list: WorkList, option: str, folder: Path, rounds: int
) -> tuple[Series, Series, int]:
    directory = Watched(read_settings(dealership.settings_file), SHELL)
    made = work_list.table(work_list.desk(directory, option), is_whole=False)  # the first one opens the snapshot
    read = _reader(folder, directory.asked)
    read(0)

    def make(_round: int) -> Any:
        table = work_list.table(work_list.desk(directory, option), is_whole=False)
        return table.complete(table.rows.head(WHOLE))

    taken = in_turns(range(rounds), {_OURS: make, _PEER: read})
    return taken[_OURS], taken[_PEER], made.rows.height


def _reader(folder: Path, asked: dict[str, set[str]]) -> Callable[[int], object]:
    """Return what reads these columns of these tables as they stand in the snapshot's files."""
    stored = {name: folder / f"{name}.arrow" for name in asked}
    columns = {
        name: [each for each in pl.read_ipc_schema(file) if each in asked[name]]
        for name, file in stored.items()
        if file.exists()
    }

    def read(_round: int) -> object:
        return [pl.read_ipc(stored[name], columns=wanted).height for name, wanted in columns.items() if wanted]

    return read


def part(tables: tuple[Table, ...], rounds: int) -> Part:
    """The section of the report."""
    return Part(
        "Work lists",
        "Each list is made as its page makes it, conditions, names, words and order included, up to the frame that the"
        " grid sorts and slices and the rows that it shows first. Beside it `polars.read_ipc` reads the same columns of the same tables, and"
        f" does nothing with them. {rounds} rounds in turns, in one process; of a list's options the slowest stands here.",
        tables,
        "What people write is not there at this size: the demo's own follow-ups and cases come from its CRM."
        " A list's time grows with its rows: run it at two sizes to see how.",
    )
