"""Do the tabs' tables agree with what lies below them? Sums per customer, compared with entries and the ledger's open items."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from clientinfo_kernel.ingest.curate.receivables import balance_cents
from clientinfo_kernel.money import MONEY, cents, euros
from clientinfo_kernel.query.profit_lines import DIVISIONS, GROSS_PROFIT_AMOUNTS, GROSS_PROFIT_LINES

if TYPE_CHECKING:
    from clientinfo_kernel.ingest.snapshot_writer import SnapshotWriter
    from clientinfo_kernel.query.snapshot import Snapshot

_KEY = ("customer_id", "year")
_REVENUE = ("total", "warranty", "without_warranty", *DIVISIONS)
_AMOUNTS = ("below", "shown", "difference")
DIFFERENCES = pl.Schema(
    [
        ("customer_number", pl.String()),
        ("year", pl.Int32()),
        ("figure", pl.String()),
        *((name, MONEY) for name in _AMOUNTS),
    ]
)


def write_open_balances(items: pl.LazyFrame, shared: pl.DataFrame, writer: SnapshotWriter) -> None:
    """Keep what each debtor account owes by the chosen open items, before they are joined to customers.

    Args:
        items: Result of ``receivables.open_items``.
        shared: ``debtor_account`` of the accounts that several customers share.
        writer: Receives the table ``ledger_open_items``.
    """
    sums = balance_cents(items).sort("debtor_account").collect(engine="streaming")
    is_shared = pl.col("debtor_account").is_in(shared["debtor_account"].implode())
    writer.write_whole(
        "ledger_open_items",
        sums.select("debtor_account", euros(pl.col("cents")).alias("balance"), is_shared.alias("is_shared")),
    )


def tab_differences(snapshot: Snapshot) -> pl.DataFrame:
    """Return the figures on customers' tabs that disagree with what they are the sum of (schema ``DIFFERENCES``).

    ``below`` is the sum of the entries (revenue, gross profit) or of the ledger's open items; no customer number
    means that the ledger's account leads to nobody.
    """
    owned = snapshot.columns("customers", ["customer_id", "customer_number"])
    wrong = pl.concat([_profit(snapshot), _open_items(snapshot)])
    return (
        wrong.join(owned, on="customer_id", how="left")
        .with_columns((pl.col("below") - pl.col("shown")).alias("difference"))
        .select("customer_number", "year", "figure", *(euros(pl.col(name)).alias(name) for name in _AMOUNTS))
        .sort("customer_number", "year", "figure", nulls_last=True)
    )


def _profit(snapshot: Snapshot) -> pl.DataFrame:
    entries = snapshot.columns("profit_entries", [*_KEY, "role", "division", "is_warranty", "amount"])
    is_revenue = pl.col("role") == "revenue"
    conditions = {
        "total": is_revenue,
        "warranty": is_revenue & pl.col("is_warranty"),
        "without_warranty": is_revenue & ~pl.col("is_warranty"),
        **{division: is_revenue & (pl.col("division") == division) for division in DIVISIONS},
        **{line: pl.col("role") == role for role, line in GROSS_PROFIT_LINES.items()},
        "gross_profit": pl.lit(value=True),
    }
    amount = cents(pl.col("amount"))
    below = entries.group_by(_KEY).agg(amount.filter(each).sum().alias(name) for name, each in conditions.items())
    shown = [
        snapshot.columns(table, [*_KEY, *figures]).group_by(_KEY).agg(cents(pl.col(figures)).sum())
        for table, figures in (("revenue", _REVENUE), ("gross_profit_invoices", GROSS_PROFIT_AMOUNTS))
    ]
    sides = [_long(below), pl.concat(_long(each) for each in shown)]
    return _disagreeing(sides[0], sides[1], [*_KEY, "figure"])


def _open_items(snapshot: Snapshot) -> pl.DataFrame:
    owners = snapshot.columns("debtor_accounts", ["account", "customer_id"])
    listed = snapshot.whole("ledger_open_items")
    ledger = listed.join(owners, left_on="debtor_account", right_on="account", how="left")
    # The items of a shared account are divided between its customers: they are compared under the one it is listed with.
    shared = ledger.filter("is_shared").select("debtor_account", pl.col("customer_id").alias("listed_id"))
    shown = (
        snapshot.columns("open_items", ["customer_id", "debtor_account", "balance"])
        .join(shared, on="debtor_account", how="left")
        .with_columns(pl.coalesce("listed_id", "customer_id").alias("customer_id"))
    )
    sides = [
        each.group_by("customer_id").agg(
            pl.lit(None, pl.Int32).first().alias("year"),
            pl.lit("open_items").first().alias("figure"),
            cents(pl.col("balance")).sum().alias("cents"),
        )
        for each in (ledger, shown)
    ]
    return _disagreeing(sides[0], sides[1], [*_KEY, "figure"])


def _long(sums: pl.DataFrame) -> pl.DataFrame:
    return sums.unpivot(index=list(_KEY), variable_name="figure", value_name="cents")


def _disagreeing(below: pl.DataFrame, shown: pl.DataFrame, key: list[str]) -> pl.DataFrame:
    both = below.rename({"cents": "below"}).join(
        shown.rename({"cents": "shown"}), on=key, how="full", coalesce=True, nulls_equal=True
    )
    filled = both.with_columns(pl.col("below", "shown").fill_null(0))
    return filled.filter(pl.col("below") != pl.col("shown")).select(*key, "below", "shown")
