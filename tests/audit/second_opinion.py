"""Every customer's figures, recomputed over the raw files in plain Python, written from the formats and the rules alone.

Rules: domain of dealerships (revenue by the customer on the invoice, internal orders are nobody's revenue, cost joined by
the document's number, a calculated cost only where no real one is posted, days to pay weighted by payment over invoices
that are paid in full). Nothing of the product is imported.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING

from tests.audit import raw_ledger
from tests.audit.raw_ledger import Leg, money, net, rounded

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date
    from pathlib import Path

ZERO = Decimal(0)
LINES = ("revenue", "revenue_deduction", "cost_of_goods", "labour_cost")
_MONEY_ACCOUNTS = ("10", "12")  # cash and bank
_SOLD_ON = ("8", "1593", "9008")  # revenue, the interim account of invoices, and what an earlier year sold
_A_YEAR = 365
_INTERNAL = "4"  # kind of invoice


@dataclass(frozen=True)
class Range:
    """A range of accounts in the house's mapping."""

    first: str
    last: str
    role: str
    division: str
    is_warranty: bool
    goods_percent: Decimal | None
    labour_percent: Decimal | None
    tax_percent: Decimal | None


@dataclass
class Figures:
    """The figures of a customer; amounts in EUR.

    Attributes:
        revenue: By (year, division).
        warranty: By year.
        profit: By (year, line of ``LINES``); costs and deductions are negative.
        open_items: Debtor account, number of the invoice (empty: a booking without one) and balance, in order.
        days_to_pay: Whole days; None: no invoice is paid in full.
        paid_invoices: How many are.
    """

    revenue: dict[tuple[int, str], Decimal] = field(default_factory=lambda: defaultdict(Decimal))
    warranty: dict[int, Decimal] = field(default_factory=lambda: defaultdict(Decimal))
    profit: dict[tuple[int, str], Decimal] = field(default_factory=lambda: defaultdict(Decimal))
    open_items: list[tuple[str, str, Decimal]] = field(default_factory=list)
    days_to_pay: int | None = None
    paid_invoices: int = 0


def second_opinion(folder: Path) -> dict[str, Figures]:
    """Return the figures by customer number, from the files of a demo dealership."""
    ranges = account_ranges(folder / "kontenzuordnung.csv")
    invoices = {row["RECHNR"]: row for row in _table(folder, "RECHNUNG")}
    owner_of_debtor = {row["DEBITOR"]: row["KDNR"] for row in _table(folder, "KDDEB")}
    legs = raw_ledger.legs(raw_ledger.postings(folder / "exports/datev"))
    book: dict[str, Figures] = defaultdict(Figures)
    _profit(book, legs, ranges, invoices, owner_of_debtor)
    _receivables(book, legs, owner_of_debtor)
    return book


def _table(folder: Path, name: str) -> Iterator[dict[str, str]]:
    (path,) = (folder / "exports/alphaplus").glob(f"{name}_*.csv")
    with path.open(encoding="cp1252", newline="") as file:
        reader = csv.reader(file, delimiter=";")
        heads = next(reader)
        yield from (dict(zip(heads, row, strict=True)) for row in reader if len(row) == len(heads))


def account_ranges(path: Path) -> list[Range]:
    """Read the house's mapping of accounts."""

    def percent(text: str) -> Decimal | None:
        return money(text) if text else None

    with path.open(encoding="utf-8", newline="") as file:
        return [
            Range(
                row["account_from"],
                row["account_to"],
                row["role"],
                row["division"],
                row["warranty"] == "1",
                percent(row["cost_of_goods_percent"]),
                percent(row["labour_cost_percent"]),
                percent(row["tax_percent"]),
            )
            for row in csv.DictReader(file, delimiter=";")
        ]


def range_of(account: str, ranges: list[Range]) -> Range | None:
    """Return the narrowest range that holds an account of the general ledger (six digits)."""
    fitting = [each for each in ranges if len(account) == 6 and each.first <= account <= each.last]
    return min(fitting, key=lambda each: int(each.last) - int(each.first), default=None)


