"""By what a profit entry can be asked for: branch, make, adviser ... of the document that it belongs to."""

from __future__ import annotations

import polars as pl

# What a document says of its entries.
DOCUMENT_DIMENSIONS = ("branch", "make", "model", "order_kind", "adviser")
# Who pays for whom, by what the dealer system calls a payer of a split.
SPLIT_PAYERS = {
    "customer": "customer",
    "warranty": "manufacturer",
    "goodwill": "manufacturer",
    "insurance": "insurer",
    "internal": "internal",
}
_INSURER, _LEASING_BANK = r"(?i)versicher|insur", r"(?i)leasing|\bbank\b|bank$"


def document_dimensions(
    owners: pl.DataFrame, invoices: pl.LazyFrame, splits: pl.LazyFrame, orders: pl.LazyFrame, vehicles: pl.LazyFrame
) -> pl.LazyFrame:
    """Return what the dealer system's documents say: the invoice first, then its order.

    Args:
        owners: Result of ``attribution.document_owners``.
        invoices: Contract ``dealer_system.Invoices``, with ``invoice_key``.
        splits: Contract ``dealer_system.OrderSplits``, likewise.
        orders: Contract ``dealer_system.Orders``.
        vehicles: Contract ``dealer_system.Vehicles``.

    Returns:
        One row per ``invoice_key``: ``DOCUMENT_DIMENSIONS`` and ``is_insured`` (an insurer pays a split of it).
    """
    bills = invoices.select(
        "invoice_key",
        pl.col("kind").cast(pl.String).alias("bill_kind"),
        *("vehicle_number", "branch", "salesperson"),
    ).unique("invoice_key", keep="none")
    insured = (
        splits.filter(pl.col("payer").cast(pl.String) == "insurance")
        .select("invoice_key", pl.lit(value=True).alias("is_insured"))
        .unique()
    )
    of_order = (
        pl.when("is_internal")
        .then(pl.lit("internal"))
        .when("by_warranty")
        .then(pl.lit("warranty"))
        .when(pl.col("order_number").is_not_null())
        .then(pl.lit("workshop"))
    )
    headers = orders.select(
        *("order_number", "service_advisor"),
        pl.col("vehicle_number").alias("order_vehicle"),
        pl.col("branch").alias("order_branch"),
    )
    return (
        owners.lazy()
        .select(pl.col("key").alias("invoice_key"), "order_number", "is_internal", "by_warranty")
        .join(bills, on="invoice_key", how="left")
        .join(headers, on="order_number", how="left")
        .join(insured, on="invoice_key", how="left")
        .with_columns(pl.coalesce("vehicle_number", "order_vehicle").alias("vehicle_number"))
        .join(vehicles.select("vehicle_number", "make", "model"), on="vehicle_number", how="left")
        .select(
            "invoice_key",
            pl.coalesce("branch", "order_branch").alias("branch"),
            *("make", "model"),
            pl.coalesce("bill_kind", of_order).alias("order_kind"),
            pl.coalesce("service_advisor", "salesperson").alias("adviser"),
            pl.col("is_insured").fill_null(value=False),
        )
    )


def order_dimensions(orders: pl.LazyFrame, vehicles: pl.LazyFrame) -> pl.LazyFrame:
    """Return what an order says of a supplier's bill for it, one row per ``supplier_order``."""
    return orders.join(vehicles.select("vehicle_number", "make", "model"), on="vehicle_number", how="left").select(
        pl.col("order_number").alias("supplier_order"),
        *("branch", "make", "model"),
        pl.lit(None, pl.String).alias("order_kind"),
        pl.col("service_advisor").alias("adviser"),
    )


def with_dimensions(
    bundles: pl.LazyFrame, documents: pl.LazyFrame, orders: pl.LazyFrame, customers: pl.DataFrame
) -> pl.LazyFrame:
    """Add ``DOCUMENT_DIMENSIONS``, ``known_division`` and ``payer_kind`` to bundles; null: nobody knows.

    A division that the account mapping leaves open is null.

    Args:
        bundles: Result of ``bundles.bundled``.
        documents: Result of ``document_dimensions``.
        orders: Result of ``order_dimensions``.
        customers: ``customer_number``, ``name``, ``classification`` of those who can pay for another.
    """
    payers = customers.lazy().select(
        pl.col("customer_number").alias("payer"),
        pl.concat_str("classification", "name", separator=" ", ignore_nulls=True).alias("paying"),
    )
    by_order = orders.select("supplier_order", pl.exclude("supplier_order").name.suffix("_of_order"))
    joined = (
        bundles.join(documents, on="invoice_key", how="left")
        .join(by_order, on="supplier_order", how="left")
        .join(payers, on="payer", how="left")
    )
    return joined.with_columns(
        pl.when(pl.col("division") != "unassigned").then("division").alias("known_division"),
        *(pl.coalesce(name, f"{name}_of_order").alias(name) for name in DOCUMENT_DIMENSIONS),
        _payer_kind().alias("payer_kind"),
    ).drop("paying", *(f"{name}_of_order" for name in DOCUMENT_DIMENSIONS))


def _payer_kind() -> pl.Expr:
    return (
        pl.when("is_internal")
        .then(pl.lit("internal"))
        .when("is_warranty")
        .then(pl.lit("manufacturer"))
        .when(pl.col("customer_id").is_null())
        .then(None)
        .when(pl.col("payer").is_null())
        .then(pl.lit("customer"))
        .when(pl.col("is_insured").fill_null(value=False) | pl.col("paying").str.contains(_INSURER))
        .then(pl.lit("insurer"))
        .when(pl.col("paying").str.contains(_LEASING_BANK))
        .then(pl.lit("leasing_bank"))
        .otherwise(pl.lit("other_customer"))
    )
