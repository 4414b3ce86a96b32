"""Tables of what upstream systems sent and is not in the ledger yet."""

from __future__ import annotations

import polars as pl

from clientinfo_kernel.query.table import ORIGIN, amounts, dates, moments, of_customers, of_nobody, texts

INBOX_INVOICES = of_customers(
    "inbox_invoices",
    "staged invoice of an upstream system",
    "receivables",
    ORIGIN,
    texts("entry_id", "source_system", "state", "reason", "kind", "document_number"),
    dates("document_on", "due_on"),
    moments("received_at"),
    texts("customer_number", "debtor_account", "seller_name", "buyer_name", "buyer_vat_id"),
    amounts("net", "tax", "gross", "prepaid"),
    texts("currency", "document_id", "document_format"),
)
# ``field`` null: the whole record is new; then ``resembles`` is JSON (query.resemblance), null where nobody is alike.
INBOX_CUSTOMERS = of_customers(
    "inbox_customers",
    "staged change of a field of a customer's record",
    "receivables",
    ORIGIN,
    texts("entry_id", "source_system", "state", "reason"),
    moments("received_at"),
    texts("customer_number", "name", "field", "old_value", "new_value", "resembles"),
)
# ``kind``: invoice, credit_note, proforma, or record (a new or changed customer record).
INBOX_UNASSIGNED = of_nobody(
    "inbox_unassigned",
    "staged invoice or customer record that leads to no customer",
    "receivables",
    ORIGIN,
    texts("entry_id", "source_system", "state", "reason", "kind", "document_number"),
    dates("document_on", "due_on"),
    moments("received_at"),
    texts("customer_number", "debtor_account", "seller_name", "buyer_name", "buyer_vat_id"),
    amounts("net", "tax", "gross", "prepaid"),
    texts("currency", "document_id", "document_format", "field", "old_value", "new_value", "resembles"),
)
# ``rendition`` is JSON (data_sources.inbox.rendition), null where the document holds no structured invoice.
_DOCUMENT = (
    ORIGIN,
    texts("document_id", "entry_id", "file_name", "format", "media_type", "sha256"),
    {"content": pl.Binary},
    texts("rendition"),
)
DOCUMENTS = of_customers("documents", "document attached to a staged invoice", "receivables", *_DOCUMENT)
UNASSIGNED_DOCUMENTS = of_nobody(
    "unassigned_documents", "document attached to a staged invoice that leads to no customer", "receivables", *_DOCUMENT
)
