"""The cases of ``business_cases``: every figure of every customer as on paper, from one refresh per ledger."""

from decimal import Decimal
from pathlib import Path

import pytest

from clientinfo_kernel.query.directory import CustomerDirectory, open_directory
from tests.data_sources.ledger.datev_files import datev_file, header, record
from tests.once import once_per_run

from .business_cases import SKR03, SKR04, Case
from .crossing_cases import CROSSING_SKR03
from .odd_cases import ODD_SKR03, ODD_SKR04
from .test_datev_samples import refreshed

D = Decimal
WIDTH = 120
LEDGERS = {"03": (*SKR03, *ODD_SKR03, *CROSSING_SKR03), "04": (*SKR04, *ODD_SKR04)}
CASES = [(chart, place, case) for chart, cases in LEDGERS.items() for place, case in enumerate(cases)]


def _debtor(place: int) -> str:
    return str(10_001 + place)


def _write(folder: Path, chart: str) -> None:
    """Write a batch per year, all cases in it, in the order of the days."""
    rows = [(row, _debtor(place)) for place, case in enumerate(LEDGERS[chart]) for row in case.rows]
    for year in sorted({row[0][:4] for row, _debtor in rows}):
        lines = []
        for (day, amount, side, account, contra, key, number, more), debtor in sorted(
            rows, key=lambda each: each[0][0]
        ):
            sides = [debtor if each == "D" else each for each in (account, contra)]
            values = {1: amount, 2: side, 7: sides[0], 8: sides[1], 9: key, 10: day[8:] + day[5:7], 11: number}
            if day.startswith(year):
                lines.append(record(values | more, WIDTH))
        first = header(f13=f"{year}0101", f15=f"{year}0101", f16=f"{year}1231", f27=chart)
        (folder / f"EXTF_{year}.csv").write_bytes(datev_file(lines, width=WIDTH, first=first).encode("cp1252"))


@pytest.fixture(scope="module")
def ledgers(tmp_path_factory: pytest.TempPathFactory) -> dict[str, CustomerDirectory]:
    def make(chart: str, folder: Path) -> None:
        (folder / "datev").mkdir()
        _write(folder / "datev", chart)
        refreshed(folder, "2021-12-31")

    return {
        chart: open_directory(
            once_per_run(tmp_path_factory, f"cases_{chart}", lambda folder, chart=chart: make(chart, folder))
            / "clientinfo.toml"
        )
        for chart in LEDGERS
    }


@pytest.mark.parametrize(("chart", "place", "case"), CASES, ids=[f"SKR{c}: {case.title}" for c, _p, case in CASES])
def test_a_case_as_on_paper(ledgers: dict[str, CustomerDirectory], chart: str, place: int, case: Case) -> None:
    file = ledgers[chart].customer(_debtor(place))
    found = (
        sum(file.revenue()["total"].to_list(), D(0)),
        sum(file.gross_profit_invoices()["revenue_deductions"].to_list(), D(0)),
        sum(file.open_items()["balance"].to_list(), D(0)),
        file.header().days_to_pay,
    )
    assert found == (D(case.revenue), D(case.deductions), D(case.open), case.days)
