"""The brochure's customer as frames with the schemas of the answers, and a customer of whom nothing is known."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import polars as pl
import pytest

from clientinfo_kernel.access.rights import EVERYTHING
from clientinfo_kernel.query import answers
from clientinfo_kernel.query.customer_file import CustomerFile
from clientinfo_kernel.query.header import CustomerHeader
from widgets.panel import all_panels
from widgets.texts.language import session
from widgets.view_models import Choice, KeyFigure, MasterDetail, Notice, Stack, Table, ViewModel

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

KEY_DATE = date(2012, 10, 11)
ANSWERS: dict[str, pl.Schema] = {
    name: getattr(answers, name.upper())
    for name in [
        *("contact_persons", "communication", "cases", "contact_events", "vehicles", "orders", "order_lines", "place"),
        *("inbox_invoices", "inbox_customers", "documents", "revenue", "open_items", "ageing", "timeline", "sources"),
        *("gross_profit", "gross_profit_invoices", "gross_profit_entries"),
    ]
}
HEADER = CustomerHeader(
    customer_number="10012",
    name="Meier Vakuumtechnik GmbH",
    kind="company",
    salutation="Firma",
    name_2=None,
    street="Meier-Hess-Anlage 4",
    postal_code="95119",
    town="Naila",
    country="DE",
    phone="+49 9282 555-0",
    email="info@meier-vakuum.example",
    web=None,
    vat_id="DE123456789",
    vat_id_formally_valid=False,
    days_to_pay=584,
    days_to_pay_last_12=None,
    days_to_pay_before=584,
    payment_delay_days=554,
    paid_invoices=1,
    open_balance=Decimal("9366.83"),
    credit_limit=Decimal("8000.00"),
    credit_limit_exceeded=True,
    unposted_invoices=Decimal(0),
    unbilled_orders=Decimal(0),
    exposure=Decimal("9366.83"),
    dunning_level=0,
    credit_rating="Kreditkunde",
    classification="NEUFAHRZEUGKUNDE",
    payment_terms="30 NETTO",
    customer_group="55",
    remark="sammelt Modelle",
    salesperson="Walter Rathelz",
    debtor_accounts=("10012",),
    stale_sources=(),
    key_date=KEY_DATE,
)


class HandMadeFile(CustomerFile):
    """Answers from given rows; what is not given is an empty frame of the answer's schema."""

    access = EVERYTHING

    def __init__(self, header: CustomerHeader, rows: Mapping[str, list[dict[str, Any]]]) -> None:
        self._header = header
        self.rows = dict(rows)

    def __repr__(self) -> str:
        return f"HandMadeFile({sorted(self.rows)})"

    def header(self) -> CustomerHeader:
        return self._header

    def _frame(self, answer: str) -> pl.DataFrame:
        schema = ANSWERS[answer]
        rows = self.rows.get(answer, [])
        for row in rows:
            assert set(row) <= set(schema), set(row) - set(schema)
        return pl.DataFrame([dict.fromkeys(schema) | row for row in rows], schema=schema, orient="row")

    def orders(self, *, current: bool | None = None) -> pl.DataFrame:
        frame = self._frame("orders")
        return frame if current is None else frame.filter(pl.col("is_current") == current)

    def order_lines(self, order: str | None = None, split: int | None = None) -> pl.DataFrame:
        frame = self._frame("order_lines")
        frame = frame if order is None else frame.filter(pl.col("order") == order)
        return frame if split is None else frame.filter(pl.col("split") == split)

    def gross_profit_invoices(self, year: int | None = None) -> pl.DataFrame:
        frame = self._frame("gross_profit_invoices")
        return frame if year is None else frame.filter(pl.col("year") == year)

    def gross_profit_entries(self, year: int | None = None, number: str | None = None) -> pl.DataFrame:
        frame = self._frame("gross_profit_entries")
        frame = frame if year is None else frame.filter(pl.col("year") == year)
        return frame if number is None else frame.filter(pl.col("number") == number)

    def documents(self, entry_id: str | None = None) -> pl.DataFrame:
        frame = self._frame("documents")
        return frame if entry_id is None else frame.filter(pl.col("entry_id") == entry_id)

    def timeline(self, limit: int = 200) -> pl.DataFrame:
        return self._frame("timeline").head(limit)


def _plain(answer: str) -> Any:
    return lambda self: self._frame(answer)


for _answer in ANSWERS:
    if _answer not in vars(HandMadeFile):
        setattr(HandMadeFile, _answer, _plain(_answer))


def eur(text: str) -> Decimal:
    return Decimal(text)


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)


