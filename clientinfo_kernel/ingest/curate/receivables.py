"""What customers owe and how they pay: documents, payments and open items, from the entries on debtor accounts."""

from __future__ import annotations

import polars as pl

from clientinfo_kernel.money import MONEY, cents, euros, total
from clientinfo_kernel.query.posting_text import BOOKING_WITHOUT_INVOICE, ORDER_AND_PLATE
from clientinfo_kernel.query.reminder_fees import fees_left
from clientinfo_kernel.query.tables.ledger import ITEM
from data_sources.ledger.contract import UNREADABLE_LEVEL

_ENTRIES, _DAYS_BEFORE_1970 = 2**35, 98_615  # the numbers of entries are smaller; the days since 1700
_LAST = 2**54
_SETTLES = (
    *("payment", "returned_payment", "refund", "reversal"),
    *("cash_discount", "write_off", "deposit_offset"),
)


def documents(entries: pl.LazyFrame) -> pl.LazyFrame:
    """Return one row per debtor account and use of a document number: what was booked, what is left, and when.

    ``date`` is the invoice's document date (field 10, never that of the supply); what was carried forward keeps its
    own day, which stands in the service date. ``debit`` and ``credit`` leave out what was reversed or came back,
    ``invoiced`` what was charged does not.
    ``claim`` is what invoices and openings ask for, ``written_off`` what was given up of it. ``stands``: the invoice or,
    where nothing was invoiced, the credit note was not reversed altogether; of what is neither, anything booked says so.
    """
    rows = entries.filter(pl.col("number").is_not_null() & (pl.col("movement_reason") != "carried_forward_again"))
    amount, movement = pl.col("amount"), pl.col("movement")
    stands = ~pl.col("is_annulled")
    debit = (amount > 0) & stands
    is_opening, is_invoice = movement == "opening_balance", movement == "invoice"
    day = pl.when(is_opening).then(pl.coalesce("service_on", "posted_on")).otherwise("posted_on")
    nothing = pl.lit(0).cast(MONEY)
    asked = stands & (is_invoice | is_opening) & (amount > 0)
    # The posting that opened the document speaks for it, not a discount or payment of the same day. As one number, so
    # that finding the first one needs no sorting: who opens, on which day (from 1700 on), in the order of the postings.
    days = (pl.col("posted_on").to_physical().cast(pl.Int64) + _DAYS_BEFORE_1970) * _ENTRIES
    order = pl.when((amount > 0) & (movement != "reversal")).then(0).otherwise(_LAST) + days + pl.col("entry")
    returned = movement.is_in(("returned_payment", "refund", "reversal"))
    charges = (amount > 0) & ~returned
    grouped = rows.group_by(*ITEM).agg(
        pl.coalesce(
            pl.when(debit & is_invoice).then(day).min(),
            pl.when(charges).then(day).min(),
            pl.when(stands).then(day).min(),
            day.min(),
        ).alias("date"),
        # What settles a document can carry a day in Belegfeld 2, too; the due day is said by what opens it.
        pl.when(charges.any())
        .then(pl.coalesce(pl.when(charges & stands).then("due_on").min(), pl.when(charges).then("due_on").min()))
        .otherwise(pl.when(~movement.is_in(_SETTLES)).then("due_on").min())
        .alias("due_on"),
        total(pl.when(debit).then(amount).otherwise(nothing)).alias("debit"),
        total(pl.when((amount < 0) & stands).then(-amount).otherwise(nothing)).alias("credit"),
        total(amount).alias("balance"),
        total(pl.when(is_invoice & (amount > 0)).then(amount).otherwise(nothing)).alias("invoiced"),
        total(pl.when(asked).then(amount).otherwise(nothing)).alias("claim"),
        total(pl.when(stands & (movement == "write_off")).then(-amount).otherwise(nothing)).alias("written_off"),
        total(pl.when(stands & (movement == "payment")).then(-amount).otherwise(nothing)).alias("paid"),
        total(pl.when(stands & (movement == "refund")).then(amount).otherwise(nothing)).alias("refunded"),
        # Without an invoice in the data its day is known only where the opening balance says it.
        (is_invoice & stands | is_opening & pl.col("service_on").is_not_null()).any().alias("has_invoice_day"),
        pl.col("text").min().alias("any_text"),
        pl.col("posted_on").max().alias("last_on"),
        (is_invoice & (amount > 0)).any().alias("is_invoice"),
        movement.is_in(("invoice", "credit_note")).any().alias("is_billed"),
        ((movement == "credit_note") & stands).any().alias("has_note"),
        order.min().alias("opened_by"),
    )
    opening = rows.select("entry", pl.col("text").alias("opening_text"), "source_file", "source_row")
    return (
        grouped.with_columns((pl.col("opened_by") % _ENTRIES).alias("entry"))
        .join(opening, on="entry")
        .with_columns(
            pl.coalesce("opening_text", "any_text").alias("text"),
            pl.when("is_billed")
            .then((pl.col("claim") != 0) | (pl.col("has_note") & ~pl.col("is_invoice")))
            .otherwise((pl.col("debit") != 0) | (pl.col("credit") != 0))
            .alias("stands"),
        )
        .drop("opening_text", "any_text", "opened_by", "entry", "is_billed", "has_note")
    )


