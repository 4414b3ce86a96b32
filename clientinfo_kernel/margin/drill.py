"""Below a figure: the documents that it is the sum of, then the postings, each with file and line."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from clientinfo_kernel.errors import QuestionError
from clientinfo_kernel.margin.answer import Page, measures_of
from clientinfo_kernel.margin.dimensions import ROW_DIMENSIONS, finest
from clientinfo_kernel.margin.labour_changes import LABOUR, SUMS
from clientinfo_kernel.margin.measures import sums_for
from clientinfo_kernel.money import euros
from clientinfo_kernel.query.profit_lines import GROSS_PROFIT_AMOUNTS

if TYPE_CHECKING:
    from clientinfo_kernel.margin.opened import Opened
    from clientinfo_kernel.margin.selected_rows import SelectedRows
    from clientinfo_kernel.margin.where import Where

_DOCUMENT_SUMS = (*GROSS_PROFIT_AMOUNTS, "margin_percent")
_DOCUMENT = ("customer", "year", "number", "date", "branch")
_OF_FACT = ("customer", "year", "number", "posted_on", "branch")
_OF_ENTRY = ("customer", "branch", "payer", "division")
_OF_SUM = ("branch", "division", "payer", "role", "cost_center")
_POSTING = (
    *("customer", "customer_name", "year", "number", "posted_on", "account", "account_name", "role", "division"),
    *("branch", "payer", "cost_center", "origin", "movement", "movement_reason", "amount", "rate_percent", "rate_base"),
    *("text", "source_file", "source_row"),
)


def documents(opened: Opened, selected: SelectedRows, order: str, offset: int, limit: int, *, descending: bool) -> Page:
    """Return documents (``Margin.documents``).

    Raises:
        QuestionError: There is no such column to order by.
    """
    level = finest(["facts", *(ROW_DIMENSIONS[key].level for key in selected.dimensions)])
    measures = _DOCUMENT_SUMS if level == "postings" else (*_DOCUMENT_SUMS, "labour_units")
    if order not in {*_DOCUMENT, *measures}:
        raise QuestionError.unknown("column", order, [*_DOCUMENT, *measures])
    rows = opened.rows(level)
    sides = selected.of(opened, rows, ("document", *_OF_FACT))
    sums = sums_for(measures)
    branch = pl.col("branch")
    facts = [*(pl.col(key).first() for key in ("customer", "year", "number")), pl.col("posted_on").min().alias("date")]
    facts.append(pl.when(branch.n_unique() == 1).then(branch.first()).alias("branch"))
    parts = pl.collect_all(
        each
        for side in (sides.owned, sides.unassigned)
        for each in (rows.added_up(side, ("document",), sums), side.group_by("document").agg(facts))
    )
    found = pl.concat(
        [figures.join(known, on="document") for figures, known in (parts[:2], parts[2:])], how="vertical_relaxed"
    )
    shown = pl.concat([found.select("document", *_DOCUMENT), measures_of(found, measures)], how="horizontal")
    page = shown.sort(order, "document", descending=[descending, False], nulls_last=True).slice(offset, limit)
    named = opened.decoded(page, ("customer", "branch"), rows).drop("document")
    total = measures_of(found.select(pl.col(sums).sum()), measures).row(0, named=True)
    return Page(named, found.height, total, opened.snapshot_id)


def postings(opened: Opened, selected: SelectedRows, offset: int, limit: int) -> Page:
    """Return postings and calculated costs (``Margin.postings``)."""
    rows = opened.rows("postings")
    sides = selected.of(opened, rows, ("entry", *_OF_ENTRY))
    owned, nobody = (each.select("entry", "amount", *_OF_ENTRY) for each in (sides.owned, sides.unassigned))
    # Only the page is made: below a figure there may be all entries of the house.
    size = (pl.len().alias("count"), pl.col("amount").cast(pl.Int64).sum())
    *sizes, first = pl.collect_all([owned.select(size), nobody.select(size), owned.slice(offset, limit)])
    all_of = pl.concat(sizes)
    rest = nobody.slice(max(0, offset - all_of["count"][0]), limit - first.height).collect()
    page = pl.concat([first, rest], how="vertical_relaxed")
    entries = opened.entries(first["entry"], rest["entry"])
    named = opened.decoded(page.select(_OF_ENTRY), _OF_ENTRY, rows)
    shown = pl.concat([named, entries.drop("payer", "division")], how="horizontal").select(_POSTING)
    whole = all_of.select(pl.col("count").sum(), euros(pl.col("amount").sum()).alias("amount")).row(0, named=True)
    return Page(shown, whole["count"], {"amount": whole["amount"]}, opened.snapshot_id)


def document_sums(opened: Opened, where: Where) -> pl.DataFrame:
    """Return what documents add up to; no text of a posting is read (``Margin.document_sums``).

    Returns:
        ``month``, ``customer``, ``year``, ``number``, ``branch``, ``division``, ``payer``, ``role``, ``cost_center``,
        ``amount`` (EUR, never 0), in no order.
    """
    rows = opened.rows("postings")
    keys = ("month", "document", *_OF_SUM)
    names = ("customer", "year", "number")
    sides = rows.those(where, (*keys, *names))
    added = [pl.col(names).first(), pl.col("amount").cast(pl.Int64).sum()]
    parts = pl.collect_all(side.group_by(keys).agg(added) for side in (sides.owned, sides.unassigned))
    found = pl.concat(parts, how="vertical_relaxed").filter(pl.col("amount") != 0).drop("document")
    named = opened.decoded(found, ("customer", *_OF_SUM), rows).drop("customer_name")
    return named.with_columns(euros(pl.col("amount"))).select("month", *names, *_OF_SUM, "amount")


def labour_sums(opened: Opened, where: Where) -> pl.DataFrame:
    """Return the labour units of documents, as fine as they are known (``Margin.labour_sums``).

    Returns:
        ``month`` and the columns of ``labour_changes.LABOUR``, no row without units or minutes, in no order.
    """
    rows = opened.rows("facts")
    keys, names = ("month", "document", "branch", "division", "payer"), ("customer", "year", "number")
    sides = rows.those(where, (*keys, *names))
    added = [pl.col(names).first(), pl.col(tuple(SUMS)).cast(pl.Int64).sum()]
    parts = pl.collect_all(side.group_by(keys).agg(added) for side in (sides.owned, sides.unassigned))
    found = pl.concat(parts, how="vertical_relaxed").filter(pl.any_horizontal(pl.col(tuple(SUMS)) != 0))
    named = opened.decoded(found.drop("document"), ("customer", "branch", "division", "payer"), rows)
    whole = (pl.col(name).cast(pl.Int128).reinterpret(dtype=kind) for name, kind in SUMS.items())
    return named.with_columns(whole).select("month", *LABOUR.names())
