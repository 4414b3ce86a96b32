"""A house in Hof with one driver, a customer in Naila and one in Hof, and a day of appointments."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from tests.house import House

if TYPE_CHECKING:
    from pathlib import Path

DAY = date(2012, 10, 12)
# A week later: a car that is to be fetched in Naila before Anna can be there, and one in Hof.
EARLY = date(2012, 10, 19)
TOURS = """
[[branches]]
name = "Hof"
postal_code = "95028"
[[tours.drivers]]
name = "Anna"
shifts = ["07:30-17:00"]
"""


def _customer(number: str, postal_code: str, town: str) -> dict[str, Any]:
    return {
        "customer_number": number,
        "name": f"Kunde {number}",
        "postal_code": postal_code,
        "town": town,
        "country": "D",
    }


def _appointment(number: str, customer: str, service: str) -> dict[str, Any]:
    at = {"bring_at": datetime(2012, 10, 12, 8, 30), "return_at": datetime(2012, 10, 12, 15, 0)}  # noqa: DTZ001
    return {"appointment_number": number, "customer_number": customer, "service": service, **at}


def tours_house(folder: Path) -> House:
    """Write the house; nothing is refreshed."""
    house = House.at(folder, with_towns=True)
    settings = house.folder / "clientinfo.toml"
    settings.write_text(settings.read_text("utf-8") + TOURS, "utf-8")
    house.dealer_system("customers", _customer("1", "95119", "Naila"), _customer("2", "95030", "Hof"))
    house.dealer_system("communication", {"customer_number": "1", "kind": "phone", "address": "09282 9610"})
    house.dealer_system(
        "appointments",
        _appointment("A", "1", "both"),
        _appointment("B", "2", "delivery"),
        _appointment("C", "2", "none"),
        _appointment("D", "2", "loaner"),
        # fetched two days before, brought three days after: a courtesy car stays with the customer
        {
            **_appointment("W", "1", "both"),
            "bring_at": datetime(2012, 10, 10, 8),  # noqa: DTZ001
            "return_at": datetime(2012, 10, 15, 15),  # noqa: DTZ001
        },
        *(
            {
                "appointment_number": number,
                "customer_number": customer,
                "service": "pickup",
                "bring_at": datetime(2012, 10, 19, hour),  # noqa: DTZ001
            }
            for number, customer, hour in (("E", "1", 7), ("F", "2", 9))
        ),
    )
    return house