def payments(
    entries: pl.LazyFrame, items: pl.LazyFrame, term_days: pl.LazyFrame, small_difference: int = 0
) -> pl.LazyFrame:
    """Return one row per payment of an invoice: ``days`` from the invoice, ``delay`` against its due date.

    ``due_on`` is the booked day, else that of the terms; where neither is known there is no ``delay``.

    Only money that came in and stayed is a payment: no credit note, discount, write-off or offset, nothing that was
    reversed or came back; where one came back under another number, what is paid there. An unpaid reminder fee under the invoice's number is not part of the invoice.
    ``settles`` is the part of the payment that the invoice still needed (a second payment of the same invoice settles nothing). ``is_settled``: the invoice is paid in full, but for a small difference that stays or is
    written off; only those count for the days to pay.

    Args:
        entries: Result of ``with_settlement``.
        items: Result of ``documents``.
        term_days: ``debtor_account`` -> ``term_days``.
        small_difference: So many cents may be missing.
    """
    paid = entries.filter(
        (pl.col("movement") == "payment") & ~pl.col("is_annulled") & pl.col("number").is_not_null()
    ).select(
        "debtor_account",
        *_settled_item(),
        pl.col("posted_on").alias("paid_on"),
        -cents(pl.col("amount")),
        "source_file",
        "source_row",
    )
    charged = (pl.col("movement") == "dunning_charge") & ~pl.col("is_annulled")
    fees = entries.filter(charged).select(*ITEM, "posted_on", cents(pl.col("amount")))
    is_invoice = (
        pl.col("has_invoice_day") & (pl.col("claim") > 0) & ~pl.col("number").str.contains(BOOKING_WITHOUT_INVOICE)
    )
    invoices = (
        items.filter(is_invoice)
        .join(term_days, on="debtor_account", how="left")
        .join(_settled_elsewhere(entries), on=list(ITEM), how="left")
        .with_columns((cents(pl.col("balance")) + pl.col("owed_elsewhere").fill_null(0)).alias("open"))
        .select(
            *ITEM,
            pl.col("date").alias("invoiced_on"),
            _due_day().alias("due_on"),
            (pl.col("open") + cents(pl.col("written_off"))).alias("unpaid"),
            cents(pl.col("claim")).alias("claimed"),
            # What money had to settle: all that came, less what went back or was too much.
            (
                cents(pl.col("paid"))
                + pl.col("paid_elsewhere").fill_null(0)
                - cents(pl.col("refunded"))
                + pl.min_horizontal("open", pl.lit(0, pl.Int64))
            ).alias("needed"),
        )
    )
    unpaid = pl.col("unpaid") - pl.col("fee_left").fill_null(0)
    days = (pl.col("paid_on") - pl.col("invoiced_on")).dt.total_days().cast(pl.Int32)
    delay = (pl.col("paid_on") - pl.col("due_on")).dt.total_days().cast(pl.Int32)
    before = pl.col("amount").cum_sum().over(ITEM, order_by=("paid_on", "source_file", "source_row")) - pl.col("amount")
    left = pl.max_horizontal(pl.col("needed") - before, pl.lit(0, pl.Int64))
    return (
        paid.join(invoices, on=list(ITEM))
        .join(fees_left(fees, paid), on=list(ITEM), how="left")
        .with_columns(
            days.alias("days"),
            delay.alias("delay"),
            # For an invoice as small as that, no difference is small.
            ((unpaid <= 0) | ((unpaid <= small_difference) & (pl.col("claimed") > 2 * small_difference))).alias(
                "is_settled"
            ),
            euros(pl.min_horizontal("amount", left)).alias("settles"),
        )
        .with_columns(euros(pl.col("amount")).alias("amount"))
        .drop("unpaid", "fee_left", "needed", "claimed")
    )


def _settled_elsewhere(entries: pl.LazyFrame) -> pl.LazyFrame:
    """Return per invoice what is owed of it under other numbers, because its debits came back there, and what was paid there (cents)."""
    came_back = pl.col("movement_reason") == "came_back_elsewhere"
    is_payment = pl.col("settles_number").is_not_null() & ~pl.col("is_annulled")
    amount = cents(pl.col("amount"))
    return (
        entries.filter(came_back | is_payment)
        .group_by("debtor_account", *_settled_item())
        .agg(
            (amount.filter(is_payment).sum() - amount.filter(came_back).sum()).alias("owed_elsewhere"),
            -amount.filter(is_payment).sum().alias("paid_elsewhere"),
        )
    )


