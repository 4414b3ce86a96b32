"""What customers owe and how they pay: documents, payments and open items, from the entries on debtor accounts."""

from __future__ import annotations

import polars as pl

from clientinfo_kernel.column_types import MONEY
from clientinfo_kernel.ingest.curate.entries import PROFIT_ROLES
from clientinfo_kernel.money import cents, total

_ITEM = ("debtor_account", "number")
# The posting text of a workshop invoice: order number / licence plate, and a letter of unknown meaning.
_ORDER_AND_PLATE = r"^(?P<order>\d{6})/(?P<plate>[A-ZÄÖÜ]{1,3}-[A-Z]{1,2} ?\d{1,4}[EH]?)( [A-Z])?$"
_BOOKING_WITHOUT_INVOICE = r"^U\d+$"


def documents(entries: pl.LazyFrame) -> pl.LazyFrame:
    """Return one row per debtor account and document number: what was booked, what is left, and when.

    ``date`` is the invoice's day (an opening balance keeps the original day as its service date), ``cleared_on``
    the day of the last booking of a document whose balance is 0.
    """
    numbered = entries.filter(pl.col("number").is_not_null())
    amount = pl.col("amount")
    debit = pl.col("amount") > 0
    day = pl.coalesce("service_on", "posted_on")
    # The posting that opened the document speaks for it, not a discount or payment of the same day.
    order = (~debit | pl.col("is_reversal"), "posted_on", "source_file", "source_row")
    opened_by = pl.struct(pl.col("text").alias("opening_text"), "source_file", "source_row")
    grouped = numbered.group_by(*_ITEM).agg(
        pl.coalesce(day.filter(debit & ~pl.col("is_reversal")).min(), day.min()).alias("date"),
        pl.coalesce(pl.col("due_on").filter(debit).min(), pl.col("due_on").min()).alias("due_on"),
        total(pl.when(debit).then(amount).otherwise(pl.lit(0).cast(MONEY))).alias("debit"),
        total(pl.when(debit).then(pl.lit(0).cast(MONEY)).otherwise(-amount)).alias("credit"),
        total(amount).alias("balance"),
        pl.col("text").drop_nulls().min().alias("any_text"),
        pl.col("posted_on").max().alias("last_on"),
        (debit & pl.col("contra_role").is_in(PROFIT_ROLES)).any().alias("is_invoice"),
        opened_by.sort_by(*order).first().alias("opened_by"),
    )
    return (
        grouped.unnest("opened_by")
        .with_columns(pl.coalesce("opening_text", "any_text").alias("text"))
        .drop("opening_text", "any_text")
    )


def payments(entries: pl.LazyFrame, items: pl.LazyFrame, openings: pl.LazyFrame) -> pl.LazyFrame:
    """Return one row per payment of an invoice: ``days`` from the invoice, ``delay`` against its due date.

    A payment is a credit that neither reverses revenue (credit note, cancellation, cash discount) nor carries a
    balance forward. ``is_settled``: the invoice is paid in full; only those count for the days to pay.

    Args:
        entries: Result of ``debtor_entries``.
        items: Result of ``documents``.
        openings: ``contra_account`` of carry-forward accounts.
    """
    paid = (
        entries.filter(
            (pl.col("amount") < 0)
            & ~pl.col("is_reversal")
            & ~pl.col("contra_role").is_in(PROFIT_ROLES).fill_null(value=False)
            & pl.col("number").is_not_null()
        )
        .join(openings, on="contra_account", how="anti")
        .select(
            *_ITEM,
            pl.col("posted_on").alias("paid_on"),
            (-pl.col("amount")).alias("amount"),
            "source_file",
            "source_row",
        )
    )
    invoices = items.filter((pl.col("debit") > 0) & ~pl.col("number").str.contains(_BOOKING_WITHOUT_INVOICE)).select(
        *_ITEM, pl.col("date").alias("invoiced_on"), "due_on", "balance"
    )
    days = (pl.col("paid_on") - pl.col("invoiced_on")).dt.total_days().cast(pl.Int32)
    delay = (pl.col("paid_on") - pl.col("due_on")).dt.total_days().cast(pl.Int32)
    return (
        paid.join(invoices, on=list(_ITEM))
        .with_columns(days.alias("days"), delay.alias("delay"), (pl.col("balance") == 0).alias("is_settled"))
        .drop("balance")
    )


