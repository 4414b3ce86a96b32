"""Lists of accounting against the ledger's own list of open items, the inboxes' files and the dealer system's."""

from __future__ import annotations

from decimal import Decimal
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import polars as pl
import pytest

from clientinfo_kernel.money import MONEY
from tests.widgets.lists.conftest import KEY_DATE, csv_lines, german_day
from widgets.parts.list_credit import _added_up
from widgets.work_list import all_lists

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import date
    from pathlib import Path

    from clientinfo_kernel.query.directory import CustomerDirectory

    Raw = Callable[[str], list[dict[str, str]]]
    Rows = Callable[..., pl.DataFrame]


@pytest.fixture(scope="session")
def open_items(demo_settings: Path, raw: Raw) -> list[tuple[str, Decimal, date | None, int]]:
    """Customer, balance, due day and dunning level of each line of the list that the ledger delivers."""
    owners = {line["DEBITOR"]: line["KDNR"] for line in raw("KDDEB")}

    def items() -> Iterator[tuple[str, Decimal, date | None, int]]:
        for line in csv_lines(demo_settings.parent / "exports" / "datev" / "OPOS_2012-10-11.csv")[1:]:
            if line[0] in owners and len(line) == 10 and "kaputt" not in line:
                amount = Decimal(line[6].replace(".", "").replace(",", "."))
                yield owners[line[0]], amount, german_day(line[3]), int(line[9] or 0)

    return list(items())


def test_who_owes_is_who_has_an_overdue_item_in_the_ledgers_list(
    open_items: list[tuple[str, Decimal, date | None, int]], rows: Rows
) -> None:
    overdue: dict[str, Decimal] = {}
    claims: dict[str, Decimal] = {}
    levels: dict[str, int] = {}
    for customer, balance, due, level in open_items:
        if balance > 0:
            claims[customer] = claims.get(customer, Decimal(0)) + balance
            levels[customer] = max(level, levels.get(customer, 0))
            if due is None or due < KEY_DATE:
                overdue[customer] = overdue.get(customer, Decimal(0)) + balance
    shown = rows("debtors")
    assert dict(shown.select("customer_number", "overdue").rows()) == overdue
    assert dict(rows("debtors", "all").select("customer_number", "claims").rows()) == claims
    assert dict(shown.select("customer_number", "dunning_level").rows()) == {each: levels[each] for each in overdue}
    classes = ("1_30", "31_60", "61_90", "91_120", "over_120")
    assert all(row["overdue"] == sum(row[each] or 0 for each in classes) for row in shown.iter_rows(named=True))
    over_120 = sum(
        (balance for _, balance, due, _ in open_items if balance > 0 and (due is None or (KEY_DATE - due).days > 120)),
        Decimal(0),
    )
    assert shown["over_120"].sum() == over_120
    assert shown["overdue"].is_sorted(descending=True)


def test_a_credit_is_a_balance_below_nothing(
    open_items: list[tuple[str, Decimal, date | None, int]], rows: Rows
) -> None:
    balances: dict[str, Decimal] = {}
    for customer, balance, _due, _level in open_items:
        balances[customer] = balances.get(customer, Decimal(0)) + balance
    wanted = {customer: balance for customer, balance in balances.items() if balance < 0}
    assert wanted
    assert dict(rows("credits").select("customer_number", "balance").rows()) == wanted


def test_blocked_customers_are_listed_with_what_they_will_pay(raw: Raw, rows: Rows) -> None:
    blocked = {line["KDNR"] for line in raw("KUNDEN") if line["BONITAET"] == "gesperrt"}
    customers = {line["AUFNR"]: line["KDNR"] for line in raw("AUFTRAG")}
    wanted = {
        f"{line['AUFNR']}/{line['SPLIT']}"
        for line in raw("AUFSPLIT")
        if line["STATUS"] in "OAFB" and (line["ZAHLER_KDNR"] or customers[line["AUFNR"]]) in blocked
    }
    assert blocked
    assert set(rows("blocked_orders")["row"]) == wanted


