"""Below a figure: the documents that it is the sum of, then the postings, each with file and line."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from clientinfo_kernel.errors import QuestionError
from clientinfo_kernel.margin.answer import Page, measures_of
from clientinfo_kernel.margin.dimensions import ROW_DIMENSIONS, finest
from clientinfo_kernel.margin.measures import LINES, sums_for
from clientinfo_kernel.money import euros

if TYPE_CHECKING:
    from clientinfo_kernel.margin.opened import Opened
    from clientinfo_kernel.margin.where import Where

_DOCUMENT_SUMS = (*LINES, "gross_profit", "margin_percent")
_DOCUMENT = ("customer", "year", "number", "date", "branch")
_POSTING = (
    *("customer", "customer_name", "year", "number", "posted_on", "account", "account_name", "role", "division"),
    *("payer", "cost_center", "origin", "movement", "movement_reason", "amount", "rate_percent", "rate_base"),
    *("text", "source_file", "source_row"),
)


def documents(opened: Opened, where: Where, order: str, offset: int, limit: int, *, descending: bool) -> Page:
    """Return documents (``Margin.documents``).

    Raises:
        QuestionError: There is no such column to order by.
    """
    level = finest(["facts", *(ROW_DIMENSIONS[key].level for key, _ in where)])
    measures = _DOCUMENT_SUMS if level == "postings" else (*_DOCUMENT_SUMS, "labour_units")
    if order not in {*_DOCUMENT, *measures}:
        raise QuestionError.unknown("column", order, [*_DOCUMENT, *measures])
    rows = opened.rows(level)
    branch = pl.col("branch")
    found = (
        rows.those(where)
        .group_by("document")
        .agg(
            *(pl.col(key).first() for key in ("customer", "year", "number")),
            pl.col("posted_on").min().alias("date"),
            pl.when(branch.n_unique() == 1).then(branch.first()).alias("branch"),
            *(pl.col(each).cast(pl.Int64).sum() for each in sums_for(measures)),
        )
        .collect()
    )
    shown = pl.concat([found.select("document", *_DOCUMENT), measures_of(found, measures)], how="horizontal")
    page = shown.sort(order, "document", descending=[descending, False], nulls_last=True).slice(offset, limit)
    named = opened.decoded(page, ("customer", "branch"), rows).drop("document")
    total = measures_of(found.select(pl.col(sums_for(measures)).sum()), measures).row(0, named=True)
    return Page(named, found.height, total, opened.snapshot_id)


def postings(opened: Opened, where: Where, offset: int, limit: int) -> Page:
    """Return postings and calculated costs (``Margin.postings``)."""
    rows = opened.rows("postings")
    found = rows.those(where).select("entry", "amount", "customer", "payer", "division").collect()
    page = found.slice(offset, limit)
    entries = opened.entries().decoded(page["entry"]).drop("payer", "division")
    named = opened.decoded(page.select("customer", "payer", "division"), ("customer", "payer", "division"), rows)
    shown = pl.concat([named, entries], how="horizontal").select(_POSTING)
    total = found.select(euros(pl.col("amount").cast(pl.Int64).sum()).alias("amount")).row(0, named=True)
    return Page(shown, found.height, total, opened.snapshot_id)
