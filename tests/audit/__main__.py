"""``make audit``: demo dealerships of many seeds, each against its answer book and the second opinion;
and the margins' workbook, recalculated by LibreOffice."""

from __future__ import annotations

import sys
import tempfile
from dataclasses import fields
from pathlib import Path

from clientinfo_kernel.ingest.refresh import refresh
from clientinfo_kernel.settings import read_settings
from demo_dealership import write_demo
from demo_dealership.habits import Habits
from tests.audit.answers import answers
from tests.audit.months import different_cells
from tests.audit.product_figures import differences, product_figures
from tests.audit.recalculation import (
    different,
    formula_values,
    libreoffice,
    recalculated,
    without_values,
    workbook,
)
from tests.audit.second_opinion import second_opinion

SEEDS, CUSTOMERS = 20, 300
_CHANGES_WHO_PAYS = "collective_debtor"
_BROCHURE = "10012"


def main() -> int:
    """Return 1 if an opinion differs in any figure of any customer."""
    names = [each.name for each in fields(Habits) if each.name != _CHANGES_WHO_PAYS]
    wrong = 0
    with tempfile.TemporaryDirectory() as folder:
        wrong += workbook_differences(Path(folder))
    for seed in range(1, SEEDS + 1):
        # Each seed has some habits: the bits of its number.
        habits = {name: 60 * (seed >> place & 1) for place, name in enumerate(names)}
        with tempfile.TemporaryDirectory() as folder:
            write_demo(Path(folder), customers=CUSTOMERS, seed=seed, habits=Habits(**habits))
            found, files, events = product_figures(Path(folder)), second_opinion(Path(folder)), answers(CUSTOMERS, seed)
            months = different_cells(Path(folder))
        by_files, by_events = differences(found, files), differences(found, events)
        by_events.pop(_BROCHURE, None)
        wrong += len(by_files) + len(by_events) + len(months)
        print(
            f"seed {seed}: {len(found)} customers, {len(by_files)} differ from the files, {len(by_events)} from the events; "
            f"{len(months)} months of a division differ from the files"
        )
        for cell, amounts in list(months.items())[:5]:
            print(f"  {cell}: {amounts}")
        for number, kinds in list({**by_files, **by_events}.items())[:5]:
            print(f"  {number}: {kinds}")
    return 1 if wrong else 0


def workbook_differences(folder: Path) -> int:
    """Return how many formulas of the margin page's workbook LibreOffice computes to something else."""
    program = libreoffice()
    if program is None:
        print("workbook: not recalculated, there is no LibreOffice (apt install libreoffice-calc-nogui)")
        return 0
    write_demo(folder / "demo", customers=CUSTOMERS, seed=1)
    refresh(read_settings(folder / "demo" / "clientinfo.toml"))
    book = workbook(folder / "demo" / "clientinfo.toml")
    ours = formula_values(book)
    found = different(ours, formula_values(recalculated(program, without_values(book), folder)))
    print(f"workbook: {len(ours)} formulas, {len(found)} come to something else in LibreOffice")
    for cell, values in list(found.items())[:5]:
        print(f"  {cell}: {values}")
    return len(found) if ours else 1


if __name__ == "__main__":
    sys.exit(main())
