"""A reminder's fee under an invoice's number: what of it no payment covers keeps no invoice from being paid."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from clientinfo_kernel.query.tables.ledger import ITEM

if TYPE_CHECKING:
    from datetime import date


def fees_left(fees: pl.LazyFrame, paid: pl.LazyFrame) -> pl.LazyFrame:
    """Return what no payment covers of the fees, per item that has one (``fee_left``, whole cents).

    What is paid since the fee was booked settles the fee first (§ 367 (1) BGB). The largest payment settles the invoice,
    though, unless it is just the fee: who pays what was invoiced, and no more, pays the invoice.

    Args:
        fees: The fees that stand: debtor account, number, use, ``posted_on`` and ``amount`` (whole cents).
        paid: The payments of these and other items, with ``paid_on`` and ``amount`` (whole cents, positive).
    """
    charged = (
        fees.filter(pl.col("number").is_not_null())
        .group_by(ITEM)
        .agg(pl.col("amount").sum().alias("fees"), pl.col("posted_on").min().alias("charged_on"))
    )
    amount = pl.col("amount")
    largest = amount.max()
    of_invoice = pl.when(largest != pl.col("fees").first()).then(largest).otherwise(0)
    covered = (
        paid.join(charged, on=list(ITEM))
        .filter(pl.col("paid_on") >= pl.col("charged_on"))
        .group_by(ITEM)
        .agg((amount.sum() - of_invoice).alias("covered"))
    )
    left = (pl.col("fees") - pl.col("covered").fill_null(0)).clip(0)
    return charged.join(covered, on=list(ITEM), how="left").select(*ITEM, left.alias("fee_left"))


def standing_on(entries: pl.DataFrame, day: date) -> pl.DataFrame:
    """Return the entries of the fees that stood on a day: a reversal of its amount under its number takes one back.

    Args:
        entries: A customer's entries (``tables.ledger.DEBTOR_ENTRIES``).
        day: Bookings of that day included.
    """
    fees = entries.filter((pl.col("movement") == "dunning_charge") & (pl.col("posted_on") <= day))
    if fees.is_empty():
        return fees
    reversals = entries.filter((pl.col("movement") == "reversal") & (pl.col("posted_on") <= day))
    taken_back = [(*item, -amount) for *item, amount in reversals[:, [*ITEM, "amount"]].rows()]
    stands = []
    for fee in fees[:, [*ITEM, "amount"]].rows():
        stands.append(fee not in taken_back)
        if fee in taken_back:
            taken_back.remove(fee)
    return fees.filter(pl.Series(stands))
