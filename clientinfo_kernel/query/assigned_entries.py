"""Inbox entries that were assigned to a customer by hand: the snapshot has them among those of nobody, or of somebody else.

Their documents come along.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, TypeAlias, get_args

import polars as pl

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from clientinfo_kernel.query.snapshot import Snapshot
    from clientinfo_kernel.query.standing import Rows

Inbox: TypeAlias = Literal["inbox_invoices", "inbox_customers"]
_INBOXES: tuple[Inbox, ...] = get_args(Inbox)
_RECORD = "record"


def assigned_here(decisions: Iterable[Mapping[str, Any]], customer_number: str, own: pl.Series) -> dict[str, list[str]]:
    """Return the ids of the entries that were assigned to a customer whose own they are not, by where that began.

    Args:
        decisions: Rows of ``live.inbox_decisions``.
        customer_number: Whose they are now.
        own: Ids of the entries that led to this customer anyway.
    """
    found: dict[str, list[str]] = {}
    for row in decisions:
        if row["assigned_to"] == customer_number and row["entry_id"] not in own:
            found.setdefault(row["customer_number"], []).append(row["entry_id"])
    return found


def assigned_entries(
    snapshot: Snapshot, inbox: Inbox, assigned: Mapping[str, Sequence[str]], schema: pl.Schema
) -> list[pl.DataFrame]:
    """Return entries of nobody, and those that led to somebody else, in the form of a customer's own.

    Args:
        snapshot: Which.
        inbox: Of which kind they are to be.
        assigned: Their ids by the customers at whom they were decided about; those of the other kind are left out.
        schema: Columns of the answer; what an entry without a customer does not hold stays empty.
    """
    record = pl.col("kind") == _RECORD
    nobodys = snapshot.whole("inbox_unassigned").filter(record if inbox == "inbox_customers" else ~record)
    return _of_others(snapshot, inbox, nobodys.with_columns(name=pl.col("buyer_name")), assigned, schema)


def as_decided(rows: Rows, snapshot: Snapshot, customer_number: str, decisions: Sequence[Mapping[str, Any]]) -> Rows:
    """Return what reads a customer's rows with the inbox entries that are theirs by decision, without those that are not.

    Args:
        rows: Reads columns of the rows that the snapshot has of them.
        snapshot: Where the entries of the others are.
        customer_number: Whose.
        decisions: Rows of ``live.inbox_decisions``.
    """
    moved = [row["entry_id"] for row in decisions if row["assigned_to"] not in {None, customer_number}]

    def read(table: str, columns: tuple[str, ...]) -> pl.DataFrame:
        inbox = next((each for each in _INBOXES if each == table), None)
        if inbox is None or not decisions:
            return rows(table, columns)
        own = rows(table, ("entry_id", *columns))
        assigned = assigned_here(decisions, customer_number, own["entry_id"])
        added = assigned_entries(snapshot, inbox, assigned, own.schema) if assigned else []
        return pl.concat([own.filter(~pl.col("entry_id").is_in(moved)), *added])[:, list(columns)]

    return read


def assigned_documents(
    snapshot: Snapshot, assigned: Mapping[str, Sequence[str]], schema: pl.Schema
) -> list[pl.DataFrame]:
    """Return the documents of such entries.

    Args:
        snapshot: Which.
        assigned: Ids of the entries, by the customers at whom they were decided about.
        schema: Columns of the answer.
    """
    return _of_others(snapshot, "documents", snapshot.whole("unassigned_documents"), assigned, schema)


def _of_others(
    snapshot: Snapshot, table: str, nobodys: pl.DataFrame, assigned: Mapping[str, Sequence[str]], schema: pl.Schema
) -> list[pl.DataFrame]:
    wanted = pl.col("entry_id").is_in([each for ids in assigned.values() for each in ids])
    found = [nobodys.filter(wanted)]
    for number in assigned:
        customer_id = snapshot.find("customers", "customer_number", number)
        if customer_id is not None:
            found.append(snapshot.rows(table, customer_id).filter(wanted))
    return [
        rows.select(
            (pl.col(name) if name in rows.columns else pl.lit(None)).cast(dtype).alias(name)
            for name, dtype in schema.items()
        )
        for rows in found
    ]
