"""One timeline of everything that happened with a customer, from all sources."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from clientinfo_kernel.money import MONEY
from clientinfo_kernel.query.answers import TIMELINE
from clientinfo_kernel.query.table import MOMENT

if TYPE_CHECKING:
    from collections.abc import Callable


def timeline(table: Callable[[str], pl.LazyFrame]) -> pl.LazyFrame:
    """Return one row per event and customer (``answers.TIMELINE`` with ``customer_id``).

    Args:
        table: Curated table by its name in the snapshot.
    """
    # What was carried forward or paid out is not an invoice; a booking without one stands under its own number.
    is_transfer = pl.col("number").str.contains(r"^U\d+$") & (pl.col("debit") > 0)
    documents = (
        table("debtor_documents")
        .filter(pl.col("is_invoice") | is_transfer)
        .with_columns(pl.when("is_invoice").then("invoiced").otherwise("debit").alias("booked"))
    )
    started, received = _moment("ordered_at", "invoice_date"), _moment("received_at", "document_on")
    number, system = "document_number", "source_system"
    return pl.concat(
        [
            _events(
                table("contact_events"),
                "contact",
                pl.col("at"),
                "channel",
                text="note",
                person="contact_person",
                item="event_id",
            ),
            _events(
                table("cases"), "case", pl.col("created_at"), "kind", text="text", person="assignee", item="case_id"
            ),
            _events(table("orders"), "order", started, _split(), text="title", amount="amount"),
            _events(documents, "invoice", _day("date"), "number", text="text", amount="booked"),
            _events(table("payments"), "payment", _day("paid_on"), "number", amount="amount", days="days"),
            _events(table("inbox_invoices"), "inbox", received, number, text=system, amount="gross", item="entry_id"),
        ]
    )


def _events(
    rows: pl.LazyFrame,
    kind: str,
    at: pl.Expr,
    what: str | pl.Expr,
    *,
    text: str | None = None,
    person: str | None = None,
    amount: str | None = None,
    days: str | None = None,
    item: str | None = None,
) -> pl.LazyFrame:
    def column(name: str | None, dtype: pl.DataType | type[pl.DataType]) -> pl.Expr:
        return pl.lit(None, dtype) if name is None else pl.col(name).cast(dtype)

    moment = at.cast(MOMENT)
    named = pl.col(what) if isinstance(what, str) else what
    return rows.select(
        "customer_id",
        moment.alias("at"),
        (moment.dt.time() != pl.time(0, 0)).alias("has_time"),
        pl.lit(kind).alias("kind"),
        named.alias("what"),
        column(text, pl.String).alias("text"),
        column(person, pl.String).alias("person"),
        column(amount, MONEY).alias("amount"),
        column(days, pl.Int32).alias("days"),
        (named if item is None else pl.col(item)).cast(pl.String).alias("item"),
    ).select("customer_id", *TIMELINE.names())


def _day(column: str) -> pl.Expr:
    return pl.col(column).cast(pl.Datetime("us")).dt.replace_time_zone("UTC")


def _moment(moment: str, day: str) -> pl.Expr:
    return pl.coalesce(pl.col(moment), _day(day))


def _split() -> pl.Expr:
    return pl.concat_str("order", pl.col("split").cast(pl.String), separator=" / ")
