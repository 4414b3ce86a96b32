"""What was promised and what comes next: contracts, recalls, appointments, promised days. Seen from 11.10.2012."""

from datetime import date, datetime

import pytest

from clientinfo_kernel.settings import BERLIN
from tests.house import House
from widgets.panel import all_panels
from widgets.view_models import Chip, Item, Link

PANELS = {each.key: each for each in all_panels()}
ANNA, OTTO, DOUBLE = "30001", "30002", "30003"


def at(*parts):
    return datetime(*parts, tzinfo=BERLIN)


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    house = House.at(tmp_path_factory.mktemp("coming"))
    address = {"street": "Weg 1", "postal_code": "95028", "town": "Hof", "country": "DE"}
    house.dealer_system(
        "customers",
        {"customer_number": ANNA, "kind": "person", "title": "Prof. Dr.", "first_name": "Anna", "name": "Berg", "birthday": date(1940, 10, 14), **address},
        {"customer_number": OTTO, "kind": "person", "name": "Otto Ohne"},
        {"customer_number": DOUBLE, "kind": "person", "first_name": "Anna", "name": "Berg", **address},
    )  # fmt: skip
    cars = [
        {"vehicle_number": "1", "license_plate": "HO-L 1", "leasing_end_on": date(2013, 4, 11)},
        {"vehicle_number": "2", "license_plate": "HO-F 2", "financing_end_on": date(2014, 10, 12)},
        {"vehicle_number": "3", "license_plate": "HO-W 3", "warranty_end_on": date(2012, 10, 10)},
        {"vehicle_number": "4", "license_plate": "HO-S 4", "leasing_end_on": date(2013, 1, 1), "sold_on": date(2012, 1, 1)},
        {"vehicle_number": "5", "license_plate": "HO-E 5", "next_service_on": date(2012, 12, 11)},
        {"vehicle_number": "6", "license_plate": "HO-E 6", "next_service_on": date(2012, 12, 12)},
    ]  # fmt: skip
    house.dealer_system("vehicles", *(car | {"owner_number": ANNA, "keeper_number": ANNA} for car in cars))
    house.dealer_system(
        "recalls",
        {"vehicle_number": "2", "recall_number": "3114", "text": "Airbag", "announced_on": date(2012, 5, 2)},
        {"vehicle_number": "3", "recall_number": "3100", "text": "Schlauch", "done_on": date(2012, 6, 1)},
        {"vehicle_number": "4", "recall_number": "3114", "text": "Airbag"},
    )
    house.dealer_system(
        "appointments",
        {"appointment_number": "1", "customer_number": ANNA, "vehicle_number": "1", "bring_at": at(2012, 10, 10, 23, 45), "service": "loaner"},
        {"appointment_number": "2", "customer_number": ANNA, "vehicle_number": "1", "bring_at": at(2012, 10, 15, 7, 30), "service": "loaner", "note": "HU"},
        {"appointment_number": "3", "customer_number": ANNA, "vehicle_number": "2", "bring_at": at(2012, 10, 11, 0, 15), "service": "none"},
        {"appointment_number": "4", "customer_number": ANNA, "vehicle_number": "3"},
    )  # fmt: skip
    house.dealer_system(
        "orders",
        {"order_number": "71", "customer_number": ANNA, "promised_at": at(2012, 10, 10, 17, 0)},
        {"order_number": "72", "customer_number": ANNA, "promised_at": at(2012, 10, 11, 0, 30)},
        {"order_number": "73", "customer_number": ANNA},
    )
    house.dealer_system(
        "order_splits",
        {"order_number": "71", "split": 1, "state": "in_progress", "payer": "customer"},
        {"order_number": "71", "split": 2, "state": "finished", "payer": "customer"},
        {"order_number": "71", "split": 3, "state": "billed", "payer": "customer"},
        {"order_number": "72", "split": 1, "state": "open", "payer": "customer"},
        {"order_number": "73", "split": 1, "state": "open", "payer": "customer"},
    )
    return house.refresh()


@pytest.fixture
def anna(house):
    return house.customer(ANNA)


@pytest.fixture
def otto(house):
    """Nothing is known of him but his name."""
    return house.customer(OTTO)


def tile(customer_file, title):
    """A tile of the overview; notices of missing sources stand above them all."""
    overview = PANELS["overview"].build(customer_file).items[-1]
    return next(each for each in overview.items if each.title == title)


def columns(table):
    return {column.title: column for column in table.columns}


def beside(table, title):
    """The chips that stand beside a column's values, by plate or order."""
    column = columns(table)[title]
    key = "license_plate" if "license_plate" in table.rows.columns and table.title == "Fahrzeugstamm" else "number"
    return {row[key]: column.chips.get(row[column.beside]) for row in table.rows.iter_rows(named=True)}


def facts_of(table, plate):
    row = next(row for row in table.rows.iter_rows(named=True) if row["license_plate"] == plate)
    return {fact.label: fact for fact in table.detail(row).facts}


