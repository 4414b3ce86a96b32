"""How the invoices are paid: late, in parts, with cash discount, without a reference, by somebody else, or never.

Some are paid twice, some by a direct debit that comes back (a discount that was taken stays), and some are written off in the end.
"""

from __future__ import annotations

import numpy as np
import polars as pl

from demo_dealership import mishaps, world
from demo_dealership.frames import share_of
from demo_dealership.partners import INSURER, LEASING_BANK, MANUFACTURER, debtor_of
from demo_dealership.randomness import stream

_TODAY = world.AS_OF.toordinal() - 719_163
_COLUMNS = (
    "invoice_number",
    "debtor_account",
    "side",
    "contra_account",
    "tax_key",
    "day",
    "cents",
    "reference",
    "text",
    "settles",
)
# Shares of those who pay in full, drawn from the same number as the other behaviours.
_TWICE, _RETURNED, _WRITTEN_OFF = (0.970, 0.978), (0.978, 0.988), (0.988, 0.992)
_DISCOUNT_RETURNED = (0.62, 0.65)  # of those who take their discount
_DISCOUNTED, _COMES_BACK = ("discount", "discount_returned"), ("returned", "discount_returned")
_RETURN_DAYS, _AGAIN_DAYS, _SECOND_DAYS, _REFUND_DAYS, _GIVEN_UP_DAYS = 8, 24, 3, 30, 240


def settlements(seed: int, chunk: int, invoices: pl.DataFrame) -> pl.DataFrame:
    """Draw the payments of one chunk's invoices up to today.

    Args:
        seed: Seed of the whole dealership.
        chunk: Number of the chunk.
        invoices: As in ``Billing``.

    Returns:
        One row per movement on a debtor: invoice_number, debtor_account, side (H: paid, S: refunded), contra_account
        (bank, cash, cash discount or bad debts), tax_key, day (days since 1970), cents, reference (the ledger's document
        reference; null or U...: not allocated), text, settles (whether it is money that pays for the invoice: not what
        comes back, nor what was paid once too often).
    """
    rng = stream(seed, chunk, "settlements")
    is_live = pl.col("is_posted") & (~pl.col("is_cancelled") | pl.col("is_taken_back"))
    live = invoices.filter(is_live & (pl.col("kind") != "internal"))
    notes = live.filter("is_credit_note")
    paid = _with_behaviour(rng, live.filter(~pl.col("is_credit_note")))
    number = pl.col("invoice_number")
    behaviour = pl.col("behaviour")
    contra = pl.when("is_cash").then(pl.lit(world.CASH)).otherwise(pl.lit(world.BANK))
    allocated = behaviour.is_in(["full", "stray", "part", "discount", "discount_returned", "twice", "returned"])
    # Today nobody knows that the bank will take it back.
    stands_today = behaviour.is_in(_COMES_BACK) & (pl.col("pay_day") + _RETURN_DAYS > _TODAY)
    payer = pl.when(behaviour == "stray").then(pl.lit(debtor_of(LEASING_BANK))).otherwise("debtor_account")
    first = paid.filter(~behaviour.is_in(["never", "written_off"])).select(
        "invoice_number",
        payer.alias("debtor_account"),
        pl.lit("H").alias("side"),
        contra.alias("contra_account"),
        pl.lit(None, pl.String).alias("tax_key"),
        pl.col("pay_day").alias("day"),
        pl.col("first_cents").alias("cents"),
        pl.when(allocated).then(number).otherwise(pl.col("unallocated")).alias("reference"),
        pl.when(allocated).then(pl.format("Zahlung {}", number)).otherwise(pl.lit("Zahlungseingang ungeklärt")).alias("text"),
        (behaviour.is_in(["full", "part", "discount", "twice"]) | stands_today).alias("settles"),
    )  # fmt: skip
    rest = paid.filter(behaviour == "part").select(
        "invoice_number", "debtor_account", pl.lit("H").alias("side"), contra.alias("contra_account"),
        pl.lit(None, pl.String).alias("tax_key"), (pl.col("pay_day") + pl.col("pause")).alias("day"),
        (pl.col("gross_cents") - pl.col("first_cents")).alias("cents"), number.alias("reference"),
        pl.format("Restzahlung {}", number).alias("text"), pl.lit(value=True).alias("settles"),
    )  # fmt: skip
    discount = paid.filter(behaviour.is_in(_DISCOUNTED)).select(
        "invoice_number", "debtor_account", pl.lit("H").alias("side"), pl.lit(world.CASH_DISCOUNT).alias("contra_account"),
        pl.lit(world.STANDARD_KEY).alias("tax_key"), pl.col("pay_day").alias("day"),
        (pl.col("gross_cents") - pl.col("first_cents")).alias("cents"), number.alias("reference"),
        pl.format("Skonto {}", number).alias("text"), pl.lit(value=False).alias("settles"),
    )  # fmt: skip
    every = pl.concat([first, rest, discount, _refunds(rng, notes), *_mishaps(paid)], how="vertical_relaxed")
    named = _one_bare_reference(every.filter((pl.col("day") <= _TODAY) & (pl.col("cents") > 0)))
    # Cars that were taken back are drawn with the others, and settled in a way of their own.
    back = pl.concat(mishaps.taken_back(invoices)).select(_COLUMNS)
    plain = named.join(back.select("invoice_number").unique(), on="invoice_number", how="anti", maintain_order="left")
    return pl.concat([plain, back], how="vertical_relaxed")


