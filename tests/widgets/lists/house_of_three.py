"""A house of three customers, two colleagues, and what they see and write."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from clientinfo_kernel.access.rights import Viewer
from clientinfo_kernel.query.directory import CustomerDirectory
from tests.house import House
from widgets.work_list import all_lists

if TYPE_CHECKING:
    from pathlib import Path

    import polars as pl


SCANNED = b"\x89PNG\r\n\x1a\n a letter"
ANNA = Viewer("anna", frozenset({"sales"}), "Anna Adler")
BERT = Viewer("bert", frozenset({"accounting"}), "Bert Brandt")
_CRM: dict[str, Any] = {
    "customer_number": "10001",
    "kind": "Verkaufschance",
    "status": "Neu",
    "due_at": None,
    "created_at": datetime(2012, 9, 1, 8, tzinfo=UTC),
    "closed_at": None,
}


def make_house(folder: Path) -> None:
    """Make the house in a folder, with open items, an order, follow-ups of a foreign CRM and an inbox, and refresh it."""
    house = House.at(folder)
    names = {"10001": "Albrecht", "10002": "Brandl", "10003": "Conrad"}
    born = {"10001": date(1960, 10, 20), "10002": date(1970, 10, 21)}
    customers = [
        {"customer_number": number, "kind": "person", "name": name, "birthday": born.get(number)}
        | {"credit_limit": Decimal("100.00"), "credit_rating": "gesperrt" if number == "10002" else None}
        for number, name in names.items()
    ]
    house.dealer_system("customers", *customers)
    number = {"customer_number": "10002", "kind": "phone", "address": "+49 9282 555", "is_preferred": True}
    house.dealer_system("communication", number)
    accounts = {"10001": "1010001", "10002": "1010002"}
    debtors = [{"customer_number": number, "debtor_account": account} for number, account in accounts.items()]
    house.dealer_system("debtor_accounts", *debtors)
    ordered = {"order_number": "A1", "customer_number": "10003", "ordered_at": datetime(2012, 9, 20, 9, tzinfo=UTC)}
    house.dealer_system("orders", ordered)
    split = {"order_number": "A1", "split": 1, "state": "open", "payer": "customer", "amount": Decimal("80.00")}
    house.dealer_system("order_splits", split)
    house.open_items(
        "1010001;R1;01.06.2012;01.07.2012;119,00;0,00;119,00;840000;Inspektion;1",
        "1010002;R2;01.06.2012;01.07.2012;50,00;0,00;50,00;840000;Inspektion;1",
    )
    cases = [
        {**_CRM, "case_id": "C1", "text": "Kombi", "assignee": "Anna Adler", "follow_up_on": date(2012, 10, 1)},
        {**_CRM, "case_id": "C2", "text": "Leasing", "assignee": "Bert Brandt", "follow_up_on": date(2012, 10, 11)},
    ]
    contacts = [
        {
            "event_id": "E1",
            "case_id": "C1",
            "customer_number": "10001",
            "at": datetime(2012, 9, 2, 8, tzinfo=UTC),
            "employee": "Anna Adler",
            "contact_person": None,
            "channel": "Telefon",
            "note": "ruft zurück",
        }
    ]
    house.crm(cases, contacts)
    folder = house.inbox(
        "dms",
        (
            "E1;F;;R;R3;10.03.2012;;01.10.2012 09:00;;;;Unbekannt GmbH;;40,00;7,60;47,60;EUR;belege/r3.png",
            "E2;F;;R;R4;10.03.2012;;02.10.2012 09:00;10003;;;;;40,00;7,60;47,60;EUR;",
        ),
    )
    (folder / "belege").mkdir()
    (folder / "belege" / "r3.png").write_bytes(SCANNED)
    house.refresh()


def rows(house: CustomerDirectory, viewer: Viewer, key: str, option: str = "") -> pl.DataFrame:
    wanted = next(each for each in all_lists() if each.key == key)
    asked = CustomerDirectory(house.settings, viewer)
    return wanted.table(wanted.desk(asked, option)).rows


def write(house: CustomerDirectory, viewer: Viewer, number: str, make: Any) -> None:
    asked = CustomerDirectory(house.settings, viewer)
    asked.live(asked.customer(number)).do(make)