def _profit(
    book: dict[str, Figures],
    legs: list[Leg],
    ranges: list[Range],
    invoices: dict[str, dict[str, str]],
    owner_of_debtor: dict[str, str],
) -> None:
    by_account = {leg.account: range_of(leg.account, ranges) for leg in legs}
    role_of = {account: found.role if found else "" for account, found in by_account.items()}
    has_cost = {leg.number for leg in legs if role_of[leg.account] == "cost_of_goods" and leg.number}
    debtor_of = {leg.number: leg.account for leg in legs if leg.account in owner_of_debtor and leg.number}
    earned: dict[tuple[str, int, str, Range], Decimal] = defaultdict(Decimal)  # what a rate is taken of
    for leg in legs:
        found = by_account[leg.account]
        if found is None or found.role not in LINES:
            continue
        invoice = invoices.get(leg.number)
        if invoice is not None and invoice["RECHART"] == _INTERNAL:
            continue
        owner = invoice["KDNR"] if invoice else owner_of_debtor.get(leg.other, "")
        owner = owner or owner_of_debtor.get(debtor_of.get(leg.number, ""), "")
        amount = -net(leg.amount, leg.key, found.tax_percent)  # a credit is income
        figures = book[owner]
        figures.profit[leg.year, found.role] += amount
        if found.role == "revenue":
            figures.revenue[leg.year, found.division] += amount
            figures.warranty[leg.year] += amount if found.is_warranty else ZERO
            earned[owner, leg.year, leg.number, found] += amount
    for (owner, year, number, found), amount in earned.items():
        profit = book[owner].profit
        if found.goods_percent and number not in has_cost:
            profit[year, "cost_of_goods"] -= rounded(amount * found.goods_percent / 100)
        if found.labour_percent:
            profit[year, "labour_cost"] -= rounded(amount * found.labour_percent / 100)


def _receivables(book: dict[str, Figures], legs: list[Leg], owner_of_debtor: dict[str, str]) -> None:
    documents: dict[tuple[str, str], list[Leg]] = defaultdict(list)
    for leg in legs:
        if leg.account in owner_of_debtor:
            documents[leg.account, leg.number].append(leg)
    paid: dict[str, list[tuple[int, Decimal]]] = defaultdict(list)
    for (debtor, number), rows in documents.items():
        owner = owner_of_debtor[debtor]
        for use in _uses(rows):
            balance = sum((row.amount for row in use), ZERO)
            if balance:
                book[owner].open_items.append((debtor, "" if number.startswith("U") else number, balance))
            sold = [row for row in use if _is_sale(row)]
            settled = _settling(use)
            if sold and settled and number:
                book[owner].paid_invoices += 1
                invoiced = min(row.day for row in sold)
                paid[owner] += [((day - invoiced).days, amount) for day, amount in settled]
    for figures in book.values():
        figures.open_items.sort()
    for owner, parts in paid.items():
        weight = sum((amount for _days, amount in parts), ZERO)
        days = sum((days * amount for days, amount in parts), ZERO) / weight
        book[owner].days_to_pay = int(days.quantize(Decimal(1), rounding=ROUND_HALF_UP))


def _is_sale(row: Leg) -> bool:
    return row.amount > 0 and row.other.startswith(_SOLD_ON)


def _uses(rows: list[Leg]) -> list[list[Leg]]:
    """Split the rows of a number at each sale more than a year after the last one: by then the number began again."""
    uses: list[list[Leg]] = [[]]
    last: date | None = None
    for row in rows:
        if _is_sale(row):
            if last and (row.day - last).days > _A_YEAR:
                uses.append([])
            last = row.day
        uses[-1].append(row)
    return uses


def _settling(rows: list[Leg]) -> list[tuple[date, Decimal]]:
    """Return day and amount of the money that pays for a document; nothing if something is left, or was written off.

    What goes back to the payer, be it a returned direct debit or a refund, takes the payment before it away. What is paid
    beyond the claim pays for nothing.
    """
    claim = sum((row.amount for row in rows if not row.other.startswith((*_MONEY_ACCOUNTS, "24"))), ZERO)
    paid: list[tuple[date, Decimal]] = []
    for row in rows:
        if row.other.startswith(_MONEY_ACCOUNTS):
            if row.amount < 0:
                paid.append((row.day, -row.amount))
            elif (last := next((each for each in reversed(paid) if each[1] == row.amount), None)) is not None:
                paid.remove(last)
    settling = []
    for day, amount in paid:
        if claim >= amount:
            claim -= amount
            settling.append((day, amount))
    return [] if claim else settling
