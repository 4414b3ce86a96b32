"""What the search finds a customer by: every name, place, number and plate that belongs to them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

if TYPE_CHECKING:
    from clientinfo_kernel.ingest.identity import Identity
    from clientinfo_kernel.ingest.raw_tables import RawTables


def search_terms(raw: RawTables, identity: Identity) -> pl.LazyFrame:
    """Return one row per term: ``customer_id``, ``kind``, ``text``."""
    customers = identity.customers.lazy()
    customer_ids = identity.customers.select("customer_number", "customer_id").lazy()
    full_name = pl.concat_str("first_name", "name", "name_2", separator=" ", ignore_nulls=True)
    is_company = pl.col("kind").cast(pl.String).fill_null("company") == "company"
    own = [
        customers.select(
            "customer_id",
            pl.when(is_company).then(pl.lit("company")).otherwise(pl.lit("name")).alias("kind"),
            full_name.alias("text"),
        ),
        *(_term(customers, kind, kind) for kind in ("street", "customer_number", "vat_id")),
        customers.select(
            "customer_id",
            pl.lit("town").alias("kind"),
            pl.concat_str("postal_code", "town", separator=" ", ignore_nulls=True).alias("text"),
        ),
        _term(identity.debtors.lazy(), "debtor_account", "account"),
    ]
    persons = raw.scan("dealer_system", "contact_persons").join(customer_ids, on="customer_number")
    person = pl.concat_str("first_name", "last_name", separator=" ", ignore_nulls=True)
    reach = (
        raw.scan("dealer_system", "communication")
        .with_columns(pl.col("kind").cast(pl.String))
        .join(customer_ids, on="customer_number")
    )
    vehicles = raw.scan("dealer_system", "vehicles")
    holders = pl.concat(
        vehicles.select(tie, "license_plate", "vin").rename({tie: "customer_number"})
        for tie in ("owner_number", "keeper_number")
    )
    cars = holders.join(customer_ids, on="customer_number")
    orders = raw.scan("dealer_system", "orders").join(customer_ids, on="customer_number")
    invoices = raw.scan("dealer_system", "invoices").join(customer_ids, on="customer_number")
    ledger = raw.scan("ledger", "debtors").join(identity.debtors.lazy().select("account", "customer_id"), on="account")
    related = [
        persons.select("customer_id", pl.lit("contact_person").alias("kind"), person.alias("text")),
        _term(persons, "phone", "phone"),
        _term(persons, "phone", "mobile"),
        _term(persons, "email", "email"),
        _term(reach.filter(pl.col("kind").is_in(("phone", "mobile", "fax"))), "phone", "address"),
        _term(reach.filter(pl.col("kind") == "email"), "email", "address"),
        _term(ledger, "phone", "phone"),
        _term(ledger, "email", "email"),
        _term(cars, "license_plate", "license_plate"),
        _term(cars, "vin", "vin"),
        _term(orders, "order_number", "order_number"),
        _term(invoices, "invoice_number", "invoice_number"),
        *_ledger_documents(raw, identity),
    ]
    every = pl.concat([*own, *related]).filter(pl.col("text").is_not_null() & (pl.col("text").str.strip_chars() != ""))
    return every.unique()


def search_customers(raw: RawTables, identity: Identity) -> pl.DataFrame:
    """Return one row per customer for the list of hits, with ``weight``: the number of orders and vehicles."""
    customer_ids = identity.customers.select("customer_number", "customer_id").lazy()
    vehicles = (
        raw.scan("dealer_system", "vehicles")
        .rename({"owner_number": "customer_number"})
        .join(customer_ids, on="customer_number")
    )
    plates = (
        vehicles.sort("vehicle_number")
        .group_by("customer_id")
        .agg(pl.col("license_plate").drop_nulls().first(), pl.len().alias("cars"))
    )
    orders = (
        raw.scan("dealer_system", "orders")
        .join(customer_ids, on="customer_number")
        .group_by("customer_id")
        .agg(pl.len().alias("orders"))
    )
    name = pl.concat_str("first_name", "name", separator=" ", ignore_nulls=True)
    weight = (pl.col("cars").fill_null(0) + pl.col("orders").fill_null(0)).cast(pl.Int32)
    return (
        identity.customers.lazy()
        .join(plates, on="customer_id", how="left")
        .join(orders, on="customer_id", how="left")
        .select("customer_id", "customer_number", name.alias("name"), "town", "license_plate", weight.alias("weight"))
        .sort("customer_id")
        .collect()
    )


def _term(rows: pl.LazyFrame, kind: str, column: str) -> pl.LazyFrame:
    return rows.select("customer_id", pl.lit(kind).alias("kind"), pl.col(column).alias("text"))


def _ledger_documents(raw: RawTables, identity: Identity) -> list[pl.LazyFrame]:
    """Return the invoice numbers that only the ledger knows."""
    ids = identity.debtors.lazy().select("account", "customer_id")
    items = raw.scan("ledger", "open_items").select("account", "document_ref1")
    postings = (
        raw.scan("ledger", "postings")
        .filter(pl.col("account_kind").cast(pl.String) == "debtor")
        .select("account", "document_ref1")
    )
    return [_term(pl.concat([items, postings]).unique().join(ids, on="account"), "invoice_number", "document_ref1")]
