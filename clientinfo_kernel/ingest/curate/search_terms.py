"""What the search finds a customer by: every name, place, number and plate of theirs, and which customer is likelier meant."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from clientinfo_kernel.ingest.repeated_orders import with_order_numbers

if TYPE_CHECKING:
    from collections.abc import Callable

    from clientinfo_kernel.ingest.identity import Identity
    from clientinfo_kernel.ingest.raw_tables import RawTables

_HALF_YEAR_DAYS = 182


def search_terms(raw: RawTables, identity: Identity, written: Callable[[str], pl.LazyFrame]) -> pl.LazyFrame:
    """Return one row per term: ``customer_id``, ``kind`` (``search.hit.KINDS``), ``text``.

    Args:
        raw: The sources' tables.
        identity: The customers and their debtor accounts.
        written: Reads back a table of the snapshot; documents that not every role sees are taken from the tables whose
            topic decides that (``clientinfo_kernel.access.topics``).
    """
    customer_ids = identity.customers.select("customer_number", "customer_id").lazy()
    every = pl.concat(
        [
            *_own(identity),
            *_reached(raw, identity, customer_ids),
            *_owned(raw, customer_ids),
            *_documents(raw, identity, written),
        ]
    )
    return every.filter(pl.col("text").is_not_null() & (pl.col("text").str.strip_chars() != "")).unique()


def _own(identity: Identity) -> list[pl.LazyFrame]:
    """Return the terms of the customer's own record. A name stands there with its title, too, where it has one."""
    customers = identity.customers.lazy()
    is_company = pl.col("kind").cast(pl.String).fill_null("company") == "company"
    kind = pl.when(is_company).then(pl.lit("company")).otherwise(pl.lit("name")).alias("kind")
    titled = customers.filter(pl.col("title").is_not_null())
    place = pl.concat_str("postal_code", "town", separator=" ", ignore_nulls=True)
    birthday = pl.col("birthday").dt.to_string("%d.%m.%Y")
    return [
        customers.select("customer_id", kind, _joined("first_name", "name", "name_2").alias("text")),
        titled.select("customer_id", kind, _joined("title", "first_name", "name").alias("text")),
        *(_term(customers, kind, kind) for kind in ("street", "customer_number", "vat_id")),
        customers.select("customer_id", pl.lit("town").alias("kind"), place.alias("text")),
        customers.select("customer_id", pl.lit("birthday").alias("kind"), birthday.alias("text")),
        _term(identity.debtors.lazy(), "debtor_account", "account"),
    ]


def _reached(raw: RawTables, identity: Identity, customer_ids: pl.LazyFrame) -> list[pl.LazyFrame]:
    """Return the contact persons, and every way to reach the customer."""
    persons = raw.scan("dealer_system", "contact_persons").join(customer_ids, on="customer_number")
    reach = raw.scan("dealer_system", "communication").join(customer_ids, on="customer_number")
    ledger = raw.scan("ledger", "debtors").join(identity.debtors.lazy().select("account", "customer_id"), on="account")

    def by(*kinds: str) -> pl.LazyFrame:
        return reach.filter(pl.col("kind").cast(pl.String).is_in(kinds))

    return [
        persons.select(
            "customer_id", pl.lit("contact_person").alias("kind"), _joined("first_name", "last_name").alias("text")
        ),
        _term(persons, "phone", "phone"),
        _term(persons, "phone", "mobile"),
        _term(persons, "email", "email"),
        _term(by("phone", "mobile", "fax"), "phone", "address"),
        _term(by("email"), "email", "address"),
        _term(by("web"), "website", "address"),
        _term(ledger, "phone", "phone"),
        _term(ledger, "email", "email"),
    ]


def _owned(raw: RawTables, customer_ids: pl.LazyFrame) -> list[pl.LazyFrame]:
    """Return the vehicles and orders."""
    vehicles = raw.scan("dealer_system", "vehicles")
    cars = pl.concat(
        vehicles.select(tie, "license_plate", "vin").rename({tie: "customer_number"})
        for tie in ("owner_number", "keeper_number")
    ).join(customer_ids, on="customer_number")
    headers = with_order_numbers(raw.scan("dealer_system", "orders"), raw.order_uses, "order_number")
    orders = headers.join(customer_ids, on="customer_number")
    return [
        _term(cars, "license_plate", "license_plate"),
        _term(cars, "vin", "vin"),
        _term(orders, "order_number", "order_number"),
    ]


def _documents(raw: RawTables, identity: Identity, written: Callable[[str], pl.LazyFrame]) -> list[pl.LazyFrame]:
    """Return the invoices and ledger documents: each number once per customer, under the kind that most people are allowed to see."""
    ids = identity.debtors.lazy().select("account", "customer_id")
    customer_ids = identity.customers.select("customer_number", "customer_id").lazy()
    on_orders = _term(written("orders"), "invoice_number", "invoice_number")
    invoices = raw.scan("dealer_system", "invoices").join(customer_ids, on="customer_number")
    postings = raw.scan("ledger", "postings").filter(pl.col("account_kind").cast(pl.String) == "debtor")
    documents = pl.concat(
        [table.select("account", "document_ref1") for table in (raw.scan("ledger", "open_items"), postings)]
    ).unique()
    by_openness = [
        on_orders,
        _term(invoices, "sales_invoice", "invoice_number"),
        _term(documents.join(ids, on="account"), "ledger_document", "document_ref1"),
        _term(
            written("inbox_invoices").filter(pl.col("customer_id").is_not_null()), "inbox_document", "document_number"
        ),
    ]
    found = by_openness[:1]
    for further in by_openness[1:]:
        known = pl.concat(found).select("customer_id", "text")
        found.append(further.unique().join(known, on=["customer_id", "text"], how="anti"))
    return [*found, _term(written("open_items"), "open_item", "order_number")]


def search_customers(raw: RawTables, identity: Identity) -> pl.DataFrame:
    """Return one row per customer for the list of hits (``search.build.build``).

    ``weight`` decides which of two equally named customers is likelier meant: who was here in a later half-year, then
    who has more orders and vehicles, then who lives where more of the customers do (near the branches).
    """
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
    visits = pl.concat(
        [
            raw.scan("dealer_system", "orders").select("customer_number", day=pl.col("ordered_at").dt.date()),
            raw.scan("dealer_system", "invoices").select("customer_number", day="invoiced_on"),
        ]
    )
    orders = (
        visits.join(customer_ids, on="customer_number")
        .group_by("customer_id")
        .agg(pl.len().alias("visits"), pl.col("day").max().alias("last_visit"))
    )
    half_year = (pl.col("last_visit").to_physical() // _HALF_YEAR_DAYS).fill_null(0)
    active = pl.col("cars").fill_null(0) + pl.col("visits").fill_null(0)
    neighbours = pl.len().over("postal_code")
    likelier = pl.struct(half_year, active, neighbours).rank("dense").cast(pl.Int32)
    return (
        identity.customers.lazy()
        .join(plates, on="customer_id", how="left")
        .join(orders, on="customer_id", how="left")
        .select(
            "customer_id",
            "customer_number",
            _joined("first_name", "name").alias("name"),
            "town",
            "street",
            "license_plate",
            "branch",
            "birthday",
            likelier.alias("weight"),
        )
        .sort("customer_id")
        .collect()
    )


def _joined(*columns: str) -> pl.Expr:
    return pl.concat_str(*columns, separator=" ", ignore_nulls=True)


def _term(rows: pl.LazyFrame, kind: str, column: str) -> pl.LazyFrame:
    return rows.select("customer_id", pl.lit(kind).alias("kind"), pl.col(column).alias("text"))
