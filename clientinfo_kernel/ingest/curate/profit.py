"""Gross profit: posted entries, calculated costs where none is posted, and the sums over them (domain.md 2.4)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from clientinfo_kernel.ingest.movements.settlement import SUPPLEMENT
from clientinfo_kernel.money import MONEY, cents, euros, per_rate, total
from clientinfo_kernel.query.profit_lines import DIVISIONS, GROSS_PROFIT_AMOUNTS, LINES

if TYPE_CHECKING:
    from collections.abc import Sequence

_DOCUMENT = ("customer_id", "year", "number")
_SALE = (*_DOCUMENT, "division")
_RATED = (*_DOCUMENT, "account", "division", "is_warranty")
_MONTH = (*_RATED, "month")


def calculated_costs(entries: pl.LazyFrame, account_roles: pl.DataFrame) -> pl.LazyFrame:
    """Calculate the costs for which the account mapping's rates stand in.

    A rate applies to the revenue of one account in one document, and each month of its revenue bears its part, unless a
    cost of that role and division is posted for the document and stands, on whomever it hangs. A customer's can be posted in the fiscal year after the revenue,
    or before it where nothing else was sold under the number the year before that; a cost of a year in which the
    division sold under the number is that sale's. A supplement and the sale of the year before are one sale. What was reversed
    bears the rate until then, unless its cost was posted and reversed as well.

    Args:
        entries: Attributed profit entries (``customer_id`` not null matters here).
        account_roles: Result of ``map_accounts``.

    Returns:
        Rows as ``posted_entries`` gives them, with ``origin`` calculated.
    """
    known = entries.filter(pl.col("customer_id").is_not_null())
    rates = account_roles.lazy().select(
        "account",
        "cost_of_goods_rate",
        "labour_cost_rate",
        pl.col("name").alias("account_name"),
        "mapping_file",
        "mapping_row",
    )
    earned, undone = known.filter(pl.col("role") == "revenue"), pl.col("is_annulled")
    own = cents(pl.col("rate_base"))
    standing = _rate_bases(earned.filter(~undone)).join(rates, on="account")
    # Few rows, which would be read and joined again for each role.
    reversed_ = _rate_bases(earned.filter(undone)).join(rates, on="account").filter(pl.col("rate_base") != 0)
    borne = reversed_.collect(engine="streaming").lazy()
    costs = [
        entries.filter((pl.col("role") == role) & ~pl.col("of_supplier")) for role in ("cost_of_goods", "labour_cost")
    ]
    by_customer = [rows.filter(~undone).select(_SALE).unique() for rows in costs]
    of_other_years = _of_other_years(by_customer, _sold(known))
    calculated = []
    for place, (role, rate) in enumerate(
        (("cost_of_goods", "cost_of_goods_rate"), ("labour_cost", "labour_cost_rate"))
    ):
        posted = costs[place].filter(~undone & pl.col("key").is_not_null())
        by_document = posted.select("key", "year", "division").unique()
        taken_back = costs[place].filter(undone).collect(engine="streaming").lazy()
        base = pl.concat([standing, _without_cost(borne, taken_back)])
        calculated.append(
            base.filter(pl.col(rate) > 0)
            .join(by_customer[place], on=list(_SALE), how="anti", nulls_equal=True)
            .join(of_other_years[place], on=list(_SALE), how="anti")
            .join(by_document, on=["key", "year", "division"], how="anti")
            .select(
                *_DOCUMENT,
                "posted_on",
                "account",
                "account_name",
                pl.lit(role).alias("role"),
                "division",
                "is_warranty",
                pl.lit("calculated").alias("origin"),
                pl.lit("other").alias("movement"),
                pl.lit("cost_calculated").alias("movement_reason"),
                euros(
                    per_rate(pl.col("earlier"), pl.col(rate)) - per_rate(pl.col("earlier") + own, pl.col(rate))
                ).alias("amount"),
                (pl.col(rate).cast(pl.Decimal(9, 0)) * pl.lit("0.01").cast(pl.Decimal(9, 2)))
                .cast(pl.Decimal(9, 2))
                .alias("rate_percent"),
                "rate_base",
                pl.lit(None, pl.String).alias("text"),
                "payer",
                pl.col("mapping_file").alias("source_file"),
                pl.col("mapping_row").alias("source_row"),
                *("cost_center", "invoice_key"),
                pl.lit(None, pl.String).alias("supplier_order"),
            )
        )
    return pl.concat(calculated)


def _without_cost(reversed_: pl.LazyFrame, taken_back: pl.LazyFrame) -> pl.LazyFrame:
    """Leave out what was reversed of sales whose posted cost was reversed, too: the customer's own, or the document's.

    A number can be used again in another year: a cost is that of its own year's sale, or of the sale beside it that has none.

    Args:
        reversed_: ``_rate_bases`` of what was reversed.
        taken_back: Posted costs that were reversed, and their reversals.
    """
    without = []
    for document in (("customer_id", "number"), ("key",)):
        alone, on = [*document, "division"], [*document, "division", "year"]
        # A reversal is of the year of what it reverses.
        sold_in = pl.when(pl.col("rate_base") > 0).then("year").forward_fill().over(alone, order_by="posted_on")
        dated = reversed_.with_columns(pl.coalesce(sold_in, "year").alias("sold_in"))
        sold = dated.select(*alone, pl.col("sold_in").alias("year")).unique()
        costs = taken_back.filter(pl.col("amount") < 0).select(on).unique()
        sales = pl.concat([costs, _moved(costs.join(sold, on=on, how="anti"), sold, on)]).rename({"year": "sold_in"})
        without.append(dated.join(sales.unique(), on=[*alone, "sold_in"], how="semi").select(_MONTH))
    return reversed_.join(pl.concat(without).unique(), on=list(_MONTH), how="anti", nulls_equal=True)


def _rate_bases(revenue: pl.LazyFrame) -> pl.LazyFrame:
    """Return what the rates are taken of: one row per ``_RATED`` and month, ``earlier`` (cents) what the months before brought.

    What the months bear adds up to the cent to what the whole document does, and nothing to what was reversed.
    """
    month = pl.col("posted_on").dt.month_start()
    by_month = revenue.group_by(*_RATED, month.alias("month")).agg(
        total(pl.col("amount")).alias("rate_base"),
        pl.col("posted_on").min(),
        pl.col("key").first(),
        pl.col("payer").min(),
        pl.col("invoice_key").min(),
        # Of several cost centres none is the calculated cost's.
        pl.when(pl.col("cost_center").n_unique() == 1).then(pl.col("cost_center").min()).alias("cost_center"),
    )
    spans = revenue.group_by(_RATED).agg(month.min().alias("first"), month.max().alias("last"))
    # Few documents are billed in several months, and only these have to be put in order.
    several = spans.filter(pl.col("first") != pl.col("last")).select(_RATED).collect(engine="streaming").lazy()
    own = cents(pl.col("rate_base"))
    on = list(_RATED)
    return pl.concat(
        [
            by_month.join(several, on=on, how="anti", nulls_equal=True).with_columns(
                pl.lit(0, pl.Int64).alias("earlier")
            ),
            by_month.join(several, on=on, how="semi", nulls_equal=True).with_columns(
                (own.cum_sum().over(_RATED, order_by="month") - own).alias("earlier")
            ),
        ]
    )


def _sold(known: pl.LazyFrame) -> pl.LazyFrame:
    """Return what was sold per ``_SALE``, with its first and last day; what takes back as much as it charges is not a sale."""
    return (
        known.filter((pl.col("role") == "revenue") & pl.col("number").is_not_null())
        .group_by(_SALE)
        .agg(
            total(pl.col("amount")).alias("sold"),
            pl.col("posted_on").min().alias("first_on"),
            pl.col("posted_on").max().alias("last_on"),
        )
        .filter(pl.col("sold") > 0)
        .drop("sold")
    )


def _supplements(sold: pl.LazyFrame) -> pl.LazyFrame:
    """Return those of ``_sold`` that belong to the sale of the year before (``_SALE``)."""
    before = sold.select(*_SALE, pl.col("last_on").alias("sold_on")).with_columns(pl.col("year") + 1)
    return (
        sold.join(before, on=list(_SALE))
        .filter(pl.col("first_on") - pl.col("sold_on") <= pl.lit(SUPPLEMENT))
        .select(_SALE)
    )


def _of_other_years(costs: Sequence[pl.LazyFrame], sold: pl.LazyFrame) -> list[pl.LazyFrame]:
    """Return of which sales of other years than their own posted costs are, too: hardly any are, so these are looked for first.

    Args:
        costs: Per role, ``_SALE`` of each.
        sold: Result of ``_sold``.
    """
    on, year = list(_SALE), pl.col("year")
    alone = [each.join(sold, on=on, how="anti").filter(pl.col("number").is_not_null()) for each in costs]
    supplements, *lonely = pl.collect_all([_supplements(sold), *alone], engine="streaming")
    document = [name for name in on if name != "year"]
    wanted = pl.concat(lonely).select(document).unique()
    near = sold.join(wanted.lazy(), on=document, how="semi").collect(engine="streaming").lazy()
    found = []
    for each, own in zip(costs, lonely, strict=True):
        moved = _moved(own.lazy(), near, on)
        if supplements.is_empty():
            found.append(moved)
            continue
        sales = pl.concat([each, moved])
        # A cost of either is of both.
        first = sales.join(supplements.lazy(), on=on, how="semi").with_columns(year - 1)
        further = sales.with_columns(year + 1).join(supplements.lazy(), on=on, how="semi")
        found.append(pl.concat([moved, first, further]))
    return found


def _moved(alone: pl.LazyFrame, sold: pl.LazyFrame, on: list[str]) -> pl.LazyFrame:
    """Return of which years' sales costs without a sale in their own year are: of the year before, else after."""
    late = alone.with_columns(pl.col("year") - 1)
    early = late.join(sold, on=on, how="anti").with_columns(pl.col("year") + 2)
    return pl.concat([late, early])


