"""From the raw store to the files of a snapshot, in the order of the steps; those of the ledger: ``ledger_tables``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from clientinfo_kernel.ingest.curate import cases, dealer, people
from clientinfo_kernel.ingest.curate.inbox_owner import House, inbox_owner, unassigned
from clientinfo_kernel.ingest.curate.places import places
from clientinfo_kernel.ingest.curate.resemblance import with_resemblances
from clientinfo_kernel.ingest.curate.search_terms import search_customers, search_terms
from clientinfo_kernel.ingest.curate.timeline import timeline
from clientinfo_kernel.ingest.identity import Identity, resolve
from clientinfo_kernel.ingest.ledger_tables import debtors_only, write_ledger
from clientinfo_kernel.ingest.raw_tables import RawTables
from clientinfo_kernel.ingest.repeated_orders import same_customers_orders, with_order_numbers
from clientinfo_kernel.ingest.snapshot_writer import SnapshotWriter
from clientinfo_kernel.query.tables.findings import MOST_REFUSED
from clientinfo_kernel.query.tables.inbox import UNASSIGNED_DOCUMENTS
from clientinfo_kernel.search import build_index
from data_sources.contract import ORIGIN

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from clientinfo_kernel.ingest.raw_store import RawStore
    from clientinfo_kernel.settings import Settings


@dataclass(frozen=True)
class Built:
    """What a snapshot's manifest says of its tables.

    Attributes:
        customers: Their number.
        lists_open_items: Whether the open items are those of the ledger's own list; without one of debtors they are made
            of the postings.
    """

    customers: int
    lists_open_items: bool


def build(store: RawStore, settings: Settings, folder: Path, progress: Callable[[str], None]) -> Built:
    """Write all tables of a snapshot into ``folder``.

    Raises:
        SettingsError: The account mapping cannot be read.
    """
    raw = RawTables(store, frozenset(settings.sources))
    progress("customers")
    identity = _identity(raw)
    customer_ids = identity.customers.select("customer_number", "customer_id")
    writer = SnapshotWriter(folder, identity.customers.height)
    _write_people(raw, identity, customer_ids, writer)
    progress("vehicles and orders")
    _write_dealer(raw, customer_ids, writer)
    progress("ledger")
    lists_open_items = write_ledger(raw, settings, identity, customer_ids, writer)
    progress("inboxes and cases")
    _write_inboxes_and_cases(raw, settings, identity, customer_ids, writer)
    writer.write("timeline", timeline(writer.scan), ["at", "kind", "what", "amount", "text", "person"], descending=True)
    writer.write_whole("refused_rows", raw.refused(MOST_REFUSED))
    progress("search")
    build_index(search_terms(raw, identity, writer.scan), search_customers(raw, identity), folder / "search.index")
    return Built(identity.customers.height, lists_open_items)


def _identity(raw: RawTables) -> Identity:
    debtors = raw.frame("ledger", "debtors").filter(pl.col("kind").cast(pl.String) == "debtor")
    postings = raw.scan("ledger", "postings")
    seen = pl.concat(
        [
            postings.filter(pl.col("account_kind").cast(pl.String) == "debtor").select("account"),
            postings.filter(pl.col("contra_kind").cast(pl.String) == "debtor").select(
                pl.col("contra_account").alias("account")
            ),
            debtors_only(raw, "open_items").select("account"),
        ]
    ).unique()
    customers = people.with_communication(
        raw.frame("dealer_system", "customers"), raw.scan("dealer_system", "communication")
    )
    accounts = raw.frame("dealer_system", "debtor_accounts")
    return resolve(customers, accounts, debtors, seen.collect(engine="streaming")["account"], _listed_names(raw))


def _listed_names(raw: RawTables) -> pl.DataFrame:
    """Return ``account`` and ``listed_name``: what lists of open items and of balances call the debtors in them."""
    balances = raw.scan("ledger", "balances").filter(pl.col("account_kind").cast(pl.String) == "debtor")
    listed = pl.concat([each.select("account", "name") for each in (balances, debtors_only(raw, "open_items"))])
    names = listed.drop_nulls().rename({"name": "listed_name"}).unique("account", keep="last", maintain_order=True)
    return names.collect(engine="streaming")


def _write_people(raw: RawTables, identity: Identity, customer_ids: pl.DataFrame, writer: SnapshotWriter) -> None:
    writer.write(
        "customers", people.with_places(identity.customers).lazy().with_columns(pl.col(pl.Enum).cast(pl.String))
    )
    vat_ids = raw.scan("ledger", "debtors").select("account", "vat_id")
    writer.write("debtor_accounts", identity.debtors.lazy().join(vat_ids, on="account", how="left"), ["account"])
    writer.write(
        "identity_links",
        people.identity_links(identity).lazy(),
        ["score", "certain", "customer_number"],
        descending=True,
    )
    for table, order in (("contact_persons", ["person_number"]), ("communication", ["kind", "address", *ORIGIN])):
        writer.write(table, dealer.of_customer(raw.scan("dealer_system", table), customer_ids), order)
    writer.write("places", places(identity.customers, raw.frame("places", "places")).lazy())


def _write_dealer(raw: RawTables, customer_ids: pl.DataFrame, writer: SnapshotWriter) -> None:
    vehicles = raw.scan("dealer_system", "vehicles")
    splits, headers = raw.scan("dealer_system", "order_splits"), raw.scan("dealer_system", "orders")
    bills = raw.scan("dealer_system", "invoices")
    orders, uses = dealer.orders(splits, headers, bills, vehicles, customer_ids), raw.order_uses
    lines = dealer.order_lines(raw.scan("dealer_system", "order_lines"), orders)
    paid = dealer.payer_orders(splits, headers, customer_ids)
    writer.write(
        "vehicles",
        dealer.vehicles(vehicles, customer_ids),
        ["next_general_inspection_on", "license_plate", "vehicle_number"],
    )
    recalls = dealer.recalls(raw.scan("dealer_system", "recalls"), vehicles, customer_ids)
    writer.write("recalls", recalls, ["vehicle_number", "announced_on", "recall_number"])
    names = same_customers_orders(orders, uses)
    written = {
        each: with_order_numbers(rows, uses, names=names) for each, rows in (("orders", orders), ("order_lines", lines))
    }
    writer.write("payer_orders", with_order_numbers(paid, uses), ["order", "split"])
    writer.write("orders", written["orders"], ["invoice_date", "order", "split"], descending=True)
    writer.write("order_lines", written["order_lines"], ["order", "split", "line"])
    writer.write(
        "invoices",
        dealer.invoices(bills, customer_ids),
        ["invoiced_on", "invoice_number"],
        descending=True,
    )
    appointments = dealer.of_customer(raw.scan("dealer_system", "appointments"), customer_ids)
    writer.write("appointments", appointments, ["bring_at", "appointment_number"], descending=True)


def _write_inboxes_and_cases(
    raw: RawTables, settings: Settings, identity: Identity, customer_ids: pl.DataFrame, writer: SnapshotWriter
) -> None:
    writer.write(
        "cases",
        cases.cases(raw.scan("crm", "cases"), customer_ids, settings.closed_case_statuses),
        ["is_open", "follow_up_on", "case_id"],
        descending=True,
    )
    writer.write(
        "contact_events",
        dealer.of_customer(raw.scan("crm", "contact_events"), customer_ids),
        ["at", "event_id"],
        descending=True,
    )
    documents = raw.scan("inbox", "documents").with_columns(pl.col(pl.Enum).cast(pl.String))
    formats = documents.select("document_id", pl.col("format").alias("document_format"))
    house = House(settings.house, settings.own_vat_id, settings.letters.company)
    known = (customer_ids, identity.debtors, identity.customers, house)
    entries = inbox_owner(raw.scan("inbox", "invoice_entries"), *known).join(formats, on="document_id", how="left")
    # Asked four times, and an inbox has a part for each of its mails: their texts fit into memory.
    staged = entries.collect(engine="streaming").lazy()
    writer.write("inbox_invoices", staged, ["received_at", "entry_id"], descending=True)
    owned = inbox_owner(raw.scan("inbox", "customer_entries"), *known)
    persons = raw.scan("dealer_system", "contact_persons")
    records = with_resemblances(owned, identity.customers, persons, customer_ids)
    writer.write("inbox_customers", records, ["received_at", "entry_id"], descending=True)
    writer.write_whole("inbox_unassigned", unassigned(staged, records).collect(engine="streaming"))
    owner = staged.select("entry_id", "customer_id").unique("entry_id")
    owned_documents = documents.join(owner, on="entry_id")
    writer.write("documents", owned_documents, ["entry_id", "document_id"])
    of_nobody = owned_documents.filter(pl.col("customer_id").is_null()).select(UNASSIGNED_DOCUMENTS.columns.names())
    writer.write_whole("unassigned_documents", of_nobody.sort("entry_id", "document_id").collect(engine="streaming"))
