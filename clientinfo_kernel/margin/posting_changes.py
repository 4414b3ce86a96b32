"""What came, went and changed between two sets of postings.

Postings have no name of their own that every ledger keeps: one is known by all that it says but for its place in a file,
for files are delivered again in other portions. Of postings that say the same the number counts.
"""

from __future__ import annotations

import polars as pl

from clientinfo_kernel.money import MONEY, total
from clientinfo_kernel.query.table import ORIGIN

# What says which posting it is; its amount and text can change.
PLACE = ("customer", "year", "number", "account", "role", "division", "origin", "branch", "payer", "cost_center")
# Whose sums a month is known by. Texts and days are not figures: a ledger may well deliver them in another spelling.
DOCUMENT_KEYS = ("customer", "year", "number", "division", "role", "branch", "payer", "cost_center")
SAID = ("posted_on", "amount", "text")
POSTINGS = pl.Schema(
    {
        "customer": pl.String(),
        "year": pl.Int32(),
        "number": pl.String(),
        "account": pl.String(),
        "role": pl.String(),
        "division": pl.String(),
        "origin": pl.String(),
        "branch": pl.String(),
        "payer": pl.String(),
        "cost_center": pl.String(),
        "posted_on": pl.Date(),
        "amount": MONEY,
        "text": pl.String(),
        "source_file": pl.String(),
        "source_row": pl.Int64(),
    }
)
CHANGES = pl.Schema(
    {
        "change": pl.String(),
        **{name: POSTINGS[name] for name in (*PLACE, "posted_on", "text")},
        "before": MONEY,
        "now": MONEY,
        "difference": MONEY,
        **{name: POSTINGS[name] for name in ORIGIN},
    }
)


def posting_changes(before: pl.DataFrame, now: pl.DataFrame) -> pl.DataFrame:
    """Return the postings that differ (``CHANGES``), the largest difference first.

    ``change`` is ``came``, ``went`` or ``changed``: a posting of the same document and account with another amount, day
    or text. The differences add up to the difference of both sides. File and line are those of now, of what went those
    of before.

    Args:
        before: ``POSTINGS``.
        now: Likewise.
    """
    sides = [_numbered(side, (*PLACE, *SAID)) for side in (before, now)]
    on = [*PLACE, *SAID, "copy"]
    went, came = (
        mine.join(other.select(on), on=on, how="anti", nulls_equal=True)
        for mine, other in ((sides[0], sides[1]), (sides[1], sides[0]))
    )
    beside = [_numbered(each.drop("copy").sort(*SAID, *ORIGIN), PLACE) for each in (went, came)]
    paired = beside[1].join(
        beside[0], on=[*PLACE, "copy"], how="full", nulls_equal=True, suffix="_before", coalesce=True
    )
    is_new, is_gone = pl.col("amount_before").is_null(), pl.col("amount").is_null()
    change = pl.when(is_new).then(pl.lit("came")).when(is_gone).then(pl.lit("went")).otherwise(pl.lit("changed"))
    nothing = pl.lit(0).cast(MONEY)
    difference = (pl.col("amount").fill_null(nothing) - pl.col("amount_before").fill_null(nothing)).cast(MONEY)
    shown = paired.select(
        change.alias("change"),
        *PLACE,
        *(pl.coalesce(name, f"{name}_before").alias(name) for name in ("posted_on", "text")),
        pl.col("amount_before").alias("before"),
        pl.col("amount").alias("now"),
        difference.alias("difference"),
        *(pl.when(is_gone).then(f"{name}_before").otherwise(name).alias(name) for name in ORIGIN),
    )
    return in_order(shown)


def in_order(changes: pl.DataFrame) -> pl.DataFrame:
    """Return changes (``CHANGES``), the largest difference first."""
    order = (*PLACE, "posted_on", "text")
    return changes.sort(pl.col("difference").abs(), *order, descending=[True, *[False] * len(order)])


def documents_of(postings: pl.DataFrame, keys: tuple[str, ...] = DOCUMENT_KEYS) -> pl.DataFrame:
    """Return sums (``amount``) in an order of their own: what a month is known by.

    Args:
        postings: Postings, or sums of them.
        keys: Of what: ``DOCUMENT_KEYS``, or those of an earlier version.
    """
    sums = postings.group_by(keys).agg(total(pl.col("amount")))
    return sums.filter(pl.col("amount") != 0).sort(keys)


def canonical(documents: pl.DataFrame) -> bytes:
    """Return sums of documents as bytes that are the same for the same sums, whatever wrote them."""
    said = pl.concat_str([pl.col(name).cast(pl.String).fill_null("") for name in documents.columns], separator="\x1f")
    return "".join(documents.select(said.add("\x1e").alias("line"))["line"]).encode()


def _numbered(postings: pl.DataFrame, by: tuple[str, ...]) -> pl.DataFrame:
    """Number those that are alike, so that each has one partner at most."""
    return postings.with_columns(pl.int_range(pl.len()).over(by).alias("copy"))
