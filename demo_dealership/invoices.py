"""Bills become invoices: numbers, totals, rebates, cancellations, credit notes, and what is still on its way."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from demo_dealership import mishaps, world
from demo_dealership.alphaplus_layouts import INVOICES
from demo_dealership.frames import gross_cents, money, share_of
from demo_dealership.partners import INSURER, LEASING_BANK, MANUFACTURER
from demo_dealership.randomness import Ints, stream

if TYPE_CHECKING:
    from demo_dealership.bills import Bills

_TODAY = world.AS_OF.toordinal() - 719_163
_SHORT_NUMBERS = 8_000_000
# revenue account -> account of its deductions
_DEDUCTIONS = {"810000": "818000", "820000": "828000", "830000": "838000", "832000": "838000", "840000": "848000"}


@dataclass(frozen=True)
class Billing:
    """The invoices of one chunk. Amounts are whole cents.

    Attributes:
        invoices: One row per invoice: the columns of bills, invoice_number, net_cents, gross_cents (after the rebate),
            due_days, discount_permille, discount_days, median_days, is_cash, is_cancelled, cancel_day, is_taken_back
            (a car, in the next fiscal year), is_posted (false: still in the inbox), is_credit_note, corrects_invoice_number, is_standard_rate (all its positions).
        positions: As in bills, with invoice_number, gross_cents, rebate_cents (gross), rebate_account, margin_tax_cents
            (the tax on the margin of a vehicle that is sold under § 25a).
    """

    invoices: pl.DataFrame
    positions: pl.DataFrame


def invoice_numbers(counters: Ints) -> pl.Series:
    """Eight digits with a leading zero, from 02000000 on; when they are used up, ten digits. Unique per counter."""
    short = pl.Series(counters + 2_000_000).cast(pl.String).str.zfill(8)
    long = pl.Series(counters + 200_000_000).cast(pl.String).str.zfill(10)
    frame = pl.DataFrame({"counter": counters, "short": short, "long": long})
    return frame.select(pl.when(pl.col("counter") < _SHORT_NUMBERS).then("short").otherwise("long").alias("n"))["n"]


def billing(  # noqa: PLR0917 - seed and chunk come first in every module
    seed: int, chunk: int, parts: tuple[Bills, ...], traits: pl.DataFrame, first: int, opened: pl.DataFrame
) -> Billing:
    """Number the bills of one chunk by day and draw their fate.

    Args:
        seed: Seed of the whole dealership.
        chunk: Number of the chunk.
        parts: Bills from the workshop and from sales, with distinct bill numbers.
        traits: As in ``Clients``.
        first: Running number of the chunk's first invoice.
        opened: Result of ``ledger_book.opening``.
    """
    rng = stream(seed, chunk, "billing")
    bills = pl.concat([part.bills for part in parts], how="vertical_relaxed")
    positions = pl.concat([part.positions for part in parts], how="vertical_relaxed")
    plain = _with_terms(bills, traits).with_columns(
        pl.lit(value=False).alias("is_credit_note"),
        pl.lit(None, pl.Int64).alias("corrects_bill"),
    )
    plain = mishaps.with_cars_taken_back(seed, chunk, _with_fate(rng, plain), positions)
    notes, note_positions = _credit_notes(rng, plain, positions)
    every = pl.concat([plain, notes], how="vertical_relaxed").sort("day", "bill", maintain_order=True)
    drawn_numbers = invoice_numbers(first + np.arange(every.height))
    every = mishaps.with_old_numbers(seed, chunk, every.with_columns(drawn_numbers.alias("invoice_number")), opened)
    number_of = every.select("bill", "invoice_number")
    corrected = number_of.rename({"bill": "corrects_bill", "invoice_number": "corrects_invoice_number"})
    every = every.join(corrected, on="corrects_bill", how="left", maintain_order="left")
    all_positions = pl.concat([_with_rebates(rng, positions), note_positions], how="diagonal_relaxed")
    all_positions = all_positions.with_columns(_margin_tax().alias("margin_tax_cents"))
    all_positions = all_positions.join(number_of, on="bill", how="left", maintain_order="left")
    totals = all_positions.group_by("bill").agg(
        (pl.col("tax_key") == world.STANDARD_KEY).fill_null(value=False).all().alias("is_standard_rate"),
        (pl.col("net_cents") - pl.col("rebate_net")).sum().alias("net_cents"),
        (pl.col("gross_cents") - pl.col("rebate_cents")).sum().alias("gross_cents"),
    )
    return Billing(every.join(totals, on="bill", how="left", maintain_order="left"), all_positions)


def _margin_tax() -> pl.Expr:
    """Return the standard rate of what is left of the price above the purchase, tax included; no margin, no tax."""
    margin = pl.col("net_cents") - pl.col("rebate_net") - pl.col("cost_cents")
    scheme = pl.col("tax_key").is_null() & (pl.col("cost_account") == "720000")
    return pl.when(scheme & (margin > 0)).then((margin * 38 + 119) // 238).otherwise(0)


def _with_terms(bills: pl.DataFrame, traits: pl.DataFrame) -> pl.DataFrame:
    """Terms follow the payer; the partners pay after 30 days."""
    terms = traits.select("customer_number", "due_days", "discount_permille", "discount_days", "median_days", "is_cash")
    joined = bills.join(
        terms, left_on="paying_customer_number", right_on="customer_number", how="left", maintain_order="left"
    )
    return joined.with_columns(
        pl.col("due_days").fill_null(30),
        pl.col("discount_permille").fill_null(0),
        pl.col("discount_days").fill_null(0),
        pl.col("median_days").fill_null(33.0),
        pl.col("is_cash").fill_null(value=False),
    )


def _with_fate(rng: np.random.Generator, bills: pl.DataFrame) -> pl.DataFrame:
    """Cancel one in a hundred; of the last ten days' invoices most are not posted yet."""
    size = bills.height
    cancelled = pl.Series("cancelled", rng.random(size) < 0.01)
    later = pl.Series("later", rng.integers(2, 30, size))
    waiting = pl.Series("waiting", rng.random(size) < 0.65)
    kind, day = pl.col("kind"), pl.col("day")
    return bills.with_columns(cancelled, later, waiting).with_columns(
        (pl.col("cancelled") & (day + pl.col("later") <= _TODAY) & (kind != "internal")).alias("is_cancelled"),
        (day + pl.col("later")).alias("cancel_day"),
        (~((day > _TODAY - 10) & pl.col("waiting") & (kind != "internal"))).alias("is_posted"),
    ).drop("cancelled", "later", "waiting")  # fmt: skip


