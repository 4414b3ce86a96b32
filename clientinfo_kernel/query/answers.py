"""The schemas of all answers about one customer: what ``CustomerFile`` returns, column by column.

Types, and what a row stands for, are those of the snapshot's tables (``tables``), from which the answers choose.
Every answer whose rows come straight from a source carries ``source_file`` and ``source_row``.
"""

from collections.abc import Mapping

import polars as pl
from polars._typing import PolarsDataType

from clientinfo_kernel.money import MONEY
from clientinfo_kernel.query.profit_lines import DIVISIONS, GROSS_PROFIT_AMOUNTS
from clientinfo_kernel.query.table import MOMENT, ORIGIN, amounts, dates, flags, integers, texts
from clientinfo_kernel.query.tables import customers, dealings, gross_profit, inbox, ledger


def _answer(columns: Mapping[str, PolarsDataType]) -> pl.Schema:
    return pl.Schema(columns)


CONTACT_PERSONS = customers.CONTACT_PERSONS.select(
    *("person_number", "salutation", "first_name", "last_name", "role", "phone", "mobile", "email", "note", "is_main"),
    *ORIGIN,
)
COMMUNICATION = customers.COMMUNICATION.select("kind", "address", "note", "is_preferred", *ORIGIN)
# ``version`` 0: only the snapshot knows the row; nobody has changed it here.
_VERSION: Mapping[str, PolarsDataType] = {"version": pl.Int64}
CASES = _answer(
    {
        **dealings.CASES.select(
            *("case_id", "kind", "text", "status", "assignee", "due_at", "follow_up_on", "created_at", "closed_at"),
            "is_open",
        ),
        **_VERSION,
        # What only a kind of case has (``live.cases.OWN_FIELDS``).
        **texts("due_time", "vehicle_wanted", "stage", "concerns", "demand", "settlement"),
        **amounts("budget"),
        **integers("probability"),
        **dates("expected_on"),
    }
)
CONTACT_EVENTS = _answer(
    {
        **dealings.CONTACT_EVENTS.select("event_id", "case_id", "at", "employee", "contact_person", "channel", "note"),
        "follow_up_on": pl.Date,
        **_VERSION,
    }
)
INBOX_INVOICES = inbox.INBOX_INVOICES.select(
    *("entry_id", "source_system", "state", "reason", "kind", "document_number", "document_on", "due_on"),
    *("received_at", "buyer_name", "buyer_vat_id", "net", "tax", "gross", "currency", "document_id"),
    *("document_format", *ORIGIN),
)
INBOX_CUSTOMERS = inbox.INBOX_CUSTOMERS.select(
    *("entry_id", "source_system", "state", "reason", "received_at", "name", "field", "old_value", "new_value"),
    *("resembles", *ORIGIN),
)
DOCUMENTS = inbox.DOCUMENTS.select(
    "document_id", "entry_id", "file_name", "format", "media_type", "sha256", "content", "rendition"
)
REVENUE = ledger.REVENUE.select("year", "total", "warranty", "without_warranty", *DIVISIONS)
# ``days_overdue`` counts from ``due_on`` to the key date (negative: not due yet); ``ageing`` is its class. From ``item_id`` on
# stands what accounting decided (``live.open_item_decisions``); ``promise``: open, or broken on the key date; null: none.
OPEN_ITEMS = _answer(
    {
        **ledger.OPEN_ITEMS.select(*("kind", "number", "date", "due_on", "text", "amount", "balance", "dunning_level")),
        "days_overdue": pl.Int32,
        "ageing": pl.String,
        **ledger.OPEN_ITEMS.select("debtor_account", "order_number", "license_plate", "is_shared", *ORIGIN),
        **texts("item_id"),
        **dates("blocked_until", "promised_on"),
        **amounts("promised_amount"),
        **texts("promised_by", "promise"),
        **flags("is_disputed"),
        **texts("note"),
        **_VERSION,
    }
)
AGEING_CLASSES = ("not_due", "1_30", "31_60", "61_90", "91_120", "over_120")
# One row per class of age (credits apart, as class ``credit``), in that order.
AGEING = _answer({"ageing": pl.String, "items": pl.UInt32, "balance": MONEY})
VEHICLES = dealings.VEHICLES.select(
    *("vehicle_number", "license_plate", "vin", "make", "model", "fuel", "kba_hsn", "kba_tsn"),
    *("first_registration_on", "mileage_km", "mileage_on", "next_general_inspection_on", "next_emission_test_on"),
    *("next_service_on", "next_service_km", "is_owner", "is_keeper", "sold_on", "leasing_end_on", "financing_end_on"),
    *("warranty_end_on", *ORIGIN),
)
RECALLS = dealings.RECALLS.select("vehicle_number", "recall_number", "text", "announced_on", "done_on", *ORIGIN)
APPOINTMENTS = dealings.APPOINTMENTS.select(
    *("appointment_number", "vehicle_number", "order_number", "bring_at", "return_at", "service", "note", *ORIGIN)
)
ORDERS = dealings.ORDERS.select(
    *("order", "split", "title", "state", "payer", "is_current", "ordered_at", "promised_at", "invoice_number"),
    *("invoice_date", "labour_total", "parts_total", "external_total", "amount", "seag", "license_plate", "model"),
    *("mileage_km", "service_advisor", *ORIGIN),
)
ORDER_LINES = dealings.ORDER_LINES.select(
    *("order", "split", "line", "kind", "item_number", "text", "quantity", "labour_units", "unit_price", "amount"),
    *("mechanic", *ORIGIN),
)
# One row per fiscal year.
GROSS_PROFIT = gross_profit.GROSS_PROFIT_INVOICES.select("year", *GROSS_PROFIT_AMOUNTS)
GROSS_PROFIT_INVOICES = gross_profit.GROSS_PROFIT_INVOICES.select(
    "year", "date", "number", "payer", *GROSS_PROFIT_AMOUNTS
)
# From the invoice down to the postings.
GROSS_PROFIT_ENTRIES = gross_profit.PROFIT_ENTRIES.select(
    *("year", "number", "posted_on", "account", "account_name", "role", "division", "is_warranty", "origin", "amount"),
    *("rate_percent", "rate_base", "text", "payer", "movement", "movement_reason", *ORIGIN),
)
PLACE = customers.PLACES.select(
    *("street", "postal_code", "town", "country", "latitude", "longitude", "accuracy", "apart_km")
)
# ``item`` names what happened where it stands: the case, contact or inbox entry by its id, the rest by its number.
TIMELINE = dealings.TIMELINE.select("at", "has_time", "kind", "what", "text", "person", "amount", "days", "item")
IDENTITY_LINKS = customers.IDENTITY_LINKS.select("customer_number", "name", "town", "reason", "score", "certain")
PAYMENTS = ledger.PAYMENTS.select(
    *("paid_on", "number", "amount", "days", "delay", "is_settled", "invoiced_on", "due_on", "debtor_account"),
    *ORIGIN,
)
INVOICES = dealings.INVOICES.select(
    *("invoice_number", "kind", "invoiced_on", "due_on", "net", "gross", "is_cancelled", "is_credit_note"), *ORIGIN
)
LEDGER_DOCUMENTS = ledger.DEBTOR_DOCUMENTS.select(
    *("number", "date", "due_on", "debit", "credit", "balance", "last_on", "is_invoice", "text", "debtor_account"),
    *ORIGIN,
)
# What was booked on a debtor account, and what each posting is.
MOVEMENTS = ledger.DEBTOR_ENTRIES.select(
    *("debtor_account", "number", "posted_on", "movement", "movement_reason", "amount", "text"), *ORIGIN
)
# The customer's own row; what the viewer is not allowed to see is left out of it.
MASTER_RECORD = customers.CUSTOMERS.select(*(name for name in customers.CUSTOMERS.columns if name != "customer_id"))
# ``reason``: why a source is not fresh, in the JSON of ``data_sources.remarks`` (an older snapshot has a sentence).
# ``notes``: what a delivery lacks or leaves out without harm, each in the JSON of ``data_sources.remarks``.
# ``attribution``: what the licence of the data asks to be shown wherever it is; empty where nothing is.
SOURCES = _answer(
    {
        "source": pl.String,
        "state": pl.String,
        "as_of": MOMENT,
        "reason": pl.String,
        "quarantined": pl.Int64,
        "notes": pl.List(pl.String),
        "attribution": pl.String,
    }
)
