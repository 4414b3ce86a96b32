"""The schemas of all answers about one customer: what ``CustomerFile`` returns, column by column.

Money is Decimal(18, 2) in EUR; ``*_on`` are dates, ``*_at`` moments in UTC; identifiers are text.
Plain Polars schemas: reading a snapshot must not cost the start-up time of a validation library.
Every answer whose rows come straight from a source carries ``source_file`` and ``source_row``.
"""

from collections.abc import Mapping

import polars as pl
from polars._typing import PolarsDataType


def _answer(columns: Mapping[str, PolarsDataType]) -> pl.Schema:
    return pl.Schema(columns)


MONEY = pl.Decimal(18, 2)
MOMENT = pl.Datetime("us", "UTC")
_ORIGIN: Mapping[str, PolarsDataType] = {"source_file": pl.String, "source_row": pl.Int64}
_PERCENT = pl.Decimal(9, 2)

CONTACT_PERSONS = _answer(
    {
        "person_number": pl.String,
        "salutation": pl.String,
        "first_name": pl.String,
        "last_name": pl.String,
        "role": pl.String,
        "phone": pl.String,
        "mobile": pl.String,
        "email": pl.String,
        "note": pl.String,
        "is_main": pl.Boolean,
        **_ORIGIN,
    }
)
COMMUNICATION = _answer(
    {"kind": pl.String, "address": pl.String, "note": pl.String, "is_preferred": pl.Boolean, **_ORIGIN}
)
CASES = _answer(
    {
        "case_id": pl.String,
        "kind": pl.String,
        "text": pl.String,
        "status": pl.String,
        "assignee": pl.String,
        "due_at": pl.Date,
        "follow_up_on": pl.Date,
        "created_at": MOMENT,
        "closed_at": MOMENT,
        "is_open": pl.Boolean,
    }
)
CONTACT_EVENTS = _answer(
    {
        "event_id": pl.String,
        "case_id": pl.String,
        "at": MOMENT,
        "employee": pl.String,
        "contact_person": pl.String,
        "channel": pl.String,
        "note": pl.String,
    }
)
INBOX_INVOICES = _answer(
    {
        "entry_id": pl.String,
        "source_system": pl.String,
        "state": pl.String,
        "reason": pl.String,
        "kind": pl.String,
        "document_number": pl.String,
        "document_on": pl.Date,
        "due_on": pl.Date,
        "received_at": MOMENT,
        "buyer_name": pl.String,
        "buyer_vat_id": pl.String,
        "net": MONEY,
        "tax": MONEY,
        "gross": MONEY,
        "currency": pl.String,
        "document_id": pl.String,
        "document_format": pl.String,
        **_ORIGIN,
    }
)
INBOX_CUSTOMERS = _answer(
    {
        "entry_id": pl.String,
        "source_system": pl.String,
        "state": pl.String,
        "reason": pl.String,
        "received_at": MOMENT,
        "name": pl.String,
        "field": pl.String,
        "old_value": pl.String,
        "new_value": pl.String,
        **_ORIGIN,
    }
)
# ``rendition`` is JSON (data_sources.inbox.rendition), null where the document holds no structured invoice.
DOCUMENTS = _answer(
    {
        "document_id": pl.String,
        "entry_id": pl.String,
        "file_name": pl.String,
        "format": pl.String,
        "media_type": pl.String,
        "sha256": pl.String,
        "content": pl.Binary,
        "rendition": pl.String,
    }
)
# One row per fiscal year. The six divisions and ``unassigned`` add up to ``total``; all net of VAT.
# ``warranty`` is the part of ``total`` that a manufacturer paid; ``without_warranty`` is the rest.
REVENUE = _answer(
    {
        "year": pl.Int32,
        "total": MONEY,
        "warranty": MONEY,
        "without_warranty": MONEY,
        "new_vehicles": MONEY,
        "used_vehicles": MONEY,
        "workshop": MONEY,
        "body_and_paint": MONEY,
        "parts": MONEY,
        "other": MONEY,
        "unassigned": MONEY,
    }
)
DIVISIONS = ("new_vehicles", "used_vehicles", "workshop", "body_and_paint", "parts", "other", "unassigned")
# ``kind`` is R for an invoice, U… for a booking without one; then ``amount`` is 0 and ``number`` empty.
# ``days_overdue`` counts from ``due_on`` to the key date (negative: not due yet); ``ageing`` is its class.
OPEN_ITEMS = _answer(
    {
        "kind": pl.String,
        "number": pl.String,
        "date": pl.Date,
        "due_on": pl.Date,
        "text": pl.String,
        "amount": MONEY,
        "balance": MONEY,
        "dunning_level": pl.Int32,
        "days_overdue": pl.Int32,
        "ageing": pl.String,
        "debtor_account": pl.String,
        "order_number": pl.String,
        "license_plate": pl.String,
        **_ORIGIN,
    }
)
AGEING_CLASSES = ("not_due", "1_30", "31_60", "61_90", "91_120", "over_120")
# One row per ageing class (credits apart, as class ``credit``), in that order.
AGEING = _answer({"ageing": pl.String, "items": pl.UInt32, "balance": MONEY})
VEHICLES = _answer(
    {
        "vehicle_number": pl.String,
        "license_plate": pl.String,
        "vin": pl.String,
        "make": pl.String,
        "model": pl.String,
        "fuel": pl.String,
        "kba_hsn": pl.String,
        "kba_tsn": pl.String,
        "first_registration_on": pl.Date,
        "mileage_km": pl.Int32,
        "mileage_on": pl.Date,
        "next_general_inspection_on": pl.Date,
        "next_emission_test_on": pl.Date,
        "next_service_on": pl.Date,
        "next_service_km": pl.Int32,
        "is_owner": pl.Boolean,
        "is_keeper": pl.Boolean,
        "sold_on": pl.Date,
        **_ORIGIN,
    }
)
# One row per split of a workshop order. ``is_current``: not billed and not cancelled yet. ``amount`` is gross.
ORDERS = _answer(
    {
        "order": pl.String,
        "split": pl.Int32,
        "title": pl.String,
        "state": pl.String,
        "payer": pl.String,
        "is_current": pl.Boolean,
        "ordered_at": MOMENT,
        "promised_at": MOMENT,
        "invoice_number": pl.String,
        "invoice_date": pl.Date,
        "labour_total": MONEY,
        "parts_total": MONEY,
        "external_total": MONEY,
        "amount": MONEY,
        "seag": pl.String,
        "license_plate": pl.String,
        "model": pl.String,
        "mileage_km": pl.Int32,
        "service_advisor": pl.String,
        **_ORIGIN,
    }
)
ORDER_LINES = _answer(
    {
        "order": pl.String,
        "split": pl.Int32,
        "line": pl.Int32,
        "kind": pl.String,
        "item_number": pl.String,
        "text": pl.String,
        "quantity": pl.Decimal(18, 3),
        "labour_units": _PERCENT,
        "unit_price": MONEY,
        "amount": MONEY,
        "mechanic": pl.String,
        **_ORIGIN,
    }
)
# Costs and deductions are negative: gross_profit is the plain sum of the four before it.
_GROSS_PROFIT: Mapping[str, PolarsDataType] = {
    "revenue": MONEY,
    "revenue_deductions": MONEY,
    "cost_of_goods": MONEY,
    "calculated_labour_cost": MONEY,
    "gross_profit": MONEY,
}
_YEAR: Mapping[str, PolarsDataType] = {"year": pl.Int32}
GROSS_PROFIT = _answer({**_YEAR, **_GROSS_PROFIT})
# One row per invoice of a fiscal year; ``number`` null: postings of the customer without a document.
_INVOICE: Mapping[str, PolarsDataType] = {"date": pl.Date, "number": pl.String}
GROSS_PROFIT_INVOICES = _answer({**_YEAR, **_INVOICE, **_GROSS_PROFIT})
# From the invoice down to the postings. ``origin`` is ``posted`` or ``calculated`` (then ``rate_percent`` of
# ``rate_base`` by the account mapping's line ``source_row``). ``amount`` has the sign of its effect on profit.
GROSS_PROFIT_ENTRIES = _answer(
    {
        "year": pl.Int32,
        "number": pl.String,
        "posted_on": pl.Date,
        "account": pl.String,
        "account_name": pl.String,
        "role": pl.String,
        "division": pl.String,
        "is_warranty": pl.Boolean,
        "origin": pl.String,
        "amount": MONEY,
        "rate_percent": _PERCENT,
        "rate_base": MONEY,
        "text": pl.String,
        **_ORIGIN,
    }
)
# ``latitude`` and ``longitude`` null: the address is not known to any directory.
PLACE = _answer(
    {
        "street": pl.String,
        "postal_code": pl.String,
        "town": pl.String,
        "country": pl.String,
        "latitude": pl.Float64,
        "longitude": pl.Float64,
        "accuracy": pl.String,
    }
)
# One timeline of everything, newest first. ``kind``: contact, case, order, invoice, payment, dunning, inbox.
# ``what`` is the event's subject in the source's words (channel, order and split, document number, ...).
TIMELINE = _answer(
    {
        "at": MOMENT,
        "has_time": pl.Boolean,
        "kind": pl.String,
        "what": pl.String,
        "text": pl.String,
        "person": pl.String,
        "amount": MONEY,
        "days": pl.Int32,
    }
)
# Records of other systems that are the same customer (``certain``) or may be (``certain`` false), and why.
IDENTITY_LINKS = _answer(
    {
        "customer_number": pl.String,
        "name": pl.String,
        "town": pl.String,
        "reason": pl.String,
        "score": pl.Float64,
        "certain": pl.Boolean,
    }
)
SOURCES = _answer(
    {"source": pl.String, "state": pl.String, "as_of": MOMENT, "reason": pl.String, "quarantined": pl.Int64}
)