def _open_items() -> list[dict[str, Any]]:
    items = [
        ("R", "0107091089", date(2007, 5, 14), "272237/NA-PT 193 S", "785.00", "785.00"),
        ("R", "0107091122", date(2007, 5, 15), "272236/NA-PE 496 S", "119.40", "119.40"),
        ("R", "0107091123", date(2007, 5, 15), "272238/NA-PL 208 S", "89.85", "89.85"),
        ("R", "0107091233", date(2007, 5, 22), "272071/NA-B 2106 S", "785.00", "785.00"),
        ("R", "0107091248", date(2007, 5, 22), "272233/NA-JD 970 S", "246.85", "246.85"),
        ("R", "0107091271", date(2007, 5, 23), "272291/NA-WR 300 S", "132.78", "132.78"),
        ("R", "0107091276", date(2007, 5, 23), "271996/NA-FR 472 S", "1757.73", "1757.73"),
        ("R", "0107091317", date(2007, 5, 25), "272425/NA-DE 477 S", "246.58", "246.58"),
        ("R", "0107091392", date(2007, 5, 28), "272426/NA-ND 136 S", "82.97", "82.97"),
        ("U2004", "", date(2009, 6, 15), "U2004/15.06.09/2012500", "0.00", "-1112.88"),
        ("R", "01061891", date(2010, 6, 8), "R0068013250000000 MEIER010618", "2651.22", "2651.22"),
        ("U4292", "", date(2010, 10, 4), "Testbuchung", "0.00", "500.00"),
        ("U4293", "", date(2010, 10, 4), "Buchungswert", "0.00", "100.00"),
        ("R", "01111892", date(2011, 3, 7), "R0068013250000000 MEIER01118", "2151.22", "2151.22"),
        ("R", "01111893", date(2011, 3, 7), "R0068013250000000 MEIER01118", "831.11", "831.11"),
    ]
    rows = []
    for line, (kind, number, day, text, amount, balance) in enumerate(items, start=2):
        order, _, rest = text.partition("/")
        workshop = order.isdigit()
        rows.append(
            {
                "kind": kind,
                "number": number,
                "date": day,
                "due_on": day,
                "text": text,
                "amount": eur(amount),
                "balance": eur(balance),
                "dunning_level": 0,
                "days_overdue": (KEY_DATE - day).days,
                "ageing": "over_120",
                "debtor_account": "10012",
                "order_number": order if workshop else None,
                "license_plate": rest.removesuffix(" S") if workshop else None,
                "source_file": "opos.csv",
                "source_row": line,
            }
        )
    return rows


def _orders() -> list[dict[str, Any]]:
    common = {"is_current": True, "payer": "customer", "source_file": "order_splits.csv"}
    inspection = {
        "order": "403865",
        "split": 1,
        "title": "Inspektion, Bremsen",
        "state": "billable",
        "ordered_at": utc(2009, 8, 31, 5, 45),
        "invoice_date": date(2009, 9, 2),
        "labour_total": eur("738.00"),
        "parts_total": eur("436.47"),
        "external_total": eur("0.00"),
        "amount": eur("1396.21"),
        "license_plate": "NA-FR 472",
        "model": "E 220 (W124)",
        "mileage_km": 148210,
        "service_advisor": "Andreas Adler",
        "source_row": 2,
    }
    recall = {
        "order": "634119",
        "split": 1,
        "title": "Rückrufprüfung",
        "state": "in_progress",
        "invoice_date": date(2009, 9, 2),
        "labour_total": eur("0.00"),
        "parts_total": eur("0.00"),
        "amount": eur("0.00"),
        "license_plate": "NA-PT 193",
        "model": "Sprinter 313 CDI",
        "source_row": 3,
    }
    lamps = {
        **recall,
        "split": 2,
        "title": "Ölwechsel, Lampen",
        "state": "finished",
        "invoice_date": date(2009, 8, 27),
        "labour_total": eur("55.20"),
        "parts_total": eur("106.24"),
        "amount": eur("220.84"),
        "source_row": 4,
    }
    warranty = {
        **common,
        "order": "271996",
        "split": 1,
        "title": "Unfallschaden vorn links",
        "state": "billed",
        "payer": "warranty",
        "is_current": False,
        "invoice_number": "0107091276",
        "invoice_date": date(2007, 5, 23),
        "labour_total": eur("1000.00"),
        "parts_total": eur("477.08"),
        "amount": eur("1757.73"),
        "license_plate": "NA-FR 472",
        "source_row": 5,
    }
    return [{**common, **inspection}, {**common, **recall}, {**common, **lamps}, warranty]


