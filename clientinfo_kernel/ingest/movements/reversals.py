"""Reversals (Generalumkehr) and the postings that they cancel.

A reversal cancels its original whichever side an export writes: some keep the original's side and mean the negative
amount, others turn debit and credit. Which original it is, its accounts, document and amount say; which way a
reversal without an original goes, the other postings of its document say, else the other reversals of its file. A reversal of the other side than an earlier
one of the same document reverses that one: the original stands again.
"""

from __future__ import annotations

import polars as pl

from clientinfo_kernel.ingest import tax
from clientinfo_kernel.ingest.normalise import document_key
from clientinfo_kernel.money import cents
from clientinfo_kernel.query.table import PERCENT
from data_sources.contract import ORIGIN

_ACCOUNTS = ("low", "high", "cents")
_KEY = (*_ACCOUNTS, "document")
_PLACE = ("low", "high", "document")
POSTING, ORIGINAL = "posting", "original_posting"
# ``sign``: +1 where the reversal debits ``account``. ``original_*`` are null for a reversal without an original;
# ``is_part``: it takes back a part of what its document was booked with there, or several postings at once.
# ``reversed_on``: the day from which both of them no longer stand, null without an original.
# ``is_like``: it takes back under a number of its own what was booked with just these accounts and amount, one way alone.
REVERSALS = pl.Schema(
    {
        POSTING: pl.UInt32(),
        "sign": pl.Int64(),
        ORIGINAL: pl.UInt32(),
        "original_tax_key": pl.String(),
        "original_tax_rate": PERCENT,
        "original_eu_tax_rate": PERCENT,
        "original_day": pl.Date(),
        "reversed_on": pl.Date(),
        "is_part": pl.Boolean(),
        "is_like": pl.Boolean(),
    }
)


def pair_reversals(postings: pl.LazyFrame) -> pl.DataFrame:
    """Return the reversals with what each does and what it cancels (schema ``REVERSALS``).

    Several equal postings are cancelled in the order in which they were booked; a posting is cancelled once.

    Args:
        postings: Contract ``ledger.Postings``, numbered (``posting``).
    """
    reversals = _keyed(postings.filter(tax.is_general_reversal())).collect(engine="streaming")
    if reversals.is_empty():
        return REVERSALS.to_frame()
    wanted = reversals.lazy().select(_ACCOUNTS).unique()
    # The amount first: it is compared fastest, and few postings have that of a reversal.
    has_amount = cents(pl.col("amount")).is_in(reversals["cents"].unique().implode())
    alike = postings.filter(has_amount & ~tax.is_general_reversal())
    originals = _keyed(alike).join(wanted, on=_ACCOUNTS, how="semi").collect(engine="streaming")
    directed = _directed(reversals, originals, _documents_directions(postings, reversals, originals))
    undone = _undone(directed, originals)
    left = directed.join(undone.select(POSTING), on=POSTING, how="anti")
    return pl.concat([undone, _paired(left, originals)])


def _keyed(postings: pl.LazyFrame) -> pl.LazyFrame:
    return postings.select(
        POSTING,
        pl.min_horizontal("account", "contra_account").alias("low"),
        pl.max_horizontal("account", "contra_account").alias("high"),
        cents(pl.col("amount")).alias("cents"),
        document_key(pl.col("document_ref1")).fill_null("").alias("document"),
        pl.when((pl.col("side").cast(pl.String) == "S") == (pl.col("account") <= pl.col("contra_account")))
        .then(1).otherwise(-1).alias("written"),
        (pl.col("account") <= pl.col("contra_account")).alias("account_is_low"),
        "posted_on", "tax_key", "tax_rate", "eu_tax_rate", pl.coalesce("service_on", "posted_on").alias("day"),
        pl.col("source_file").cast(pl.String), "source_row",
    )  # fmt: skip