def _with_rebates(rng: np.random.Generator, positions: pl.DataFrame) -> pl.DataFrame:
    """Rebates of two to ten per cent on some positions, kept apart from the revenue on accounts of their own."""
    size = positions.height
    account = pl.col("account")
    share = pl.Series("share", np.where(rng.random(size) < 0.05, rng.integers(2, 11, size) * 10, 0))
    deduction = account.replace_strict(_DEDUCTIONS, default=None, return_dtype=pl.String)
    rebate = pl.when(deduction.is_not_null()).then(share_of(pl.col("net_cents"), pl.col("share"))).otherwise(0)
    return positions.with_columns(share).with_columns(
        gross_cents(pl.col("net_cents"), pl.col("tax_key")).alias("gross_cents"),
        rebate.alias("rebate_net"),
        pl.when(rebate > 0).then(deduction).alias("rebate_account"),
    ).with_columns(gross_cents(pl.col("rebate_net"), pl.col("tax_key")).alias("rebate_cents")).drop("share")  # fmt: skip


def _credit_notes(
    rng: np.random.Generator, bills: pl.DataFrame, positions: pl.DataFrame
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return credit notes for returned parts: each over a part of one position, some weeks after the invoice."""
    mine = bills.filter(
        pl.col("is_posted") & ~pl.col("is_cancelled")
        & ~pl.col("paying_customer_number").is_in([MANUFACTURER, LEASING_BANK, INSURER])
    ).select("bill", "day")  # fmt: skip
    parts = positions.filter(pl.col("account").is_in(["830000", "832000"]) & (pl.col("net_cents") > 2_000))
    chosen = parts.join(mine, on="bill", how="inner", maintain_order="left").unique("bill", keep="first", maintain_order=True)  # fmt: skip
    chosen = chosen.filter(pl.Series(rng.random(chosen.height) < 0.03))
    size = chosen.height
    share = pl.Series("share", rng.integers(200, 900, size))
    later = pl.Series("later", rng.integers(5, 60, size))
    chosen = chosen.with_columns(share, later).filter(pl.col("day") + pl.col("later") <= _TODAY - 12)
    start = bills.height  # bills are numbered from 0 without gaps
    chosen = chosen.with_row_index("note", offset=start).with_columns(pl.col("note").cast(pl.Int64))
    notes = chosen.select("note", "bill", "later").join(bills, on="bill", how="left", maintain_order="left").with_columns(
        pl.col("bill").alias("corrects_bill"),
        pl.col("note").alias("bill"),
        (pl.col("day") + pl.col("later")).alias("day"),
        pl.lit(True).alias("is_credit_note"),  # noqa: FBT003
        pl.lit("Gutschrift Teilerückgabe").alias("text"),
    ).select(bills.columns)  # fmt: skip
    net = share_of(pl.col("net_cents"), pl.col("share"))
    rows = chosen.select(
        pl.col("note").alias("bill"), "account", "tax_key", net.alias("net_cents"),
        pl.lit(0, pl.Int64).alias("cost_cents"), pl.lit(None, pl.String).alias("cost_account"),
        pl.lit(None, pl.String).alias("stock_account"), gross_cents(net, pl.col("tax_key")).alias("gross_cents"),
        pl.lit(0, pl.Int64).alias("rebate_net"), pl.lit(0, pl.Int64).alias("rebate_cents"),
        pl.lit(None, pl.String).alias("rebate_account"),
    )  # fmt: skip
    return notes, rows


def invoice_rows(billed: Billing) -> pl.DataFrame:
    """Return the rows of the invoices; credit notes are negative."""
    sign = pl.when("is_credit_note").then(-1).otherwise(1)
    return INVOICES.of(
        billed.invoices.with_columns(
            pl.col("day").cast(pl.Int32).cast(pl.Date).alias("invoiced_on"),
            (pl.col("day") + pl.col("due_days")).cast(pl.Int32).cast(pl.Date).alias("due_on"),
            money(pl.col("net_cents") * sign).alias("net"),
            money(pl.col("gross_cents") * sign).alias("gross"),
        ),
    )
