"""The answer book: what the events come to for every customer, worked out from the events alone.

No file and no posting is looked at: a program that reads the written sources must find these figures. The brochure's customer
is not in it; their figures are known by name (the brochure). Amounts are whole cents, costs and deductions negative.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from demo_dealership import world
from demo_dealership.business import Counters, business
from demo_dealership.dealership import chunks_of
from demo_dealership.partners import partner_debtors

if TYPE_CHECKING:
    from collections.abc import Iterator

    from demo_dealership.business import Business

# The house's policy, by the first digits of a revenue account: division, whether a manufacturer pays, and per cents that
# are charged where no real cost is known: of goods (only where the whole document has none), and of labour.
_POLICY = (
    ("810", "new_vehicles", False, 0, 0),
    ("818", "new_vehicles", False, 0, 0),
    ("820", "used_vehicles", False, 0, 0),
    ("828", "used_vehicles", False, 0, 0),
    ("830", "parts", False, 67, 0),
    ("832", "parts", False, 0, 13),
    ("835", "parts", True, 0, 0),
    ("838", "parts", False, 0, 0),
    ("840", "workshop", False, 0, 13),
    ("841", "workshop", True, 0, 13),
    ("845", "body_and_paint", False, 0, 13),
    ("847", "workshop", False, 0, 0),
    ("848", "workshop", False, 0, 0),
    ("860", "other", False, 0, 0),
    ("873", "unassigned", False, 0, 0),
    ("885", "unassigned", False, 0, 0),
)
_ITEM = ("debtor_account", "number", "is_old")
_DISCOUNT_TAX = 119  # cash discount is taken of the gross, at the standard rate


@dataclass(frozen=True)
class AnswerBook:
    """What the figures must be.

    Attributes:
        profit: customer_number, year, line (revenue, revenue_deduction, cost_of_goods, labour_cost), division (of revenue
            only), is_warranty, cents. One row per customer, year, line and division.
        open_items: customer_number, debtor_account, number (empty or U...: a payment without an invoice), cents.
        payments: customer_number, days_to_pay (whole days, weighted by the payments), paid_invoices.
    """

    profit: pl.DataFrame
    open_items: pl.DataFrame
    payments: pl.DataFrame


def answer_book(customers: int, seed: int) -> AnswerBook:
    """Return the answers for a dealership, with the arguments of ``write_demo``."""
    parts = list(_chunks(customers, seed))
    profit = pl.concat([profit for profit, _, _ in parts]).group_by(
        "customer_number", "year", "line", "division", "is_warranty"
    )
    return AnswerBook(
        profit.agg(pl.col("cents").sum()).filter(pl.col("cents") != 0),
        pl.concat([items for _, items, _ in parts])
        .group_by("customer_number", *_ITEM)
        .agg(pl.col("cents").sum())
        .filter(pl.col("cents") != 0)
        .drop("is_old"),
        _speed(pl.concat([payments for _, _, payments in parts])),
    )


def _chunks(customers: int, seed: int) -> Iterator[tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]]:
    first = Counters()
    for number, indices in enumerate(chunks_of(customers)):
        happened = business(seed, number, indices, first)
        items = _items(happened)
        yield _profit(happened), items.select("customer_number", *_ITEM, "cents"), _paid(items)
        first = Counters(
            first.vehicles + happened.fleet.height,
            first.orders + happened.shop.orders.height,
            first.invoices + happened.billed.invoices.height,
        )


def _year(day: str) -> pl.Expr:
    return pl.col(day).cast(pl.Int32).cast(pl.Date).dt.year()


def _rounded(numerator: pl.Expr, divisor: int) -> pl.Expr:
    """Divide whole cents, half away from zero."""
    return numerator.sign() * ((numerator.abs() * 2 + divisor) // (2 * divisor))


# ---- what was earned


def _profit(happened: Business) -> pl.DataFrame:
    sold = _sold(happened)
    no_cost = pl.col("cost_cents").sum().over("bill") == 0
    real = sold.select("customer_number", "year", "account", "bill", "net", "rebate", "cost", no_cost.alias("no_cost"))
    lines = [
        _line(real, "revenue", pl.col("net"), "account"),
        _line(sold.filter(pl.col("rebate") != 0), "revenue_deduction", -pl.col("rebate"), "rebate_account"),
        _line(real, "cost_of_goods", -pl.col("cost"), None),
        _line(_discounts(happened), "revenue_deduction", -pl.col("net"), "account"),
    ]
    # A rate is taken of what a document brought on an account in a year.
    earned = real.group_by("customer_number", "year", "bill", "account", "no_cost").agg(pl.col("net").sum())
    earned = _with_policy(earned, "account")
    goods = earned.filter("no_cost").with_columns(-_rounded(pl.col("net") * pl.col("goods"), 100))
    labour = earned.with_columns(-_rounded(pl.col("net") * pl.col("labour"), 100))
    lines += [_line(goods, "cost_of_goods", pl.col("net"), None), _line(labour, "labour_cost", pl.col("net"), None)]
    return pl.concat(lines)


def _sold(happened: Business) -> pl.DataFrame:
    """Return positions of posted invoices, with their sign; a cancellation takes a whole invoice back on its day."""
    invoices = happened.billed.invoices.filter(pl.col("is_posted") & (pl.col("kind") != "internal")).select(
        "bill", "customer_number", "day", "is_credit_note", "is_cancelled", "cancel_day"
    )
    positions = happened.billed.positions.join(invoices, on="bill")
    sign = pl.when("is_credit_note").then(-1).otherwise(1)
    issued = positions.with_columns(sign.alias("sign"), _year("day").alias("year"))
    taken_back = issued.filter("is_cancelled").with_columns(-pl.col("sign"), _year("cancel_day").alias("year"))
    return pl.concat([issued, taken_back]).with_columns(
        ((pl.col("net_cents") - pl.col("margin_tax_cents")) * pl.col("sign")).alias("net"),
        (pl.col("rebate_net") * pl.col("sign")).alias("rebate"),
        (pl.col("cost_cents") * pl.col("sign")).alias("cost"),
    )


def _discounts(happened: Business) -> pl.DataFrame:
    """Return cash discounts net of tax, at the customer of their invoice."""
    taken = happened.paid.filter(pl.col("contra_account") == world.CASH_DISCOUNT)
    named = taken.join(happened.billed.invoices.select("invoice_number", "customer_number"), on="invoice_number")
    return named.select(
        "customer_number",
        _year("day").alias("year"),
        pl.lit(world.CASH_DISCOUNT).alias("account"),
        _rounded(pl.col("cents") * 100, _DISCOUNT_TAX).alias("net"),
    )


def _with_policy(rows: pl.DataFrame, account: str) -> pl.DataFrame:
    names = {
        "start": pl.String,
        "division": pl.String,
        "is_warranty": pl.Boolean,
        "goods": pl.Int64,
        "labour": pl.Int64,
    }
    policy = pl.DataFrame(_POLICY, schema=names, orient="row")
    return rows.join(policy, left_on=pl.col(account).str.head(3), right_on="start")


def _line(rows: pl.DataFrame, line: str, cents: pl.Expr, account: str | None) -> pl.DataFrame:
    """Return rows of a line of the profit; ``account``: whose division counts, for revenue."""
    if line == "revenue" and account is not None:
        known = _with_policy(rows, account)
    else:
        known = rows.with_columns(pl.lit("").alias("division"), pl.lit(value=False).alias("is_warranty"))
    return known.select(
        "customer_number",
        pl.col("year").cast(pl.Int32),
        pl.lit(line).alias("line"),
        "division",
        "is_warranty",
        cents.cast(pl.Int64).alias("cents"),
    )


# ---- what is owed


def _items(happened: Business) -> pl.DataFrame:
    """Return every debit and credit of an item, with the day and whether money came or an invoice went out.

    ``is_old``: from before the first day; its number can stand on an invoice, too.
    """
    invoices = happened.billed.invoices.filter(
        pl.col("is_posted") & ~pl.col("is_cancelled") & (pl.col("kind") != "internal")
    ).select(
        "debtor_account",
        pl.col("invoice_number").alias("number"),
        "day",
        (pl.col("gross_cents") * pl.when("is_credit_note").then(-1).otherwise(1)).alias("cents"),
        (~pl.col("is_credit_note")).alias("is_invoice"),
        pl.lit(value=False).alias("is_money"),
        pl.lit(value=False).alias("is_discount"),
        pl.lit(value=False).alias("is_old"),
    )
    moved = pl.when(pl.col("side") == "S").then(pl.col("cents")).otherwise(-pl.col("cents"))
    paid = happened.paid.select(
        "debtor_account",
        pl.col("reference").fill_null("").alias("number"),
        "day",
        moved.alias("cents"),
        pl.lit(value=False).alias("is_invoice"),
        pl.col("settles").alias("is_money"),
        (pl.col("contra_account") == world.CASH_DISCOUNT).alias("is_discount"),
        pl.lit(value=False).alias("is_old"),
    )
    carried = pl.col("service_day").is_not_null()
    opened = happened.opening.select(
        pl.col("account").alias("debtor_account"),
        pl.col("document_ref1").alias("number"),
        pl.coalesce("service_day", "day").alias("day"),  # an item that was carried forward keeps its own day
        moved.alias("cents"),
        carried.alias("is_invoice"),
        (~carried).alias("is_money"),
        pl.lit(value=False).alias("is_discount"),
        pl.lit(value=True).alias("is_old"),
    )
    debtors = pl.concat([happened.accounts.select("customer_number", "debtor_account"), partner_debtors()])
    return pl.concat([invoices, paid, opened], how="vertical_relaxed").join(debtors, on="debtor_account")


def _paid(items: pl.DataFrame) -> pl.DataFrame:
    """Return the payments of invoices that are paid in full: customer_number, document, days, cents."""
    numbered = items.filter((pl.col("number") != "") & ~pl.col("number").str.starts_with("U"))
    invoiced = pl.col("day").filter("is_invoice").min().over(_ITEM)
    counts = pl.col("is_invoice") | pl.col("is_money") | pl.col("is_discount")
    left = pl.col("cents").filter(counts).sum().over(_ITEM)
    full = numbered.filter(left == 0).with_columns((pl.col("day") - invoiced).alias("days"))
    return full.filter(pl.col("is_money") & pl.col("days").is_not_null()).select(
        "customer_number", pl.concat_str(_ITEM, separator="/").alias("document"), "days", -pl.col("cents")
    )


def _speed(payments: pl.DataFrame) -> pl.DataFrame:
    return payments.group_by("customer_number").agg(
        _rounded((pl.col("days") * pl.col("cents")).sum(), 1).alias("weighted"),
        pl.col("cents").sum().alias("weight"),
        pl.col("document").n_unique().alias("paid_invoices"),
    ).select(
        "customer_number",
        ((pl.col("weighted") * 2 + pl.col("weight")) // (pl.col("weight") * 2)).alias("days_to_pay"),
        "paid_invoices",
    )  # fmt: skip