def posted_entries(entries: pl.LazyFrame, account_names: pl.LazyFrame) -> pl.LazyFrame:
    """Return the attributed entries in the form of ``answers.GROSS_PROFIT_ENTRIES``, with what leads to their dimensions.

    These are ``customer_id``, ``cost_center``, ``invoice_key`` and ``supplier_order`` (the order of a supplier's bill).
    """
    return entries.join(account_names, on="account", how="left").select(
        *_DOCUMENT, "posted_on", "account", "account_name", "role", "division", "is_warranty",
        pl.lit("posted").alias("origin"), "movement", "movement_reason", "amount", pl.lit(None, pl.Decimal(9, 2)).alias("rate_percent"),
        pl.lit(None, MONEY).alias("rate_base"), "text", "payer", "source_file", "source_row", "cost_center", "invoice_key",
        pl.when("of_supplier").then("order_number").alias("supplier_order"),
    )  # fmt: skip


def gross_profit_invoices(bundles: pl.LazyFrame) -> pl.LazyFrame:
    """Return one row per customer, fiscal year and document: the five lines (``answers.GROSS_PROFIT_INVOICES``).

    Args:
        bundles: Result of ``bundles.bundled``.
    """
    sums = bundles.group_by(*_DOCUMENT).agg(
        pl.col("posted_on").min().alias("date"),
        pl.col("payer").min(),
        pl.col("payer").max().alias("last_payer"),
        pl.col(LINES).sum(),
    )
    # Few documents have several payers, and a list of them per document costs more than all sums.
    several = sums.filter(pl.col("payer") != pl.col("last_payer")).select(_DOCUMENT)
    named = (
        bundles.join(several, on=list(_DOCUMENT), how="semi", nulls_equal=True)
        .group_by(*_DOCUMENT)
        .agg(pl.col("payer").drop_nulls().unique().sort().str.join(", ").alias("payers"))
    )
    return (
        sums.join(named, on=list(_DOCUMENT), how="left", nulls_equal=True)
        .with_columns(
            pl.coalesce("payers", "payer").alias("payer"),
            pl.sum_horizontal(LINES).alias("gross_profit"),
        )
        .with_columns(euros(pl.col(name)).alias(name) for name in GROSS_PROFIT_AMOUNTS)
        .drop("payers", "last_payer")
    )


def revenue(bundles: pl.LazyFrame) -> pl.LazyFrame:
    """Return one row per customer and fiscal year: revenue by division, with and without warranty (``answers.REVENUE``).

    Args:
        bundles: Result of ``bundles.bundled``.
    """
    amount, is_warranty = pl.col("revenue"), pl.col("is_warranty")
    parts = {
        "total": amount,
        "warranty": pl.when(is_warranty).then(amount),
        "without_warranty": pl.when(~is_warranty).then(amount),
        **{division: pl.when(pl.col("division") == division).then(amount) for division in DIVISIONS},
    }
    return (
        bundles.filter("is_sale")
        .group_by("customer_id", "year")
        .agg(euros(each.sum()).alias(name) for name, each in parts.items())
    )
