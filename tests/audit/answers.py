"""The demo's answer book, as figures by customer."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from typing import TYPE_CHECKING

from demo_dealership.answer_book import answer_book
from tests.audit.second_opinion import Figures

if TYPE_CHECKING:
    from collections.abc import Mapping


def answers(customers: int, seed: int) -> Mapping[str, Figures]:
    """Return what the events of a demo dealership come to."""
    book = answer_book(customers, seed)
    found: dict[str, Figures] = defaultdict(Figures)
    for row in book.profit.iter_rows(named=True):
        figures, amount = found[row["customer_number"]], Decimal(row["cents"]) / 100
        figures.profit[row["year"], row["line"]] += amount
        if row["line"] == "revenue":
            figures.revenue[row["year"], row["division"]] += amount
            figures.warranty[row["year"]] += amount if row["is_warranty"] else 0
    for row in book.open_items.iter_rows(named=True):
        number = "" if row["number"].startswith("U") else row["number"]
        found[row["customer_number"]].open_items.append((row["debtor_account"], number, Decimal(row["cents"]) / 100))
    for figures in found.values():
        figures.open_items.sort()
    for row in book.payments.iter_rows(named=True):
        figures = found[row["customer_number"]]
        figures.days_to_pay, figures.paid_invoices = row["days_to_pay"], row["paid_invoices"]
    return found
