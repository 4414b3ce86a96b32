"""Customers in whom something is unusual, as source files of a house of their own."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from tests.house import House

if TYPE_CHECKING:
    from pathlib import Path

NOBODY, KROLL, KEYS, LOST = "90001", "20001", "20002", "20003"
HOUSE_MOMENT = datetime(2012, 1, 2, 8, 0, tzinfo=ZoneInfo("Europe/Berlin"))
DEBTORS = {KROLL: "20001", KEYS: "20002"}


def eur(text: str) -> Decimal:
    return Decimal(text)


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)


def write_edge_customers(folder: Path) -> House:
    """Write the house of these customers.

    Its customers: NOBODY, of whom nothing is known but the name; KROLL, of whom much is known and everything unusual;
    KEYS, of whom each source delivers one row with nothing in it but what it must have; LOST, whose address is none.
    """
    house = House.at(folder, with_towns=True)
    _dealer_system(house)
    _ledger(house)
    _inbox(house)
    _crm(house)
    return house


def _dealer_system(house: House) -> None:
    house.dealer_system(
        "customers",
        {"customer_number": NOBODY, "name": "Niemand"},
        {
            "customer_number": KROLL, "kind": "company", "name": "Kroll Bau GmbH", "street": "Ring 3",
            "town": "Hof", "country": "DE", "credit_limit": eur("0.00"),
        },
        {"customer_number": KEYS, "name": "Schlüssel"},
        {"customer_number": LOST, "name": "Verlegen", "street": "Am Rand 1", "postal_code": "00000", "town": "Nirgendsau", "country": "DE"},
    )  # fmt: skip
    house.dealer_system(
        "debtor_accounts",
        *({"customer_number": number, "debtor_account": account} for number, account in DEBTORS.items()),
    )
    house.dealer_system(
        "contact_persons",
        {"customer_number": KROLL, "person_number": "1", "last_name": "Kroll", "phone": "09282 / 555 14", "email": "kroll", "is_main": False},
        {"customer_number": KROLL, "person_number": "2", "salutation": "Frau", "first_name": "Eva", "last_name": "Kroll", "is_main": True},
    )  # fmt: skip
    house.dealer_system(
        "communication",
        {"customer_number": KROLL, "kind": "web", "address": "javascript:alert(1)", "is_preferred": False},
        {"customer_number": KROLL, "kind": "phone", "address": "+49 9282 555-0", "note": "Zentrale", "is_preferred": True},
    )  # fmt: skip
    house.dealer_system("vehicles", *_vehicles())
    house.dealer_system(
        "orders",
        {"order_number": "1", "customer_number": KEYS},
        {"order_number": "500100", "customer_number": KROLL, "vehicle_number": "7", "ordered_at": HOUSE_MOMENT},
        {"order_number": "501100", "customer_number": KROLL, "vehicle_number": "7", "ordered_at": HOUSE_MOMENT.replace(year=2011)},
    )  # fmt: skip
    house.dealer_system(
        "order_splits",
        {"order_number": "1", "split": 1, "state": "open", "payer": "customer"},
        {"order_number": "500100", "split": 1, "state": "open", "payer": "customer", "amount": eur("12.00")},
        {"order_number": "500100", "split": 2, "state": "open", "payer": "warranty", "amount": eur("900.00")},
        {"order_number": "501100", "split": 1, "state": "billed", "payer": "warranty", "invoice_number": "0107091276", "invoiced_on": date(2011, 1, 5), "amount": eur("1757.73")},
        {"order_number": "501100", "split": 2, "state": "cancelled", "payer": "customer", "amount": eur("77.00")},
    )  # fmt: skip
    house.dealer_system(
        "order_lines",
        {"order_number": "500100", "split": 1, "line": 1, "kind": "external", "text": "Lackierung", "amount": eur("12.00")},
    )  # fmt: skip


def _vehicles() -> list[dict[str, Any]]:
    """Each is due in its own way on 11.10.2012; HU and AU run to the end of their month."""
    kept = {"owner_number": KROLL, "keeper_number": KROLL}
    return [
        {"vehicle_number": "1", "license_plate": "HO-A 1", **kept, "next_general_inspection_on": date(2012, 9, 12)},
        {"vehicle_number": "2", "license_plate": "HO-A 2", **kept, "next_general_inspection_on": date(2012, 10, 1)},
        {"vehicle_number": "3", "license_plate": "HO-A 3", **kept, "next_service_km": 150_000, "mileage_km": 150_000},
        {"vehicle_number": "4", "license_plate": "HO-A 4", **kept, "next_service_km": 150_000, "mileage_km": 149_999},
        {"vehicle_number": "5", "license_plate": "HO-A 5", **kept, "next_service_on": date(2012, 12, 11)},
        {"vehicle_number": "6", "license_plate": "HO-A 6", **kept, "next_service_on": date(2012, 12, 12)},
        {"vehicle_number": "7", "license_plate": "HO-A 7", "owner_number": KROLL, "keeper_number": "", "make": "Mercedes-Benz", "model": "Mercedes-Benz Vito", "next_emission_test_on": date(2010, 7, 1), "sold_on": date(2010, 3, 1)},
        {"vehicle_number": "8", "keeper_number": KEYS},
    ]  # fmt: skip


def _ledger(house: House) -> None:
    """KROLL: 1,190.00 gross on each of four divisions (net 1,000.00), a year later costs charged on without a document."""
    house.postings(
        2010,
        *(
            {"f1": "1190,00", "f2": "S", "f7": DEBTORS[KROLL], "f8": account, "f10": "1503", "f11": number}
            for account, number in (("8000", "N1"), ("8300", "T1"), ("8400", "W1"), ("8800", "X1"))
        ),
    )
    house.postings(2011, {"f1": "100,00", "f2": "S", "f7": DEBTORS[KROLL], "f8": "7300", "f9": "", "f11": ""})
    house.open_items(
        f"{DEBTORS[KROLL]};N1;15.03.2010;16.10.2012;1190,00;0,00;1190,00;;501100/HO-A 1 S;0",
        f"{DEBTORS[KROLL]};T1;15.03.2010;10.10.2012;1190,00;0,00;1190,00;;999999/HO-Z 9 S;2",
        f"{DEBTORS[KEYS]};;01.10.2012;;1,00;0,00;1,00;;;",
    )


def _inbox(house: House) -> None:
    house.inbox(
        "zubehoer",
        invoices=(
            f"1;A;USt-IdNr. fehlt;G;G-1;02.05.2012;;;{KROLL};;;;;-70,76;-13,44;-84,20;EUR;",
            f"2;W;;R;R-2;02.05.2012;;08.10.2012 00:30;{KROLL};;;;;100,00;19,00;119,00;EUR;",
            f"3;A;;R;;;;;{KEYS};;;;;;;;;",
        ),
    )
    house.inbox(
        "verkauf",
        changes=(
            f"1;W;;08.10.2012 00:30;{KROLL};Kroll Bau GmbH;Telefon;09282 1;09282 2",
            f"2;F;;;{KEYS};;;;",
            f"3;W;;;{LOST};Verlegen;Ort;;Nirgendsau",
        ),
    )


def _crm(house: House) -> None:
    opened = utc(2012, 1, 2, 8)
    house.crm(
        [
            {"case_id": "C1", "customer_number": KROLL, "kind": "Reklamation", "text": "Bremsen quietschen", "status": "Erledigt", "follow_up_on": date(2010, 1, 10), "created_at": opened, "closed_at": utc(2012, 1, 12, 8)},
            {"case_id": "C2", "customer_number": KEYS, "kind": "K", "text": "T", "status": "S", "created_at": opened},
        ],
        [
            {"event_id": "E1", "customer_number": KROLL, "case_id": "C1", "at": opened, "channel": "Telefon"},
            {"event_id": "E2", "customer_number": KROLL, "case_id": "C2", "at": opened, "channel": "Brief"},
        ],
    )  # fmt: skip
