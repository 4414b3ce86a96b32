"""The day on which an item falls due, as dealer system, postings and list of open items say it."""

from __future__ import annotations

import polars as pl

from clientinfo_kernel.ingest.billed_numbers import with_invoice_key
from clientinfo_kernel.ingest.checks.finding import findings, is_rare
from clientinfo_kernel.ingest.checks.invoices import about_then
from clientinfo_kernel.money import cents

_KEY = "key"
_ITEM = ("debtor_account", _KEY)


def due_day_differences(
    documents: pl.LazyFrame, listed: pl.LazyFrame, invoices: pl.LazyFrame, uses: pl.DataFrame
) -> pl.LazyFrame:
    """Return documents that fall due on another day in the dealer system than in the ledger, and earlier in its list than booked.

    Dealer system and postings are compared where nearly all others agree: a ledger with terms of its own has other days on all
    of them. A later day in the list is a claim that was deferred; an earlier one is none, where most items are as booked.

    Args:
        documents: Result of ``receivables.documents``.
        listed: The ledger's list of open items (contract ``ledger.OpenItems``).
        invoices: Contract ``dealer_system.Invoices``, with ``invoice_key``.
        uses: Result of ``billed_numbers.used_again``.
    """
    billed = (
        invoices.filter(pl.col("due_on").is_not_null())
        .select(pl.col("invoice_key").alias(_KEY), pl.col("due_on").alias("billed_due"), "invoiced_on")
        .unique(_KEY, keep="none")
    )
    charged = documents.filter(pl.col("due_on").is_not_null() & (pl.col("claim") > 0))
    own = with_invoice_key(charged, uses, "number", "date", _KEY).select(
        *_ITEM, "number", "due_on", pl.col("date").alias("posted_on"),
        pl.col("claim").alias("size"), "source_file", "source_row",
    )  # fmt: skip
    booked = own.join(billed, on=_KEY).filter(about_then()).drop("posted_on", "invoiced_on")
    owed = listed.filter(pl.col("due_on").is_not_null() & (pl.col("balance") > 0))
    items = with_invoice_key(owed, uses, "document_ref1", "document_on", _KEY).select(
        pl.col("account").alias("debtor_account"), _KEY,
        pl.col("document_ref1").alias("number"), pl.col("due_on").alias("listed_due"), pl.col("balance").alias("size"),
        pl.col("document_on").alias("posted_on"), "source_file", "source_row",
    )  # fmt: skip
    items = items.join(documents.select("debtor_account").unique(), on="debtor_account", how="semi")
    # A number that was used twice has two days.
    known = own.select(*_ITEM, "due_on").unique(_ITEM, keep="none")
    on_list = items.join(known, on=list(_ITEM))
    billed_items = items.join(billed, on=_KEY).filter(about_then())
    odd = [
        booked.filter(is_rare(pl.col("due_on") != pl.col("billed_due"), None)),
        on_list.filter(_is_unusual(pl.col("listed_due") < pl.col("due_on"))),
        billed_items.filter(_is_unusual(pl.col("listed_due") < pl.col("billed_due"))),
    ]
    odd = [rows.select(*_ITEM, "number", "size", "source_file", "source_row") for rows in odd]
    once = pl.concat(odd).unique(_ITEM, keep="first", maintain_order=True)
    subject = pl.concat_str("debtor_account", "number", separator=" ").alias("subject")
    return findings(
        "due_day_differs", once.select(subject, cents(pl.col("size")).alias("cents"), "source_file", "source_row")
    )


def _is_unusual(is_odd: pl.Expr) -> pl.Expr:
    return is_odd & (is_odd.sum() * 2 < pl.len())
