"""Lists of controlling over a small house whose postings can be added up by heart."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from msgspec import structs

from clientinfo_kernel.access.rights import Viewer
from clientinfo_kernel.live.commands import Add, Saved
from clientinfo_kernel.live.outlier_reviews import OUTLIER_REVIEW
from tests.house import House
from tests.once import once_per_run
from widgets.work_list import all_lists

if TYPE_CHECKING:
    from pathlib import Path

    import polars as pl

    from clientinfo_kernel.query.directory import CustomerDirectory

PETRA = Viewer("petra", frozenset({"controlling"}), "Petra König")


def sale(amount: str, account: str, day: str, number: str, debtor: str = "10012") -> dict[str, str]:
    return {"f1": amount, "f2": "S", "f7": debtor, "f8": account, "f9": "", "f10": day, "f11": number}


def _goods(amount: str, day: str, number: str) -> dict[str, str]:
    return {"f1": amount, "f2": "S", "f7": "7300", "f8": "3980", "f9": "", "f10": day, "f11": number}


def _make(folder: Path) -> None:
    """Parts cost 50 %, of the workshop 10 % are wages (tests/house.py); 2012-10-11 is the key date."""
    house = House.at(folder)
    house.dealer_system(
        "customers",
        {"customer_number": "12", "name": "Meier"},
        {"customer_number": "13", "name": "Kunz"},
    )
    house.dealer_system(
        "debtor_accounts",
        {"customer_number": "12", "debtor_account": "10012"},
        {"customer_number": "13", "debtor_account": "10013"},
    )
    house.postings(
        2011,
        sale("1000,00", "8400", "0905", "A1"),
        sale("20000,00", "8000", "0905", "B1", "10013"),
        sale("400,00", "8300", "1006", "B2", "10013"),
        # Sold and delivered around New Year: of R1 more goods come in January, of R2 some are given back.
        sale("100,00", "8300", "1512", "R1", "10013"),
        _goods("130,00", "1512", "R1"),
        sale("100,00", "8300", "1612", "R2", "10013"),
        _goods("130,00", "1612", "R2"),
    )
    house.postings(
        2012,
        sale("100,00", "8400", "0905", "A2"),
        sale("200,00", "8300", "1006", "B3", "10013"),
        sale("100,00", "8300", "1106", "A3"),
        # goods for 130.00 of what was sold for 100.00
        _goods("130,00", "1106", "A3"),
        # over the counter, to nobody
        {"f1": "50,00", "f2": "S", "f7": "1000", "f8": "8300", "f9": "", "f10": "0207", "f11": "K1"},
        _goods("10,00", "1001", "R1"),
        _goods("30,00", "1001", "R2") | {"f2": "H"},
    )
    house.refresh()


@pytest.fixture
def house(
    tmp_path_factory: pytest.TempPathFactory, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> CustomerDirectory:
    from clientinfo_kernel.query.directory import open_directory

    monkeypatch.setenv("CLIENTINFO_AUDIT", str(tmp_path / "audit"))
    made = open_directory(once_per_run(tmp_path_factory, "house_of_controlling", _make) / "clientinfo.toml")
    live = structs.replace(made.settings, live_database=f"sqlite:///{tmp_path / 'live.sqlite'}")
    return replace(made, settings=live, viewer=PETRA)


def _rows(house: CustomerDirectory, key: str, option: str = "") -> pl.DataFrame:
    wanted = next(each for each in all_lists() if each.key == key)
    return wanted.table(wanted.desk(house, option)).rows


def _values(rows: pl.DataFrame, *names: str) -> list[tuple[Any, ...]]:
    return rows.select(names).rows()


def test_who_brings_less_without_vehicles(house: CustomerDirectory) -> None:
    """Meier: 900 of 1000 for work, now 90 of 100 and 100 - 130 for parts. Kunz bought a car, and 100 less is no ground lost."""
    rows = _rows(house, "losing_ground")
    assert _values(rows, "customer", "profit_before", "profit", "change") == [
        ("Meier", Decimal(900), Decimal(60), Decimal(-840))
    ]


def test_months_that_the_ledger_has_not_delivered_are_no_fall(house: CustomerDirectory) -> None:
    """In March 2013 the last posting is of July 2012: the twelve months end there, as they do in October 2012."""
    later = replace(house, settings=structs.replace(house.settings, as_of=date(2013, 3, 20)))
    assert later.key_date == date(2013, 3, 20)
    columns = ("customer", "profit_before", "profit")
    assert _values(_rows(later, "losing_ground"), *columns) == [("Meier", Decimal(900), Decimal(60))]


def test_a_document_that_lost_money_stays_until_it_is_checked_off(house: CustomerDirectory) -> None:
    """Documents are judged over both years: R1 lost 100 - 130 - 10, and R2, of which 30 came back, nothing."""
    rows = _rows(house, "negative_gross_profit")
    lost = [("Kunz", "R1", Decimal(-40)), ("Meier", "A3", Decimal(-30))]
    assert _values(rows, "customer", "number", "gross_profit") == lost
    said = {"customer": "12", "number": "A3", "year": 2012, "verdict": "in_order", "note": "Kulanz"}
    store = house.live_of_house()
    first = store.do(Add("1", "", OUTLIER_REVIEW, {**said, "figures": "10000|0|-12999|0"}))  # of other figures
    assert isinstance(first, Saved)
    assert _rows(house, "negative_gross_profit").height == 2
    store.do(Add("2", "", OUTLIER_REVIEW, {**said, "figures": "10000|0|-13000|0", "follows": first.entity_id}))
    around = {"customer": "13", "number": "R1", "year": 2011, "figures": "10000|0|-14000|0"}
    store.do(Add("3", "", OUTLIER_REVIEW, {**said, **around}))
    assert _rows(house, "negative_gross_profit").is_empty()


def test_postings_of_nobody_come_with_file_and_line(house: CustomerDirectory) -> None:
    rows = _rows(house, "unassigned_postings")
    assert _values(rows, "number", "account", "amount", "source_file", "source_row") == [
        ("K1", "8300", Decimal(50), "EXTF_2012.csv", "7")
    ]
    assert _rows(house, "unassigned_postings", "all").height == 1
