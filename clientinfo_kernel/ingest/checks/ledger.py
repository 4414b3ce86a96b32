"""The ledger in itself: what its accounts, keys, reversals, openings and periods say about each other."""

from __future__ import annotations

import polars as pl

from clientinfo_kernel.ingest.checks.finding import findings, where
from clientinfo_kernel.ingest.export_periods import is_shifted, is_years_away, supply_counts
from clientinfo_kernel.money import cents

# Classes of the German charts in which an account without a range can hide nothing that makes profit.
_BALANCE_CLASSES = ("0", "9")
# Says how a sale is taxed, and gives its account no place in the figures.
_MARGIN = "margin"


def accounts_without_range(booked: pl.LazyFrame, account_roles: pl.DataFrame) -> pl.LazyFrame:
    """Return general ledger accounts that no range of the mapping holds: what stands on them is in no figure.

    Args:
        booked: Result of ``movements.booked``.
        account_roles: Result of ``with_account_classes``.
    """
    lost = account_roles.filter(
        pl.col("role").is_null()
        & (pl.col("account_class").is_null() | (pl.col("account_class") == _MARGIN))
        & ~pl.col("is_current")
        & ~pl.col("account").str.head(1).is_in(_BALANCE_CLASSES)
    ).select("account")
    sides = [
        booked.filter(pl.col(f"{side}_kind").cast(pl.String) == "gl").select(
            pl.col(account).alias("account"), pl.col(f"{side}_cents").alias("cents"), "source_file", "source_row"
        )
        for side, account in (("account", "account"), ("contra", "contra_account"))
    ]
    rows = pl.concat(sides).join(lost.lazy(), on="account", how="semi")
    sums = rows.group_by(pl.col("account").alias("subject")).agg(pl.col("cents").sum(), *where())
    return findings("account_without_range", sums)


def unpaired_reversals(booked: pl.LazyFrame) -> pl.LazyFrame:
    """Return reversals whose original is not in the data: which way they go is a guess."""
    rows = booked.filter(pl.col("movement_reason") == "reversal_without_original")
    return findings("reversal_without_original", _singly(rows, "gross_cents"))


def opening_differences(debtor_entries: pl.LazyFrame) -> pl.LazyFrame:
    """Return opening balances that the old year's postings explain in part, or contradict.

    What was invoiced in the data and settled there is open no more, whatever the next year opens with.

    Args:
        debtor_entries: Result of ``with_settlement``.
    """
    item, reason = ["debtor_account", "number"], pl.col("movement_reason")
    counted = debtor_entries.filter(reason.str.starts_with("carried_forward") & (pl.col("amount") != 0))
    billed = debtor_entries.filter(pl.col("movement") == "invoice").group_by(item)
    known = counted.join(billed.agg(pl.col("posted_on").min().alias("billed_on")), on=item, how="left")
    is_partly = reason == "carried_forward_difference"
    is_settled = (reason == "carried_forward") & (pl.col("billed_on") < pl.col("posted_on")).fill_null(value=False)
    rows = known.filter(is_partly | is_settled).with_columns(cents(pl.col("amount")).alias("difference"))
    return findings("opening_balance_differs", _singly(rows, "difference"))


def unknown_tax_keys(profits: pl.LazyFrame) -> pl.LazyFrame:
    """Return profit entries whose tax key has no rate that is known (a key of the house's own, see ``tax_keys``)."""
    says_a_tax = pl.col("tax_key").str.strip_chars_start("0").str.contains(r"[1-9]$")
    rows = profits.filter(
        (pl.col("rate_source").is_null() | (pl.col("rate_source") == "account")) & says_a_tax
    ).with_columns(cents(pl.col("amount")).alias("cents"))
    by_key = rows.group_by(pl.col("tax_key").alias("subject")).agg(pl.col("cents").abs().sum(), *where())
    return findings("tax_key_unknown", by_key)


def untaxed_revenue(profits: pl.LazyFrame, confirmed: pl.LazyFrame, account_roles: pl.DataFrame) -> pl.LazyFrame:
    """Return accounts with revenue that is charged to debtors without any rate, though nobody says that it has none.

    Gross might stand for net. ``tax_percent`` 0 in the mapping, a tax key, or the same net in the dealer system say
    that there is none.

    Args:
        profits: Attributed profit entries.
        confirmed: ``key`` of the documents whose net the dealer system confirms.
        account_roles: Result of ``with_account_classes``.
    """
    declared = account_roles.filter(pl.col("tax_rate").is_not_null()).select("account")
    rows = (
        profits.filter(
            (pl.col("role") == "revenue") & pl.col("rate_source").is_null() & pl.col("debtor_account").is_not_null()
            & ~pl.col("is_annulled") & pl.col("movement").is_in(("invoice", "credit_note"))
        )
        .join(declared.lazy(), on="account", how="anti")
        .join(confirmed, on="key", how="anti")
    )  # fmt: skip
    # A sale that was cancelled within its fiscal year, by whatever posting, leaves nothing that could be gross.
    left = rows.with_columns(cents(pl.col("amount")).alias("cents")).filter(
        pl.col("number").is_null() | (pl.col("cents").sum().over("account", "number", "year") != 0)
    )
    sums = left.group_by(pl.col("account").alias("subject")).agg(pl.col("cents").sum(), *where())
    return findings("revenue_without_rate", sums)


def services_in_another_year(postings: pl.LazyFrame) -> pl.LazyFrame:
    """Return files in which most days of supply lie whole years from the documents: the period is wrong.

    Args:
        postings: Contract ``ledger.Postings``.
    """
    counts = ("far", "stated", "rows")
    sums = postings.group_by(pl.col("source_file").cast(pl.String).alias("subject")).agg(
        *supply_counts(),
        cents(pl.col("amount")).filter(is_years_away()).sum().alias("cents"),
        pl.col("source_row").filter(is_years_away()).min(),
    )
    shifted = sums.filter(is_shifted(*map(pl.col, counts))).with_columns(pl.col("subject").alias("source_file"))
    return findings("service_in_another_year", shifted.drop(counts))


def months_without_postings(postings: pl.LazyFrame) -> pl.LazyFrame:
    """Return the months between the first and the last posting in which nothing is booked."""
    booked = postings.select(pl.col("posted_on").dt.truncate("1mo").alias("month")).unique().collect(engine="streaming")
    if booked.is_empty():
        return _none("month_without_postings")
    every = pl.DataFrame(
        {"month": pl.date_range(booked["month"].min(), booked["month"].max(), "1mo", eager=True)}  # type: ignore[arg-type]
    )
    gaps = every.join(booked, on="month", how="anti")
    return findings(
        "month_without_postings",
        gaps.lazy().select(
            pl.col("month").dt.to_string("%Y-%m").alias("subject"),
            pl.lit(0, pl.Int64).alias("cents"),
            pl.lit(None, pl.String).alias("source_file"),
            pl.lit(None, pl.Int64).alias("source_row"),
        ),
    )


def _singly(rows: pl.LazyFrame, amount: str) -> pl.LazyFrame:
    return rows.select(
        pl.coalesce("number", "debtor_account", pl.lit("")).alias("subject"),
        pl.col(amount).alias("cents"),
        "source_file",
        "source_row",
    )


def _none(kind: str) -> pl.LazyFrame:
    schema = {"subject": pl.String, "cents": pl.Int64, "source_file": pl.String, "source_row": pl.Int64}
    return findings(kind, pl.LazyFrame(schema=schema))
