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

_TABLE = "ledger_postings"
_PLACE = "place"
_SUMMED = ("account", "contra_account", "side", "reversed_side", "amount")
_SAID = ("posted_on", "number", "text", "source_file", "source_row")


@dataclass(frozen=True)
class AccountPostings:
    """Postings on accounts.

    Attributes:
        rows: The largest ones: ``account``, ``other`` (the account on the other side), ``customer`` and ``customer_name``
            (whose personal account that is; null: nobody's), ``posted_on``, ``number``, ``text``, ``debit``, ``credit``
            (EUR, gross; null on the other side; a reversal is negative on the side from which it takes its amount),
            ``is_reversal``, ``source_file``, ``source_row``.
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

    A bank has most of a ledger on it: texts and files are read of the rows that are returned alone.

    Args:
        margin: Who is asked.
        accounts: Their numbers.
        limit: So many rows are returned.

    Raises:
        NotPermitted: The viewer is not allowed to see gross profits.
    """
    source = margin.directory.opened()
    posted = _on_accounts(source.lazily(_TABLE, _SUMMED), accounts)
    height, *sums = (
        posted.select(_height(), _sum(on_debit=True), _sum(on_debit=False)).collect(engine="streaming").row(0)
    )
    dated = _on_accounts(source.lazily(_TABLE, (*_SUMMED, "posted_on")).with_row_index(_PLACE), accounts)
    # The largest first, of equal ones the earliest.
    order = (pl.col("amount").abs(), pl.col("posted_on"), pl.col(_PLACE))
    largest = dated.top_k(limit, by=order, reverse=[False, True, True]).collect(engine="streaming").sort(_PLACE)
    said = source.rows_at(_TABLE, largest[_PLACE], _SAID)
    rows = _by_side(largest.drop("posted_on").hstack(said)).head(limit)
    return AccountPostings(_with_customers(margin, rows), height, *sums)


def _on_accounts(postings: pl.LazyFrame, accounts: Sequence[str]) -> pl.LazyFrame:
    """Return the postings on accounts: on which sides they are, and what their ``account`` is debited with, or credited.

    A reversal is negative on the side from which it takes its amount: what is left of both is nothing.
    """
    own, other = (pl.col(side).cast(pl.String) for side in ("account", "contra_account"))
    is_reversal = pl.col("reversed_side").is_not_null()
    side = pl.coalesce(pl.col("reversed_side").cast(pl.String), pl.col("side").cast(pl.String))
    amount = cents(pl.col("amount"))
    return (
        postings.filter(own.is_in(accounts) | other.is_in(accounts))
        .with_columns(
            own.alias("account"),
            other.alias("contra_account"),
            own.is_in(accounts).alias("is_own"),
            other.is_in(accounts).alias("is_other"),
            (side == "S").alias("is_debit"),
            pl.when(is_reversal).then(-amount).otherwise(amount).alias("amount"),
            is_reversal.alias("is_reversal"),
        )
        .drop("side", "reversed_side")
    )


def _height() -> pl.Expr:
    return (pl.col("is_own").sum() + pl.col("is_other").sum()).cast(pl.Int64).alias("height")


def _sum(*, on_debit: bool) -> pl.Expr:
    """Return what the accounts are debited with, or credited; the contra account stands on the other side."""
    own = pl.col("is_own") & (pl.col("is_debit") == on_debit)
    other = pl.col("is_other") & (pl.col("is_debit") != on_debit)
    amount = pl.col("amount")
    return euros(amount.filter(own).sum() + amount.filter(other).sum()).alias("debit" if on_debit else "credit")


def _by_side(postings: pl.DataFrame) -> pl.DataFrame:
    """Return a row for each side of postings that is on the accounts, the largest first."""
    amount = euros(pl.col("amount"))
    sides = [
        postings.filter(wanted).select(
            pl.col(this).alias("account"),
            pl.col(that).alias("other"),
            *_SAID,
            pl.when(debited).then(amount).alias("debit"),
            pl.when(~debited).then(amount).alias("credit"),
            "is_reversal",
        )
        for wanted, this, that, debited in (
            ("is_own", "account", "contra_account", pl.col("is_debit")),
            ("is_other", "contra_account", "account", ~pl.col("is_debit")),
        )
    ]
    size = pl.coalesce("debit", "credit").abs()
    return pl.concat(sides).sort(size, "posted_on", descending=[True, False], maintain_order=True)


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
