"""Part 1: the refresh beside the bare reading of the same bytes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmarks.dealership import job
from benchmarks.report import Part, Promise, Table, comparison, size
from benchmarks.timing import Series

if TYPE_CHECKING:
    from benchmarks.dealership import Dealership

MOST_MEMORY = 6e9


def measure(dealership: Dealership, rounds: int) -> tuple[tuple[Table, ...], tuple[Promise, ...]]:
    """Refresh from nothing and read the CSV files, in turns; the last snapshot stays for the other parts."""
    refreshes, readings = [], []
    for _round in range(rounds):
        dealership.forget_state()
        readings.append(job("read_csv", *dealership.csv_files))
        refreshes.append(job("refresh", dealership.settings_file))
    ours = Series("clientinfo refresh", tuple(each["seconds"] for each in refreshes))
    peer = Series("polars.read_csv", tuple(each["seconds"] for each in readings))
    peak = max(each["peak_bytes"] for each in refreshes)
    title = (
        f"{dealership.customers:,} customers, {size(dealership.csv_bytes)} of CSV in {len(dealership.csv_files)} files"
    )
    amounts = Table(
        f"{dealership.customers:,} customers: rows and memory",
        ("", "rows", "rows per second", "peak memory"),
        tuple(
            (name, f"{last['rows']:,}", f"{last['rows'] / last['seconds']:,.0f}", size(last["peak_bytes"]))
            for name, last in (("clientinfo refresh", refreshes[-1]), ("polars.read_csv", readings[-1]))
        ),
    )
    promise = Promise("peak memory of a refresh", MOST_MEMORY, peak, (size(MOST_MEMORY), size(peak), ""))
    return (comparison(title, ours, [peer]), amounts), (promise,)


def part(tables: tuple[Table, ...], rounds: int) -> Part:
    """The section of the report."""
    return Part(
        "Refresh beside `polars.read_csv`",
        "From the source files to a published snapshot, starting from nothing, beside `polars.read_csv` of the same "
        "CSV files as text, one file after the other, without looking at quotes (each file holds a torn one on "
        "purpose, for which it would refuse the whole file) and without decoding cp1252. Each in a process of its own, "
        f"imports not counted, {rounds} rounds in turns; so p95 is the slowest round. The page cache is warm.",
        tables,
        "`read_csv` checks, converts, joins, sorts and writes nothing, so the ratio is the price of everything that "
        "makes a snapshot out of bytes; it does not tell how much of that price could be saved. Peak memory counts "
        "mapped pages of files, which the system may take back. The refresh also reads the CRM database, the inboxes' "
        "documents and the town directory, which the peer does not.",
    )
