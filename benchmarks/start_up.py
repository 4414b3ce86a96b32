"""Part 4: how long it takes until Python has loaded us, and until the shell has an answer."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

from benchmarks.customer_beside_databases import MEIER
from benchmarks.dealership import COMMAND, ROOT
from benchmarks.report import Part, Promise, Table, comparison, in_time
from benchmarks.timing import in_turns

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from benchmarks.dealership import Dealership

SLOWEST = 1.0
_IMPORTS = ("clientinfo_kernel.query.directory", "widgets.app", "polars")


def _process(*arguments: str | Path) -> Callable[[int], object]:
    def run(_round: int) -> object:
        return subprocess.run(arguments, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)

    return run


def measure_imports(rounds: int) -> tuple[Table, ...]:
    """Whole Python processes that import one thing."""
    programs = {f"import {name}": _process(sys.executable, "-c", f"import {name}") for name in _IMPORTS}
    programs["an empty program"] = _process(sys.executable, "-c", "pass")
    in_turns([0], programs)
    kernel, app, polars, empty = in_turns(range(rounds), programs).values()
    return (
        comparison("the kernel", kernel, [polars, empty]),
        comparison("the whole page", app, [polars, empty]),
    )


def measure_shell(dealership: Dealership, rounds: int) -> tuple[tuple[Table, ...], tuple[Promise, ...]]:
    """``clientinfo customer`` as a whole process, beside a process that only imports Polars."""
    command = (COMMAND, "customer", MEIER, "--settings", dealership.settings_file)
    programs = {
        "clientinfo customer": _process(*command),
        "clientinfo customer --json": _process(*command, "--json"),
        "import polars": _process(sys.executable, "-c", "import polars"),
    }
    in_turns([0], programs)
    text, json, polars = in_turns(range(rounds), programs).values()
    table = comparison(f"from the shell, {dealership.customers:,} customers", text, [polars], [json])
    return (table,), tuple(in_time(f"`{each.name}` from the shell", SLOWEST, each) for each in (text, json))


def part(tables: Sequence[Table], rounds: int) -> Part:
    """The section of the report."""
    return Part(
        "Start-up beside `import polars`",
        f"Whole processes, {rounds} rounds in turns, bytecode and page cache warm.",
        tuple(tables),
        "a first start after installing takes longer (bytecode is written, files come from the disk), and a process that "
        "stays pays its imports once.",
    )
