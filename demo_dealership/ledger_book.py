"""The ledger's postings: each row moves an amount between two accounts, so every document balances."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from demo_dealership import mishaps, world
from demo_dealership.frames import money
from demo_dealership.ledger_layouts import POSTINGS
from demo_dealership.randomness import stream

if TYPE_CHECKING:
    from demo_dealership.invoices import Billing

_TODAY = world.AS_OF.toordinal() - 719_163
_OPENING_DAY = world.FIRST_DAY.toordinal() - 719_163
_BRANCH_CENTERS = {branch: f"{place:02d}" for place, branch in enumerate(world.BRANCHES, start=1)}
_LOCKED_BEFORE = date(world.AS_OF.year, world.AS_OF.month, 1)
NO_REVERSAL_YEAR = 2009  # that year's files are in a format version that has no field for it


def postings(billed: Billing, paid: pl.DataFrame, opened: pl.DataFrame) -> pl.DataFrame:
    """Return the postings of one chunk, by date: opening items, invoices, costs, rebates, payments, reversals."""
    booked = _booked_positions(billed)
    issued = pl.concat(
        [_revenue(booked), _margin_tax(booked), _costs(booked), _rebates(booked)], how="vertical_relaxed"
    )
    every = pl.concat(
        [opened, issued.drop("cancel_day"), _payments(paid), _reversals(issued)],
        how="diagonal_relaxed",
    )
    return posting_frame(every.sort("day", "document_ref1", maintain_order=True, nulls_last=True))


def posting_frame(rows: pl.DataFrame) -> pl.DataFrame:
    """Return postings as rows of a ledger, made of working rows.

    Args:
        rows: day, cents, side, account, contra_account, and optionally tax_key, document_ref1, text, order_number,
            due_day, service_day, cost_center, is_reversal. Days since 1970.
    """
    have = set(rows.columns)
    posted = pl.col("day").cast(pl.Int32).cast(pl.Date)
    due = (pl.col("due_day") if "due_day" in have else pl.lit(None, pl.Int64)).cast(pl.Int32).cast(pl.Date)
    service = (pl.col("service_day") if "service_day" in have else pl.lit(None, pl.Int64)).cast(pl.Int32).cast(pl.Date)
    reversal = pl.col("is_reversal").fill_null(value=False) if "is_reversal" in have else pl.lit(False)  # noqa: FBT003
    return POSTINGS.of(rows.with_columns(
            posted.alias("posted_on"),
            posted.dt.truncate("1y").alias("fiscal_year_start"),
            money("cents").alias("amount"),
            *(_kind(name).alias(kind) for name, kind in (("account", "account_kind"), ("contra_account", "contra_kind"))),
            due.alias("due_on"),
            due.dt.to_string("%d%m%y").alias("document_ref2"),
            service.alias("service_on"),
            reversal.alias("is_reversal"),
            (posted < _LOCKED_BEFORE).alias("is_locked"),
            pl.lit("51").alias("chart_of_accounts"),
            pl.lit("EUR").alias("currency"),
        ),
    )  # fmt: skip


def _kind(account: str) -> pl.Expr:
    personal = pl.col(account).str.len_chars() == 7
    return (
        pl.when(personal & (pl.col(account) < "7")).then(pl.lit("debtor"))
        .when(personal).then(pl.lit("creditor")).otherwise(pl.lit("gl"))
    )  # fmt: skip


def _booked_positions(billed: Billing) -> pl.DataFrame:
    invoices = billed.invoices.filter("is_posted").select(
        "bill", "debtor_account", "day", "due_days", "text", "order_number", "branch", "is_credit_note", "is_cancelled",
        "cancel_day",
    )  # fmt: skip
    positions = billed.positions.join(invoices, on="bill", how="inner", maintain_order="left")
    return positions.with_columns(
        pl.when("is_cancelled").then("cancel_day").alias("cancel_day"),
        pl.col("branch").replace_strict(_BRANCH_CENTERS, return_dtype=pl.String).alias("cost_center"),
        (pl.col("day") + pl.col("due_days")).alias("due_day"),
    )


def _common(account: pl.Expr, contra: pl.Expr, side: pl.Expr, cents: str, tax: pl.Expr) -> list[pl.Expr]:
    return [
        pl.col("day"), pl.col("cancel_day"), pl.col(cents).alias("cents"), side.alias("side"), account.alias("account"),
        contra.alias("contra_account"), tax.alias("tax_key"), pl.col("invoice_number").alias("document_ref1"),
        pl.col("text"), pl.col("order_number"), pl.col("cost_center"),
    ]  # fmt: skip


def _revenue(booked: pl.DataFrame) -> pl.DataFrame:
    side = pl.when("is_credit_note").then(pl.lit("H")).otherwise(pl.lit("S"))
    common = _common(pl.col("debtor_account"), pl.col("account"), side, "gross_cents", pl.col("tax_key"))
    return booked.select(*common, "due_day", pl.col("day").alias("service_day"))


def _margin_tax(booked: pl.DataFrame) -> pl.DataFrame:
    """Take the tax on the margin out of the revenue: it is in the price, and on no invoice (§ 25a (3), (4) UStG)."""
    common = _common(
        pl.col("account"), pl.lit(world.MARGIN_TAX), pl.lit("S"), "margin_tax_cents", pl.lit(None, pl.String)
    )
    return booked.filter(pl.col("margin_tax_cents") > 0).select(
        *common, pl.lit(None, pl.Int64).alias("due_day"), pl.lit(None, pl.Int64).alias("service_day")
    ).with_columns(pl.lit("USt Differenzbesteuerung").alias("text"))  # fmt: skip


def _costs(booked: pl.DataFrame) -> pl.DataFrame:
    common = _common(
        pl.col("cost_account"), pl.col("stock_account"), pl.lit("S"), "cost_cents", pl.lit(None, pl.String)
    )
    return booked.filter(pl.col("cost_cents") > 0).select(
        *common, pl.lit(None, pl.Int64).alias("due_day"), pl.lit(None, pl.Int64).alias("service_day")
    ).with_columns(pl.lit("Einsatz").alias("text"))  # fmt: skip


def _rebates(booked: pl.DataFrame) -> pl.DataFrame:
    common = _common(pl.col("debtor_account"), pl.col("rebate_account"), pl.lit("H"), "rebate_cents", pl.col("tax_key"))
    return booked.filter(pl.col("rebate_cents") > 0).select(
        *common, pl.lit(None, pl.Int64).alias("due_day"), pl.lit(None, pl.Int64).alias("service_day")
    ).with_columns(pl.lit("Nachlass").alias("text"))  # fmt: skip


def _payments(paid: pl.DataFrame) -> pl.DataFrame:
    return paid.select(
        "day", "cents", "side", pl.col("debtor_account").alias("account"), "contra_account", "tax_key",
        pl.col("reference").alias("document_ref1"), "text",
    )  # fmt: skip


def _reversals(issued: pl.DataFrame) -> pl.DataFrame:
    """Return cancellations: the same rows as Generalumkehr, or with changed sides where the format has no field for it."""
    rows = issued.filter(pl.col("cancel_day").is_not_null()).with_columns(
        pl.col("cancel_day").alias("day"), pl.format("Storno {}", "document_ref1").alias("text")
    )
    old = pl.col("day").cast(pl.Int32).cast(pl.Date).dt.year() == NO_REVERSAL_YEAR
    other = pl.when(pl.col("side") == "S").then(pl.lit("H")).otherwise(pl.lit("S"))
    return rows.with_columns(
        pl.when(old).then(other).otherwise("side").alias("side"), (~old).alias("is_reversal")
    ).drop("cancel_day", "due_day", "service_day")  # fmt: skip


def opening(seed: int, chunk: int, traits: pl.DataFrame) -> pl.DataFrame:
    """Return items of 2008 that were open on the first day, and their late payments, as working rows."""
    rng = stream(seed, chunk, "opening")
    debtors = traits.filter(pl.col("debtor_account").is_not_null())
    chosen = debtors.filter(pl.Series(rng.random(debtors.height) < 0.08))
    size = chosen.height
    service = _OPENING_DAY - rng.integers(1, 400, size)
    frame = chosen.with_columns(
        pl.Series("service_day", service),
        pl.Series("cents", np.maximum(rng.lognormal(10.0, 0.8, size).astype(np.int64), 500)),
        pl.Series("pay_day", _OPENING_DAY + 4 + rng.integers(0, 120, size)),
        pl.Series("is_paid", rng.random(size) < 0.9),
        pl.format(mishaps.OLD_NUMBERS + "{}", pl.col("index").cast(pl.String).str.zfill(6)).alias("document_ref1"),
    )
    item = frame.select(
        pl.lit(_OPENING_DAY, pl.Int64).alias("day"), "cents", pl.lit("S").alias("side"), pl.col("debtor_account").alias("account"),
        pl.lit(world.OPENING).alias("contra_account"), "document_ref1", pl.format("Vortrag {}", "document_ref1").alias("text"),
        (pl.col("service_day") + pl.col("due_days")).alias("due_day"), "service_day",
    )  # fmt: skip
    payment = frame.filter("is_paid").select(
        pl.col("pay_day").alias("day"), "cents", pl.lit("H").alias("side"), pl.col("debtor_account").alias("account"),
        pl.lit(world.BANK).alias("contra_account"), "document_ref1", pl.format("Zahlung {}", "document_ref1").alias("text"),
    )  # fmt: skip
    return pl.concat([item, payment], how="diagonal_relaxed")