def _with_behaviour(rng: np.random.Generator, invoices: pl.DataFrame) -> pl.DataFrame:
    size = invoices.height
    median = invoices["median_days"].to_numpy()
    delay = np.maximum(np.rint(median * rng.lognormal(0.0, 0.45, size)), 1).astype(np.int64)
    u = pl.Series("u", rng.random(size))
    share = pl.Series("share", rng.integers(300, 700, size))
    pause = pl.Series("pause", rng.integers(10, 90, size))
    bare = pl.Series("bare", rng.random(size) < 0.4)
    counter = pl.int_range(1_000, 1_000 + size).cast(pl.String)
    partner = pl.col("paying_customer_number").is_in([MANUFACTURER, LEASING_BANK, INSURER])
    frame = invoices.with_columns(u, share, pause, bare, pl.Series("delay", delay)).with_columns(
        pl.when("is_cash").then(pl.lit("full"))
        .when(pl.col("u") < 0.012).then(pl.lit("never"))
        .when((pl.col("u") < 0.018) & ~partner).then(pl.lit("unallocated"))
        .when(pl.col("u") < 0.058).then(pl.lit("part"))
        .when((pl.col("u") < 0.12) & (pl.col("kind") == "new_vehicle") & ~partner).then(pl.lit("stray"))
        .when((pl.col("discount_permille") > 0) & pl.col("is_standard_rate") & (pl.col("u") < 0.65)).then(
            pl.when(pl.col("u").is_between(*_DISCOUNT_RETURNED)).then(pl.lit("discount_returned")).otherwise(pl.lit("discount"))
        )
        .when(partner | (pl.col("kind") == "internal")).then(pl.lit("full"))
        .when(pl.col("u").is_between(*_TWICE, closed="left")).then(pl.lit("twice"))
        .when(pl.col("u").is_between(*_RETURNED, closed="left")).then(pl.lit("returned"))
        .when(pl.col("u").is_between(*_WRITTEN_OFF, closed="left")).then(pl.lit("written_off"))
        .otherwise(pl.lit("full")).alias("behaviour")
    )  # fmt: skip
    behaviour = pl.col("behaviour")
    early = pl.min_horizontal("delay", "discount_days")
    taken = pl.col("gross_cents") - share_of(pl.col("gross_cents"), pl.col("discount_permille"))
    return frame.with_columns(
        (pl.col("day") + pl.when("is_cash").then(0).when(behaviour.is_in(_DISCOUNTED)).then(early).otherwise("delay")).alias("pay_day"),
        pl.when(behaviour == "part").then(share_of(pl.col("gross_cents"), pl.col("share")))
        .when(behaviour.is_in(_DISCOUNTED)).then(taken).otherwise("gross_cents").alias("first_cents"),
        pl.when(~pl.col("bare")).then(pl.lit("U") + counter).alias("unallocated"),
    )  # fmt: skip