def _settled_item() -> list[pl.Expr]:
    """Return ``number`` and ``use`` of what a payment settles: its own, or the invoice whose debit came back under its number."""
    is_elsewhere = pl.col("settles_number").is_not_null()
    return [pl.when(is_elsewhere).then(f"settles_{name}").otherwise(name).alias(name) for name in ("number", "use")]


def order_deposits(entries: pl.LazyFrame) -> pl.LazyFrame:
    """Return what was asked for ahead of an order, and what of it was offset, with the order that the posting names.

    Args:
        entries: Result of ``with_settlement``.
    """
    order = pl.coalesce("order_number", pl.col("text").str.extract_groups(ORDER_AND_PLATE).struct.field("order"))
    return (
        entries.filter(pl.col("movement").is_in(("deposit", "deposit_offset")) & ~pl.col("is_annulled"))
        .select("debtor_account", "number", order.alias("order"), "posted_on", "amount", "source_file", "source_row")
        .filter(pl.col("order").is_not_null())
    )


def rebuilt_open_items(entries: pl.LazyFrame, items: pl.LazyFrame) -> pl.LazyFrame:
    """Return the open items according to the postings alone: per debtor and document what is left; bookings without a number singly."""
    left = items.filter(pl.col("balance") != 0).select(
        "debtor_account", "number", "date", "due_on", "debit", "credit", "balance", "text", "source_file", "source_row"
    )
    # Without a number, what was reversed and its reversal would stand there as two items.
    loose = entries.filter(pl.col("number").is_null() & (pl.col("amount") != 0) & ~pl.col("is_annulled")).select(
        "debtor_account",
        "number",
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
    """Return the ledger's own list of open items (contract ``ledger.OpenItems``) in the form of ``rebuilt_open_items``.

    Where a list says the dunning level of any item, those without one are not dunned; a value that is not a level leaves it open.
    """
    level = pl.col("dunning_level")
    says_levels = level.is_not_null().any().over("source_file")
    known = pl.when(says_levels).then(level.fill_null(0)).otherwise(level)
    return items.select(
        pl.col("account").alias("debtor_account"), pl.col("document_ref1").alias("number"), pl.col("document_on").alias("date"),
        "due_on", "debit", "credit", "balance", "text", "source_file", "source_row",
        pl.when(known != UNREADABLE_LEVEL).then(known).alias("dunning_level"),
    )  # fmt: skip


def open_items(items: pl.LazyFrame, term_days: pl.LazyFrame) -> pl.LazyFrame:
    """Return the open items as people read them (``answers.OPEN_ITEMS`` without the ages, which depend on the key date).

    Args:
        items: Listed or rebuilt items.
        term_days: ``debtor_account`` -> ``term_days``, for items without a due date.
    """
    without_invoice = pl.col("number").is_null() | pl.col("number").str.contains(BOOKING_WITHOUT_INVOICE)
    parts = pl.col("text").str.extract_groups(ORDER_AND_PLATE)
    booked = pl.when(pl.col("debit") != 0).then("debit").otherwise(-pl.col("credit"))
    return items.join(term_days, on="debtor_account", how="left").select(
        "debtor_account",
        pl.when(without_invoice).then(pl.coalesce("number", pl.lit("U"))).otherwise(pl.lit("R")).alias("kind"),
        pl.when(without_invoice).then(pl.lit("")).otherwise("number").alias("number"),
        "date",
        _payable_on().alias("due_on"),
        "text",
        pl.when(without_invoice).then(pl.lit(0).cast(MONEY)).otherwise(booked).cast(MONEY).alias("amount"),
        "balance",
        "dunning_level",
        parts.struct.field("order").alias("order_number"),
        parts.struct.field("plate").alias("license_plate"),
        "source_file",
        "source_row",
    )


def with_payable_day(items: pl.LazyFrame, term_days: pl.LazyFrame) -> pl.LazyFrame:
    """Add ``payable_on`` to documents: the day on which they fall due, by the terms where none is booked."""
    joined = items.join(term_days, on="debtor_account", how="left")
    return joined.with_columns(_payable_on().alias("payable_on")).drop("term_days")


def _payable_on() -> pl.Expr:
    return pl.coalesce(_due_day(), "date")


def _due_day() -> pl.Expr:
    """Return the booked due day, else that of the terms; null where neither is known."""
    return pl.coalesce("due_on", pl.col("date") + pl.duration(days=pl.col("term_days")))


def balance_cents(items: pl.LazyFrame) -> pl.LazyFrame:
    """Return the balance per debtor account in whole cents, to compare two lists of open items."""
    return items.group_by("debtor_account").agg(cents(pl.col("balance")).sum().alias("cents"))
