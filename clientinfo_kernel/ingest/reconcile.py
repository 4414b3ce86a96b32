"""Does the snapshot agree with the ledger? Sums by month and account, and open items compared with the postings.

The ledger's side is summed straight from the postings, before anything is joined to a customer; the
snapshot's side from the tables that the screens read. A row lost or doubled on the way shows as a difference.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from clientinfo_kernel.ingest.curate.receivables import balance_cents
from clientinfo_kernel.ingest.movements.classification import PROFIT_ROLES
from clientinfo_kernel.ingest.tab_sums import tab_differences
from clientinfo_kernel.money import MONEY, euros, total
from clientinfo_kernel.query.tables.findings import FINDINGS

if TYPE_CHECKING:
    from clientinfo_kernel.ingest.snapshot_writer import SnapshotWriter
    from clientinfo_kernel.query.snapshot import Snapshot

_MONTH = pl.col("posted_on").dt.truncate("1mo").alias("month")


@dataclass(frozen=True)
class Reconciliation:
    """What ``clientinfo check`` reports. All amounts in EUR.

    Attributes:
        months: ``month``, ``account``, ``role``, ``ledger``, ``customers``, ``unassigned``, ``difference``.
        years: ``year``, ``entries``, ``revenue``, ``difference``: the tab Umsätze against the entries below it.
        open_items: ``debtor_account``, ``listed``, ``rebuilt``, ``difference``: debtors whose list of open items
            disagrees with their postings; empty where the ledger delivers no list.
        tabs: Figures on customers' tabs that disagree with what they are the sum of (``tab_sums.DIFFERENCES``).
        unmapped: ``account``, ``postings``, ``amount``: general ledger accounts that no range of the mapping holds.
    """

    months: pl.DataFrame
    years: pl.DataFrame
    open_items: pl.DataFrame
    tabs: pl.DataFrame
    unmapped: pl.DataFrame

    @property
    def agrees(self) -> bool:
        """Whether every cent that was read is on a tab. Whether it is the right one, the findings say."""
        judged = (self.months, self.years, self.tabs)
        return all(frame.filter(pl.col("difference") != 0).is_empty() for frame in judged)

    def as_findings(self) -> pl.DataFrame:
        """Return the sums that differ as findings (``tables.findings.FINDINGS``); all else is found by the refresh."""
        subjects = (
            (self.months, pl.concat_str(pl.col("month").dt.to_string("%Y-%m"), "account", separator=" ")),
            (self.years, pl.col("year").cast(pl.String)),
            (self.tabs, pl.concat_str("customer_number", "figure", separator=" ", ignore_nulls=True)),
        )
        differing = [
            frame.filter(pl.col("difference") != 0).select(
                pl.lit("sums_differ").alias("kind"),
                subject.alias("subject"),
                pl.col("difference").abs().cast(MONEY).alias("amount"),
            )
            for frame, subject in subjects
        ]
        return pl.concat([FINDINGS.columns.to_frame(), *differing], how="diagonal")


def write_ledger_side(amounts: pl.LazyFrame, account_roles: pl.DataFrame, writer: SnapshotWriter) -> None:
    """Keep the ledger's sums next to the snapshot.

    Args:
        amounts: Result of ``movements.booked``.
        account_roles: Result of ``map_accounts``.
        writer: Receives the tables ``ledger_months`` and ``unmapped_accounts``.
    """
    sides = [
        amounts.filter(pl.col(f"{side}_kind").cast(pl.String) == "gl").select(
            _MONTH, pl.col(account).alias("account"), pl.col(f"{side}_cents").alias("cents")
        )
        for side, account in (("account", "account"), ("contra", "contra_account"))
    ]
    sums = (
        pl.concat(sides)
        .group_by("month", "account")
        .agg(pl.col("cents").sum(), pl.len().alias("postings"))
        .collect(engine="streaming")
        .join(account_roles.select("account", "role"), on="account", how="left")
    )
    profit = sums.filter(pl.col("role").is_in(PROFIT_ROLES))
    writer.write_whole(
        "ledger_months",
        profit.select("month", "account", "role", euros(-pl.col("cents")).alias("ledger")).sort("month", "account"),
    )
    unmapped = (
        sums.filter(pl.col("role").is_null()).group_by("account").agg(pl.col("postings").sum(), pl.col("cents").sum())
    )
    writer.write_whole(
        "unmapped_accounts",
        unmapped.select("account", pl.col("postings").cast(pl.Int64), euros(pl.col("cents")).alias("amount")).sort(
            "account"
        ),
    )


def write_open_item_differences(listed: pl.LazyFrame | None, rebuilt: pl.LazyFrame, writer: SnapshotWriter) -> None:
    """Keep the debtors whose list of open items and postings disagree (table ``open_item_differences``)."""
    own = balance_cents(rebuilt).rename({"cents": "rebuilt"})
    other = balance_cents(rebuilt if listed is None else listed).rename({"cents": "listed"})
    both = own.join(other, on="debtor_account", how="full", coalesce=True).with_columns(
        pl.col("rebuilt", "listed").fill_null(0)
    )
    wrong = both.filter(pl.col("rebuilt") != pl.col("listed")).collect(engine="streaming")
    writer.write_whole(
        "open_item_differences",
        wrong.select(
            "debtor_account",
            euros(pl.col("listed")).alias("listed"),
            euros(pl.col("rebuilt")).alias("rebuilt"),
            euros(pl.col("listed") - pl.col("rebuilt")).alias("difference"),
        ).sort("debtor_account"),
    )


def reconcile(snapshot: Snapshot) -> Reconciliation:
    """Compare a snapshot with its ledger."""
    posted = snapshot.columns("profit_entries", ["posted_on", "account", "origin", "amount", "role", "year"])
    own = posted.filter(pl.col("origin") == "posted")
    unassigned = snapshot.whole("unassigned_entries")
    months = (
        snapshot.whole("ledger_months")
        .join(_by_month(own, "customers"), on=["month", "account"], how="full", coalesce=True)
        .join(_by_month(unassigned, "unassigned"), on=["month", "account"], how="full", coalesce=True)
        .with_columns(pl.col("ledger", "customers", "unassigned").fill_null(pl.lit(0).cast(MONEY)))
        .with_columns((pl.col("ledger") - pl.col("customers") - pl.col("unassigned")).cast(MONEY).alias("difference"))
        .sort("month", "account")
    )
    entries = own.filter(pl.col("role") == "revenue").group_by("year").agg(total(pl.col("amount")).alias("entries"))
    shown = snapshot.columns("revenue", ["year", "total"]).group_by("year").agg(total(pl.col("total")).alias("revenue"))
    years = (
        entries.join(shown, on="year", how="full", coalesce=True)
        .with_columns(pl.col("entries", "revenue").fill_null(pl.lit(0).cast(MONEY)))
        .with_columns((pl.col("entries") - pl.col("revenue")).cast(MONEY).alias("difference"))
        .sort("year")
    )
    return Reconciliation(
        months,
        years,
        snapshot.whole("open_item_differences"),
        tab_differences(snapshot),
        snapshot.whole("unmapped_accounts"),
    )


def _by_month(entries: pl.DataFrame, name: str) -> pl.DataFrame:
    return entries.group_by(_MONTH, "account").agg(total(pl.col("amount")).alias(name))
