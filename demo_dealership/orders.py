"""Workshop orders: header, splits with their own payer, and lines."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl

from demo_dealership import jobs, world
from demo_dealership.alphaplus_layouts import ORDER_LINES, ORDERS
from demo_dealership.frames import money
from demo_dealership.partners import INSURER, MANUFACTURER
from demo_dealership.randomness import Ints, pick, stream, weighted

_EPOCH = date(1970, 1, 1).toordinal()
_FIRST = world.FIRST_DAY.toordinal() - _EPOCH + 1
_TODAY = world.AS_OF.toordinal() - _EPOCH
_PER_VEHICLE = 3.0
_DAY = 24 * 60


@dataclass(frozen=True)
class Workshop:
    """The workshop of one chunk.

    Attributes:
        orders: Contract columns of orders.
        splits: One row per split: the layout's columns except invoice_number and amount (the invoice decides them),
            and job, customer_number, vehicle_number, license_plate, order_day, invoice_day (days since 1970),
            labour_cents, parts_cents, external_cents, parts_cost, external_cost.
        lines: Contract columns of order lines.
    """

    orders: pl.DataFrame
    splits: pl.DataFrame
    lines: pl.DataFrame


def order_numbers(counters: Ints, reserved: tuple[int, ...]) -> pl.Series:
    """Six digits as long as they last, then seven; never one of the reserved numbers."""
    number = counters + 100_000
    for taken in sorted(reserved):
        number = number + (number >= taken)
    return pl.Series(number).cast(pl.String)


def workshop(seed: int, chunk: int, fleet: pl.DataFrame, first: int, reserved: tuple[int, ...]) -> Workshop:
    """Draw the orders of the vehicles of one chunk, oldest first.

    Args:
        seed: Seed of the whole dealership.
        chunk: Number of the chunk.
        fleet: Vehicles with rate_cents.
        first: Running number of the chunk's first order.
        reserved: Order numbers that nobody here can have.
    """
    rng = stream(seed, chunk, "orders")
    vehicle = np.repeat(np.arange(fleet.height), rng.poisson(_PER_VEHICLE, fleet.height))
    registered = fleet["first_registration_on"].to_physical().cast(pl.Int64).to_numpy()[vehicle]
    earliest = np.maximum(_FIRST, np.minimum(registered + 30, _TODAY - 25))
    day = earliest + (rng.random(len(vehicle)) * (_TODAY - earliest + 1)).astype(np.int64)
    fresh = rng.random(len(vehicle)) < 0.012  # what stands in the yard today
    day = np.where(fresh, _TODAY - rng.integers(0, 12, len(vehicle)), day)
    day = day - np.maximum((day + 3) % 7 - 4, 0)  # Saturday and Sunday become Friday
    order = np.argsort(day, kind="stable")
    vehicle, day = vehicle[order], day[order]
    size = len(vehicle)
    owned = fleet[vehicle].select("owner_number", "vehicle_number", "license_plate", "rate_cents", "mileage_km")
    drawn = owned.with_columns(
        order_numbers(first + np.arange(size), reserved).alias("order_number"),
        pl.Series("order_day", day),
        pl.Series("minute", 7 * 60 + 15 * rng.integers(0, 38, size)),
        pl.Series("stay", weighted(rng, (60, 25, 10, 5), size)),
        pl.Series("job", weighted(rng, jobs.WEIGHTS, size)),
        pick(rng, world.ADVISORS, size).alias("service_advisor"),
        pick(rng, world.BRANCHES, size, (75, 25)).alias("branch"),
    )
    drawn = drawn.with_columns(jobs.TITLES.gather(drawn["job"]).alias("title"))
    splits = _splits(rng, drawn)
    lines = _lines(rng, splits)
    totals = lines.group_by("place", maintain_order=True).agg(
        *(
            pl.col("amount_cents").filter(pl.col("kind").is_in(list(kinds))).sum().alias(name)
            for name, kinds in (("labour_cents", ("labour",)), ("parts_cents", ("parts", "other")), ("external_cents", ("external",)))
        ),
        pl.col("cost_cents").filter(pl.col("kind").is_in(["parts", "other"])).sum().alias("parts_cost"),
        pl.col("cost_cents").filter(pl.col("kind") == "external").sum().alias("external_cost"),
    )  # fmt: skip
    complete = splits.join(totals, on="place", how="left", maintain_order="left").with_columns(
        money("labour_cents").alias("labour_total"),
        money("parts_cents").alias("parts_total"),
        money("external_cents").alias("external_total"),
    )
    return Workshop(_orders(drawn), complete, ORDER_LINES.of(_line_amounts(lines)))


def _orders(drawn: pl.DataFrame) -> pl.DataFrame:
    local = pl.from_epoch((pl.col("order_day") * _DAY + pl.col("minute")) * 60, time_unit="s").cast(pl.Datetime("us"))
    ordered = local.dt.replace_time_zone("Europe/Berlin").dt.convert_time_zone("UTC")
    ready = local.dt.truncate("1d") + pl.duration(days=pl.col("stay"), hours=17)
    promised = ready.dt.replace_time_zone("Europe/Berlin").dt.convert_time_zone("UTC")
    share = (pl.col("order_day") - (_TODAY - 1500)) / 1500
    return ORDERS.of(
        drawn.with_columns(
            pl.col("owner_number").alias("customer_number"),
            ordered.alias("ordered_at"),
            promised.alias("promised_at"),
            (pl.col("mileage_km") * share.clip(0.05, 1.0)).cast(pl.Int32).alias("mileage_km"),
        ),
    )


def _splits(rng: np.random.Generator, drawn: pl.DataFrame) -> pl.DataFrame:
    """Return one split per order; some have a second one that the manufacturer, an insurer or the house itself pays."""
    size = drawn.height
    first = drawn.with_columns(pl.lit(1).alias("split"), pl.Series("draw", rng.random(size)))
    body = pl.col("job") == jobs.BODY
    first = first.with_columns(
        pl.when(body & (pl.col("draw") < 0.6))
        .then(pl.lit("insurance"))
        .when(pl.col("draw") > 0.985)
        .then(pl.lit("internal"))
        .otherwise(pl.lit("customer"))
        .alias("payer")
    )
    second = first.with_columns(pl.lit(2).alias("split"), pl.Series("draw", rng.random(size))).filter(
        pl.col("draw") < 0.14
    )
    second = second.with_columns(
        pl.when(pl.col("draw") < 0.07).then(jobs.WARRANTY).when(pl.col("draw") < 0.12).then(jobs.RECALL).otherwise(jobs.PREPARATION)
        .cast(pl.Int64).alias("job"),
        pl.when(pl.col("draw") < 0.1).then(pl.lit("warranty")).when(pl.col("draw") < 0.12).then(pl.lit("goodwill"))
        .otherwise(pl.lit("internal")).alias("payer"),
    )  # fmt: skip
    both = pl.concat([first, second]).sort("order_day", "order_number", "split", maintain_order=True)
    count = both.height
    both = both.with_row_index("place").with_columns(
        pl.col("place").cast(pl.Int64),
        jobs.TITLES.gather(both["job"]).alias("title"),
        pl.Series("fate", rng.random(count)),
        pl.Series("wait", weighted(rng, (30, 35, 15, 10, 10), count)),
    )
    return _with_states(both)


def _with_states(splits: pl.DataFrame) -> pl.DataFrame:
    age = _TODAY - pl.col("order_day")
    invoice_day = pl.col("order_day") + pl.col("stay") + pl.col("wait")
    fate = pl.col("fate")
    recent = (
        pl.when(fate < 0.25).then(pl.lit("open")).when(fate < 0.6).then(pl.lit("in_progress"))
        .when(fate < 0.8).then(pl.lit("finished")).otherwise(pl.lit("billable"))
    )  # fmt: skip
    settled = (
        pl.when(fate < 0.01).then(pl.lit("cancelled")).when(fate < 0.013).then(pl.lit("billable"))
        .when(fate < 0.015).then(pl.lit("finished")).when(fate < 0.016).then(pl.lit("in_progress")).otherwise(pl.lit("billed"))
    )  # fmt: skip
    state = pl.when((invoice_day > _TODAY) | (age < 4)).then(recent).otherwise(settled)
    payer = pl.col("payer")
    return splits.with_columns(
        state.alias("state"),
        invoice_day.alias("invoice_day"),
        pl.col("owner_number").alias("customer_number"),
        pl.when(payer.is_in(["warranty", "goodwill"]))
        .then(pl.lit(MANUFACTURER))
        .when(payer == "insurance")
        .then(pl.lit(INSURER))
        .when(payer == "customer")
        .then("owner_number")
        .alias("paying_customer_number"),
        pl.when(state == "billed").then(invoice_day).cast(pl.Int32).cast(pl.Date).alias("invoiced_on"),
        pl.when(payer.is_in(["warranty", "goodwill"])).then(pl.lit("05")).otherwise(pl.lit("01")).alias("seag"),
    )


def _lines(rng: np.random.Generator, splits: pl.DataFrame) -> pl.DataFrame:
    drawn = splits.select("place", "order_number", "split", "job", "rate_cents")
    lines = drawn.join(jobs.job_lines(), on="job", how="inner", maintain_order="left_right")
    size = lines.height
    labour = pl.col("kind") == "labour"
    factor = pl.Series("factor", rng.integers(880, 1180, size))
    margin = pl.Series("margin", rng.integers(560, 780, size))
    bump = pl.Series("bump", rng.integers(-1, 2, size))
    lines = lines.with_columns(factor, margin, bump, pick(rng, world.MECHANICS, size).alias("mechanic"))
    units = pl.when(labour).then((pl.col("units") + pl.col("bump")).clip(1))
    price = pl.when(labour).then("rate_cents").otherwise(pl.col("price_cents") * pl.col("factor") // 1000)
    lines = lines.with_columns(units.alias("units"), price.alias("price"))
    amount = pl.when(labour).then(pl.col("units") * pl.col("price")).otherwise(pl.col("quantity") * pl.col("price"))
    return lines.with_columns(amount.alias("amount_cents")).with_columns(
        pl.when(~labour).then(pl.col("amount_cents") * pl.col("margin") // 1000).alias("cost_cents")
    )


def _line_amounts(lines: pl.DataFrame) -> pl.DataFrame:
    labour = pl.col("kind") == "labour"
    return lines.with_columns(
        pl.when(labour).then("units").otherwise("quantity").alias("quantity"),
        pl.col("units").alias("labour_units"),
        money("price").alias("unit_price"),
        money("amount_cents").alias("amount"),
        money("cost_cents").alias("cost"),
        pl.when(labour).then("mechanic").alias("mechanic"),
    )
