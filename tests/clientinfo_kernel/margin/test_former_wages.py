"""A month that was closed while wages could be read singly, and a house that has them in sums since."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from functools import partial
from io import BytesIO
from typing import TYPE_CHECKING

import polars as pl
import pytest

from clientinfo_kernel.access.rights import Viewer
from clientinfo_kernel.live.across import known_contents
from clientinfo_kernel.live.closed_periods import CLOSED_PERIOD
from clientinfo_kernel.live.database import LiveDatabase
from clientinfo_kernel.live.document_files import DocumentFiles
from clientinfo_kernel.margin import Margin
from clientinfo_kernel.margin.changed_months import changed
from clientinfo_kernel.margin.closed_periods import closed_periods, closing
from clientinfo_kernel.margin.kept_wages import put_kept_wages_in_sums
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


def _kept_texts(margin: Margin) -> set[str]:
    files = DocumentFiles.of(margin.directory.settings.state_folder)
    names = margin.directory.written(CLOSED_PERIOD)["content_hash"]
    return {text or "" for name in names for text in pl.read_parquet(BytesIO(files.read(name)))["text"]}


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

    assert _kept_texts(margin) == {"Huber", "Maier", ""}
    house.postings(2012, SALE)
    assert put_kept_wages_in_sums(_refreshed(house)) == 0, "a ledger without the account does not say that it is wages"
    house.postings(2012, SALE, HUBER, MAIER, LATER)
    margin = _refreshed(house)
    figures = [each.figures_hash for each in (april, march)]
    assert put_kept_wages_in_sums(margin) == 2
    assert put_kept_wages_in_sums(margin) == 0, "each file is looked at once"
    assert _kept_texts(margin) == {""}, "nobody's wage stays on the disk"
    april, march = closed_periods(margin)
    assert [each.figures_hash for each in (april, march)] == figures
    assert (march.closed_by, march.gross_profit) == ("Petra König", Decimal(40)), "100 less wages of 50 and 10 %"
    assert changed(margin, [april, march]) == {}
    assert march.changes(margin).is_empty()
    assert april.labour(margin).is_empty()
    database = LiveDatabase.of(margin.directory.settings)
    files, needed = DocumentFiles.of(margin.directory.settings.state_folder), partial(known_contents, database)
    assert files.sweep(needed, timedelta(days=1)) == 0, "a page or a backup can know the former ones"
    assert files.sweep(needed, timedelta(seconds=-1)) == 2
    house.postings(2012, SALE, HUBER, {**MAIER, "f1": "25,00"})
    margin = _refreshed(house)
    assert changed(margin, [april, march]) == {MARCH: Decimal(-5), APRIL: Decimal(40)}
    sides = ("change", "account", "cost_center", "before", "now", "text", "number")
    assert march.changes(margin).select(sides).rows() == [
        ("changed", "4120", "7", Decimal(-50), Decimal(-55), None, None)
    ]
    assert april.changes(margin).select(sides).rows() == [("went", "4120", "7", Decimal(-40), None, None, None)]
