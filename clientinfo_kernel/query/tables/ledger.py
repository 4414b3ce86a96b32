"""Tables of what a customer buys, pays and owes, as the ledger has it."""

from __future__ import annotations

from dataclasses import replace

from clientinfo_kernel.query.profit_lines import DIVISIONS
from clientinfo_kernel.query.table import (
    ORIGIN,
    PERCENT,
    amounts,
    dates,
    flags,
    identifiers,
    integers,
    of_customers,
    of_nobody,
    texts,
    words,
)

# What one document on a debtor account is told apart by: ``use`` counts from 0 where its number was used again in a later year.
ITEM = ("debtor_account", "number", "use")

# The divisions add up to ``total``; all net of VAT. ``warranty`` is the part of ``total`` that a manufacturer paid;
# ``without_warranty`` is the rest.
REVENUE = of_customers(
    "revenue", "customer and fiscal year", "revenue",
    integers("year"), amounts("total", "warranty", "without_warranty", *DIVISIONS),
)  # fmt: skip
# ``date`` is the invoice's day, ``payable_on`` the due date (by the terms where none is booked), ``last_on`` that of the last booking. ``claim``: invoices and opening balances; ``written_off``, ``paid``, ``refunded``: what was done to it. ``stands``: not
# reversed altogether.
DEBTOR_DOCUMENTS = of_customers(
    "debtor_documents",
    "debtor account and document number",
    "receivables",
    identifiers("debtor_account", "number"),
    dates("date", "due_on", "payable_on"),
    integers("use"),
    amounts("debit", "credit", "balance", "invoiced", "claim", "written_off", "paid", "refunded"),
    dates("last_on"),
    flags("is_invoice", "has_invoice_day", "stands"),
    ORIGIN,
    words("text"),
).continuing("text", "debtor_entries")
# What is booked on debtor accounts, from which any key date is rebuilt. ``amount``: debit positive; 0.00 for an opening
# balance that the data explain. ``movement`` and its reason: ``query.movement_kinds``. ``reversed_on``: the day from which a
# reversal and its original no longer stand.
DEBTOR_ENTRIES = of_customers(
    "debtor_entries",
    "posting on a debtor account",
    "receivables",
    identifiers("debtor_account", "number"),
    integers("use"),
    dates("posted_on", "payable_on", "reversed_on"),
    words("movement", "movement_reason"),
    amounts("amount"),
    words("text"),
    ORIGIN,
)
# ``days`` from the invoice, ``delay`` from its due date to the payment; ``is_settled``: the invoice is paid in full.
# ``settles``: the part of ``amount`` that the invoice still needed.
PAYMENTS = of_customers(
    "payments",
    "payment of an invoice",
    "receivables",
    identifiers("debtor_account", "number"),
    integers("use"),
    dates("paid_on"),
    amounts("amount", "settles"),
    ORIGIN,
    dates("invoiced_on", "due_on"),
    integers("days", "delay"),
    flags("is_settled"),
)
# What was asked for ahead of an order, and offset with its final invoice (negative), by the order that the posting names.
ORDER_DEPOSITS = of_customers(
    "order_deposits", "posting of a deposit on an order", "receivables",
    texts("order"), dates("posted_on"), amounts("amount"), ORIGIN,
)  # fmt: skip
# ``kind`` is R for an invoice, U… for a booking without one; then ``amount`` is 0 and ``number`` empty. ``is_shared``:
# several customers share the debtor account, and no invoice says whose item it is. ``dunning_level`` is null where no list
# says it.
OPEN_ITEMS = of_customers(
    "open_items",
    "open item of a debtor account",
    "receivables",
    words("debtor_account", "kind"),
    texts("number"),
    dates("date", "due_on"),
    texts("text"),
    amounts("amount", "balance"),
    integers("dunning_level"),
    texts("order_number", "license_plate"),
    flags("is_shared"),
    ORIGIN,
)
LEDGER_OPEN_ITEMS = of_nobody(
    "ledger_open_items",
    "debtor account with open items",
    "receivables",
    texts("debtor_account"),
    amounts("balance"),
    flags("is_shared"),
)
OPEN_ITEM_DIFFERENCES = of_nobody(
    "open_item_differences", "debtor account whose list of open items disagrees with its postings", "receivables",
    texts("debtor_account"), amounts("listed", "rebuilt", "difference"),
)  # fmt: skip
# As the ledger delivers them, before anything is decided about them: bank, wages and taxes, too, which lead to no customer
# and stand in no other table. ``amount``: positive, gross where ``tax_key`` splits it; ``side`` (S debit, H credit) is that
# of ``account``, the contra account takes the other one. Exports write a reversal on either side: from which one it takes
# its amount is decided (``ingest.movements.reversals``) and stands in ``reversed_side``, null for all else. Wages are in it, in
# sums per month where the settings do not say otherwise (``source_row`` is null there), so it is of the narrowest topic.
_LEDGER_POSTINGS = of_nobody(
    "ledger_postings",
    "posting as the ledger delivers it",
    "gross_profit",
    dates("posted_on"),
    integers("year"),
    identifiers("number"),
    amounts("amount"),
    words("side"),
    identifiers("account"),
    words("account_kind"),
    identifiers("contra_account"),
    words("contra_kind", "tax_key"),
    {"stated_rate": PERCENT},
    amounts("cash_discount"),
    words("text", "cost_center"),
    identifiers("document_ref2", "order_number"),
    dates("due_on", "service_on"),
    flags("is_reversal"),
    words("reversed_side"),
    ORIGIN,
)
LEDGER_POSTINGS = replace(_LEDGER_POSTINGS.continuing("text", "debtor_entries"), is_narrow=True, is_packed=True)