def _documents_directions(postings: pl.LazyFrame, reversals: pl.DataFrame, originals: pl.DataFrame) -> pl.DataFrame:
    """Return the only direction of a document's postings, for reversals whose amount none of them has.

    Returns:
        Per accounts and document: ``by_part`` (the direction) and ``booked`` (cents, all of them together).
    """
    lonely = reversals.filter(pl.col("document") != "").join(originals, on=_KEY, how="anti")
    documents = lonely.select(_PLACE).unique()
    if documents.is_empty():
        return documents.with_columns(pl.lit(None, pl.Int32).alias("by_part"), pl.lit(None, pl.Int64).alias("booked"))
    on_both = lonely.lazy().select("low", "high").unique()
    sides = (pl.min_horizontal("account", "contra_account"), pl.max_horizontal("account", "contra_account"))
    alike = postings.filter(~tax.is_general_reversal()).join(
        on_both, left_on=sides, right_on=("low", "high"), how="semi"
    )
    theirs = _keyed(alike).join(documents.lazy(), on=_PLACE, how="semi").collect(engine="streaming")
    booked = theirs.group_by(_PLACE).agg(pl.col("cents").sum().alias("booked"))
    return _only_direction(theirs, _PLACE, "by_part").join(booked, on=_PLACE)


def _directed(reversals: pl.DataFrame, originals: pl.DataFrame, by_part: pl.DataFrame) -> pl.DataFrame:
    """Add ``direction``, that of the original: by the only way in which its like was booked, else by the file's habit."""
    by_document = _only_direction(originals, _KEY, "by_document")
    by_accounts = _only_direction(originals, _ACCOUNTS, "by_accounts")
    known = reversals.join(by_document, on=_KEY, how="left").join(by_accounts, on=_ACCOUNTS, how="left")
    known = _with_likes(known.join(by_part, on=_PLACE, how="left"), originals)
    # 1: this file keeps the original's side on a reversal, -1: it turns it. Nothing to go by: kept, as DATEV shows it.
    agreement = pl.coalesce("by_document", "by_part") * pl.col("written")
    whole = known.select(agreement.sum()).item()
    habit = pl.when(agreement.sum().over("source_file") != 0).then(agreement.sum().over("source_file")).otherwise(whole)
    kept = pl.when(habit < 0).then(-1).otherwise(1)
    is_part = pl.col("by_document").is_null() & (pl.col("cents").sum().over(_PLACE) <= pl.col("booked"))
    is_lonely = pl.col("by_document").is_null() & pl.col("by_part").is_null() & pl.col("by_accounts").is_not_null()
    return known.with_columns(
        is_part.fill_null(value=False).alias("is_part"),
        (is_lonely & pl.col("has_like")).fill_null(value=False).alias("is_like"),
        pl.coalesce("by_document", "by_part", "by_accounts", pl.col("written") * kept)
        .cast(pl.Int64)
        .alias("direction"),
    ).drop("by_accounts", "by_part", "booked", "has_like")


def _with_likes(reversals: pl.DataFrame, originals: pl.DataFrame) -> pl.DataFrame:
    """Add ``has_like``: whether what was booked up to a reversal's day is enough for it and all before it.

    Of three alike of which three were reversed already none is left for a fourth one, and what is booked later was not
    there to be reversed. Where it is not enough for one, nobody can tell which of those up to it has none: none has.
    """
    day = "posted_on"
    booked = originals.group_by(*_ACCOUNTS, day).len("alike").sort(day)
    booked = booked.with_columns(pl.col("alike").cum_sum().over(_ACCOUNTS))
    # Within the accounts both are in order; the check would look at them as a whole.
    known = reversals.sort(day).join_asof(booked, on=day, by=_ACCOUNTS, check_sortedness=False)
    is_enough = pl.col("alike").fill_null(0) >= pl.int_range(1, pl.len() + 1)
    return known.with_columns(
        is_enough.cast(pl.Int8).cum_min(reverse=True).over(_ACCOUNTS).cast(pl.Boolean).alias("has_like")
    ).drop("alike")


