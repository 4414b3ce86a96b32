from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import polars as pl

from clientinfo_kernel.ingest.curate.timeline import timeline

MONEY, MOMENT = pl.Decimal(18, 2), pl.Datetime("us", "UTC")
TABLES: dict[str, dict[str, Any]] = {
    "contact_events": {"event_id": pl.String, "at": MOMENT, "channel": pl.String, "note": pl.String, "contact_person": pl.String},
    "cases": {"case_id": pl.String, "created_at": MOMENT, "kind": pl.String, "text": pl.String, "assignee": pl.String},
    "orders": {
        "ordered_at": MOMENT, "invoice_date": pl.Date, "order": pl.String, "split": pl.Int32, "title": pl.String,
        "amount": MONEY,
    },
    "debtor_documents": {"date": pl.Date, "number": pl.String, "text": pl.String, "invoiced": MONEY, "debit": MONEY, "is_invoice": pl.Boolean},
    "payments": {"paid_on": pl.Date, "number": pl.String, "amount": MONEY, "days": pl.Int32},
    "inbox_invoices": {
        "received_at": MOMENT, "document_on": pl.Date, "document_number": pl.String, "source_system": pl.String,
        "gross": MONEY, "entry_id": pl.String,
    },
}  # fmt: skip


def events(**rows: dict[str, Any]) -> list[dict[str, Any]]:
    def table(name: str) -> pl.LazyFrame:
        schema = {"customer_id": pl.UInt32, **TABLES[name]}
        given = [{"customer_id": 7, **rows[name]}] if name in rows else []
        return pl.LazyFrame([{column: row.get(column) for column in schema} for row in given], schema=schema)

    return timeline(table).collect().to_dicts()


def at(*moment: int) -> datetime:
    return datetime(*moment, tzinfo=UTC)  # type: ignore[arg-type,misc]


def test_a_call_has_a_time_and_a_posting_has_a_day() -> None:
    (call,) = events(contact_events={"at": at(2012, 3, 1, 9, 30), "channel": "Telefon", "note": "Rückruf"})
    assert (call["kind"], call["at"], call["has_time"]) == ("contact", at(2012, 3, 1, 9, 30), True)
    (payment,) = events(payments={"paid_on": date(2012, 3, 1), "number": "R1", "amount": Decimal("10.00"), "days": 12})
    assert (payment["kind"], payment["at"], payment["has_time"]) == ("payment", at(2012, 3, 1), False)
    assert (payment["what"], payment["amount"], payment["days"]) == ("R1", Decimal("10.00"), 12)


def test_each_source_has_its_kind_and_the_words_that_name_it() -> None:
    found = events(
        contact_events={
            "event_id": "K9",
            "at": at(2012, 1, 6),
            "channel": "Brief",
            "note": "Notiz",
            "contact_person": "Frau Abt",
        },
        cases={
            "case_id": "V3",
            "created_at": at(2012, 1, 5),
            "kind": "Reklamation",
            "text": "Lack",
            "assignee": "Herr Beck",
        },
        orders={"ordered_at": at(2012, 1, 4, 7), "order": "A1", "split": 2, "title": "Bremsen", "amount": Decimal(5)},
        debtor_documents={
            "date": date(2012, 1, 3),
            "number": "R1",
            "text": "Rechnung",
            "invoiced": Decimal(9),
            "is_invoice": True,
        },
        payments={"paid_on": date(2012, 1, 2), "number": "R1", "amount": Decimal(9), "days": 1},
        inbox_invoices={
            "received_at": at(2012, 1, 1, 8),
            "entry_id": "7f",
            "document_number": "E1",
            "source_system": "DMS",
            "gross": Decimal(7),
        },
    )
    assert [(row["kind"], row["what"], row["text"], row["person"]) for row in found] == [
        ("contact", "Brief", "Notiz", "Frau Abt"),
        ("case", "Reklamation", "Lack", "Herr Beck"),
        ("order", "A1 / 2", "Bremsen", None),
        ("invoice", "R1", "Rechnung", None),
        ("payment", "R1", None, None),
        ("inbox", "E1", "DMS", None),
    ]
    assert {row["customer_id"] for row in found} == {7}
    assert [row["item"] for row in found] == ["K9", "V3", "A1 / 2", "R1", "R1", "7f"], (
        "the name under which it is found"
    )


def test_a_document_that_only_takes_money_back_is_not_an_invoice() -> None:
    assert not events(
        debtor_documents={"date": date(2012, 1, 3), "number": "R1", "invoiced": Decimal(0), "is_invoice": False}
    )


def test_an_order_without_a_moment_stands_at_the_day_of_its_invoice() -> None:
    (order,) = events(orders={"invoice_date": date(2012, 5, 2), "order": "A1", "split": 1})
    assert (order["at"], order["has_time"]) == (at(2012, 5, 2), False)
