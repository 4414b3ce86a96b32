"""What each month and division brought and cost, from the raw files in plain Python, beside the product's margin facts.

Deductions are left out: a discount of field 13 has the tax of the invoice that it settles, which years' sums hold already.
"""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from typing import TYPE_CHECKING

import polars as pl

from clientinfo_kernel.query.directory import open_directory
from tests.audit.raw_ledger import legs, net, postings, rounded
from tests.audit.second_opinion import ZERO, Range, account_ranges, range_of

if TYPE_CHECKING:
    from pathlib import Path

Cells = dict[tuple[str, str, str], Decimal]  # by line, month and division
_LINES = {
    "revenue": "revenue",
    "cost_of_goods": "cost_of_goods",
    "calculated_labour_cost": "labour_cost",
}


def months_in_files(folder: Path) -> Cells:
    """Add up the posting files: a rate is taken of what a document's months brought so far in a fiscal year, where no cost is posted."""
    ranges = account_ranges(folder / "kontenzuordnung.csv")
    rows = list(legs(postings(folder / "exports/datev")))
    of_account = {leg.account: range_of(leg.account, ranges) for leg in rows}
    known = [(leg, found) for leg in rows if (found := of_account[leg.account])]
    has_cost = {leg.number for leg, found in known if found.role == "cost_of_goods" and leg.number}
    cells: Cells = defaultdict(Decimal)
    earned: dict[tuple[str, int, str, Range, str], Decimal] = defaultdict(Decimal)
    for leg, found in known:
        month, amount = f"{leg.day:%Y-%m}", -net(leg.amount, leg.key, found.tax_percent)
        if found.role in {"revenue", "cost_of_goods"}:
            cells[found.role, month, found.division] += amount
        if found.role == "revenue":
            earned[leg.number, leg.year, leg.account, found, month] += amount
    before: dict[tuple[str, int, str], Decimal] = defaultdict(Decimal)
    for number, year, account, found, month in sorted(earned, key=lambda key: (key[:3], key[4])):
        brought, own = before[number, year, account], earned[number, year, account, found, month]
        rates = {
            "labour_cost": found.labour_percent,
            "cost_of_goods": None if number in has_cost else found.goods_percent,
        }
        for line, percent in rates.items():
            share = (percent or ZERO) / 100
            cells[line, month, found.division] += rounded(brought * share) - rounded((brought + own) * share)
        before[number, year, account] += own
    return {key: amount for key, amount in cells.items() if amount}


def months_of_product(folder: Path) -> Cells:
    """Add up the margin facts of the dealership in a folder, which is refreshed."""
    facts = open_directory(folder / "clientinfo.toml").table("margin_facts")
    month, division = pl.col("month").dt.strftime("%Y-%m"), pl.col("division").cast(pl.String).fill_null("unassigned")
    sums = facts.group_by(month, division).agg(pl.col(*_LINES).sum())
    return {
        (line, row["month"], row["division"]): row[name]
        for row in sums.iter_rows(named=True)
        for name, line in _LINES.items()
        if row[name]
    }


def different_cells(folder: Path) -> dict[tuple[str, str, str], tuple[Decimal, Decimal]]:
    """Return what files and product say of the months where they differ."""
    files, product = months_in_files(folder), months_of_product(folder)
    return {
        cell: (files.get(cell, ZERO), product.get(cell, ZERO))
        for cell in sorted({*files, *product})
        if files.get(cell, ZERO) != product.get(cell, ZERO)
    }
