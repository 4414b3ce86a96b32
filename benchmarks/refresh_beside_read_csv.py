"""Part 1: the refresh beside the bare reading of the same bytes."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from benchmarks.dealership import job
from benchmarks.report import Part, Promise, Table, comparison, in_time, ratio, size, span
from benchmarks.timing import Series

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from benchmarks.dealership import Dealership

MOST_MEMORY = 6e9
MOST_SNAPSHOT = 12e9
MOST_CPU_SECONDS = 600
MOST_SECONDS_WITHOUT_NEWS = 2


def measure(dealership: Dealership, rounds: int) -> tuple[tuple[Table, ...], tuple[Promise, ...]]:
    """Refresh from nothing and read the CSV files, in turns; the last snapshot stays for the other parts."""
    refreshes, readings = [], []
    for _round in range(rounds):
        dealership.forget_state()
        readings.append(job("read_csv", *dealership.csv_files))
        refreshes.append(job("refresh", dealership.settings_file))
    ours, peer = _series("clientinfo refresh", refreshes), _series("polars.read_csv", readings)
    again = _series("clientinfo refresh, nothing new", [job("refresh", dealership.settings_file)])
    with _smallest_file_changed(dealership):
        one = _series("clientinfo refresh, one small file changed", [job("refresh", dealership.settings_file)])
    peak = max(each["peak_bytes"] for each in refreshes)
    snapshot = sum(file.stat().st_size for file in dealership.snapshot().folder.iterdir())
    title = (
        f"{dealership.customers:,} customers, {size(dealership.csv_bytes)} of CSV in {len(dealership.csv_files)} files"
    )
    amounts = Table(
        f"{dealership.customers:,} customers: rows and memory",
        ("", "rows", "rows per second", "processor time", "of `read_csv`'s", "peak memory"),
        tuple(
            (
                name,
                f"{last['rows']:,}",
                f"{last['rows'] / last['seconds']:,.0f}",
                span(last["cpu_seconds"]),
                ratio(last["cpu_seconds"], readings[-1]["cpu_seconds"]),
                size(last["peak_bytes"]),
            )
            for name, last in (("clientinfo refresh", refreshes[-1]), ("polars.read_csv", readings[-1]))
        ),
    )
    promises = (
        Promise("peak memory of a refresh", MOST_MEMORY, peak, (size(MOST_MEMORY), size(peak), "")),
        Promise("size of a snapshot", MOST_SNAPSHOT, snapshot, (size(MOST_SNAPSHOT), size(snapshot), "")),
        in_time("processor time of a refresh", MOST_CPU_SECONDS, Series("", ours.processor, ours.processor)),
        in_time("refresh with nothing new", MOST_SECONDS_WITHOUT_NEWS, again),
    )
    return (comparison(title, ours, [peer], [again, one]), amounts), promises


def _series(name: str, runs: Sequence[Mapping[str, float]]) -> Series:
    return Series(name, tuple(each["seconds"] for each in runs), tuple(each["cpu_seconds"] for each in runs))


@contextmanager
def _smallest_file_changed(dealership: Dealership) -> Iterator[None]:
    """Give the smallest file of the dealer system another content (an empty line more), and its own back."""
    file = min((dealership.folder / "exports" / "alphaplus").glob("*.csv"), key=lambda path: path.stat().st_size)
    before = file.read_bytes()
    file.write_bytes(before + b"\r\n")
    try:
        yield
    finally:
        file.write_bytes(before)


def part(tables: tuple[Table, ...], rounds: int) -> Part:
    """The section of the report."""
    return Part(
        "Refresh beside `polars.read_csv`",
        "From the source files to a published snapshot, starting from nothing, beside `polars.read_csv` of the same "
        "CSV files as text, one file after the other, without looking at quotes (each file holds a torn one on "
        "purpose, for which it would refuse the whole file) and without decoding cp1252. Each in a process of its own, "
        f"imports not counted, {rounds} rounds in turns; so p95 is the slowest round. The page cache is warm. A refresh without news, and one after a small file has changed, follow the last round. A "
        "million customers: `make bench BENCH='--sizes 1000000 --parts refresh --refreshes 1'` (some 40 GB of disk).",
        tables,
        "`read_csv` checks, converts, joins, sorts and writes nothing, so the ratio is the price of everything that "
        "makes a snapshot out of bytes; it does not tell how much of that price could be saved. Peak memory counts "
        "mapped pages of files, which the system may take back. The refresh also reads the CRM database, the inboxes' "
        "documents and the town directory, which the peer does not.",
    )
