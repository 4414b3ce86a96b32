"""What the marked rows of a list are about: their customers, their cases, the open items behind them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from clientinfo_kernel.live.bulk import Target
from widgets.texts.language import ngettext

if TYPE_CHECKING:
    from widgets.work_list import Desk

_OF_CASE = ("customer_number", "case_id", "version")


def customers_of(desk: Desk, rows: pl.DataFrame) -> tuple[tuple[Target, ...], list[str]]:
    """Return one target per customer that is there, and what is said of the other rows."""
    customer_numbers = rows["customer_number"].drop_nulls()
    own = customer_numbers.unique(maintain_order=True)
    there = desk.table("customers", ("customer_number",), pl.col("customer_number").is_in(own.implode()))
    known = set(there["customer_number"])
    targets = tuple(Target(number) for number in own if number in known)
    again = int(customer_numbers.is_in(list(known)).sum()) - len(targets)
    nobody = rows.height - len(targets) - again
    left_out = [
        (
            again,
            ngettext("{count} weitere Zeile desselben Kunden", "{count} weitere Zeilen derselben Kunden", again),
        ),
        (
            nobody,
            ngettext("{count} Zeile ohne Kunden übersprungen", "{count} Zeilen ohne Kunden übersprungen", nobody),
        ),
    ]
    return targets, [said for count, said in left_out if count]


def cases_of(rows: pl.DataFrame) -> tuple[Target, ...]:
    """Return the rows that are cases."""
    if {*_OF_CASE} <= {*rows.columns}:
        return _targets(rows.select(_OF_CASE))
    if not {"entity", "version"} <= {*rows.columns}:
        return ()
    cases = rows.filter(pl.col("entity") == "case")
    return _targets(cases.select("customer_number", pl.col("row").alias("case_id"), "version"))


def items_of(items: pl.DataFrame) -> tuple[Target, ...]:
    """Return open items (``list_decisions.claims_of``)."""
    return _targets(items.select("customer_number", "item_id", "version"))


def _targets(rows: pl.DataFrame) -> tuple[Target, ...]:
    return tuple(Target(*row) for row in rows.rows())
