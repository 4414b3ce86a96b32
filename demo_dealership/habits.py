"""How a bookkeeping house writes the same business down: the spellings of real exports.

A habit changes rows of the ledger and no business event: a program that reads the ledger rightly finds the same figures.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import polars as pl

from demo_dealership import mishaps, world

# "Diverse": people who buy over the counter for cash have no personal account of their own.
COLLECTIVE_DEBTOR = "1009999"
_SUPPLY_DAYS = 20
_KEPT_ON_AUTOMATIC_ACCOUNT = "40"  # Aufhebung der Automatik
_KEPT_ON_AUTOMATIC_ACCOUNT_REVERSED = "80"


@dataclass(frozen=True)
class Habits:
    """What a house does otherwise than the plain demo: shares of the documents in per cent, or all of the house.

    Attributes:
        turned_reversals: A Generalumkehr (field 118) stands on the other side, with a positive amount.
        reversals_by_key: A Generalumkehr is said by the tax key (2 before its last digit: 23, 22, 20; 80 of 40) and not by field 118.
        early_supply: The date of supply (field 115) lies 20 days before the document's date.
        discount_beside_payment: Cash discount stands in field 13 of the payment, not in a row of its own.
        carry_forwards: Every new year opens with the balances of the old one, against the carry-forward account.
        collective_debtor: Cash invoices are booked on one debtor account for all; the dealer system names the customer.
        automatic_accounts: Revenue accounts know their rate; a row has a tax key only where it differs from that.
    """

    turned_reversals: int = 0
    reversals_by_key: int = 0
    early_supply: int = 0
    discount_beside_payment: int = 0
    carry_forwards: bool = False
    collective_debtor: bool = False
    automatic_accounts: bool = False

    def written(self, postings: pl.DataFrame) -> pl.DataFrame:
        """Return the postings as this house writes them.

        Args:
            postings: Contract rows, in the plain spelling.
        """
        if self.carry_forwards:
            postings = _with_carry_forwards(postings)
        postings = _with_discount_beside_payment(postings, _chosen(self.discount_beside_payment, 3))
        if self.collective_debtor:
            postings = _on_the_collective_debtor(postings)
        postings = _with_early_supply(postings, _chosen(self.early_supply, 5))
        if self.automatic_accounts:
            postings = _on_automatic_accounts(postings)
        by_key, turned = _chosen(self.reversals_by_key, 7), _chosen(self.turned_reversals, 11)
        postings = _with_reversals_by_key(_with_turned_reversals(postings, turned), by_key)
        return postings.sort("posted_on", maintain_order=True)


# Both spellings of a reversal, opened years, and discounts in either place: as in real exports.
USUAL = Habits(
    turned_reversals=35, reversals_by_key=25, early_supply=30, discount_beside_payment=40, carry_forwards=True
)


def _chosen(percent: int, factor: int) -> pl.Expr:
    """Say for each posting whether its document is among so many per cent, by the number of the document."""
    number = pl.col("document_ref1").str.extract(r"(\d{1,6})$").cast(pl.Int64).fill_null(0)
    return (number * factor * 7919 // 13) % 100 < percent


def _other_side(side: pl.Expr) -> pl.Expr:
    kind = pl.Enum(["S", "H"])
    return pl.when(side == "S").then(pl.lit("H", kind)).otherwise(pl.lit("S", kind))


def _with_turned_reversals(postings: pl.DataFrame, chosen: pl.Expr) -> pl.DataFrame:
    return postings.with_columns(
        pl.when(pl.col("is_reversal") & chosen).then(_other_side(pl.col("side"))).otherwise("side").alias("side")
    )


def _with_reversals_by_key(postings: pl.DataFrame, chosen: pl.Expr) -> pl.DataFrame:
    key = pl.col("tax_key").fill_null("0")
    is_kept = key == _KEPT_ON_AUTOMATIC_ACCOUNT
    key = pl.when(is_kept).then(pl.lit(_KEPT_ON_AUTOMATIC_ACCOUNT_REVERSED)).otherwise(pl.lit("2") + key.str.slice(-1))
    said = pl.col("is_reversal") & chosen
    return postings.with_columns(
        pl.when(said).then(key).otherwise("tax_key").alias("tax_key"),
        (pl.col("is_reversal") & ~said).alias("is_reversal"),
    )


def _with_early_supply(postings: pl.DataFrame, chosen: pl.Expr) -> pl.DataFrame:
    sale = (pl.col("account_kind") == "debtor") & pl.col("contra_account").str.starts_with("8")
    return postings.with_columns(
        pl.when(chosen & sale & pl.col("service_on").is_not_null())
        .then(pl.col("posted_on").dt.offset_by(f"-{_SUPPLY_DAYS}d"))
        .otherwise("service_on")
        .alias("service_on")
    )


def _with_discount_beside_payment(postings: pl.DataFrame, chosen: pl.Expr) -> pl.DataFrame:
    """Put discounts into the payment of the same document and day."""
    place = ["account", "document_ref1", "posted_on"]
    moves = (pl.col("contra_account") == world.CASH_DISCOUNT) & chosen
    discounts = postings.filter(moves)
    paid = (pl.col("contra_account") == world.BANK) & (pl.col("side") == "H")
    taken = discounts.select(*place, pl.col("amount").alias("taken"))
    joined = postings.join(taken, on=place, how="left", maintain_order="left")
    return (
        joined.filter(~moves).with_columns(pl.when(paid).then("taken").alias("cash_discount")).select(postings.columns)
    )


def _on_the_collective_debtor(postings: pl.DataFrame) -> pl.DataFrame:
    """Move the documents that were paid in cash, whole, to the account for all."""
    cash = postings.filter((pl.col("contra_account") == world.CASH) & (pl.col("account_kind") == "debtor"))
    moved = (pl.col("account_kind") == "debtor") & pl.col("document_ref1").is_in(cash["document_ref1"].implode())
    return postings.with_columns(pl.when(moved).then(pl.lit(COLLECTIVE_DEBTOR)).otherwise("account").alias("account"))


def _on_automatic_accounts(postings: pl.DataFrame) -> pl.DataFrame:
    revenue = pl.col("contra_account").str.starts_with("8") | pl.col("account").str.starts_with("8")
    key = (
        pl.when(revenue & (pl.col("tax_key") == world.STANDARD_KEY))
        .then(None)
        .when(revenue & pl.col("tax_key").is_null())
        .then(pl.lit(_KEPT_ON_AUTOMATIC_ACCOUNT))
        .otherwise("tax_key")
    )
    return postings.with_columns(key.alias("tax_key"))


def _with_carry_forwards(postings: pl.DataFrame) -> pl.DataFrame:
    years = range(world.FIRST_DAY.year + 1, world.AS_OF.year + 1)
    return pl.concat([postings, *(_carried_forward(postings, date(year, 1, 1)) for year in years)])


def _carried_forward(postings: pl.DataFrame, day: date) -> pl.DataFrame:
    """Return what each document left open on the eve of a day, as the new year's first rows."""
    own = postings.filter((pl.col("account_kind") == "debtor") & (pl.col("posted_on") < day))
    debit = (pl.col("side") == "S") != pl.col("is_reversal").fill_null(value=False)
    signed = pl.when(debit).then(pl.col("amount")).otherwise(-pl.col("amount"))
    first = pl.col("posted_on", "service_on", "due_on", "document_ref2").first()
    left = (
        own.group_by("account", "document_ref1", mishaps.is_second_use().alias("is_second_use"), maintain_order=True)
        .agg(signed.sum().alias("balance"), first)
        .filter(pl.col("balance") != 0)
    )
    row = own.head(1).select(pl.exclude("account", "document_ref1", "service_on", "due_on", "document_ref2"))
    written = left.with_columns(
        pl.coalesce("service_on", "posted_on").alias("service_on"),
        pl.lit(day).alias("posted_on"),
        pl.lit(day).alias("fiscal_year_start"),
        pl.col("balance").abs().cast(pl.Decimal(18, 2)).alias("amount"),
        pl.when(pl.col("balance") > 0).then(pl.lit("S")).otherwise(pl.lit("H")).cast(pl.Enum(["S", "H"])).alias("side"),
        pl.lit(world.OPENING).alias("contra_account"),
        pl.lit("gl").cast(postings.schema["contra_kind"]).alias("contra_kind"),
        pl.lit("debtor").cast(postings.schema["account_kind"]).alias("account_kind"),
        pl.format("Saldovortrag {}", pl.col("document_ref1").fill_null("")).alias("text"),
        pl.lit(value=True).alias("is_locked"),
        pl.lit(value=False).alias("is_reversal"),
    )
    blank = {name: pl.lit(None, kind).alias(name) for name, kind in row.schema.items() if name not in written.columns}
    constant = {
        "currency": pl.lit("EUR").alias("currency"),
        "chart_of_accounts": pl.lit("51").alias("chart_of_accounts"),
    }
    return written.with_columns(*(blank | constant).values()).select(postings.columns)