def _refunds(rng: np.random.Generator, notes: pl.DataFrame) -> pl.DataFrame:
    """Six in ten credit notes are paid out, the others stay as a credit."""
    later = pl.Series("later", rng.integers(5, 40, notes.height))
    chosen = notes.with_columns(later).filter(pl.Series(rng.random(notes.height) < 0.6))
    return chosen.select(
        "invoice_number", "debtor_account", pl.lit("S").alias("side"), pl.lit(world.BANK).alias("contra_account"),
        pl.lit(None, pl.String).alias("tax_key"), (pl.col("day") + pl.col("later")).alias("day"),
        pl.col("gross_cents").alias("cents"), pl.col("invoice_number").alias("reference"),
        pl.format("Auszahlung {}", "invoice_number").alias("text"), pl.lit(value=False).alias("settles"),
    )  # fmt: skip


def _mishaps(paid: pl.DataFrame) -> list[pl.DataFrame]:
    """Return what follows a payment that went wrong, and what is given up; half of the double payments are paid back."""
    twice, written_off = (paid.filter(pl.col("behaviour") == name) for name in ("twice", "written_off"))
    returned = paid.filter(pl.col("behaviour").is_in(_COMES_BACK))
    back = twice.filter(pl.col("day") % 2 == 0)
    later = pl.col("pay_day") + _RETURN_DAYS
    return [
        _moved(twice, "H", world.BANK, pl.col("pay_day") + _SECOND_DAYS, "Zahlung"),
        _moved(back, "S", world.BANK, pl.col("pay_day") + _REFUND_DAYS, "Rückzahlung Doppelzahlung"),
        _moved(returned, "S", world.BANK, later, "Rücklastschrift"),
        _moved(returned, "H", world.BANK, later + _AGAIN_DAYS, "Zahlung", settles=True),
        _moved(written_off, "H", world.BAD_DEBTS, pl.col("day") + _GIVEN_UP_DAYS, "Ausbuchung", key=world.STANDARD_KEY),
    ]


def _moved(
    invoices: pl.DataFrame,
    side: str,
    contra: str,
    day: pl.Expr,
    text: str,
    *,
    key: str | None = None,
    settles: bool = False,
) -> pl.DataFrame:
    """Return a row per invoice over what it was paid with, the whole amount but for a discount."""
    return invoices.select(
        "invoice_number", "debtor_account", pl.lit(side).alias("side"), pl.lit(contra).alias("contra_account"),
        pl.lit(key, pl.String).alias("tax_key"), day.alias("day"), pl.col("first_cents").alias("cents"),
        pl.col("invoice_number").alias("reference"), pl.format(text + " {}", "invoice_number").alias("text"),
        pl.lit(settles).alias("settles"),
    )  # fmt: skip


def _one_bare_reference(rows: pl.DataFrame) -> pl.DataFrame:
    """Give a second payment without any reference a number of its own: a debtor has at most one of them."""
    number = (pl.lit("U") + pl.int_range(500_000, 500_000 + pl.len()).cast(pl.String)).alias("number")
    bare = pl.col("reference").is_null()
    again = bare & (pl.col("debtor_account").cum_count().over("debtor_account", bare) > 1)
    return rows.with_columns(number).with_columns(
        pl.when(again).then("number").otherwise("reference").alias("reference")
    ).with_columns(
        pl.when(pl.col("reference").str.starts_with("U"))
        .then(pl.format("{}/{}/Zahlungseingang", "reference", pl.col("day").cast(pl.Int32).cast(pl.Date).dt.to_string("%d.%m.%y")))
        .otherwise("text").alias("text")
    ).select(_COLUMNS)  # fmt: skip
