"""The same figures as the product shows them: what ``clientinfo customer --json`` says of every customer."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from clientinfo_kernel.ingest.refresh import refresh
from clientinfo_kernel.query.customer_record import customer_record
from clientinfo_kernel.query.directory import open_directory
from clientinfo_kernel.settings import read_settings
from tests.audit.second_opinion import Figures

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

_PROFIT = {
    "revenue": "revenue",
    "revenue_deductions": "revenue_deduction",
    "cost_of_goods": "cost_of_goods",
    "calculated_labour_cost": "labour_cost",
}


def product_figures(folder: Path) -> dict[str, Figures]:
    """Refresh the dealership in a folder and return the figures by customer number."""
    refresh(read_settings(folder / "clientinfo.toml"))
    directory = open_directory(folder / "clientinfo.toml")
    numbers = directory.table("customers", ["customer_number"])["customer_number"]
    return {number: _figures(customer_record(directory.customer(number))) for number in numbers}


def _figures(record: dict[str, Any]) -> Figures:
    figures = Figures(days_to_pay=record["customer"]["days_to_pay"], paid_invoices=record["customer"]["paid_invoices"])
    for year in record["revenue"]:
        parts = {**year["divisions"], "unassigned": year["unassigned"]}
        for division, amount in parts.items():
            figures.revenue[year["year"], division] = Decimal(amount)
        assert Decimal(year["total"]) == sum(map(Decimal, parts.values()))
        figures.warranty[year["year"]] = Decimal(year["warranty"])
    for year in record["gross_profit"]:
        for name, line in _PROFIT.items():
            figures.profit[year["year"], line] = Decimal(year[name])
    figures.open_items = sorted(
        (item["debtor_account"], item["number"] or "", Decimal(item["balance"])) for item in record["open_items"]
    )
    return figures


def shown(figures: Figures) -> dict[str, Any]:
    """Return figures in a form that compares: zeros left out."""
    return {
        "revenue": {key: amount for key, amount in figures.revenue.items() if amount},
        "warranty": {key: amount for key, amount in figures.warranty.items() if amount},
        "profit": {key: amount for key, amount in figures.profit.items() if amount},
        "open_items": figures.open_items,
        "days_to_pay": figures.days_to_pay,
        "paid_invoices": figures.paid_invoices,
    }


def differences(one: Mapping[str, Figures], other: Mapping[str, Figures]) -> dict[str, dict[str, Any]]:
    """Return what two opinions say differently, by customer and kind of figure."""
    found: dict[str, dict[str, Any]] = defaultdict(dict)
    for number in one.keys() | other.keys():
        left, right = shown(one.get(number, Figures())), shown(other.get(number, Figures()))
        for kind in left:
            if left[kind] != right[kind]:
                found[number][kind] = (left[kind], right[kind])
    return dict(found)
