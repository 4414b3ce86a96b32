"""The cases of ``business_cases``: every figure of every customer as on paper, from one refresh per ledger."""

from decimal import Decimal
from pathlib import Path

import pytest

from clientinfo_kernel.query.directory import CustomerDirectory, open_directory
from tests.once import once_per_run

from .business_cases import SKR03, SKR04, Case
from .carried_cases import CARRIED_SKR03, CARRIED_SKR04
from .crossing_cases import CROSSING_SKR03
from .odd_cases import ODD_SKR03, ODD_SKR04
from .paper_ledgers import debtor, write_batches
from .reversed_cases import REVERSED_SKR03, REVERSED_SKR04
from .settled_cases import SETTLED_SKR03, SETTLED_SKR04
from .taxed_cases import TAXED_SKR03, TAXED_SKR04
from .test_datev_samples import refreshed

D = Decimal
LEDGERS = {
    "03": (*SKR03, *ODD_SKR03, *CROSSING_SKR03, *CARRIED_SKR03, *REVERSED_SKR03, *SETTLED_SKR03, *TAXED_SKR03),
    "04": (*SKR04, *ODD_SKR04, *CARRIED_SKR04, *REVERSED_SKR04, *SETTLED_SKR04, *TAXED_SKR04),
}
CASES = [(chart, place, case) for chart, cases in LEDGERS.items() for place, case in enumerate(cases)]


@pytest.fixture(scope="module")
def ledgers(tmp_path_factory: pytest.TempPathFactory) -> dict[str, CustomerDirectory]:
    def make(chart: str, folder: Path) -> None:
        (folder / "datev").mkdir()
        write_batches(folder / "datev", chart, [case.rows for case in LEDGERS[chart]])
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
    file = ledgers[chart].customer(debtor(place))
    found = (
        sum(file.revenue()["total"].to_list(), D(0)),
        sum(file.gross_profit_invoices()["revenue_deductions"].to_list(), D(0)),
        sum(file.open_items()["balance"].to_list(), D(0)),
        file.header().days_to_pay,
    )
    assert found == (D(case.revenue), D(case.deductions), D(case.open), case.days)
