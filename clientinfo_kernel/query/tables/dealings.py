"""Tables of what a customer drives and ordered, and of what was agreed with them."""

from __future__ import annotations

import polars as pl

from clientinfo_kernel.query.table import (
    ORIGIN,
    PERCENT,
    amounts,
    dates,
    flags,
    identifiers,
    integers,
    moments,
    of_customers,
    texts,
    words,
)

VEHICLES = of_customers(
    "vehicles",
    "vehicle and customer who owns or keeps it",
    "customers",
    texts("vehicle_number"),
    flags("is_owner", "is_keeper"),
    ORIGIN,
    texts("vin", "license_plate"),
    words("make", "model", "fuel", "kba_hsn", "kba_tsn"),
    dates("first_registration_on"),
    integers("mileage_km"),
    dates("mileage_on", "next_general_inspection_on", "next_emission_test_on", "next_service_on"),
    integers("next_service_km"),
    dates("sold_on", "leasing_end_on", "financing_end_on", "warranty_end_on"),
    # where the plate stands among those of all vehicles (``collation.places``)
    integers("plate_place"),
)
# ``done_on`` null: the recall is still open.
RECALLS = of_customers(
    "recalls",
    "recall of a vehicle and customer who owns or keeps it",
    "customers",
    words("vehicle_number", "recall_number", "text"),
    dates("announced_on", "done_on"),
    ORIGIN,
)
# ``is_current``: neither billed nor cancelled yet. ``amount`` is gross.
ORDERS = of_customers(
    "orders",
    "split of a workshop order",
    "customers",
    identifiers("order"),
    integers("split"),
    words("title", "state", "payer"),
    flags("is_current"),
    moments("ordered_at", "promised_at"),
    identifiers("invoice_number"),
    dates("invoice_date"),
    amounts("labour_total", "parts_total", "external_total", "amount"),
    words("seag", "license_plate", "model"),
    integers("mileage_km"),
    words("service_advisor"),
    ORIGIN,
)
# Of the customer who pays; ``billed_on`` null: not billed yet. ``invoice_number`` of one that is not billed: an invoice
# was made of it that may be counted elsewhere.
PAYER_ORDERS = of_customers(
    "payer_orders",
    "split of an order that is not cancelled, of who pays it",
    "customers",
    identifiers("order"),
    integers("split"),
    words("payer"),
    identifiers("invoice_number"),
    flags("is_current"),
    dates("ordered_on", "billed_on"),
    amounts("amount"),
    ORIGIN,
)
ORDER_LINES = of_customers(
    "order_lines",
    "line of a split: labour or part",
    "customers",
    ORIGIN,
    identifiers("order"),
    integers("split", "line"),
    words("kind", "item_number", "text"),
    {"quantity": pl.Decimal(18, 3), "labour_units": PERCENT},
    amounts("unit_price", "amount"),
    words("mechanic"),
)
APPOINTMENTS = of_customers(
    "appointments",
    "appointment in the workshop",
    "customers",
    ORIGIN,
    texts("appointment_number"),
    words("vehicle_number", "order_number"),
    moments("bring_at", "return_at"),
    words("service", "note"),
    flags("automatic_wanted"),
)
INVOICES = of_customers(
    "invoices",
    "outgoing invoice of the dealer system",
    "revenue",
    identifiers("invoice_number"),
    words("kind"),
    dates("invoiced_on", "due_on"),
    amounts("net", "gross"),
    flags("is_cancelled", "is_credit_note"),
    ORIGIN,
)
CASES = of_customers(
    "cases",
    "case (Vorgang)",
    "customers",
    ORIGIN,
    texts("case_id"),
    words("kind"),
    texts("text"),
    words("status", "assignee"),
    dates("due_at", "follow_up_on"),
    moments("created_at", "closed_at"),
    flags("is_open"),
)
CONTACT_EVENTS = of_customers(
    "contact_events",
    "contact with a customer",
    "customers",
    ORIGIN,
    texts("event_id"),
    words("case_id"),
    moments("at"),
    words("employee", "contact_person", "channel"),
    texts("note"),
)
# ``kind``: contact, case, order, invoice, payment, inbox. ``what`` is the event's subject in the source's words
# (channel, order and split, document number, ...). ``access.rights`` says which kinds a role sees.
TIMELINE = of_customers(
    "timeline",
    "event",
    "customers",
    moments("at"),
    flags("has_time"),
    words("kind"),
    identifiers("what"),
    words("text", "person"),
    amounts("amount"),
    integers("days"),
    identifiers("item"),
)
