"""Lists of service and sales against the dealer system's own files: what stands in them, and nothing else."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import polars as pl
import pytest

from clientinfo_kernel.access.rights import Viewer
from tests.house import House
from tests.widgets.lists.conftest import KEY_DATE, german_day
from widgets.lists.not_seen import months_before
from widgets.parts.list_rows import with_vehicle_names
from widgets.work_list import all_lists

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Raw = Callable[[str], list[dict[str, str]]]
    Rows = Callable[..., pl.DataFrame]


def test_appointments_are_those_that_come_or_go_on_the_day(raw: Raw, rows: Rows) -> None:
    def of(first: date, last: date) -> set[str]:
        days = ((line["TERMINNR"], german_day(line["BRINGEN"]), german_day(line["HOLEN"])) for line in raw("TERMIN"))
        return {number for number, comes, goes in days if any(day and first <= day <= last for day in (comes, goes))}

    tomorrow = KEY_DATE + timedelta(days=1)
    for option, span in {
        "today": (KEY_DATE, KEY_DATE),
        "tomorrow": (tomorrow, tomorrow),
        "week": (KEY_DATE, KEY_DATE + timedelta(days=6)),
    }.items():
        shown = rows("appointments", option)
        assert set(shown["row"]) == of(*span)
        assert shown["at"].is_sorted()


def test_an_order_stands_in_the_list_of_its_state(raw: Raw, rows: Rows) -> None:
    states: dict[str, set[str]] = {}
    for line in raw("AUFSPLIT"):
        states.setdefault(line["STATUS"], set()).add(f"{line['AUFNR']}/{line['SPLIT']}")
    # alphaPlus: O offen, A in Arbeit, F fertig, B abrechnen
    assert set(rows("in_workshop")["row"]) == states["A"]
    assert set(rows("unbilled_orders")["row"]) == states["F"] | states["B"]
    promised = {line["AUFNR"]: german_day(line["FERTIG"]) for line in raw("AUFTRAG")}
    unfinished = states["A"] | states.get("O", set())
    late = {each for each in unfinished if (day := promised[each.split("/")[0]]) is not None and day < KEY_DATE}
    assert late
    assert set(rows("late_orders")["row"]) == late


def test_a_recall_is_open_until_it_is_done_or_the_vehicle_is_sold(raw: Raw, rows: Rows) -> None:
    kept = {line["FZNR"] for line in raw("FAHRZEUG") if not line["VERKAUFDAT"]}
    wanted = {
        (line["RUECKRUFNR"], line["FZNR"])
        for line in raw("RUECKRUF")
        if german_day(line["GEMELDET"]) and not line["ERLEDIGT"] and line["FZNR"] in kept
    }
    assert wanted
    assert set(rows("recalls").select("recall_number", "vehicle_number").rows()) == wanted


def test_inspections_run_to_the_end_of_their_month_and_contracts_to_their_day(raw: Raw, rows: Rows) -> None:
    shown = rows("vehicles_due", "6")
    last = KEY_DATE + timedelta(weeks=6)

    def due(column: str, *, monthly: bool) -> set[str]:
        found = set()
        for line in raw("FAHRZEUG"):
            day = german_day(line[column])
            if day is not None and not line["VERKAUFDAT"]:
                end = (day.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1) if monthly else day
                if KEY_DATE <= end <= last:
                    found.add(line["FZNR"])
        return found

    def listed(kind: str) -> set[str]:
        return set(shown.filter(pl.col("kind") == kind)["vehicle_number"])

    assert listed("next_general_inspection_on") == due("HU", monthly=True)
    assert listed("next_service_on") == due("SERVICEDAT", monthly=False)
    assert listed("leasing_end_on") == due("LEASINGENDE", monthly=False)
    assert listed("warranty_end_on") == due("GARANTIEENDE", monthly=False)
    # the AU of the same month is part of the HU
    same = {line["FZNR"] for line in raw("FAHRZEUG") if line["HU"][3:] == line["AU"][3:]}
    assert listed("next_emission_test_on").isdisjoint(same)


def test_birthdays_come_by_day_and_month(raw: Raw, rows: Rows) -> None:
    born = {line["KDNR"]: german_day(line["GEBDAT"]) for line in raw("KUNDEN")}
    somebodys = next(day for day in born.values() if day is not None)
    today = date(2012, somebodys.month, somebodys.day) - timedelta(days=30)
    days = {(day.month, day.day) for day in (today + timedelta(days=ahead) for ahead in range(31))}
    wanted = {number for number, day in born.items() if day is not None and (day.month, day.day) in days}
    assert wanted
    shown = rows("birthdays", "31", on=today)
    assert set(shown["customer_number"]) == wanted
    turns: dict[str, Any] = dict(shown.select("customer_number", "turns").rows())
    on: dict[str, date] = dict(shown.select("customer_number", "on").rows())
    assert all(turns[number] == on[number].year - born[number].year for number in wanted)


@pytest.mark.parametrize(
    ("make", "model", "words"),
    [
        ("Mercedes-Benz", "B 180 CDI", "B 180 CDI · Mercedes-Benz"),
        ("smart", "smart fortwo", "smart fortwo"),
        (None, "Golf", "Golf"),
        ("Opel", None, "Opel"),
        (None, None, ""),
    ],
)
def test_what_tells_vehicles_apart_stands_first(make: str | None, model: str | None, words: str) -> None:
    rows = pl.DataFrame({"make": [make], "model": [model]}, schema={"make": pl.String, "model": pl.String})
    assert with_vehicle_names(rows)["vehicle"].to_list() == [words]


def test_who_was_not_seen_has_a_vehicle_and_no_later_order(raw: Raw, rows: Rows) -> None:
    orders: dict[str, date] = {}
    for line in raw("AUFTRAG"):
        day = german_day(line["ANNAHME"])
        if day is not None:
            orders[line["KDNR"]] = max(day, orders.get(line["KDNR"], day))
    driving = {line[who] for line in raw("FAHRZEUG") if not line["VERKAUFDAT"] for who in ("EIGENTUEMER", "HALTER")}
    gone = {number for number, day in orders.items() if day < date(2011, 4, 11) and number in driving}
    assert gone
    assert set(rows("not_seen", "18")["customer_number"]) == gone


def test_months_are_counted_by_the_calendar() -> None:
    assert months_before(date(2012, 10, 11), 18) == date(2011, 4, 11)
    assert months_before(date(2012, 3, 31), 1) == date(2012, 2, 29)
    assert months_before(date(2012, 1, 15), 12) == date(2011, 1, 15)


def test_a_vehicle_stands_once_under_its_age_with_who_keeps_it(raw: Raw, rows: Rows) -> None:
    kept = {line["FZNR"]: line for line in raw("FAHRZEUG") if not line["VERKAUFDAT"]}
    shown = {option: rows("driven_vehicles", option) for option in ("young", "middle", "old", "oldest")}
    numbers = [number for each in shown.values() for number in each["vehicle_number"]]
    assert len(numbers) == len(set(numbers))
    first = {number for number, line in kept.items() if (day := german_day(line["EZ"])) and day > date(2009, 10, 11)}
    assert set(shown["young"]["vehicle_number"]) == first
    for number, customer in shown["young"].select("vehicle_number", "customer_number").rows():
        assert customer == (kept[number]["HALTER"] or kept[number]["EIGENTUEMER"])


def test_news_are_what_happened_since_yesterday(raw: Raw, rows: Rows) -> None:
    today = max(day for line in raw("AUFTRAG") if (day := german_day(line["ANNAHME"])) is not None)
    days = (today - timedelta(days=1), today)
    taken = {line["AUFNR"] for line in raw("AUFTRAG") if german_day(line["ANNAHME"]) in days}
    orders = {f"{line['AUFNR']}/{line['SPLIT']}" for line in raw("AUFSPLIT") if line["AUFNR"] in taken}
    shown = rows("news", on=today)
    assert orders
    assert {item.replace(" ", "") for kind, item in shown.select("kind", "item").rows() if kind == "order"} == orders
    assert shown["at"].is_sorted(descending=True)
    service = rows("news", viewer=Viewer("sabine", frozenset({"service"})), on=today)
    assert set(service["kind"]) <= {"contact", "case", "order"}


@pytest.mark.slow
def test_rows_that_are_seen_after_a_refresh_are_of_the_snapshot_that_the_list_was_made_of(tmp_path: Path) -> None:
    """An own and a keeper's vehicle; then a customer comes before both, so that every place in the tables is another's."""
    house = House.at(tmp_path / "house")
    inspected = date(2012, 11, 1)
    meier, kunz = {"customer_number": "12", "name": "Meier"}, {"customer_number": "13", "name": "Kunz"}
    cars = [
        {"vehicle_number": "F1", "license_plate": "NA-A 1", "owner_number": "12", "keeper_number": "12"},
        {"vehicle_number": "F2", "license_plate": "NA-A 2", "owner_number": "12", "keeper_number": "13"},
    ]
    due = {"next_general_inspection_on": inspected}
    house.dealer_system("customers", meier, kunz)
    house.dealer_system("vehicles", *(each | due for each in cars))
    wanted = next(each for each in all_lists() if each.key == "vehicles_due")
    directory = house.refresh()
    table = wanted.table(wanted.desk(directory, "12"), is_whole=False)
    house.dealer_system("customers", {"customer_number": "10", "name": "Abel"}, meier, kunz)
    new = {"vehicle_number": "F0", "license_plate": "NA-A 0", "owner_number": "10", "keeper_number": "10"}
    house.dealer_system("vehicles", *(each | due for each in [new, *cars]))
    house.refresh()
    whose = ("license_plate", "customer", "what")
    assert table.whole().rows.select(whose).rows() == [("NA-A 1", "Meier", "HU"), ("NA-A 2", "Kunz", "HU")]
    renewed = wanted.table(wanted.desk(directory, "12")).rows
    assert renewed["customer"].to_list() == ["Abel", "Meier", "Kunz"]