def test_entries_hang_until_they_are_posted_those_of_nobody_too(rows: Rows) -> None:
    shown = rows("stuck_entries")
    assert set(shown["state"]) <= {"waiting", "error", "rejected"}
    assert shown.filter(pl.col("document_number") == "01120731")["customer_number"].to_list() == ["10012"]
    # the brochure's customer: received on 14 June, seen on 11 October
    assert shown.filter(pl.col("document_number") == "01120731")["days"].to_list() == [119]
    assert set(rows("stuck_entries", "stuck")["state"]) <= {"error", "rejected"}
    assert shown["received_at"].drop_nulls().is_sorted()


def test_vat_ids_are_wrong_by_their_check_digit(raw: Raw, rows: Rows) -> None:
    """The last digit by ISO 7064, mod 11, 10, worked digit by digit; the brochure's DE123456789 is not a real number."""

    def is_right(text: str) -> bool:
        product = 10
        for digit in text[2:10]:
            product = (((int(digit) + product) % 10 or 10) * 2) % 11
        return (11 - product) % 10 == int(text[10])

    german = {line["KDNR"]: line["USTID"] for line in raw("KUNDEN") if line["USTID"].startswith("DE")}
    wrong = {number for number, vat_id in german.items() if not is_right(vat_id)}
    assert "10012" in wrong
    assert set(rows("vat_ids")["customer_number"]) == wrong


def test_who_is_over_the_limit_is_so_by_the_rule_of_their_own_page(directory: CustomerDirectory, rows: Rows) -> None:
    """The rule goes through a customer's rows one by one; the list adds up those of whom none can be about the same."""
    shown = rows("over_limit")
    above = shown["above"].to_list()
    assert above == sorted(set(above), reverse=True), "the furthest above it first"
    over = {each["row"]: (each["exposure"], each["unbilled"]) for each in shown.iter_rows(named=True)}
    customers = directory.table("customers", ["customer_number", "credit_limit"]).filter(pl.col("credit_limit") > 0)
    some = [*over, *customers["customer_number"].gather_every(10)]
    heads = {number: directory.customer(number).header() for number in some}
    exceeded = {number: each for number, each in heads.items() if each.credit_limit_exceeded}
    assert over == {number: (each.exposure, each.unbilled_orders) for number, each in exceeded.items()}
    assert any(unbilled for _exposure, unbilled in over.values())


def test_what_is_ordered_counts_beside_what_is_owed_where_nothing_is_compared() -> None:
    """60 owed and 50 ordered are above a limit of 100.00; 60 and 40 use it up, and no more."""
    three: Any = SimpleNamespace(rows=pl.DataFrame({"customer_id": [0, 1, 2]}))
    desk: Any = SimpleNamespace(coded=lambda _name, _columns: three)
    ids = pl.Series("customer_id", [0, 2], pl.UInt32)

    def amounts(name: str, *texts: str) -> pl.DataFrame:
        return pl.DataFrame([ids, pl.Series(name, [Decimal(text) for text in texts], MONEY)])

    limits, owed = amounts("credit_limit", "100.00", "100.00"), amounts("balance", "60.00", "60.00")
    found = _added_up(desk, limits, owed, amounts("amount", "50.00", "40.00"))
    assert found.rows() == [(0, Decimal("110.00"), Decimal("50.00"))]


@pytest.mark.parametrize(("option", "column"), [("overdue", "overdue"), ("all", "claims")])
def test_the_items_of_a_row_are_those_that_its_sum_is_made_of(
    directory: CustomerDirectory, option: str, column: str
) -> None:
    debtors = next(each for each in all_lists() if each.key == "debtors")
    desk = debtors.desk(directory, option)
    shown = debtors.table(desk).rows
    assert debtors.items is not None
    items = debtors.items(desk, shown)
    sums = items.group_by("customer_number").agg(pl.col("balance").sum())
    assert dict(sums.rows()) == dict(shown.select("customer_number", column).rows())
