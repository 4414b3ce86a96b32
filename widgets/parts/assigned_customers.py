"""Whose inbox entries are by decision, over all customers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

if TYPE_CHECKING:
    from widgets.work_list import Desk


def customers_assigned(desk: Desk, decisions: pl.DataFrame) -> pl.DataFrame:
    """Return ``entry_id`` and ``customer_id`` of the entries that somebody assigned to a customer.

    Args:
        desk: Whose viewer asks.
        decisions: ``entry_id`` and ``assigned_to`` of rows of ``live.inbox_decisions``.
    """
    assigned = decisions.drop_nulls("assigned_to").select("entry_id", customer_number="assigned_to")
    wanted = pl.col("customer_number").is_in(assigned["customer_number"].unique().implode())
    known = desk.table("customers", ("customer_id", "customer_number"), wanted)
    return assigned.join(known, on="customer_number").drop("customer_number")