def _order_lines() -> list[dict[str, Any]]:
    amounts = ["108", "153", "153", "36", "36", "36", "27", "36", "18", "63", "36", "36"]
    common = {"order": "403865", "split": 1}
    labour = [
        {
            **common,
            "line": line,
            "kind": "labour",
            "text": f"Arbeit {line}",
            "labour_units": eur(amount) / 9,
            "unit_price": eur("9.00"),
            "amount": eur(amount),
        }
        for line, amount in enumerate(amounts, start=1)
    ]
    parts = [
        {
            **common,
            "line": line,
            "kind": "parts",
            "item_number": f"A 210 421 25 {line}",
            "text": text,
            "quantity": eur(quantity),
            "amount": eur(amount),
        }
        for line, (text, quantity, amount) in enumerate(
            [
                ("Bremsscheibe vorn", "2", "195.70"),
                ("Bremsbelagsatz vorn", "1", "128.40"),
                ("Motoröl", "1", "98"),
                ("Ölfilter", "1", "14.37"),
            ],
            start=13,
        )
    ]
    return labour + parts


def _revenue() -> list[dict[str, Any]]:
    zero = dict.fromkeys(("warranty", *answers.DIVISIONS), eur("0.00"))
    years = {
        2009: ("15960.00", {"unassigned": "15960.00"}),
        2010: ("2451.22", {"parts": "2451.22"}),
        2011: ("2506.16", {"workshop": "1566.13", "parts": "940.03"}),
        2012: ("2651.22", {"unassigned": "2651.22"}),
    }
    return [
        {"year": year, "total": eur(total), "without_warranty": eur(total)}
        | zero
        | {division: eur(amount) for division, amount in divisions.items()}
        for year, (total, divisions) in years.items()
    ]


def _calculation(revenue: str, goods: str, labour: str, profit: str) -> dict[str, Any]:
    return {
        "revenue": eur(revenue),
        "revenue_deductions": eur("0.00"),
        "cost_of_goods": eur(goods),
        "calculated_labour_cost": eur(labour),
        "gross_profit": eur(profit),
    }


def _entries() -> list[dict[str, Any]]:
    posted = {
        "year": 2011,
        "number": "01111893",
        "posted_on": date(2011, 3, 7),
        "account": "8300",
        "account_name": "Erlöse Teile 19 %",
        "role": "revenue",
        "division": "parts",
        "is_warranty": False,
        "origin": "posted",
        "amount": eur("698.41"),
        "text": "R0068013250000000 MEIER01118",
        "source_file": "EXTF_Buchungsstapel_2011-03.csv",
        "source_row": 418,
    }
    rule = {
        "year": 2011,
        "number": "01111893",
        "account": "8300",
        "account_name": "Erlöse Teile 19 %",
        "role": "cost_of_goods",
        "division": "parts",
        "is_warranty": False,
        "origin": "calculated",
        "amount": eur("-467.93"),
        "rate_percent": eur("67.00"),
        "rate_base": eur("698.41"),
        "source_file": "account_mapping.csv",
        "source_row": 12,
    }
    other = {**posted, "number": "01111892", "amount": eur("1807.75"), "source_row": 417}
    return [posted, rule, other]


