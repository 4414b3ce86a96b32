"""A range that controlling maps: its effect before it counts is what the next refresh makes of it."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from msgspec import structs

from clientinfo_kernel.access.rights import Viewer
from clientinfo_kernel.errors import ChangeNotPermitted, NotPermitted, QuestionError
from clientinfo_kernel.ingest import account_mapping as ingested
from clientinfo_kernel.ingest.house_ranges import house_ranges
from clientinfo_kernel.ingest.refresh import refresh
from clientinfo_kernel.live import account_ranges as words
from clientinfo_kernel.margin import Margin, Question
from clientinfo_kernel.margin.account_mapping import (
    Accounts,
    Range,
    account_sums,
    decided,
    mapping_of,
    ranges,
    taken_back,
)
from clientinfo_kernel.margin.account_postings import account_postings
from clientinfo_kernel.margin.mapping_effect import effect
from clientinfo_kernel.query.profit_lines import LINES
from tests.house import House

if TYPE_CHECKING:
    from pathlib import Path

    from clientinfo_kernel.query.directory import CustomerDirectory

pytestmark = pytest.mark.slow


def sale(amount: str, account: str, number: str) -> dict[str, str]:
    return {"f1": amount, "f2": "S", "f7": "10012", "f8": account, "f9": "", "f10": "1003", "f11": number}


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> House:
    monkeypatch.setenv("CLIENTINFO_AUDIT", str(tmp_path / "audit"))
    return _written(tmp_path / "house")


def _written(folder: Path) -> House:
    made = House.at(folder)
    made.dealer_system("customers", {"customer_number": "12", "name": "Meier"})
    made.dealer_system("debtor_accounts", {"customer_number": "12", "debtor_account": "10012"})
    # Of the workshop 10 % are wages (tests/house.py); no range holds 8600.
    made.postings(2012, sale("100,00", "8400", "R1"), sale("30,00", "8410", "R2"), sale("7,00", "8600", "R3"))
    return made


def _open(house: House) -> CustomerDirectory:
    return replace(house.refresh(), viewer=Viewer("petra", frozenset({"controlling"}), "Petra König"))


@pytest.fixture(scope="module")
def directory(tmp_path_factory: pytest.TempPathFactory) -> CustomerDirectory:
    """The same house, refreshed once for the tests that map nothing."""
    return _open(_written(tmp_path_factory.mktemp("mapping") / "house"))


def _total(directory: CustomerDirectory, *where: tuple[str, tuple[str, ...]]) -> dict[str, Decimal]:
    total = Margin(directory).ask(Question((*LINES, "gross_profit"), (), where)).total
    return {name: total[name] for name in (*LINES, "gross_profit")}


def test_what_a_range_would_change_is_what_the_next_refresh_makes_of_it(house: House) -> None:
    directory = _open(house)
    margin, store = Margin(directory), directory.live_of_house()
    sums = account_sums(margin)
    (unmapped,) = sums.filter(sums["role"].is_null()).select("account", "postings", "amount").rows()
    assert unmapped == ("8600", 1, Decimal(7))
    caught = {row["account_from"]: row for row in ranges(margin).iter_rows(named=True)}
    assert (caught[8400]["accounts"], caught[8400]["amount"], caught[8300]["accounts"]) == (2, Decimal(130), None)

    before = _total(directory)
    assert before["gross_profit"] == Decimal(117)  # 130 less 13 of wages; 7 are in no figure
    wanted = [
        Range(8600, 8699, "revenue", "other", name="Mietwagen"),
        Range(8410, 8410, "revenue", "parts", labour_cost_percent=Decimal(20)),
    ]
    expected = dict(before)
    for number, each in enumerate(wanted):
        found = effect(Accounts.of(margin), each)
        assert found.is_exact
        for name in expected:
            expected[name] += found.whole.after[name] - found.whole.before[name]
        store.do(mapping_of(each, str(number), "so im Kontenplan"))
    assert _total(directory) == before, "nothing counts before the next refresh"
    directory = _open(house)
    # 137 of revenue, 10 % of 100 and 20 % of 30 are wages
    assert _total(directory) == expected
    assert expected["gross_profit"] == Decimal(121)
    assert _total(directory, ("division", ("other",)))["revenue"] == Decimal(7)
    origin = Margin(directory).postings(("number=R2", "role=labour_cost")).rows
    assert origin.select("rate_percent", "source_file").rows() == [(Decimal(20), "Margen: Konten")]
    silent = structs.replace(directory.settings, live_database="postgresql://nobody@localhost:1/nothing")
    assert house_ranges(silent).equals(house_ranges(directory.settings)), "the last ones count on"
    assert house_ranges(silent).height == 2
    again = refresh(directory.settings)
    assert again.snapshot == Margin(directory).newest(), "the same mapping is nothing new"

    store.do(taken_back(8410, 8410, "back", "war falsch", decided(margin)))
    directory = _open(house)
    assert _total(directory)["gross_profit"] == Decimal(124)  # 137 less 13


def test_an_account_without_a_range_has_its_postings_and_whose_they_are(directory: CustomerDirectory) -> None:
    """7.00 stand in credit on 8600: the invoice R3 of Meier, whose debtor account is on the other side."""
    margin = Margin(directory)
    found = account_postings(margin, ["8600"], 10)
    assert (found.height, found.debit, found.credit) == (1, Decimal(0), Decimal(7))
    said = ("number", "other", "customer", "customer_name", "debit", "credit")
    assert found.rows.select(said).rows() == [("R3", "10012", "12", "Meier", None, Decimal(7))]
    assert found.rows["source_row"][0] is not None
    both = account_postings(margin, ["8600", "8400", "10012"], 2)
    assert (both.height, both.debit, both.credit) == (5, Decimal(137), Decimal(107))
    assert both.rows["number"].to_list() == ["R1", "R1"], "the largest first, each side by itself"


def test_what_is_reversed_is_no_longer_on_its_account_whichever_side_its_export_writes(house: House) -> None:
    """Beside the 7.00 of R3: 238.00 reversed on the side of the invoice, 50.00 on the other one. Nothing is left of both."""
    back = {"f118": "1"}
    house.postings(
        2011,
        *(sale("238,00", "8600", "R9"), sale("238,00", "8600", "R9") | back),
        *(sale("50,00", "8600", "R10"), sale("50,00", "8600", "R10") | back | {"f2": "H"}),
    )
    margin = Margin(_open(house))
    found = account_postings(margin, ["8600"], 10)
    assert (found.height, found.debit, found.credit) == (5, Decimal(0), Decimal(7))
    assert account_sums(margin).filter(account="8600")["amount"].to_list() == [Decimal(7)]
    shown = found.rows.select("number", "debit", "credit", "is_reversal").rows()
    assert sorted(shown) == sorted([
        ("R9", None, Decimal(238), False), ("R9", None, Decimal(-238), True),
        ("R10", None, Decimal(50), False), ("R10", None, Decimal(-50), True), ("R3", None, Decimal(7), False),
    ])  # fmt: skip
    debtor = account_postings(margin, ["10012"], 3)
    assert (debtor.height, debtor.debit, debtor.credit) == (7, Decimal(137), Decimal(0))
    assert debtor.rows["debit"].to_list() == [Decimal(238), Decimal(-238), Decimal(100)]


def test_a_change_of_division_moves_revenue_and_its_wages_from_one_division_to_the_other(
    directory: CustomerDirectory,
) -> None:
    """30.00 of R2 and their wages (10 % of the workshop's) go from the workshop to the body shop; in all nothing changes."""
    body = Range(8410, 8410, "revenue", "body_and_paint", labour_cost_percent=Decimal(10))
    found = effect(Accounts.of(Margin(directory)), body)
    said = ("account", "role", "division", "new_role", "new_division")
    assert found.accounts.select(said).rows() == [("8410", "revenue", "workshop", "revenue", "body_and_paint")]
    moved = {
        "revenue": 30,
        "revenue_deductions": 0,
        "cost_of_goods": 0,
        "calculated_labour_cost": -3,
        "gross_profit": 27,
    }
    nothing = dict.fromkeys(moved, 0)
    assert {name: (sides.before, sides.after) for name, sides in found.divisions.items()} == {
        "workshop": (moved, nothing),
        "body_and_paint": (nothing, moved),
    }
    assert (found.whole.is_same, found.whole.after, found.is_rate_same) == (True, moved, True)
    # Of the account's 30.00 another rate is known to the cent only where all of it is one document.
    assert not effect(Accounts.of(Margin(directory)), replace(body, labour_cost_percent=Decimal(20))).is_rate_same
    other = effect(Accounts.of(Margin(directory)), Range(8600, 8600, "revenue", "other"))
    assert other.accounts.select(said).rows() == [("8600", None, None, "revenue", "other")]
    assert {name: sides.after["revenue"] for name, sides in other.divisions.items()} == {"other": 7}


def test_a_range_takes_no_accounts_from_a_narrower_one(directory: CustomerDirectory) -> None:
    margin = Margin(directory)
    accounts = Accounts.of(margin)
    wide = effect(accounts, Range(8000, 8999, "ignore"))
    assert wide.accounts["account"].to_list() == ["8600"]
    assert (wide.whole.before["gross_profit"], wide.whole.after["gross_profit"]) == (0, 0)
    same = effect(accounts, Range(8400, 8499, "ignore"))
    assert same.accounts["account"].to_list() == ["8400", "8410"]
    assert (same.whole.before["gross_profit"], same.whole.after["gross_profit"]) == (Decimal(117), 0)
    guessed = effect(accounts, Range(8400, 8499, "revenue", "workshop", cost_of_goods_percent=Decimal(50)))
    assert (guessed.whole.after["cost_of_goods"], guessed.is_exact) == (Decimal(-65), False)


def test_a_range_that_moves_gives_back_what_it_no_longer_holds(house: House) -> None:
    """8400 to 8499 of the house's own is ignored; moved to 8410 the workshop's 100 come back, less 10 % of wages."""
    directory = _open(house)
    directory.live_of_house().do(mapping_of(Range(8400, 8450, "ignore"), "1", "kein Umsatz"))
    directory = _open(house)
    assert _total(directory)["gross_profit"] == 0
    margin, store = Margin(directory), directory.live_of_house()
    wanted = Range(8410, 8450, "ignore")
    accounts = Accounts.of(margin)
    found = effect(accounts, wanted, (8400, 8450))
    assert found.accounts["account"].to_list() == ["8400", "8410"]
    assert (found.whole.after["revenue"], found.whole.before["revenue"]) == (100, 0)
    back = effect(accounts, Range(8400, 8450, "none"))
    assert back.accounts["account"].to_list() == ["8400", "8410"]
    assert (back.whole.after["revenue"], back.whole.after["calculated_labour_cost"]) == (130, -13)
    assert (found.is_below_known, back.is_below_known) == (False, False)
    assert (found.is_exact, back.is_exact) == (False, False)

    store.do(mapping_of(wanted, "2", "nur diese", old=(8400, 8450), seen=decided(margin)))
    directory = _open(house)
    assert _total(directory)["gross_profit"] == 90
    own = ranges(Margin(directory)).filter(mapping_file=words.ON_SCREEN)
    assert own.select("account_from", "account_to").rows() == [(8410, 8450)]


def test_a_wider_range_takes_nothing_from_the_narrower_one_of_the_chart(directory: CustomerDirectory) -> None:
    margin = Margin(directory)
    found = effect(Accounts.of(margin), Range(8400, 8650, "ignore"))
    assert found.accounts["account"].to_list() == ["8600"], "8400 and 8410 stay with 8400 to 8499"


def test_another_rate_of_tax_is_split_off_where_the_account_decides(house: House) -> None:
    """119.00 and 58.00 of 2020, one under 19 %, one under 16 %, are 100.00 and 50.00; what has a key stays: 107.00 of 7 % are 100.00."""
    late = {"f10": "1007"}  # the second half of 2020
    house.postings(
        2020,
        sale("119,00", "8600", "R5"),
        sale("58,00", "8600", "R6") | late,
        sale("107,00", "8600", "R7") | {"f9": "2"},
        sale("11,90", "8600", "R8") | {"f2": "H"},
    )
    margin = Margin(_open(house))
    taxed = Range(8600, 8699, "revenue", "other", tax_percent=Decimal(19), labour_cost_percent=Decimal(10))
    found = effect(Accounts.of(margin), taxed)
    # With R3 of 2012: 7.00 are 5.88. R8 takes 10.00 back.
    assert (found.whole.after["revenue"], found.is_tax_same) == (Decimal("245.88"), False)
    assert found.whole.after["calculated_labour_cost"] == Decimal("-24.59")
    assert effect(Accounts.of(margin), replace(taxed, tax_percent=Decimal(0))).is_tax_same
    margin.directory.live_of_house().do(mapping_of(taxed, "1", "Mietwagen"))
    margin = Margin(_open(house))
    assert sum(account_sums(margin).filter(account="8600")["amount"]) == Decimal("245.88")
    assert effect(Accounts.of(margin), taxed).is_tax_same
    reduced = effect(Accounts.of(margin), replace(taxed, tax_percent=Decimal(7)))
    # (7.00 + 119.00 - 11.90) / 1.07, where the refresh rounds each to 106.63; 58.00 / 1.05; and the 100.00 with a key
    assert reduced.whole.after["revenue"] == Decimal("106.64") + Decimal("55.24") + 100
    assert not reduced.is_tax_same


def test_what_no_range_can_be_is_refused_and_only_controlling_maps(directory: CustomerDirectory) -> None:
    for wrong in (
        {"first": 2, "last": 1, "role": "revenue"},
        {"first": 1, "last": 2, "role": "revenue", "tax_percent": Decimal(101)},
        {"first": 1, "last": 2, "role": "ignore", "labour_cost_percent": Decimal(1)},
    ):
        with pytest.raises(QuestionError):
            Range(**wrong)  # type: ignore[arg-type]
    accounting = replace(directory, viewer=Viewer("x", frozenset({"accounting"})))
    with pytest.raises((ChangeNotPermitted, NotPermitted)):
        accounting.live_of_house().do(mapping_of(Range(1, 2, "ignore"), "1", "x"))


def test_the_words_of_a_range_are_those_of_a_mapping_file() -> None:
    assert set(words.ROLES) - {words.NO_RANGE} == set(ingested.ROLES)