def _only_direction(originals: pl.DataFrame, key: tuple[str, ...], name: str) -> pl.DataFrame:
    """Return the direction per key where all of its originals have one."""
    ways = originals.group_by(key).agg(pl.col("written").min(), pl.col("written").max().alias("other"))
    return ways.filter(pl.col("written") == pl.col("other")).select(*key, pl.col("written").alias(name))


def _undone(reversals: pl.DataFrame, originals: pl.DataFrame) -> pl.DataFrame:
    """Return the reversals that a later reversal takes back, and these: each is the other's original.

    A file writes all its reversals one way, so one that is written the other way goes against a reversal. That shows
    only where the document's originals have one direction and are fewer than its reversals.
    """
    order = ("posted_on", *ORIGIN)
    known = reversals.filter(pl.col("by_document").is_not_null() & (pl.col("document") != "")).sort(order)
    counted = originals.group_by(_KEY).len("originals")
    known = known.join(counted, on=_KEY, maintain_order="left").filter(pl.len().over(_KEY) > pl.col("originals"))
    known = known.with_columns(
        (pl.col("written") == pl.col("written").first().over(_KEY)).alias("is_first"),
        pl.int_range(pl.len()).over(*_KEY, "written").alias("place"),
    )
    partner = known.select(
        *_KEY,
        "place",
        ~pl.col("is_first"),
        pl.col("posted_on").alias("other_on"),
        pl.col(POSTING).alias(ORIGINAL),
    )
    pairs = known.join(partner, on=[*_KEY, "place", "is_first"])
    other_on, posted_on = pl.col("other_on"), pl.col("posted_on")
    in_order = pl.when("is_first").then(posted_on <= other_on).otherwise(posted_on >= other_on)
    taxed = (
        originals.sort(order)
        .unique(_KEY, keep="first", maintain_order=True)
        .select(*_KEY, pl.col("tax_key", "tax_rate", "eu_tax_rate", "day").name.prefix("original_"))
    )
    sign = pl.col("direction") * pl.when("account_is_low").then(1).otherwise(-1)
    return (
        pairs.filter(in_order)
        .join(taxed, on=_KEY)
        .with_columns(
            pl.when("is_first").then(-sign).otherwise(sign).cast(pl.Int64).alias("sign"),
            pl.max_horizontal(posted_on, other_on).alias("reversed_on"),
        )
        .select(REVERSALS.names())
        .cast(REVERSALS)
    )  # fmt: skip


def _paired(reversals: pl.DataFrame, originals: pl.DataFrame) -> pl.DataFrame:
    order = ("posted_on", *ORIGIN)
    ways = [*_KEY, "direction"]
    ranked = [
        frame.sort(order).with_columns(pl.int_range(pl.len()).over(ways).alias("place"))
        for frame in (reversals, originals.rename({"written": "direction"}).cast({"direction": pl.Int64}))
    ]
    cancelled = ranked[1].select(
        *ways, "place", pl.col("posted_on").alias("booked_on"), pl.col(POSTING).alias(ORIGINAL),
        pl.col("tax_key").alias("original_tax_key"),
        pl.col("tax_rate").alias("original_tax_rate"), pl.col("eu_tax_rate").alias("original_eu_tax_rate"),
        pl.col("day").alias("original_day"),
    )  # fmt: skip
    joined = ranked[0].join(cancelled, on=[*ways, "place"], how="left")
    in_order = pl.col("booked_on") <= pl.col("posted_on")
    found = [name for name in REVERSALS if name.startswith("original_")]
    sign = -pl.col("direction") * pl.when("account_is_low").then(1).otherwise(-1)
    return (
        joined.with_columns(
            pl.when(in_order).then(pl.col(found)),
            pl.when(in_order).then("posted_on").alias("reversed_on"),
            sign.cast(pl.Int64).alias("sign"),
        )
        .select(REVERSALS.names())
        .cast(REVERSALS)
    )
