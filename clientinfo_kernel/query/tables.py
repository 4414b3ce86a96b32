"""The tables of a snapshot: their columns, one row per what, and which topic of access they belong to.

Each table is declared here and nowhere else. The refresh writes nothing that differs from its declaration, the answers
(``answers``) choose from these columns, and whoever reads a table passes the gate of its topic (``permitted``).

Money is Decimal(18, 2) in EUR; ``*_on`` are dates, ``*_at`` moments in UTC; identifiers are text. A table of customers
begins with ``customer_id`` (the place of the customer in this snapshot, 0 to customers - 1) and is sorted by it. Plain
Polars schemas: reading a snapshot must not cost the start-up time of a validation library.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from clientinfo_kernel.column_types import PERCENT
from clientinfo_kernel.errors import TableUnknown
from clientinfo_kernel.query.profit_lines import DIVISIONS, GROSS_PROFIT_LINES
from clientinfo_kernel.query.table import (
    Table,
    amounts,
    dates,
    flags,
    moments,
    numbers,
    of_customers,
    of_nobody,
    texts,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from polars._typing import PolarsDataType

_ORIGIN: Mapping[str, PolarsDataType] = {"source_file": pl.String, "source_row": pl.Int64}
# ``origin`` is ``posted`` or ``calculated`` (then ``rate_percent`` of ``rate_base`` by the account mapping's line
# ``source_row``). ``amount`` has the sign of its effect on profit.
_PROFIT_ENTRY: Mapping[str, PolarsDataType] = {
    **numbers("year"),
    **texts("number"),
    **dates("posted_on"),
    **texts("account", "account_name", "role", "division"),
    **flags("is_warranty"),
    **texts("origin"),
    **amounts("amount"),
    "rate_percent": PERCENT,
    **amounts("rate_base"),
    **texts("text"),
    **_ORIGIN,
}


CUSTOMERS = of_customers(
    "customers",
    "customer",
    "customers",
    _ORIGIN,
    texts("customer_number", "kind", "salutation", "title", "first_name", "name", "name_2"),
    texts("street", "postal_code", "town", "country", "vat_id"),
    dates("birthday"),
    texts("customer_group", "classification", "credit_rating"),
    amounts("credit_limit"),
    texts("payment_terms", "remark", "salesperson", "branch"),
    dates("created_on"),
    texts("phone", "email", "web"),
)
DEBTOR_ACCOUNTS = of_customers(
    "debtor_accounts", "debtor account of the ledger that leads to a customer", "customers", texts("account", "reason")
)
# Records of other systems that are the same customer (``certain``) or might be (``certain`` false), and why.
IDENTITY_LINKS = of_customers(
    "identity_links", "customer and other record", "customers",
    texts("customer_number", "name", "town", "reason"), {"score": pl.Float64}, flags("certain"),
)  # fmt: skip
CONTACT_PERSONS = of_customers(
    "contact_persons",
    "contact person of a customer",
    "customers",
    _ORIGIN,
    texts("person_number", "salutation", "first_name", "last_name", "role", "phone", "mobile", "email", "note"),
    flags("is_main"),
)
COMMUNICATION = of_customers(
    "communication", "phone number, e-mail or web address of a customer", "customers",
    _ORIGIN, texts("kind", "address", "note"), flags("is_preferred"),
)  # fmt: skip
# ``latitude`` and ``longitude`` null: no directory knows the address.
PLACES = of_customers(
    "places", "customer", "customers",
    texts("street", "postal_code", "town", "country"),
    {"latitude": pl.Float64, "longitude": pl.Float64}, texts("accuracy"),
)  # fmt: skip
VEHICLES = of_customers(
    "vehicles",
    "vehicle and customer who owns or keeps it",
    "customers",
    texts("vehicle_number"),
    flags("is_owner", "is_keeper"),
    _ORIGIN,
    texts("vin", "license_plate", "make", "model", "fuel", "kba_hsn", "kba_tsn"),
    dates("first_registration_on"),
    numbers("mileage_km"),
    dates("mileage_on", "next_general_inspection_on", "next_emission_test_on", "next_service_on"),
    numbers("next_service_km"),
    dates("sold_on"),
)
# ``is_current``: neither billed nor cancelled yet. ``amount`` is gross.
ORDERS = of_customers(
    "orders",
    "split of a workshop order",
    "customers",
    texts("order"),
    numbers("split"),
    texts("title", "state", "payer"),
    flags("is_current"),
    moments("ordered_at", "promised_at"),
    texts("invoice_number"),
    dates("invoice_date"),
    amounts("labour_total", "parts_total", "external_total", "amount"),
    texts("seag", "license_plate", "model"),
    numbers("mileage_km"),
    texts("service_advisor"),
    _ORIGIN,
)
ORDER_LINES = of_customers(
    "order_lines",
    "line of a split: labour or part",
    "customers",
    _ORIGIN,
    texts("order"),
    numbers("split", "line"),
    texts("kind", "item_number", "text"),
    {"quantity": pl.Decimal(18, 3), "labour_units": PERCENT},
    amounts("unit_price", "amount"),
    texts("mechanic"),
)
APPOINTMENTS = of_customers(
    "appointments",
    "appointment in the workshop",
    "customers",
    _ORIGIN,
    texts("appointment_number", "vehicle_number", "order_number"),
    moments("bring_at", "return_at"),
    texts("service", "note"),
)
CASES = of_customers(
    "cases",
    "case (Vorgang)",
    "customers",
    _ORIGIN,
    texts("case_id", "kind", "text", "status", "assignee"),
    dates("due_at", "follow_up_on"),
    moments("created_at", "closed_at"),
    flags("is_open"),
)
CONTACT_EVENTS = of_customers(
    "contact_events",
    "contact with a customer",
    "customers",
    _ORIGIN,
    texts("event_id", "case_id"),
    moments("at"),
    texts("employee", "contact_person", "channel", "note"),
)
# ``kind``: contact, case, order, invoice, payment, inbox. ``what`` is the event's subject in the source's words
# (channel, order and split, document number, ...). ``access.rights`` says which kinds a role sees.
TIMELINE = of_customers(
    "timeline",
    "event",
    "customers",
    moments("at"),
    flags("has_time"),
    texts("kind", "what", "text", "person"),
    amounts("amount"),
    numbers("days"),
    texts("item"),
)
INVOICES = of_customers(
    "invoices",
    "outgoing invoice of the dealer system",
    "revenue",
    texts("invoice_number", "kind"),
    dates("invoiced_on", "due_on"),
    amounts("net", "gross"),
    flags("is_cancelled", "is_credit_note"),
    _ORIGIN,
)
# The divisions add up to ``total``; all net of VAT. ``warranty`` is the part of ``total`` that a manufacturer paid;
# ``without_warranty`` is the rest.
REVENUE = of_customers(
    "revenue", "customer and fiscal year", "revenue",
    numbers("year"), amounts("total", "warranty", "without_warranty", *DIVISIONS),
)  # fmt: skip
# ``date`` is the invoice's day, ``last_on`` that of the last booking.
DEBTOR_DOCUMENTS = of_customers(
    "debtor_documents",
    "debtor account and document number",
    "receivables",
    texts("debtor_account", "number"),
    dates("date", "due_on"),
    amounts("debit", "credit", "balance"),
    dates("last_on"),
    flags("is_invoice"),
    _ORIGIN,
    texts("text"),
)
# ``days`` from the invoice, ``delay`` from its due date to the payment; ``is_settled``: the invoice is paid in full.
PAYMENTS = of_customers(
    "payments",
    "payment of an invoice",
    "receivables",
    texts("debtor_account", "number"),
    dates("paid_on"),
    amounts("amount"),
    _ORIGIN,
    dates("invoiced_on", "due_on"),
    numbers("days", "delay"),
    flags("is_settled"),
)
# ``kind`` is R for an invoice, U… for a booking without one; then ``amount`` is 0 and ``number`` empty.
OPEN_ITEMS = of_customers(
    "open_items",
    "open item of a debtor account",
    "receivables",
    texts("debtor_account", "kind", "number"),
    dates("date", "due_on"),
    texts("text"),
    amounts("amount", "balance"),
    numbers("dunning_level"),
    texts("order_number", "license_plate"),
    _ORIGIN,
)
INBOX_INVOICES = of_customers(
    "inbox_invoices",
    "staged invoice of an upstream system",
    "receivables",
    _ORIGIN,
    texts("entry_id", "source_system", "state", "reason", "kind", "document_number"),
    dates("document_on", "due_on"),
    moments("received_at"),
    texts("customer_number", "debtor_account", "seller_name", "buyer_name", "buyer_vat_id"),
    amounts("net", "tax", "gross"),
    texts("currency", "document_id", "document_format"),
)
INBOX_CUSTOMERS = of_customers(
    "inbox_customers",
    "staged change of a field of a customer's record",
    "receivables",
    _ORIGIN,
    texts("entry_id", "source_system", "state", "reason"),
    moments("received_at"),
    texts("customer_number", "name", "field", "old_value", "new_value"),
)
# ``rendition`` is JSON (data_sources.inbox.rendition), null where the document holds no structured invoice.
DOCUMENTS = of_customers(
    "documents",
    "document attached to a staged invoice",
    "receivables",
    _ORIGIN,
    texts("document_id", "entry_id", "file_name", "format", "media_type", "sha256"),
    {"content": pl.Binary},
    texts("rendition"),
)
PROFIT_ENTRIES = of_customers(
    "profit_entries", "posting or calculated cost that is part of a gross profit", "gross_profit", _PROFIT_ENTRY
)
# Costs and deductions are negative: ``gross_profit`` is the plain sum of the lines before it.
# ``number`` null: postings of the customer without a document.
GROSS_PROFIT_INVOICES = of_customers(
    "gross_profit_invoices",
    "customer, fiscal year and document",
    "gross_profit",
    numbers("year"),
    texts("number"),
    dates("date"),
    amounts(*GROSS_PROFIT_LINES.values(), "gross_profit"),
)
UNASSIGNED_ENTRIES = of_nobody(
    "unassigned_entries", "profit entry that leads to no customer", "gross_profit", _PROFIT_ENTRY
)
LEDGER_MONTHS = of_nobody(
    "ledger_months", "month and account, as the ledger sums them up", "gross_profit",
    dates("month"), texts("account", "role"), amounts("ledger"),
)  # fmt: skip
UNMAPPED_ACCOUNTS = of_nobody(
    "unmapped_accounts", "general ledger account that no range of the account mapping holds", "gross_profit",
    texts("account"), {"postings": pl.Int64}, amounts("amount"),
)  # fmt: skip
LEDGER_OPEN_ITEMS = of_nobody(
    "ledger_open_items", "debtor account with open items", "receivables", texts("debtor_account"), amounts("balance")
)
OPEN_ITEM_DIFFERENCES = of_nobody(
    "open_item_differences", "debtor account whose list of open items disagrees with its postings", "receivables",
    texts("debtor_account"), amounts("listed", "rebuilt", "difference"),
)  # fmt: skip

TABLES = {
    each.name: each
    for each in (
        *(CUSTOMERS, DEBTOR_ACCOUNTS, IDENTITY_LINKS, CONTACT_PERSONS, COMMUNICATION, PLACES, VEHICLES, ORDERS),
        *(ORDER_LINES, APPOINTMENTS, CASES, CONTACT_EVENTS, TIMELINE, INVOICES, REVENUE, DEBTOR_DOCUMENTS, PAYMENTS),
        *(OPEN_ITEMS, INBOX_INVOICES, INBOX_CUSTOMERS, DOCUMENTS, PROFIT_ENTRIES, GROSS_PROFIT_INVOICES),
        *(UNASSIGNED_ENTRIES, LEDGER_MONTHS, UNMAPPED_ACCOUNTS, LEDGER_OPEN_ITEMS, OPEN_ITEM_DIFFERENCES),
    )
}


def table_named(name: str) -> Table:
    """Return the declaration of a table.

    Raises:
        TableUnknown: No snapshot has such a table; the message names the nearest ones.
    """
    if name not in TABLES:
        raise TableUnknown(name, list(TABLES))
    return TABLES[name]
