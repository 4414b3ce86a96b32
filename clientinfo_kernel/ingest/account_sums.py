"""What stands on each general ledger account, and which range of the mapping holds it: for those who map accounts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from clientinfo_kernel.errors import ClientInfoError
from clientinfo_kernel.ingest.movements.classification import PROFIT_ROLES
from clientinfo_kernel.ingest.tax import reduced_rate, standard_rate
from clientinfo_kernel.money import euros
from clientinfo_kernel.query.snapshot import SnapshotStore
from clientinfo_kernel.query.tables.gross_profit import ACCOUNT_MAPPING, ACCOUNT_SUMS, ACCOUNT_TAXES

if TYPE_CHECKING:
    from clientinfo_kernel.ingest.snapshot_writer import SnapshotWriter
    from clientinfo_kernel.settings import Settings

_OF_RANGE = ("range_from", "range_to", "cost_of_goods_rate", "labour_cost_rate", "tax_rate")


def write_accounts(
    amounts: pl.LazyFrame,
    account_roles: pl.DataFrame,
    mapping: pl.DataFrame,
    names: pl.LazyFrame,
    writer: SnapshotWriter,
) -> None:
    """Write ``account_sums``, ``account_taxes`` and ``account_mapping``.

    Args:
        amounts: Result of ``movements.booked``.
        account_roles: Result of ``map_accounts``, with what came to it since.
        mapping: What it was made of (``account_mapping.MAPPING``).
        names: ``account`` and ``account_name``.
        writer: Receives the tables.
    """
    sides = [
        amounts.filter(pl.col(f"{side}_kind").cast(pl.String) == "gl").select(
            pl.col(account).alias("account"), "year", pl.col(f"{side}_cents").alias("cents")
        )
        for side, account in (("account", "account"), ("contra", "contra_account"))
    ]
    sums = pl.concat(sides).group_by("account", "year").agg(pl.col("cents").sum(), pl.len().alias("postings"))
    known = account_roles.select(
        *("account", "role", "division", "is_warranty", *_OF_RANGE, "mapping_file", "mapping_row"),
        pl.col("name").alias("range_name"),
    )
    found = (
        sums.join(known.lazy(), on="account", how="left")
        .join(names, on="account", how="left")
        .with_columns(
            pl.col("year").cast(pl.Int32),
            pl.col("postings").cast(pl.Int64),
            pl.col("is_warranty").fill_null(value=False),
            # Credit is what makes profit.
            euros(-pl.col("cents")).alias("amount"),
        )
        .select(ACCOUNT_SUMS.columns.names())
        .sort("account", "year")
    )
    writer.write_whole("account_sums", found.collect(engine="streaming"))
    writer.write_whole("account_taxes", _taxes(amounts).collect(engine="streaming"))
    ranges = mapping.rename({"name": "range_name"}).select(ACCOUNT_MAPPING.columns.names())
    writer.write_whole("account_mapping", ranges.sort("account_from", "account_to"))


def former_accounts(settings: Settings) -> pl.DataFrame:
    """Return ``account_sums`` of the last snapshot; empty where there is none, or one of another version."""
    try:
        return SnapshotStore(settings.state_folder / "snapshots").newest().whole("account_sums")
    except ClientInfoError:
        return ACCOUNT_SUMS.columns.to_frame()


def _taxes(amounts: pl.LazyFrame) -> pl.LazyFrame:
    """Return what stands on accounts that decide the tax themselves, with and without it (``ACCOUNT_TAXES``)."""
    by_account = amounts.filter(pl.col("rate_source").is_null() | (pl.col("rate_source") == "account"))
    rates = (standard_rate(pl.col("tax_day")).cast(pl.Int64), reduced_rate(pl.col("tax_day")).cast(pl.Int64))
    # What is debited takes from profit.
    sides = [
        by_account.filter((pl.col("taxed") == side) | pl.col(f"{side}_role").is_in(PROFIT_ROLES)).select(
            pl.col(account).alias("account"),
            *(rate.alias(name) for rate, name in zip(rates, ("standard_rate", "reduced_rate"), strict=True)),
            (sign * pl.col("gross_cents")).alias("gross"),
            (-pl.col(f"{side}_cents")).alias("net"),
        )
        for side, account, sign in (("account", "account", -1), ("contra", "contra_account", 1))
    ]
    keys = ("account", "standard_rate", "reduced_rate")
    sums = pl.concat(sides).group_by(keys).agg(pl.col("gross", "net").sum())
    return (
        sums.with_columns(euros(pl.col("gross")), euros(pl.col("net"))).select(ACCOUNT_TAXES.columns.names()).sort(keys)
    )
