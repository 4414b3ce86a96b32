"""One timeline of everything that happened with a customer, from all sources."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from clientinfo_kernel.answers import MOMENT, MONEY, TIMELINE

if TYPE_CHECKING:
    from clientinfo_kernel.customer_file import CustomerFile


def timeline(file: CustomerFile, limit: int) -> pl.DataFrame:
    """The newest ``limit`` events up to the key date, newest first (``answers.TIMELINE``)."""
    contacts = file.contact_events()
    cases = file.cases()
    orders = file.orders()
    inbox = file.inbox_invoices()
    documents = file.ledger_documents().filter(pl.col("debit") > 0)
    payments = file.payments()
    events = [
        _events(contacts, "contact", at=pl.col("at"), what="channel", text="note", person="contact_person"),
        _events(cases, "case", at=pl.col("created_at"), what="kind", text="text", person="assignee"),
        _events(
            orders, "order", at=_moment("ordered_at", "invoice_date"), what=_split(), text="title", amount="amount"
        ),
        _events(documents, "invoice", at=_day("date"), what="number", text="text", amount="debit"),
        _events(payments, "payment", at=_day("paid_on"), what="number", amount="amount", days="days"),
        _events(
            inbox,
            "inbox",
            at=_moment("received_at", "document_on"),
            what="document_number",
            text="source_system",
            amount="gross",
        ),
    ]
    every = pl.concat(events).filter(pl.col("at").dt.date() <= file.key_date)
    return every.sort("at", descending=True, maintain_order=True).head(limit)


def _events(
    rows: pl.DataFrame,
    kind: str,
    *,
    at: pl.Expr,
    what: str | pl.Expr,
    text: str | None = None,
    person: str | None = None,
    amount: str | None = None,
    days: str | None = None,
) -> pl.DataFrame:
    def column(name: str | None, dtype: pl.DataType | type[pl.DataType]) -> pl.Expr:
        return pl.lit(None, dtype) if name is None else pl.col(name).cast(dtype)

    moment = at.cast(MOMENT)
    return rows.select(
        moment.alias("at"),
        (moment.dt.time() != pl.time(0, 0)).alias("has_time"),
        pl.lit(kind).alias("kind"),
        (pl.col(what) if isinstance(what, str) else what).alias("what"),
        column(text, pl.String).alias("text"),
        column(person, pl.String).alias("person"),
        column(amount, MONEY).alias("amount"),
        column(days, pl.Int32).alias("days"),
    ).select(TIMELINE.names())


def _day(column: str) -> pl.Expr:
    return pl.col(column).cast(pl.Datetime("us")).dt.replace_time_zone("UTC")


def _moment(moment: str, day: str) -> pl.Expr:
    return pl.coalesce(pl.col(moment), _day(day))


def _split() -> pl.Expr:
    return pl.concat_str("order", pl.col("split").cast(pl.String), separator=" / ")
