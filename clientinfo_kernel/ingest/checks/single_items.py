"""Each open item of the ledger's list against its postings: a debtor can owe the right sum for the wrong documents."""

from __future__ import annotations

import polars as pl

from clientinfo_kernel.ingest.checks.finding import findings, is_rare
from clientinfo_kernel.ingest.normalise import document_key
from clientinfo_kernel.money import cents

_DEBTOR = "debtor_account"
_ITEM = (_DEBTOR, "key")


def items_settled_otherwise(
    listed: pl.LazyFrame, documents: pl.LazyFrame, debtor_entries: pl.LazyFrame, differences: pl.DataFrame
) -> pl.LazyFrame:
    """Return debtors whose items are settled otherwise in the list than booked, though both come to the same sum.

    A payment under a wrong number leaves its invoice open and makes nobody owe more; days to pay are wrong by it. Where
    accounting settles items by hand, the list differs on many debtors, or there are bookings without a number: no rule.

    Args:
        listed: The ledger's list of open items (contract ``ledger.OpenItems``).
        documents: Result of ``receivables.documents``.
        debtor_entries: Result of ``with_settlement``.
        differences: Table ``open_item_differences``: debtors who owe another sum.
    """
    on_list = listed.select(
        pl.col("account").alias(_DEBTOR), _bare("document_ref1"), cents(pl.col("balance")).alias("listed")
    )
    own = documents.select(
        _DEBTOR, _bare("number"), "number", cents(pl.col("balance")).alias("booked"), "source_file", "source_row"
    )
    loose = pl.concat(
        [
            debtor_entries.filter(pl.col("number").is_null() & ~pl.col("is_annulled")).select(_DEBTOR),
            on_list.filter(pl.col("key").is_null()).select(_DEBTOR),
            differences.lazy().select(_DEBTOR),
        ]
    ).unique()
    booked = own.sort("source_file", "source_row").group_by(_ITEM).agg(
        pl.col("booked").sum(), pl.col("number", "source_file", "source_row").first()
    )  # fmt: skip
    stated = on_list.group_by(_ITEM).agg(pl.col("listed").sum())
    items = (
        booked.join(stated, on=list(_ITEM), how="left")
        .with_columns(pl.col("listed").fill_null(0))
        .filter((pl.col("booked") != 0) | (pl.col("listed") != 0))
        .join(loose, on=_DEBTOR, how="anti")
        .with_columns((pl.col("listed") - pl.col("booked")).alias("cents"))
    )
    largest = items.sort(pl.col("cents").abs(), "number", descending=[True, False])
    debtors = largest.group_by(_DEBTOR, maintain_order=True).agg(pl.all().first())
    odd = debtors.filter(is_rare(pl.col("cents") != 0, None))
    subject = pl.concat_str(_DEBTOR, "number", separator=" ").alias("subject")
    return findings(
        "open_item_settled_otherwise",
        odd.select(subject, "cents", pl.col("listed").alias("stated"), "booked", "source_file", "source_row"),
    )


def _bare(number: str) -> pl.Expr:
    return document_key(pl.col(number)).str.strip_chars_start("0").alias("key")
