"""The cases of ``sold_cases``: each figure as on paper, and a check that is content, from one refresh."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from clientinfo_kernel.ingest.reconcile import reconcile
from clientinfo_kernel.query.directory import CustomerDirectory, open_directory
from clientinfo_kernel.query.snapshot import SnapshotStore
from tests.house import House
from tests.once import once_per_run

from .afterwards_cases import AFTERWARDS
from .paper_ledgers import debtor, own_number, payer, write_batches
from .sold_cases import SOLD, Sold

pytestmark = pytest.mark.slow

D = Decimal
CASES = (*SOLD, *AFTERWARDS)


def _numbers(place: int) -> dict[str | None, str | None]:
    return {"D": str(1000 + place), "E": str(5000 + place), None: None}


def _write(folder: Path) -> None:
    house = House.at(folder)
    settings = folder / "clientinfo.toml"
    text = settings.read_text("utf-8").replace('account_mapping = "accounts.csv"\n', "")
    settings.write_text(text.replace("2012-10-11", "2021-12-31"), "utf-8")
    everybody = [
        (number, account)
        for place in range(len(CASES))
        for number, account in ((_numbers(place)["D"], debtor(place)), (_numbers(place)["E"], payer(place)))
    ]
    house.dealer_system(
        "customers", *({"customer_number": number, "name": f"Kunde {number}"} for number, _ in everybody)
    )
    house.dealer_system(
        "debtor_accounts", *({"customer_number": number, "debtor_account": account} for number, account in everybody)
    )
    house.dealer_system(
        "invoices",
        *(
            {
                "invoice_number": own_number(place, bill.number),
                "kind": bill.kind,
                "customer_number": _numbers(place)["D"],
                "paying_customer_number": _numbers(place)[bill.payer],
                "invoiced_on": date.fromisoformat(bill.day),
                "net": D(bill.net),
                "gross": D(bill.gross),
                "is_cancelled": bill.is_cancelled,
                "is_credit_note": bill.corrects is not None,
                "corrects_invoice_number": own_number(place, bill.corrects) if bill.corrects else None,
            }
            for place, case in enumerate(CASES)
            for bill in case.bills
        ),
    )
    write_batches(folder / "datev", "03", [case.rows for case in CASES], own_numbers=True)
    house.refresh()


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> CustomerDirectory:
    return open_directory(
        once_per_run(tmp_path_factory, "sold_cases", lambda folder: _write(folder / "house")) / "house/clientinfo.toml"
    )


@pytest.mark.parametrize(("place", "case"), list(enumerate(CASES)), ids=[case.title for case in CASES])
def test_a_case_as_on_paper(house: CustomerDirectory, place: int, case: Sold) -> None:
    file = house.customer(str(1000 + place))
    profit = file.gross_profit_invoices()

    def total(values: list[Decimal]) -> Decimal:
        return sum(values, D(0))

    found = (
        total(file.revenue()["total"].to_list()),
        total(profit["revenue_deductions"].to_list()),
        total(profit["cost_of_goods"].to_list()),
        total(file.open_items()["balance"].to_list()),
        total(house.customer(str(5000 + place)).open_items()["balance"].to_list()),
        file.header().days_to_pay,
        file.payments().height,
    )
    amounts = (case.revenue, case.deductions, case.cost, case.open, case.payer_open)
    assert found == (*map(D, amounts), case.days, case.payments)


def test_the_check_is_content_with_all_of_them(house: CustomerDirectory) -> None:
    snapshot = SnapshotStore(house.settings.state_folder / "snapshots").newest()
    assert reconcile(snapshot).agrees
    found = snapshot.whole("findings").select("kind", "subject", "amount").rows()
    assert [row for row in found if row[0] != "month_without_postings"] == []
