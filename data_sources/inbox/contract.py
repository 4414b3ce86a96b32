"""The contract of the inboxes: what upstream systems handed over and where it stands.

An invoice inbox holds invoices on their way into the ledger, a customer inbox holds new or changed customer
records on their way into the master data; each entry has a state and, if it is stuck, a reason.
"""

from typing import Literal, get_args

import dataframely as dy

from data_sources.contract import Traced
from data_sources.inbox.rendition import Kind

State = Literal["waiting", "rejected", "error", "posted"]
STATES: tuple[State, ...] = get_args(State)
FORMATS = ("xrechnung_ubl", "xrechnung_cii", "zugferd", "pdf", "eml", "image", "other")


class InvoiceEntries(Traced):
    """One row per staged invoice. Amounts in EUR (``currency`` says otherwise); credit notes are negative.

    ``prepaid`` is the part of ``gross`` that is paid already (BT-113), null where the document does not say it.
    ``reason`` holds remarks (``data_sources.remarks``); ``source_system`` is empty for a document that comes from none.
    """

    entry_id = dy.String(primary_key=True, min_length=1)
    source_system = dy.String()
    state = dy.Enum(STATES)
    reason = dy.String(nullable=True)
    kind = dy.Enum(get_args(Kind))
    document_number = dy.String(nullable=True)
    document_on = dy.Date(nullable=True)
    due_on = dy.Date(nullable=True)
    received_at = dy.Datetime(nullable=True, time_zone="UTC")
    customer_number = dy.String(nullable=True)
    debtor_account = dy.String(nullable=True)
    seller_name = dy.String(nullable=True)
    seller_vat_id = dy.String(nullable=True)
    buyer_name = dy.String(nullable=True)
    buyer_vat_id = dy.String(nullable=True)
    net = dy.Decimal(18, 2, nullable=True)
    tax = dy.Decimal(18, 2, nullable=True)
    gross = dy.Decimal(18, 2, nullable=True)
    prepaid = dy.Decimal(18, 2, nullable=True)
    currency = dy.String(nullable=True)
    document_id = dy.String(nullable=True)


class CustomerEntries(Traced):
    """One row per changed field of a customer record (``field`` null: the whole record is new).

    ``reason`` holds remarks (``data_sources.remarks``).
    """

    entry_id = dy.String(primary_key=True, min_length=1)
    source_system = dy.String()
    state = dy.Enum(STATES)
    reason = dy.String(nullable=True)
    received_at = dy.Datetime(nullable=True, time_zone="UTC")
    customer_number = dy.String(nullable=True)
    name = dy.String(nullable=True)
    field = dy.String(nullable=True)
    old_value = dy.String(nullable=True)
    new_value = dy.String(nullable=True)


class Documents(Traced):
    """One row per attached document: the original bytes, and what an e-invoice says, as JSON to be shown.

    ``rendition`` is the JSON of ``data_sources.inbox.rendition.Rendition`` (null: nothing but the bytes
    can be shown); of a mail it holds the text.
    """

    document_id = dy.String(primary_key=True, min_length=1)
    entry_id = dy.String(nullable=True)
    file_name = dy.String()
    format = dy.Enum(FORMATS)
    media_type = dy.String()
    sha256 = dy.String()
    content = dy.Binary()
    rendition = dy.String(nullable=True)


class Inbox(dy.Collection):
    """Everything the inboxes deliver. Each member can be missing: what is there is used."""

    invoice_entries: dy.LazyFrame[InvoiceEntries] | None
    customer_entries: dy.LazyFrame[CustomerEntries] | None
    documents: dy.LazyFrame[Documents] | None
