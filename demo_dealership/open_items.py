"""The list of open items: what the postings leave on each (debtor, document reference)."""

from __future__ import annotations

import polars as pl

from demo_dealership import mishaps, world
from demo_dealership.ledger_layouts import OPEN_ITEMS

NO_DUNNING = "9"  # DATEV's field 121: no dunning
_LEVELS = ((15, 0), (40, 1), (80, 2))  # overdue for less than so many days: that level; then 3


def open_items(postings: pl.DataFrame, debtors: pl.DataFrame) -> pl.DataFrame:
    """Return the remainder of the postings.

    Args:
        postings: Contract rows; a posting without reference counts under the empty reference of its debtor.
        debtors: Contract rows; their dunning_flag says who is never dunned.

    Returns:
        Contract rows of the items whose balance is not zero, with text, date and due date of the item's first posting
        (items from before the ledger's first day: the original date).
    """
    own = postings.filter(pl.col("account_kind") == "debtor").select(
        "account", pl.col("contra_account").alias("contra"), pl.col("side").cast(pl.String).alias("own_side"), *_KEPT
    )  # fmt: skip
    other = postings.filter(pl.col("contra_kind") == "debtor").select(
        pl.col("contra_account").alias("account"),
        pl.col("account").alias("contra"),
        pl.when(pl.col("side") == "S").then(pl.lit("H")).otherwise(pl.lit("S")).alias("own_side"),
        *_KEPT,
    )
    signed = pl.when("is_reversal").then(-pl.col("amount")).otherwise(pl.col("amount"))
    debit = pl.col("own_side") == "S"
    items = (
        pl.concat([own, other])
        .sort("posted_on", maintain_order=True)
        .group_by("account", "document_ref1", mishaps.is_second_use().alias("is_second_use"), maintain_order=True)
        .agg(
            signed.filter(debit).sum().alias("debit"),
            signed.filter(~debit).sum().alias("credit"),
            pl.col("posted_on", "service_on", "due_on", "text").first(),
            pl.col("contra").first().alias("contra_account"),
        )
        .with_columns((pl.col("debit") - pl.col("credit")).alias("balance"))
        .filter(pl.col("balance") != 0)
    )
    before = pl.col("contra_account") == world.OPENING
    dated = items.with_columns(pl.when(before).then("service_on").otherwise("posted_on").alias("document_on"))
    flags = debtors.select("account", "dunning_flag")
    return OPEN_ITEMS.of(_dunned(dated.join(flags, on="account", how="left", maintain_order="left")))


_KEPT = ("document_ref1", "amount", "is_reversal", "posted_on", "service_on", "due_on", "text")


def _dunned(items: pl.DataFrame) -> pl.DataFrame:
    overdue = (pl.lit(world.AS_OF) - pl.col("due_on")).dt.total_days()
    level: pl.Expr = pl.lit(3)
    for days, step in reversed(_LEVELS):
        level = pl.when(overdue < days).then(pl.lit(step)).otherwise(level)
    blocked = pl.col("dunning_flag") == NO_DUNNING
    spared = blocked | (pl.col("balance") <= 0) | pl.col("document_ref1").fill_null("U").str.starts_with("U")
    return items.with_columns(
        pl.when(spared.fill_null(value=False) | overdue.is_null()).then(pl.lit(0)).otherwise(level).alias("dunning_level"),
        blocked.fill_null(value=False).alias("dunning_block"),
    )  # fmt: skip
