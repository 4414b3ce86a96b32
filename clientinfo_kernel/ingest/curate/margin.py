"""Margin facts: what each document made and cost, by everything that a controller asks by, and the month cube over them.

A fact is a document's part in one division and month. A posting without document or customer is in facts of its own:
what leads nowhere is shown, never spread.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from clientinfo_kernel.ingest.curate.bundles import BUNDLE
from clientinfo_kernel.ingest.curate.dimensions import DOCUMENT_DIMENSIONS, SPLIT_PAYERS
from clientinfo_kernel.ingest.movements.fiscal_years import year_of_day
from clientinfo_kernel.money import MONEY
from clientinfo_kernel.query.profit_lines import LABOUR_DIVISIONS, LINES, VEHICLE_DIVISIONS
from clientinfo_kernel.query.table import PERCENT
from clientinfo_kernel.query.tables.margin import CUBE_DIMENSIONS, LABOUR, MARGIN_CUBE, MARGIN_FACTS

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

# The document first: facts in this order have those of a document side by side.
_KEYS = ("customer_id", "year", "number", "month", "known_division", "payer_kind", *DOCUMENT_DIMENSIONS)
_PLACE = "fact"


def sold_labour(
    lines: pl.LazyFrame, splits: pl.LazyFrame, makes: pl.LazyFrame, units_per_hour: Mapping[str, int], usual: int
) -> pl.LazyFrame:
    """Return the labour units of billed splits, per invoice.

    Args:
        lines: Contract ``dealer_system.OrderLines``.
        splits: Contract ``dealer_system.OrderSplits``, with ``invoice_key``.
        makes: ``order_number`` -> ``make``.
        units_per_hour: Per make (in small letters), how many units an hour has.
        usual: The same for all other makes.

    Returns:
        ``invoice_key``, ``invoice_number``, ``invoiced_on``, ``payer_kind``, ``labour_units`` (hundredths) and
        ``labour_minutes`` (ten-thousandths), whole numbers.
    """
    billed = splits.filter(pl.col("state").cast(pl.String) == "billed").select(
        *("order_number", "split", "invoice_number", "invoice_key", "invoiced_on"),
        pl.col("payer").cast(pl.String).replace_strict(SPLIT_PAYERS, return_dtype=pl.String).alias("payer_kind"),
    )
    units = pl.col("labour_units").cast(PERCENT).to_physical().cast(pl.Int64)
    per_hour = (
        pl.col("make")
        .str.to_lowercase()
        .replace_strict(dict(units_per_hour), default=usual, return_dtype=pl.Int64)
        .fill_null(usual)
    )
    return (
        lines.filter((pl.col("kind").cast(pl.String) == "labour") & (pl.col("labour_units") != 0))
        .join(billed, on=["order_number", "split"])
        .join(makes, on="order_number", how="left")
        .with_columns(units.alias("units"), (units * 60 * 100 // per_hour).alias("minutes"))
        .group_by("invoice_number", "invoice_key", "invoiced_on", "payer_kind")
        .agg(pl.col("units").sum().alias("labour_units"), pl.col("minutes").sum().alias("labour_minutes"))
    )


def margin_facts(
    bundles: pl.LazyFrame,
    labour: pl.LazyFrame,
    owners: pl.DataFrame,
    documents: pl.LazyFrame,
    years: Mapping[date, int],
) -> pl.DataFrame:
    """Return the facts, sorted and numbered (``fact``), as ``facts_of`` and ``as_table`` need them.

    Args:
        bundles: Result of ``dimensions.with_dimensions``.
        labour: Result of ``sold_labour``.
        owners: Result of ``attribution.document_owners``: whose labour it is that no posting knows.
        documents: Result of ``dimensions.document_dimensions``: the same, by what it can be asked for.
        years: Result of ``fiscal_years.year_names``.
    """
    sums = (
        bundles.group_by(_KEYS)
        .agg(
            pl.col("posted_on").min(),
            pl.col("invoice_key").min(),
            pl.col("is_sale").any(),
            pl.col(LINES).sum(),
        )
        .collect(engine="streaming")
    )
    worked = _placed_labour(labour, sums, owners, documents, years)
    every = pl.concat([sums.drop("invoice_key").lazy(), worked.lazy()], how="diagonal")
    facts = (
        every.group_by(_KEYS)
        .agg(pl.col("posted_on").min(), pl.col("is_sale").any(), pl.col(*LINES, *LABOUR).sum())
        .collect(engine="streaming")
    )
    return facts.sort(_KEYS, nulls_last=True).with_row_index(_PLACE)


def _placed_labour(
    labour: pl.LazyFrame,
    sums: pl.DataFrame,
    owners: pl.DataFrame,
    documents: pl.LazyFrame,
    years: Mapping[date, int],
) -> pl.DataFrame:
    """Return rows with the labour units alone, with the keys of the document's division that sells labour.

    Where a document has several such divisions, or none, the units have no division; where the ledger does not know
    the document, they have the invoice's own month, and no posting beside them. What was cancelled is taken back in the
    month that takes its revenue back.
    """
    billed = sums.lazy().join(labour.select("invoice_key").unique(), on="invoice_key", how="semi")
    homes = _labour_homes(billed)
    day = pl.col("invoiced_on")
    whose = owners.lazy().select(pl.col("key").alias("invoice_key"), pl.col("owner_id").alias("customer_id"))
    alone = (
        labour.join(homes.select("invoice_key"), on="invoice_key", how="anti")
        .join(whose, on="invoice_key", how="left")
        .join(documents.drop("is_insured"), on="invoice_key", how="left")
        .with_columns(
            year_of_day(day, years).alias("year"),
            pl.col("invoice_number").alias("number"),
            day.dt.truncate("1mo").alias("month"),
            pl.lit(None, pl.String).alias("known_division"),
        )
    )
    placed = labour.drop("payer_kind")
    at_home = placed.join(homes, on="invoice_key")
    taken_back = placed.with_columns(-pl.col(LABOUR)).join(_cancelled_homes(billed, homes), on="invoice_key")
    columns = (*_KEYS, *LABOUR)
    return pl.concat([each.select(columns) for each in (at_home, taken_back, alone)]).collect(engine="streaming")


def _labour_homes(sums: pl.LazyFrame) -> pl.LazyFrame:
    """Return one row per ``invoice_key``: the keys of its sum that sells labour (the first one), else of the first sum.

    ``known_division`` is null where not just one division of the document sells labour.
    """
    sells_labour = pl.col("known_division").is_in(LABOUR_DIVISIONS) & pl.col("is_sale")
    by_document = pl.col("sells_labour").any().over("invoice_key")
    candidates = sums.with_columns(sells_labour.fill_null(value=False).alias("sells_labour")).filter(
        pl.col("sells_labour") | ~by_document
    )
    # Most documents have one: only the others have to be put in order.
    is_alone = pl.len().over("invoice_key") == 1
    marked = candidates.with_columns(is_alone.alias("is_alone"))
    several = (
        marked.filter(~pl.col("is_alone"))
        .sort(_KEYS, nulls_last=True)
        .group_by("invoice_key", maintain_order=True)
        .agg(
            pl.col(_KEYS).first(),
            (pl.col("sells_labour").first() & (pl.col("known_division").n_unique() == 1)).alias("is_sure"),
        )
    )
    alone = marked.filter("is_alone").select("invoice_key", *_KEYS, pl.col("sells_labour").alias("is_sure"))
    return pl.concat([alone, several]).with_columns(pl.when("is_sure").then("known_division").alias("known_division"))


def _cancelled_homes(sums: pl.LazyFrame, homes: pl.LazyFrame) -> pl.LazyFrame:
    """Return the keys of the sum that takes the labour of a document back, per ``invoice_key``: the last that sells labour.

    Its revenue from labour is 0 in the end; a credit note has a number of its own, and takes no hours back.

    Args:
        sums: As ``_labour_homes`` reads them.
        homes: Its result.
    """
    sold = sums.filter(pl.col("known_division").is_in(LABOUR_DIVISIONS) & pl.col("is_sale"))
    cancelled = sold.group_by("invoice_key").agg(pl.col("revenue").sum()).filter(pl.col("revenue") == 0)
    last = (
        sold.join(cancelled, on="invoice_key", how="semi")
        .sort(_KEYS, nulls_last=True)
        .group_by("invoice_key", maintain_order=True)
        .agg(pl.col(_KEYS).last())
    )
    own = homes.select("invoice_key", "known_division")
    return last.drop("known_division").join(own, on="invoice_key")


def facts_of(bundles: pl.LazyFrame, facts: pl.DataFrame) -> pl.LazyFrame:
    """Return ``BUNDLE`` and the number of the ``fact`` that a bundle is part of.

    Args:
        bundles: Result of ``dimensions.with_dimensions``.
        facts: Result of ``margin_facts``.
    """
    numbered = facts.lazy().select(*_KEYS, pl.col(_PLACE).cast(pl.Int64))
    return bundles.join(numbered, on=_KEYS, how="left", nulls_equal=True).select(*BUNDLE, _PLACE)


def as_table(facts: pl.DataFrame, customers: pl.DataFrame) -> pl.DataFrame:
    """Return the facts as the snapshot declares them (``tables.margin.MARGIN_FACTS``).

    Args:
        facts: Result of ``margin_facts``.
        customers: ``customer_id``, ``customer_group``, ``classification``.
    """
    groups = customers.select("customer_id", "customer_group", "classification")
    known = facts.join(groups, on="customer_id", how="left", maintain_order="left")
    is_sale = pl.col("is_sale").fill_null(value=False)
    known = known.join(_reductions(facts), on=_PLACE, how="left", maintain_order="left")
    is_invoice = is_sale & pl.col("number").is_not_null() & pl.col("is_reduction").is_null()
    return known.select(
        pl.col("customer_id").alias("customer"),
        *("year", "month", "number"),
        pl.struct("customer_id", "year", "number").rle_id().cast(pl.Int64).alias("document"),
        "posted_on",
        is_sale.alias("is_sale"),
        is_invoice.alias("is_invoice"),
        *("branch", pl.col("known_division").alias("division"), pl.col("payer_kind").alias("payer"), "customer_group"),
        *("make", "model", "classification", "order_kind", "adviser"),
        *(_declared(name, pl.col(name)) for name in (*LINES, *LABOUR)),
    ).select(MARGIN_FACTS.columns.names())


def _reductions(facts: pl.DataFrame) -> pl.DataFrame:
    """Return the facts (``fact``, ``is_reduction``) of documents that lower a price in a month: that takes no piece back.

    They give revenue back and no goods, and not just what the customer was charged in the division: that was cancelled.
    """
    document = ("customer_id", "year", "number", "month")
    given = facts.filter((pl.col("revenue") < 0) & pl.col("number").is_not_null())
    of_them = facts.join(given.select(document).unique(), on=document, how="semi", nulls_equal=True)
    sums = of_them.group_by(document).agg(pl.col("revenue", "cost_of_goods").sum())
    lowered = sums.filter((pl.col("revenue") < 0) & (pl.col("cost_of_goods") == 0)).select(document)
    charged = ("customer_id", "known_division", "revenue")
    cancelled = (
        given.with_columns(-pl.col("revenue"))
        .join(facts.select(charged).unique(), on=charged, how="semi", nulls_equal=True)
        .select(document)
        .unique()
    )
    found = of_them.join(lowered, on=document, how="semi", nulls_equal=True).join(
        cancelled, on=document, how="anti", nulls_equal=True
    )
    return found.select(_PLACE, pl.lit(value=True).alias("is_reduction"))


def cube(facts: pl.DataFrame) -> pl.DataFrame:
    """Return the sums by month, branch, division, payer and customer group (``tables.margin.MARGIN_CUBE``)."""
    owned = facts.with_columns(pl.col("customer").is_not_null().alias("has_customer"))
    sums = owned.group_by(CUBE_DIMENSIONS).agg(
        _declared(name, pl.col(name).to_physical().cast(pl.Int64).sum()) for name in (*LINES, *LABOUR)
    )
    return sums.sort(CUBE_DIMENSIONS, nulls_last=True).select(MARGIN_CUBE.columns.names())


def customer_months(facts: pl.DataFrame) -> pl.DataFrame:
    """Return what each customer brought in each month without purchases of vehicles (``tables.margin.CUSTOMER_MONTHS``)."""
    is_vehicle = pl.col("division").is_in(VEHICLE_DIVISIONS).fill_null(value=False)
    own = facts.lazy().filter(pl.col("customer").is_not_null() & pl.col("month").is_not_null() & ~is_vehicle)
    cents = (pl.col(name).to_physical().cast(pl.Int64).sum() for name in LINES)
    sums = own.group_by("month", "customer").agg(*cents).with_columns(pl.sum_horizontal(LINES).alias("gross_profit"))
    declared = (_declared(name, pl.col(name)) for name in ("revenue", "gross_profit"))
    return sums.select("month", "customer", *declared).sort("month", "customer").collect()


def _declared(measure: str, whole: pl.Expr) -> pl.Expr:
    """Return a measure of whole numbers of its last digit as it is declared."""
    dtype = MONEY if measure == "gross_profit" else MARGIN_FACTS.columns[measure]
    return whole.cast(pl.Int128).reinterpret(dtype=dtype).alias(measure)