def carry_forward_accounts(account_roles: pl.DataFrame) -> pl.LazyFrame:
    """Return ``contra_account`` of the accounts that carry balances forward: class 9 in every German chart."""
    nines = account_roles.filter(pl.col("account").str.starts_with("9"))
    return nines.select(pl.col("account").alias("contra_account")).lazy()


def rebuilt_open_items(entries: pl.LazyFrame, items: pl.LazyFrame) -> pl.LazyFrame:
    """Return the open items according to the postings alone: per debtor and document what is left; bookings without a number singly."""
    left = items.filter(pl.col("balance") != 0).select(
        *_ITEM, "date", "due_on", "debit", "credit", "balance", "text", "source_file", "source_row"
    )
    loose = entries.filter(pl.col("number").is_null()).select(
        *_ITEM,
        pl.col("posted_on").alias("date"),
        "due_on",
        pl.when(pl.col("amount") > 0).then("amount").otherwise(pl.lit(0).cast(MONEY)).alias("debit"),
        pl.when(pl.col("amount") < 0).then(-pl.col("amount")).otherwise(pl.lit(0).cast(MONEY)).alias("credit"),
        pl.col("amount").alias("balance"),
        "text",
        "source_file",
        "source_row",
    )
    return pl.concat([left, loose]).with_columns(pl.lit(None, pl.Int32).alias("dunning_level"))


def listed_open_items(items: pl.LazyFrame) -> pl.LazyFrame:
    """Return the ledger's own list of open items (contract ``ledger.OpenItems``) in the form of ``rebuilt_open_items``."""
    return items.select(
        pl.col("account").alias("debtor_account"), pl.col("document_ref1").alias("number"), pl.col("document_on").alias("date"),
        "due_on", "debit", "credit", "balance", "text", "source_file", "source_row", "dunning_level",
    )  # fmt: skip


def open_items(items: pl.LazyFrame, term_days: pl.LazyFrame) -> pl.LazyFrame:
    """Return the open items as people read them (``answers.OPEN_ITEMS`` without the ages, which depend on the key date).

    Args:
        items: Listed or rebuilt items.
        term_days: ``debtor_account`` -> ``term_days``, for items without a due date.
    """
    without_invoice = pl.col("number").is_null() | pl.col("number").str.contains(_BOOKING_WITHOUT_INVOICE)
    parts = pl.col("text").str.extract_groups(_ORDER_AND_PLATE)
    booked = pl.when(pl.col("debit") != 0).then("debit").otherwise(-pl.col("credit"))
    fallback = pl.col("date") + pl.duration(days=pl.col("term_days").fill_null(0))
    return items.join(term_days, on="debtor_account", how="left").select(
        "debtor_account",
        pl.when(without_invoice).then(pl.coalesce("number", pl.lit("U"))).otherwise(pl.lit("R")).alias("kind"),
        pl.when(without_invoice).then(pl.lit("")).otherwise("number").alias("number"),
        "date",
        pl.coalesce("due_on", fallback).alias("due_on"),
        "text",
        pl.when(without_invoice).then(pl.lit(0).cast(MONEY)).otherwise(booked).cast(MONEY).alias("amount"),
        "balance",
        pl.col("dunning_level").fill_null(0),
        parts.struct.field("order").alias("order_number"),
        parts.struct.field("plate").alias("license_plate"),
        "source_file",
        "source_row",
    )


def balance_cents(items: pl.LazyFrame) -> pl.LazyFrame:
    """Return the balance per debtor account in whole cents, to compare two lists of open items."""
    return items.group_by("debtor_account").agg(cents(pl.col("balance")).sum().alias("cents"))
