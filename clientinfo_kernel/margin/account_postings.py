"""What stands on general ledger accounts as the ledger delivers it: the postings of accounts that make no profit."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

import polars as pl

from clientinfo_kernel.money import cents, euros

if TYPE_CHECKING:
    from collections.abc import Sequence

    from clientinfo_kernel.margin.margin import Margin

_SAID = ("posted_on", "number", "text", "source_file", "source_row")


@dataclass(frozen=True)
class AccountPostings:
    """Postings on accounts.

    Attributes:
        rows: The largest ones: ``account``, ``other`` (the account on the other side), ``customer`` and ``customer_name``
            (whose personal account that is; null: nobody's), ``posted_on``, ``number``, ``text``, ``debit``, ``credit``
            (EUR, gross; null on the other side), ``source_file``, ``source_row``.
        height: How many there are.
        debit: The sum of all of them, EUR.
        credit: Likewise.
    """

    rows: pl.DataFrame
    height: int
    debit: Decimal
    credit: Decimal


def account_postings(margin: Margin, accounts: Sequence[str], limit: int) -> AccountPostings:
    """Return what is posted on accounts, the largest amounts first.

    Args:
        margin: Who is asked.
        accounts: Their numbers.
        limit: So many rows are returned.

    Raises:
        NotPermitted: The viewer is not allowed to see gross profits.
    """
    own, other = pl.col("account"), pl.col("contra_account")
    wanted = own.is_in(accounts) | other.is_in(accounts)
    columns = ("account", "contra_account", "side", "amount", *_SAID)
    found = margin.directory.table("ledger_postings", columns, wanted)
    is_debit = pl.col("side").cast(pl.String) == "S"
    sides = [
        found.filter(pl.col(this).is_in(accounts)).select(
            pl.col(this).cast(pl.String).alias("account"),
            pl.col(that).cast(pl.String).alias("other"),
            *_SAID,
            pl.when(debited).then("amount").alias("debit"),
            pl.when(~debited).then("amount").alias("credit"),
        )
        for this, that, debited in (("account", "contra_account", is_debit), ("contra_account", "account", ~is_debit))
    ]
    every = pl.concat(sides)
    sums = every.select(euros(cents(pl.col(each)).sum()) for each in ("debit", "credit")).row(0)
    size = pl.coalesce("debit", "credit").abs()
    rows = every.sort(size, "posted_on", descending=[True, False], maintain_order=True).head(limit)
    return AccountPostings(_with_customers(margin, rows), every.height, *sums)


def _with_customers(margin: Margin, rows: pl.DataFrame) -> pl.DataFrame:
    """Return the postings with the customers whose accounts stand on their other side."""
    asked = pl.col("account").is_in(rows["other"].unique().implode())
    debtors = margin.directory.table("debtor_accounts", ("account", "customer_id"), asked)
    known = pl.col("customer_id").is_in(debtors["customer_id"].unique().implode())
    columns = ("customer_id", "customer_number", "first_name", "name")
    customers = margin.directory.table("customers", columns, known).select(
        "customer_id",
        pl.col("customer_number").alias("customer"),
        pl.concat_str("first_name", "name", separator=" ", ignore_nulls=True).alias("customer_name"),
    )
    # Whose an account is that several customers share, its number alone does not say.
    whose = (
        debtors.unique("account", keep="none")
        .join(customers, on="customer_id")
        .select(pl.col("account").alias("other"), "customer", "customer_name")
    )
    return rows.join(whose, on="other", how="left", maintain_order="left")
