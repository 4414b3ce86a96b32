"""The account mapping of this snapshot against that of the last one."""

from __future__ import annotations

import polars as pl

from clientinfo_kernel.ingest.checks.finding import findings
from clientinfo_kernel.live.account_ranges import ON_SCREEN
from clientinfo_kernel.money import cents

# What a range says that figures follow from.
_SAYS = ("role", "division", "is_warranty", "cost_of_goods_rate", "labour_cost_rate", "tax_rate")


def moved_accounts(former: pl.LazyFrame, now: pl.LazyFrame) -> pl.LazyFrame:
    """Return accounts that the mapping's file places elsewhere, or with other rates, than when the last snapshot was made.

    What people map on screen they have seen the effect of before, and it stands in the history. Named once: the next
    snapshot is compared with this one.

    Args:
        former: Table ``account_sums`` of the last snapshot; empty where there is none.
        now: The same of this one.
    """
    before, since = (_placed(sums) for sums in (former, now))
    both = since.join(before, on="account", suffix="_before")
    is_other = pl.any_horizontal(pl.col(name).ne_missing(pl.col(f"{name}_before")) for name in _SAYS)
    by_people = pl.any_horizontal(
        (pl.col(name) == ON_SCREEN).fill_null(value=False) for name in ("mapping_file", "mapping_file_before")
    )
    return findings(
        "account_moved",
        both.filter(is_other & ~by_people & (pl.col("cents") != 0)).select(
            pl.col("account").alias("subject"),
            "cents",
            pl.coalesce("mapping_file", "mapping_file_before").alias("source_file"),
            pl.when(pl.col("mapping_file").is_not_null())
            .then("mapping_row")
            .otherwise("mapping_row_before")
            .alias("source_row"),
        ),
    )


def _placed(sums: pl.LazyFrame) -> pl.LazyFrame:
    said = (*_SAYS, "mapping_file", "mapping_row")
    texts = ("role", "division", "mapping_file")
    return (
        sums.with_columns(pl.col(texts).cast(pl.String))
        .group_by("account")
        .agg(pl.col(said).first(), cents(pl.col("amount")).sum().alias("cents"))
    )
