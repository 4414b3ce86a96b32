"""Whose inbox entries are by decision, over all customers."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import polars as pl

    from widgets.work_list import Desk


def customers_assigned(desk: Desk, decisions: pl.DataFrame) -> pl.DataFrame:
    """Return ``entry_id`` and ``customer_id`` of the entries that somebody assigned to a customer.

    Args:
        desk: Whose viewer asks.
        decisions: ``entry_id`` and ``assigned_to`` of rows of ``live.inbox_decisions``.
    """
    assigned = decisions.drop_nulls("assigned_to").select("entry_id", customer_number="assigned_to")
    return desk.with_ids(assigned).drop_nulls("customer_id").drop("customer_number")
