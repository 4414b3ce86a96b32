"""``python -m benchmarks.outside FOLDER``: tours beside the best plans that are known, and the map, as a section of the report.

It stands in a file of its own, as not every run of the report has the problems.
"""

from __future__ import annotations

import argparse
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks import map_opened, tours_beside_best_known
from benchmarks.dealership import job, write_dealership
from benchmarks.machine import load
from benchmarks.sections import OUTSIDE

if TYPE_CHECKING:
    from benchmarks.dealership import Dealership
    from benchmarks.report import Table

CUSTOMERS, ROUNDS = 16_000, 10  # a house of that size has days of thirty stops


def main() -> None:
    """Measure, write the section, and put it in the place of the report's old one."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.outside", description=__doc__)
    parser.add_argument("folder", type=Path, help="Li and Lim's problems as text, with best_known.csv")
    parser.add_argument("--customers", type=int, default=CUSTOMERS, help="of the demo dealership (%(default)s)")
    parser.add_argument("--rounds", type=int, default=ROUNDS, help="of the map (%(default)s)")
    asked = parser.parse_args()
    others = load()
    with tempfile.TemporaryDirectory(prefix="clientinfo-bench-") as folder:
        dealership = write_dealership(Path(folder) / "dealership", asked.customers)
        job("refresh", dealership.settings_file)
        write(measured(asked.folder, dealership, asked.rounds), others)
    print(OUTSIDE.text())


def measured(problems: Path, dealership: Dealership, rounds: int) -> tuple[Table, ...]:
    """Measure all of it over a dealership that was refreshed."""
    return (
        tours_beside_best_known.problems(problems),
        tours_beside_best_known.days(dealership),
        map_opened.opened(dealership, rounds),
    )


def write(tables: tuple[Table, ...], others: float) -> None:
    """Write the section; ``others``: the load of the machine before."""
    said = (
        f"Written by `python -m benchmarks.outside` on {datetime.now(UTC):%d %B %Y}; load of the machine before the run: "
        f"{others:.1f}. Of tours the seconds of one core are counted, so that others at work take nothing from the search. "
        "Vehicles come first, then the distance in double precision; each plan is driven through again by the numbers of "
        "its file. The days are those ahead of the demo dealership, with twice its drivers; 30 stops must be planned within 3 s. "
        "The map has no tiles and asks no other host. Where others are at work, its duration says more about them: the "
        "processor time is that of the page, without the server's."
    )
    OUTSIDE.write("\n\n".join((said, *(each.markdown().rstrip() for each in tables))))


if __name__ == "__main__":
    main()
