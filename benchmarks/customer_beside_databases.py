"""Part 2: all data of one customer beside the same questions to PostgreSQL and DuckDB."""

from __future__ import annotations

import random
from contextlib import ExitStack
from typing import TYPE_CHECKING

from benchmarks.customer_databases import DuckDB, PostgreSQL, postgres_server
from benchmarks.customer_queries import METHODS, queries
from benchmarks.report import Part, Promise, Table, comparison, in_time
from benchmarks.timing import Series, in_turns
from clientinfo_kernel.query.customer_record import customer_record
from clientinfo_kernel.query.directory import CustomerDirectory, open_directory

if TYPE_CHECKING:
    from pathlib import Path

    from benchmarks.customer_databases import Answers
    from benchmarks.dealership import Dealership

MEIER = "10012"
SLOWEST = 0.015
_SEED = 2
_BUSIEST = 20
_FRAMES = "clientinfo, as frames"
_VALUES = "clientinfo, as Python values"


def measure(
    dealership: Dealership, sample: int, scratch: Path, versions: dict[str, str]
) -> tuple[tuple[Table, ...], tuple[Promise, ...]]:
    """Ask everybody about the same customers, in turns, after everybody was asked about them once."""
    directory = open_directory(dealership.settings_file)
    snapshot, questions = dealership.snapshot(), queries(directory.key_date)
    with ExitStack() as stack:
        address = stack.enter_context(postgres_server(scratch / "postgres"))
        postgres = PostgreSQL(address, questions)
        stack.callback(postgres.close)
        duck = DuckDB(scratch / "tables.duckdb", questions)
        stack.callback(duck.close)
        postgres.load(snapshot)
        duck.load(snapshot)
        versions["PostgreSQL"] = postgres.version
        contestants = {
            _FRAMES: lambda number: _frames(directory, number),
            _VALUES: lambda number: customer_record(directory.customer(number)),
            "PostgreSQL, prepared": postgres.everything,
            "PostgreSQL, prepared, in a pipeline": postgres.everything_at_once,
            "DuckDB, prepared": duck.everything,
        }
        numbers = snapshot.columns("customers", ["customer_number"])["customer_number"].to_list()
        anybody = [MEIER, *random.Random(_SEED).sample(numbers, min(sample, len(numbers)))]  # noqa: S311  # no secret
        groups = {
            f"{len(anybody)} customers drawn from {dealership.customers:,}": anybody,
            f"the {_BUSIEST} customers with the most order lines of {dealership.customers:,}": _busiest(
                directory, numbers
            ),
        }
        tables, measured = [], {}
        for title, group in groups.items():
            for number in group:
                _compare(directory, number, postgres.everything(number))
                _compare(directory, number, duck.everything(number))
            measured[title] = in_turns(group, contestants)
            tables.append(_table(title, measured[title]))
        alone = in_turns([MEIER] * 20, contestants)
        tables.append(_table(f"customer {MEIER} alone, 20 times, among {dealership.customers:,}", alone))
    ours = next(iter(measured.values()))[_FRAMES]
    return tuple(tables), (in_time("all tabs' data of a customer in the kernel", SLOWEST, ours),)


def _table(title: str, series: dict[str, Series]) -> Table:
    ours, values, *peers = series.values()
    return comparison(title, ours, peers, [values])


def _frames(directory: CustomerDirectory, number: str) -> dict[str, object]:
    file = directory.customer(number)
    return {name: getattr(file, name)() for name in METHODS}


def _busiest(directory: CustomerDirectory, numbers: list[str]) -> list[str]:
    ids = directory.table("order_lines", ["customer_id"])["customer_id"].value_counts(sort=True)
    return [numbers[place] for place in ids["customer_id"].head(_BUSIEST)]


def _compare(directory: CustomerDirectory, number: str, theirs: Answers) -> None:
    """Everybody must have answered the same question: as many rows, the same sums."""
    file = directory.customer(number)
    for name in set(METHODS) - {"header", "sources", "ageing"}:
        ours = getattr(file, name)().height
        assert ours == len(theirs[name]), f"{name} of {number}: {ours} rows here, {len(theirs[name])} there"
    header = file.header()
    open_balance, _level, unposted, unbilled, *_days, paid = theirs["figures"][0]
    assert (header.open_balance, header.exposure) == (open_balance, open_balance + unposted + unbilled), number
    assert header.paid_invoices == paid, number


def part(tables: tuple[Table, ...]) -> Part:
    """The section of the report."""
    return Part(
        "All data of one customer beside PostgreSQL and DuckDB",
        f"Everything that the header card and the tabs ask ({len(METHODS)} methods of `CustomerFile`), warm, in one "
        "process. The peers hold the same tables and answer the same questions in SQL, as prepared statements, all rows "
        "fetched; row counts, open balance and exposure are compared with ours before anything is timed. PostgreSQL: "
        "standard settings, rows in the order of the customers, an index on customer_id, vacuumed and analysed, psycopg "
        "over a local socket. DuckDB: native tables sorted by customer in one file, in the same process, standard "
        "threads. All contestants are asked about one customer, then about the next.",
        tables,
        "the peers serve one reader here and can do much that a snapshot cannot (change a row, answer any other "
        "question, serve other machines); DuckDB is made for scans over all customers, not for one. Frames are not "
        "Python values: the second row turns all rows into dictionaries and text, which the peers' tuples are not "
        "either. Drawing the tabs is not included.",
    )