MEIER: dict[str, list[dict[str, Any]]] = {
    "contact_persons": [
        {
            "person_number": "1",
            "salutation": "Herr",
            "first_name": "Harald",
            "last_name": "Meier",
            "role": "Geschäftsführer",
            "phone": "+49 9282 555-10",
            "email": "h.meier@meier-vakuum.example",
            "is_main": True,
        },
        {"person_number": "2", "last_name": "Kroll", "phone": "09282 / 555 14", "email": "kroll", "is_main": False},
    ],
    "communication": [
        {"kind": "phone", "address": "+49 9282 555-0", "note": "Zentrale", "is_preferred": True},
        {"kind": "web", "address": "javascript:alert(1)", "is_preferred": False},
    ],
    "cases": [
        {
            "case_id": "C1",
            "kind": "Verkaufschance",
            "text": "Kunde hat Interesse an GW bekundet, fährt derzeit W124 mit 150 TKM, stellt sich E-Klasse 34wa vor.",
            "status": "In Bearbeitung",
            "assignee": "Walter Rathelz",
            "due_at": date(2011, 7, 15),
            "follow_up_on": date(2011, 7, 10),
            "created_at": utc(2011, 7, 17, 11, 11),
            "is_open": True,
        },
        {
            "case_id": "C2",
            "kind": "Reklamation",
            "text": "Bremsen quietschen",
            "status": "Erledigt",
            "follow_up_on": date(2010, 1, 10),
            "created_at": utc(2010, 1, 5, 8, 0),
            "closed_at": utc(2010, 1, 12, 8, 0),
            "is_open": False,
        },
    ],
    "contact_events": [
        {
            "event_id": "E3",
            "at": utc(2012, 10, 8, 10, 53),
            "employee": "Walter Rathelz",
            "contact_person": "Harald Meier",
            "channel": "Besuch im Autohaus",
            "note": "Hat Interesse. Angebotenes Fahrzeug war in der Ausstattung zu gering",
        },
        {"event_id": "E2", "case_id": "C1", "at": utc(2012, 10, 8, 10, 53), "channel": "Brief"},
        {"event_id": "E4", "at": utc(2012, 4, 8, 10, 53), "employee": "Andreas Adler", "channel": "Brief"},
        {"event_id": "E1", "case_id": "C1", "at": utc(2011, 7, 20, 10, 12), "channel": "Telefon"},
    ],
    "inbox_invoices": [
        {
            "entry_id": "I1",
            "source_system": "alphaPlus Teile",
            "state": "waiting",
            "kind": "invoice",
            "document_number": "01111893",
            "document_on": date(2011, 3, 7),
            "received_at": utc(2011, 3, 7, 13, 2),
            "gross": eur("831.11"),
            "document_id": "D1",
            "document_format": "zugferd",
            "source_file": "inbox.csv",
            "source_row": 2,
        },
        {
            "entry_id": "I2",
            "source_system": "Zubehörportal",
            "state": "rejected",
            "reason": "USt-IdNr. fehlt",
            "kind": "credit_note",
            "document_number": "G-2012-118",
            "document_on": date(2012, 5, 2),
            "gross": eur("-84.20"),
            "source_file": "inbox.csv",
            "source_row": 3,
        },
        {
            "entry_id": "I3",
            "source_system": "alphaPlus Teile",
            "state": "posted",
            "kind": "invoice",
            "document_number": "01111892",
            "document_on": date(2011, 3, 7),
            "gross": eur("2151.22"),
            "document_format": "zugferd",
        },
    ],
    "inbox_customers": [
        {
            "entry_id": "K1",
            "source_system": "alphaPlus Verkauf",
            "state": "waiting",
            "received_at": utc(2012, 10, 8, 22, 30),
            "name": "Meier Vakuumtechnik GmbH",
            "field": "Telefon",
            "old_value": "+49 9282 555-20",
            "new_value": "+49 9282 555-0",
            "source_file": "customers.csv",
            "source_row": 7,
        }
    ],
    "documents": [
        {
            "document_id": "D1",
            "entry_id": "I1",
            "file_name": "01111893.pdf",
            "format": "zugferd",
            "media_type": "application/pdf",
            "sha256": "0" * 64,
            "content": b"%PDF-1.7",
            "rendition": "{}",
        }
    ],
    "revenue": _revenue(),
    "open_items": _open_items(),
    "ageing": [
        *({"ageing": code, "items": 0, "balance": eur("0.00")} for code in answers.AGEING_CLASSES[:-1]),
        {"ageing": "over_120", "items": 14, "balance": eur("10479.71")},
        {"ageing": "credit", "items": 1, "balance": eur("-1112.88")},
    ],
    "vehicles": [
        {
            "vehicle_number": "V1",
            "license_plate": "NA-FR 472",
            "vin": "WDB1240221B000001",
            "make": "Mercedes-Benz",
            "model": "E 220 (W124)",
            "mileage_km": 152300,
            "next_general_inspection_on": date(2012, 9, 12),
            "next_service_km": 150000,
            "is_owner": True,
            "is_keeper": True,
            "source_file": "vehicles.csv",
            "source_row": 2,
        },
        {
            "vehicle_number": "V2",
            "license_plate": "NA-PT 193",
            "make": "Mercedes-Benz",
            "model": "Mercedes-Benz Sprinter 313 CDI",
            "mileage_km": 98450,
            "next_general_inspection_on": date(2012, 10, 1),
            "next_emission_test_on": date(2013, 3, 1),
            "next_service_on": date(2012, 11, 5),
            "is_owner": False,
            "is_keeper": True,
        },
        {
            "vehicle_number": "V3",
            "license_plate": "NA-B 2106",
            "model": "C 200 T",
            "next_general_inspection_on": date(2010, 7, 1),
            "is_owner": True,
            "is_keeper": False,
            "sold_on": date(2010, 3, 1),
        },
    ],
    "orders": _orders(),
    "order_lines": _order_lines(),
    "gross_profit": [
        {"year": 2010, **_calculation("2451.22", "-1642.32", "0.00", "808.90")},
        {"year": 2011, **_calculation("2506.16", "-467.93", "-235.01", "1803.22")},
    ],
    "gross_profit_invoices": [
        {
            "year": 2011,
            "date": date(2011, 3, 7),
            "number": "01111892",
            **_calculation("1807.75", "0.00", "-235.01", "1572.74"),
        },
        {
            "year": 2011,
            "date": date(2011, 3, 7),
            "number": "01111893",
            **_calculation("698.41", "-467.93", "0.00", "230.48"),
        },
        {"year": 2010, "number": None, **_calculation("0.00", "-1642.32", "0.00", "-1642.32")},
    ],
    "gross_profit_entries": _entries(),
    "place": [
        {
            "street": "Meier-Hess-Anlage 4",
            "postal_code": "95119",
            "town": "Naila",
            "country": "DE",
            "latitude": 50.3333,
            "longitude": 11.7,
            "accuracy": "town",
        }
    ],
    "timeline": [
        {
            "at": utc(2012, 10, 8, 10, 53),
            "has_time": True,
            "kind": "contact",
            "what": "Brief",
            "text": "zum Vorgang",
            "person": "Harald Meier",
        },
        {
            "at": utc(2011, 9, 12, 0, 0),
            "has_time": False,
            "kind": "payment",
            "what": "01100214",
            "amount": eur("2916.95"),
            "days": 584,
        },
        {
            "at": utc(2011, 3, 7, 0, 0),
            "has_time": False,
            "kind": "invoice",
            "what": "01111892",
            "amount": eur("2151.22"),
        },
        {"at": utc(2010, 10, 4, 0, 0), "has_time": False, "kind": "invoice", "what": "U4292", "text": "Testbuchung"},
    ],
    "sources": [
        {"source": source, "state": "fresh", "as_of": utc(2012, 10, 11, 4, 15), "quarantined": 0}
        for source in ("dealer_system", "ledger", "inbox", "crm", "places")
    ],
}


