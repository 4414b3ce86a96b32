"""A month that was closed while wages could be read singly, and a house that has them in sums since."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from clientinfo_kernel.access.rights import Viewer
from clientinfo_kernel.margin import Margin
from clientinfo_kernel.margin.changed_months import changed
from clientinfo_kernel.margin.closed_periods import closed_periods, closing
from clientinfo_kernel.margin.snapshot_changes import snapshot_changes
from tests.house import House

if TYPE_CHECKING:
    from pathlib import Path

MARCH, APRIL = date(2012, 3, 1), date(2012, 4, 1)
SALE = {"f1": "100,00", "f2": "S", "f7": "10012", "f8": "8400", "f9": "", "f10": "1003", "f11": "R1"}
WAGE = {"f2": "S", "f7": "4120", "f8": "1755", "f9": "", "f37": "7"}
HUBER = {**WAGE, "f1": "30,00", "f10": "3003", "f11": "P7", "f14": "Huber"}
MAIER = {**WAGE, "f1": "20,00", "f10": "3103", "f11": "P8", "f14": "Maier"}
LATER = {**WAGE, "f1": "40,00", "f10": "3004", "f11": "P7", "f14": "Huber"}


def _refreshed(house: House) -> Margin:
    return Margin(replace(house.refresh(), viewer=Viewer("petra", frozenset({"controlling"}), "Petra König")))


@pytest.mark.slow
def test_wages_that_are_sums_by_now_change_no_closed_month_and_name_nobody(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """March costs 30 and 20 in wages, and April 40; then March's are 30 and 25, and April's are gone."""
    monkeypatch.setenv("CLIENTINFO_AUDIT", str(tmp_path / "audit"))
    house = House.at(tmp_path / "house")
    with (house.folder / "accounts.csv").open("a", encoding="utf-8") as mapping:
        mapping.write("4100;4199;labour_cost;workshop;0;;;;Löhne\n")
    house.dealer_system("customers", {"customer_number": "12", "name": "Meier"})
    house.dealer_system("debtor_accounts", {"customer_number": "12", "debtor_account": "10012"})
    house.postings(2012, SALE, HUBER, MAIER, LATER)
    file = house.folder / "clientinfo.toml"
    in_sums = file.read_text("utf-8")
    file.write_text(f'{in_sums}[wages]\npostings = "single"\n', "utf-8")
    margin = _refreshed(house)
    for month in (MARCH, APRIL):
        margin.directory.live_of_house().do(closing(margin, month, str(month)))

    file.write_text(in_sums, "utf-8")
    margin = _refreshed(house)
    april, march = closed_periods(margin)
    assert changed(margin, [april, march]) == {}
    assert march.changes(margin).is_empty()
    compared = snapshot_changes(margin, ())
    assert compared is not None
    assert compared.changes.is_empty(), "the former snapshot had each of them with its name"

    house.postings(2012, SALE, HUBER, {**MAIER, "f1": "25,00"})
    margin = _refreshed(house)
    assert changed(margin, [april, march]) == {MARCH: Decimal(-5), APRIL: Decimal(40)}
    sides = ("change", "account", "cost_center", "before", "now", "text", "number")
    assert march.changes(margin).select(sides).rows() == [
        ("changed", "4120", "7", Decimal(-50), Decimal(-55), None, None)
    ]
    assert april.changes(margin).select(sides).rows() == [("went", "4120", "7", Decimal(-40), None, None, None)]