def test_leasing_and_financing_run_out_and_a_sold_vehicle_has_no_contract(anna):
    table = PANELS["vehicles"].build(anna)
    ends = beside(table, "Vertrag bis")
    assert ends["HO-L 1"] == Chip("Leasing in 5 Monaten", "warn")  # 182 days: half a year ahead is warned of
    assert ends["HO-F 2"] == Chip("Finanzierung in 2 Jahren")
    assert ends["HO-W 3"] is ends["HO-S 4"] is None
    assert facts_of(table, "HO-L 1")["Leasing bis"].value == date(2013, 4, 11)
    assert "Finanzierung bis" not in facts_of(table, "HO-L 1"), "what is not known is not shown"
    assert facts_of(table, "HO-W 3")["Garantie bis"].chip == Chip("abgelaufen")


def test_a_fleet_without_contracts_has_no_such_column(kroll):
    assert "Vertrag bis" not in columns(PANELS["vehicles"].build(kroll))


def test_an_open_recall_is_a_warning_until_it_is_done_or_the_vehicle_sold(anna):
    table = PANELS["vehicles"].build(anna)
    standing = beside(table, "Kennzeichen")
    assert standing["HO-F 2"] == Chip("Rückruf offen", "danger")
    assert standing["HO-W 3"] is None
    assert standing["HO-S 4"] == Chip("verkauft")
    recall = facts_of(table, "HO-F 2")["Rückruf 3114"]
    assert (recall.value, recall.chip) == ("Airbag · seit 02.05.2012", Chip("offen", "danger"))
    assert facts_of(table, "HO-W 3")["Rückruf 3100"].chip == Chip("erledigt 01.06.2012", "ok")


def test_61_and_62_days_share_their_words_and_not_their_warning(anna):
    services = beside(PANELS["vehicles"].build(anna), "Service")
    assert services["HO-E 5"] == Chip("in 8 Wochen", "warn")
    assert services["HO-E 6"] == Chip("in 8 Wochen")


def test_the_next_appointment_with_its_courtesy_car(anna):
    """One of yesterday at 23:45 is past; one of today at 0:15 is the next, though it is yesterday in UTC."""
    today, monday = tile(anna, "Termine und Aufträge").items[:2]
    assert (today.title, today.text, today.chip) == ("Termin 11.10. 00:15", "HO-F 2", Chip("heute", "accent"))
    assert monday == Item(
        "Termin 15.10. 07:30",
        "HO-L 1 · Ersatzwagen · HU",
        chip=Chip("in 4 Tagen"),
        link=Link(tab="vehicles", item="HO-L 1"),
    )
    table = PANELS["vehicles"].build(anna)
    appointment = facts_of(table, "HO-L 1")["Nächster Termin"]
    assert (f"{appointment.value:%d.%m. %H:%M} UTC", appointment.chip) == ("15.10. 05:30 UTC", Chip("Ersatzwagen"))
    assert "Nächster Termin" not in facts_of(table, "HO-W 3")


def test_a_promise_that_was_not_kept_is_marked_as_long_as_the_work_is_not_done(anna):
    table = PANELS["current_orders"].build(anna)
    late = beside(table, "zugesagt")
    assert late == {
        "71 / 1": Chip("überfällig", "danger"),
        "71 / 2": None,  # done
        "72 / 1": None,  # today
        "73 / 1": None,  # nothing was promised
    }
    promised = dict(table.rows.select("number", "promised_on").iter_rows())
    assert promised["72 / 1"] == date(2012, 10, 11)
    every = PANELS["orders"].build(anna)
    assert dict(every.rows.select("number", "promised_on").iter_rows())["71 / 3"] is None, "billed: nobody waits"
    lines = {item.title: item for item in tile(anna, "Termine und Aufträge").items}
    assert lines["71 / 1"].chip == Chip("überfällig", "danger")
    assert lines["71 / 1"].text == "zugesagt 10.10.2012"


def test_who_has_none_of_it_sees_nothing_of_it(otto):
    orders = tile(otto, "Aktuelle Aufträge")
    assert (tile(otto, "Fahrzeuge").items, orders.items) == ((), ())
    assert orders.empty == "Noch kein Auftrag."
    header = otto.header()
    assert (header.title, header.birthday, header.possible_duplicates) == (None, None, 0)


def test_header_knows_title_birthday_and_the_other_record(anna, house):
    header = anna.header()
    assert (header.title, header.birthday, header.possible_duplicates) == ("Prof. Dr.", date(1940, 10, 14), 1)
    alike = PANELS["contact_persons"].build(anna).items[-1]
    assert alike.title == "Möglicherweise derselbe Kunde"
    (row,) = alike.rows.to_dicts()
    assert (row["customer_number"], row["name"]) == (DOUBLE, "Anna Berg")
    assert set(row["why"].split(", ")) == {"gleicher Name und gleiche Straße", "gleicher Name und Ort"}
    assert columns(alike)["Kd.-Nr."].link(row) == Link(customer_number=DOUBLE, tab="overview")
    assert house.customer(DOUBLE).header().possible_duplicates == 1
