"""Postings as the ledger delivers them, for questions beyond customers: bank, wages, taxes."""

from __future__ import annotations

import polars as pl

from clientinfo_kernel.ingest.movements.fiscal_years import fiscal_year
from clientinfo_kernel.ingest.movements.reversals import POSTING
from clientinfo_kernel.query.tables.ledger import LEDGER_POSTINGS


def as_delivered(postings: pl.LazyFrame, amounts: pl.LazyFrame) -> pl.LazyFrame:
    """Return the postings with the names of the snapshot, nothing added up, split off or left out (``LEDGER_POSTINGS``).

    Those of wages are added up from it where the house does not say otherwise (``curate.wages``).

    Args:
        postings: Contract ``ledger.Postings``.
        amounts: Result of ``movements.booked``, made of the same postings: it says which way a reversal goes.
    """
    texts = (pl.col(name).cast(pl.String) for name in ("side", "account_kind", "contra_kind", "source_file"))
    names = postings.rename({"document_ref1": "number", "tax_rate": "stated_rate"}).with_row_index(POSTING)
    return names.with_columns(fiscal_year(postings), *texts, _reversed_side(amounts)).select(
        LEDGER_POSTINGS.columns.names()
    )


def _reversed_side(amounts: pl.LazyFrame) -> pl.Expr:
    """Return from which side of ``account`` a reversal takes its amount: what debits it takes back a credit."""
    of_postings = pl.col("is_reversal") & ~pl.col("is_cash_discount")
    reversals = amounts.filter(of_postings).select(POSTING, pl.col("gross_cents") > 0).collect(engine="streaming")
    debits, credits_ = (reversals.filter(pl.col("gross_cents") == each)[POSTING] for each in (True, False))
    posting = pl.col(POSTING)
    return (
        pl.when(posting.is_in(debits.implode()))
        .then(pl.lit("H"))
        .when(posting.is_in(credits_.implode()))
        .then(pl.lit("S"))
        .alias("reversed_side")
    )
