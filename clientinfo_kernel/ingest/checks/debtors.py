"""The customer of a debtor account in both systems, and the ledger's own list of open items."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from clientinfo_kernel.ingest.checks.finding import findings, where
from clientinfo_kernel.ingest.normalise import document_key
from clientinfo_kernel.money import cents

if TYPE_CHECKING:
    from collections.abc import Sequence

    from clientinfo_kernel.ingest.delivery import FileCount


def contradicting_numbers(
    debtors: pl.LazyFrame, debtor_accounts: pl.DataFrame, customers: pl.DataFrame, debtor_entries: pl.LazyFrame
) -> pl.LazyFrame:
    """Return debtor accounts that the dealer system gives to one customer and the ledger (field 99) to another one.

    A number in the ledger that is not a customer's says nothing. The size is what was charged to the account.

    Args:
        debtors: Contract ``ledger.Debtors``.
        debtor_accounts: Contract ``dealer_system.DebtorAccounts``.
        customers: ``customer_number`` of the dealer system's customers.
        debtor_entries: Result of ``with_settlement``.
    """
    listed = debtor_accounts.lazy().select(pl.col("debtor_account").alias("account"), "customer_number")
    stated = debtors.select("account", "customer_number", "source_file", "source_row")
    wrong = (
        stated.join(listed.select("account").unique(), on="account", how="semi")
        .join(customers.lazy().select("customer_number"), on="customer_number", how="semi")
        .join(listed, on=["account", "customer_number"], how="anti")
    )
    charged = (
        debtor_entries.filter(pl.col("amount") > 0)
        .group_by(pl.col("debtor_account").alias("account"))
        .agg(cents(pl.col("amount")).sum().alias("cents"))
    )
    rows = wrong.join(charged, on="account", how="left").with_columns(
        pl.col("cents").fill_null(0), pl.col("account").alias("subject")
    )
    return findings("customer_number_contradicts", rows)


def open_item_findings(differences: pl.DataFrame, listed: pl.LazyFrame, older: pl.DataFrame) -> list[pl.LazyFrame]:
    """Return the debtor accounts whose list of open items disagrees with their postings.

    Args:
        differences: Table ``open_item_differences``.
        listed: The list of open items (for file and line).
        older: Result of ``older_items.of_older_items``: accounts where all of it is older than the ledger.
    """
    places = listed.group_by("debtor_account").agg(*where())
    rows = differences.lazy().join(places, on="debtor_account", how="left")
    return [
        _unlike("open_items_differ", rows.join(older.lazy(), on="debtor_account", how="anti")),
        _unlike("open_items_older", rows.join(older.lazy(), on="debtor_account", how="semi")),
    ]


def _unlike(kind: str, rows: pl.LazyFrame) -> pl.LazyFrame:
    return findings(
        kind,
        rows.select(
            pl.col("debtor_account").alias("subject"),
            cents(pl.col("difference")).alias("cents"),
            cents(pl.col("listed")).alias("stated"),
            cents(pl.col("rebuilt")).alias("booked"),
            "source_file",
            "source_row",
        ),
    )


def unknown_items(listed: pl.LazyFrame, debtor_entries: pl.LazyFrame) -> pl.LazyFrame:
    """Return open items under a number that their debtor was never booked with.

    What is older than the ledger has to be there only where the debtor's balances were carried forward by number. Where
    most numbers of a list are strange, it spells them in a way of its own, and says nothing.

    Args:
        listed: The open items (``tables.ledger.OPEN_ITEMS``).
        debtor_entries: Result of ``with_settlement``.
    """
    bare = document_key(pl.col("number")).str.strip_chars_start("0").alias("key")
    known = debtor_entries.select("debtor_account", bare, pl.lit(value=True).alias("is_known")).unique()
    first = debtor_entries.select(pl.col("posted_on").min().alias("first_on"))
    is_opening = (pl.col("movement") == "opening_balance") & pl.col("number").is_not_null()
    opened = debtor_entries.filter(is_opening).select("debtor_account", pl.lit(value=True).alias("is_opened")).unique()
    rows = (
        listed.filter(pl.col("number") != "")
        .select("debtor_account", bare, "number", "date", "balance", "source_file", "source_row")
        .join(first, how="cross")
        .join(opened, on="debtor_account", how="left")
        .filter(pl.col("key").is_not_null() & (pl.col("is_opened") | (pl.col("date") >= pl.col("first_on"))))
        .join(known, on=["debtor_account", "key"], how="left")
        .with_columns(pl.col("is_known").fill_null(value=False))
    )
    strange = rows.filter(~pl.col("is_known") & (pl.col("is_known").sum() * 2 > pl.len()))
    subject = pl.concat_str("debtor_account", "number", separator=" ").alias("subject")
    return findings(
        "open_item_unknown",
        strange.select(subject, cents(pl.col("balance")).alias("cents"), "source_file", "source_row"),
    )


def empty_lists(files: Sequence[FileCount], open_items: pl.LazyFrame) -> pl.LazyFrame:
    """Return lists of open items without one item, while the postings leave something open.

    Args:
        files: Those that the ledger delivered as such lists.
        open_items: The open items as pages show them, then made of the postings (``tables.ledger.OPEN_ITEMS``).
    """
    empty = [] if any(each.kept for each in files) else [each.file for each in files]
    named = pl.LazyFrame({"subject": empty}, schema={"subject": pl.String})
    left = open_items.select(
        cents(pl.col("balance")).sum().alias("booked"), (pl.col("balance") != 0).any().alias("is_open")
    ).filter("is_open")
    rows = named.join(left, how="cross").with_columns(
        pl.col("booked").alias("cents"),
        pl.lit(0, pl.Int64).alias("stated"),
        pl.col("subject").alias("source_file"),
        pl.lit(None, pl.Int64).alias("source_row"),
    )
    return findings("open_item_list_empty", rows)


def charged_internal_documents(profits: pl.LazyFrame, invoices: pl.LazyFrame) -> pl.LazyFrame:
    """Return what the dealer system calls internal and the ledger charges a debtor with: no customer has that revenue.

    Some houses charge all internal orders to a debtor of their own.

    Args:
        profits: As ``invoices.keyed_as_billed`` returns them.
        invoices: Contract ``dealer_system.Invoices``.
    """
    stands = (pl.col("movement_reason") == "internal_document") & ~pl.col("is_annulled")
    charged = (
        profits.filter(stands & (pl.col("role") == "revenue") & pl.col("debtor_account").is_not_null())
        .group_by("key")
        .agg(pl.col("number").min().alias("subject"), cents(pl.col("amount")).sum().alias("cents"), *where())
    )
    internal = invoices.filter(pl.col("kind").cast(pl.String) == "internal").select(pl.len().alias("internal"))
    rows = charged.join(internal, how="cross").filter(pl.len() * 2 < pl.col("internal"))
    return findings("internal_document_charged", rows)
