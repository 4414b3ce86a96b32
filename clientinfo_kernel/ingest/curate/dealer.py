"""Vehicles, orders and what else the dealer system knows about a customer."""

from __future__ import annotations

import polars as pl

from clientinfo_kernel.ingest.billed_numbers import is_of_earlier_order
from clientinfo_kernel.query.collation import places
from clientinfo_kernel.settings import BERLIN


def vehicles(raw: pl.LazyFrame, customer_ids: pl.DataFrame) -> pl.LazyFrame:
    """Return one row per customer and vehicle: owners and keepers each see it (``answers.VEHICLES``)."""
    place = pl.col("license_plate").map_batches(places, return_dtype=pl.UInt32).cast(pl.Int32)
    known = raw.drop("owner_number", "keeper_number").with_columns(place.alias("plate_place"))
    return _ties(raw, customer_ids).join(known, on="vehicle_number")


def recalls(raw: pl.LazyFrame, raw_vehicles: pl.LazyFrame, customer_ids: pl.DataFrame) -> pl.LazyFrame:
    """Return one row per recall and customer who owns or keeps the vehicle (``answers.RECALLS``)."""
    holders = _ties(raw_vehicles, customer_ids).select("vehicle_number", "customer_id")
    return holders.join(raw, on="vehicle_number")


def _ties(raw: pl.LazyFrame, customer_ids: pl.DataFrame) -> pl.LazyFrame:
    """Return one row per vehicle and customer who owns it, keeps it, or both."""
    ids = customer_ids.lazy()
    ties = [
        raw.select("vehicle_number", pl.col(f"{tie}_number").alias("customer_number"))
        .join(ids, on="customer_number")
        .select(
            "vehicle_number", "customer_id", *(pl.lit(each == tie).alias(f"is_{each}") for each in ("owner", "keeper"))
        )
        for tie in ("owner", "keeper")
    ]
    return (
        pl.concat(ties)
        .group_by("vehicle_number", "customer_id")
        .agg(pl.col("is_owner").any(), pl.col("is_keeper").any())
    )


def orders(
    splits: pl.LazyFrame,
    headers: pl.LazyFrame,
    bills: pl.LazyFrame,
    raw_vehicles: pl.LazyFrame,
    customer_ids: pl.DataFrame,
) -> pl.LazyFrame:
    """Return one row per split of an order, of the customer who ordered (``answers.ORDERS``).

    Where no header says who, the split's invoice does (``bills``: contract ``dealer_system.Invoices``), else who pays it.
    """
    state = pl.col("state").cast(pl.String)
    cars = raw_vehicles.select("vehicle_number", "license_plate", "model")
    head = headers.select(
        "order_number", "customer_number", "vehicle_number", "ordered_at", "promised_at", "mileage_km", "service_advisor",
        pl.col("title").alias("order_title"),
    )  # fmt: skip
    billed = bills.select(
        *("invoice_number", "invoiced_on"),
        pl.coalesce("customer_number", "paying_customer_number").alias("billed_customer"),
        pl.col("vehicle_number").alias("billed_vehicle"),
    )
    return (
        _with_head(splits, head)
        .join(billed, on=["invoice_number", "invoiced_on"], how="left")
        .with_columns(
            pl.coalesce("customer_number", "billed_customer", "paying_customer_number").alias("customer_number"),
            pl.coalesce("vehicle_number", "billed_vehicle").alias("vehicle_number"),
        )
        .join(cars, on="vehicle_number", how="left")
        .join(customer_ids.lazy(), on="customer_number")
        .select(
            "customer_id",
            pl.col("order_number").alias("order"),
            "split",
            pl.coalesce("title", "order_title").alias("title"),
            state.alias("state"),
            pl.col("payer").cast(pl.String),
            (~state.is_in(("billed", "cancelled"))).alias("is_current"),
            "ordered_at", "promised_at", "invoice_number", pl.col("invoiced_on").alias("invoice_date"), "labour_total",
            "parts_total", "external_total", "amount", "seag", "license_plate", "model", "mileage_km", "service_advisor",
            "source_file", "source_row",
        )
    )  # fmt: skip


def payer_orders(splits: pl.LazyFrame, headers: pl.LazyFrame, customer_ids: pl.DataFrame) -> pl.LazyFrame:
    """Return one row per split that is not cancelled, of the customer who pays it (insurer, manufacturer ...).

    The house pays internal splits; what is nobody's number burdens nobody.
    """
    payer, state = pl.col("payer").cast(pl.String), pl.col("state").cast(pl.String)
    ordered = headers.select("order_number", "customer_number", "ordered_at")
    own = pl.when(payer == "customer").then("customer_number")
    return (
        splits.filter((state != "cancelled") & (payer != "internal"))
        .pipe(_with_head, ordered)
        .with_columns(pl.coalesce("paying_customer_number", own).alias("customer_number"))
        .join(customer_ids.lazy(), on="customer_number")
        .select(
            "customer_id", pl.col("order_number").alias("order"), "split", payer.alias("payer"), "invoice_number",
            (state != "billed").alias("is_current"),
            pl.col("ordered_at").dt.convert_time_zone(BERLIN.key).dt.date().alias("ordered_on"),
            pl.when(state == "billed").then("invoiced_on").alias("billed_on"),
            "amount", "source_file", "source_row",
        )
    )  # fmt: skip


def _with_head(splits: pl.LazyFrame, headers: pl.LazyFrame) -> pl.LazyFrame:
    """Add what the header of a split's order says; that of a later order of the number says nothing of it."""
    names = [name for name in headers.collect_schema().names() if name != "order_number"]
    joined = splits.join(headers, on="order_number", how="left")
    return joined.with_columns(pl.when(~is_of_earlier_order()).then(name).alias(name) for name in names)


def order_lines(raw: pl.LazyFrame, curated_orders: pl.LazyFrame) -> pl.LazyFrame:
    """Return one row per line, with the customer of its split (``answers.ORDER_LINES``)."""
    owner = curated_orders.select("customer_id", "order", "split")
    lines = raw.rename({"order_number": "order"}).with_columns(pl.col("kind").cast(pl.String)).drop("cost")
    return lines.join(owner, on=["order", "split"])


def invoices(raw: pl.LazyFrame, customer_ids: pl.DataFrame) -> pl.LazyFrame:
    """Return one row per outgoing invoice, of the customer it concerns (for the timeline and the search)."""
    return (
        raw.with_columns(pl.coalesce("customer_number", "paying_customer_number").alias("customer_number"))
        .join(customer_ids.lazy(), on="customer_number")
        .select("customer_id", "invoice_number", pl.col("kind").cast(pl.String), "invoiced_on", "due_on", "net", "gross",
                "is_cancelled", "is_credit_note", "source_file", "source_row")
    )  # fmt: skip


def of_customer(raw: pl.LazyFrame, customer_ids: pl.DataFrame) -> pl.LazyFrame:
    """Return the rows that carry a customer number, with its ``customer_id`` instead; enums become text."""
    return (
        raw.join(customer_ids.lazy(), on="customer_number")
        .drop("customer_number")
        .with_columns(pl.col(pl.Enum).cast(pl.String))
    )
