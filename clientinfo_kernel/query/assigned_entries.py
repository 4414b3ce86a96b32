"""Inbox entries that were assigned to a customer by hand: the snapshot has them among those of nobody."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, TypeAlias

import polars as pl

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from clientinfo_kernel.query.snapshot import Snapshot

Inbox: TypeAlias = Literal["inbox_invoices", "inbox_customers"]
_RECORD = "record"


def assigned_ids(decisions: Iterable[Mapping[str, Any]], customer_number: str, own: pl.Series) -> list[str]:
    """Return the ids of the entries that were assigned to a customer whose own they are not.

    Args:
        decisions: Rows of ``live.inbox_decisions``.
        customer_number: Whose they are now.
        own: Ids of the entries that led to this customer anyway.
    """
    ids = (row["entry_id"] for row in decisions if row["assigned_to"] == customer_number)
    return [each for each in ids if each not in own]


def assigned_entries(snapshot: Snapshot, inbox: Inbox, ids: Sequence[str], schema: pl.Schema) -> pl.DataFrame:
    """Return entries of nobody by their ids, in the form of a customer's own.

    Args:
        snapshot: Which.
        inbox: Of which kind they are to be.
        ids: Of the entries; those of the other kind are left out.
        schema: Columns of the answer; what an entry without a customer does not hold stays empty.
    """
    wanted = pl.col("entry_id").is_in(list(ids))
    record = pl.col("kind") == _RECORD
    rows = snapshot.whole("inbox_unassigned").filter(wanted, record if inbox == "inbox_customers" else ~record)
    rows = rows.with_columns(name=pl.col("buyer_name"))
    return rows.select(
        (pl.col(name) if name in rows.columns else pl.lit(None)).cast(dtype).alias(name)
        for name, dtype in schema.items()
    )