@pytest.fixture(autouse=True)
def german() -> Iterator[None]:
    with session("de"):
        yield


@pytest.fixture
def meier() -> HandMadeFile:
    """The brochure's customer; a test may change ``rows``."""
    return HandMadeFile(HEADER, {answer: [dict(row) for row in rows] for answer, rows in MEIER.items()})


@pytest.fixture
def nobody() -> HandMadeFile:
    """A customer of whom no source knows anything but the name."""
    header = replace(HEADER, open_balance=Decimal("0.00"), credit_limit_exceeded=False, vat_id=None)
    return HandMadeFile(header, {"sources": MEIER["sources"]})


DETAILS = 5


def walk(view: ViewModel) -> Iterator[ViewModel]:
    """The view model and everything that opens from it: choices, details of the first rows."""
    yield view
    inner: list[ViewModel] = []
    if isinstance(view, Stack):
        inner.extend(view.items)
    elif isinstance(view, Choice):
        inner.extend(view.build(option) for option in view.options)
    elif isinstance(view, MasterDetail):
        rows = view.master.rows.head(DETAILS).iter_rows(named=True)
        inner.extend([view.master, *(view.detail(row) for row in rows)])
    elif isinstance(view, KeyFigure) and view.below:
        inner.append(view.below)
    elif isinstance(view, Table) and view.detail:
        inner.extend(view.detail(row) for row in view.rows.head(DETAILS).iter_rows(named=True))
    for each in inner:
        yield from walk(each)


def _check_every_panel(customer_file, role: str | None = None) -> int:
    """Build all there is (for a role); answers how many view models it was."""
    count = 0
    for panel in [each for each in all_panels() if role is None or role in each.roles]:
        if panel.badge:
            panel.badge(customer_file)
        for view in walk(panel.build(customer_file)):
            count += 1
            if isinstance(view, Table):
                named = {column.key for column in view.columns} | {c.beside for c in view.columns if c.beside}
                assert named <= set(view.rows.columns), (panel.key, named - set(view.rows.columns))
                for column in view.columns:
                    for row in view.rows.iter_rows(named=True):
                        if column.link:
                            column.link(row)
                    if column.summary:
                        column.summary(view.rows)
            if isinstance(view, Notice):
                assert view.title
    return count


@pytest.fixture
def every_panel() -> Callable[..., int]:
    """Builds every tab of a customer down to the last detail; answers how many view models that was."""
    return _check_every_panel
