"""The brochure's customer in the inboxes: five invoices and three customer records."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import polars as pl

from demo_dealership import world
from demo_dealership.inbox_entries import ACCESSORIES, MAIL, PARTS, SALES, WORKSHOP
from demo_dealership.inbox_layouts import CUSTOMER_ENTRIES, INVOICE_ENTRIES

_NUMBER = str(world.BROCHURE_CUSTOMER)
_DEBTOR = str(world.DEBTOR_OFFSET + world.BROCHURE_CUSTOMER)
_NAME = "Meier Vakuumtechnik GmbH"


def _at(day: date, hour: int, minute: int) -> datetime:
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=ZoneInfo("Europe/Berlin")).astimezone(UTC)


def invoice_entries() -> pl.DataFrame:
    """Return the rows; the two invoices of 2011 are posted, that of June 2012 waits."""
    march, june, october = date(2011, 3, 7), date(2012, 6, 14), date(2012, 10, 8)
    rows = (
        ("EM1893", PARTS, "posted", None, "invoice", "01111893", march, date(2011, 4, 6), _at(march, 14, 2), "698.41", "831.11", world.HOUSE_COMPANY),
        ("EM1892", PARTS, "posted", None, "invoice", "01111892", march, date(2011, 4, 6), _at(march, 14, 2), "1807.75", "2151.22", world.HOUSE_COMPANY),
        ("EM0731", MAIL, "waiting", None, "invoice", "01120731", june, date(2012, 7, 14), _at(june, 9, 31), "2651.22", "3154.95", world.HOUSE_COMPANY),
        ("EM0118", MAIL, "error", "PDF ohne Rechnungsdaten: zu prüfen", "credit_note", "G-2012-118", date(2012, 9, 27), None,
         _at(date(2012, 9, 28), 8, 15), "-70.76", "-84.20", world.HOUSE_COMPANY),
        ("EM7120", ACCESSORIES, "rejected", "EN 16931: 2 Regeln verletzt", "invoice", "Z-77120", october, date(2012, 11, 7),
         _at(date(2012, 10, 9), 22, 40), "100.00", "119.00", "Zubehörportal GmbH"),
    )  # fmt: skip
    records = [
        {
            "entry_id": entry, "source_system": system, "state": state, "reason": reason, "kind": kind, "document_number": number,
            "document_on": day, "due_on": due, "received_at": received, "customer_number": _NUMBER, "debtor_account": _DEBTOR,
            "seller_name": seller, "buyer_name": _NAME, "buyer_vat_id": "DE123456789", "net": Decimal(net),
            "tax": Decimal(gross) - Decimal(net), "gross": Decimal(gross), "currency": "EUR",
        }
        for entry, system, state, reason, kind, number, day, due, received, net, gross, seller in rows
    ]  # fmt: skip
    return INVOICE_ENTRIES.of(pl.DataFrame(records, infer_schema_length=None))


def customer_entries() -> pl.DataFrame:
    """Return the rows: a new phone number, an accepted address, a record that resembles the customer."""
    records = [
        {
            "entry_id": "AM10012-1", "source_system": SALES, "state": "waiting", "received_at": _at(date(2012, 10, 8), 13, 5),
            "customer_number": _NUMBER, "name": _NAME, "field": "Telefon", "old_value": "+49 9282 555-20", "new_value": "+49 9282 555-0",
        },
        {
            "entry_id": "AM10012-2", "source_system": SALES, "state": "posted", "received_at": _at(date(2012, 5, 21), 10, 0),
            "customer_number": _NUMBER, "name": _NAME, "field": "Anschrift", "old_value": "Meier-Hess-Anlage 2",
            "new_value": "Meier-Hess-Anlage 4",
        },
        {
            "entry_id": "AM10012-3", "source_system": WORKSHOP, "state": "error", "received_at": _at(date(2012, 10, 2), 7, 50),
            "reason": "Ähnlich zu Kd.-Nr. 10012: Name, Ort", "customer_number": _NUMBER, "name": "H. Meier, Naila",
        },
    ]  # fmt: skip
    return CUSTOMER_ENTRIES.of(pl.DataFrame(records, infer_schema_length=None))
