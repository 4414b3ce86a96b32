"""Postings as the ledger delivers them, for whoever asks beyond customers: bank, wages, taxes."""

from __future__ import annotations

import polars as pl

from clientinfo_kernel.query.tables.ledger import LEDGER_POSTINGS


def as_delivered(postings: pl.LazyFrame) -> pl.LazyFrame:
    """Return the postings with the names of the snapshot, nothing added up, split off or left out (``LEDGER_POSTINGS``).

    Those of wages are added up from it where the house does not say otherwise (``curate.wages``).

    Args:
        postings: Contract ``ledger.Postings``.
    """
    year = pl.col("fiscal_year_start").dt.year().cast(pl.Int32).alias("year")
    texts = (pl.col(name).cast(pl.String) for name in ("side", "account_kind", "contra_kind", "source_file"))
    names = postings.rename({"document_ref1": "number", "tax_rate": "stated_rate"})
    return names.with_columns(year, *texts).select(LEDGER_POSTINGS.columns.names())
