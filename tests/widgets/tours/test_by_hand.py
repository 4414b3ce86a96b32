"""What a planner enters by hand: who is not there, who drives besides, and stops without an appointment."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

import msgspec
import pytest

from clientinfo_kernel.access.rights import Viewer
from clientinfo_kernel.live.commands import Change
from clientinfo_kernel.live.driver_days import DRIVER_DAY
from clientinfo_kernel.live.tour_stops import TOUR_STOP
from clientinfo_kernel.sections.tours import CourtesyCar
from clientinfo_kernel.tours.reading import read_day
from tests.clientinfo_kernel.tours.house import DAY
from tests.hostile_typist import HOSTILE, require_text
from tests.widgets.tours.planner import EVERY
from tests.widgets.tours.typist import Typist
from widgets.lists.appointments import appointments
from widgets.tours.forms import form_of
from widgets.tours.printed import printed
from widgets.work_list import Desk as ListDesk

if TYPE_CHECKING:
    from pathlib import Path

    from clientinfo_kernel.query.directory import CustomerDirectory

pytestmark = pytest.mark.slow

SHIFT = {"starts": "07:30", "ends": "17:00", "plate": "", "away": ""}


def _drivers(planner: Typist) -> dict[str, tuple[str, str]]:
    return {each["name"]: (each["time"], each["about"]) for each in planner.board.state["drivers"]}


def test_whoever_is_ill_drives_nothing_and_the_others_take_over(directory: CustomerDirectory) -> None:
    planner = Typist(directory)
    assert planner.types("tour", driver="Bert", starts="08:00", ends="17:00", plate="HO-B 2", branch="Hof") == ""
    planner.does(do="plan")
    assert set(planner.planned()) == EVERY
    assert planner.types("driver", "Anna", **SHIFT | {"away": "day", "until": "14.10.2012"}) == ""
    assert {driver for driver, _minute, _locked in planner.planned().values()} == {"Bert"}
    assert _drivers(planner)["Anna"][0] == "fährt nicht"
    # three days, and not the fourth; nobody is told why
    days = {day: read_day(directory, date(2012, 10, day)).drivers[0].shifts for day in (13, 14, 15)}
    assert days == {13: (), 14: (), 15: ((27_000, 61_200),)}
    # she is there after all: one step back is hers alone, with what was planned again for it
    planner.does(do="undo")
    assert _drivers(planner)["Anna"][0] != "fährt nicht"
    assert read_day(directory, date(2012, 10, 13)).drivers[0].shifts == ((27_000, 61_200),)
    # whoever was there for one day is not on the next
    assert [each.name for each in read_day(directory, date(2012, 10, 13)).drivers] == ["Anna"]
    assert planner.types("driver", "Bert", **SHIFT | {"away": "day"}) == ""
    assert set(_drivers(planner)) == {"Anna"}


@pytest.mark.parametrize(
    ("typed", "shifts", "rest"),
    [
        # half a day: 4.5 hours need no break
        ({"away": "part", "away_from": "12:00", "away_until": "17:00"}, ((27_000, 43_200),), 0),
        # at the doctor's for an hour: that is the break of 30 minutes, too
        ({"away": "part", "away_from": "10:00", "away_until": "11:00"}, ((27_000, 36_000), (39_600, 61_200)), 0),
        # for a quarter of an hour: it is not
        ({"away": "part", "away_from": "10:00", "away_until": "10:15"}, ((27_000, 36_000), (36_900, 61_200)), 1800),
        # as people type hours, longer today
        ({"ends": "18:00"}, ((27_000, 64_800),), 1800),
        ({"starts": "7.45", "ends": "1815 Uhr"}, ((27_900, 65_700),), 1800),
    ],
)
def test_a_driver_s_day_is_as_long_as_it_is(
    directory: CustomerDirectory, typed: dict[str, str], shifts: tuple[tuple[int, int], ...], rest: int
) -> None:
    planner = Typist(directory)
    assert planner.types("driver", "Anna", **SHIFT | typed) == ""
    (anna,) = read_day(directory, DAY).drivers
    assert (anna.shifts, anna.break_seconds) == (shifts, rest)
    planner.does(do="plan")
    planner.planned()
    # the form shows what stands there, and saving it again changes nothing
    planner.does(do="open", form="driver", item="Anna")
    shown = {each["key"]: each["value"] for each in planner.heard[-1]["form"]["fields"]}
    assert planner.types("driver", "Anna", **shown) == ""
    assert directory.written(DRIVER_DAY)["version"].to_list() == [1]
    hours = {"7.45": "07:45", "1815 Uhr": "18:15"}
    assert {key: shown[key] for key in typed} == {key: hours.get(value, value) for key, value in typed.items()}


def test_a_longer_day_keeps_the_time_between_two_shifts(directory: CustomerDirectory) -> None:
    # nine hours with an hour at noon, which is the break (ArbZG, § 4: more than six hours)
    halves = msgspec.structs.replace(
        directory.settings.tours.drivers[0], shifts=("07:30-12:00", "13:00-17:00"), break_minutes=0
    )
    tours = msgspec.structs.replace(directory.settings.tours, drivers=(halves,))
    planner = Typist(replace(directory, settings=msgspec.structs.replace(directory.settings, tours=tours)))

    def shifts() -> tuple[tuple[int, int], ...]:
        return read_day(planner.desk.directory, DAY).drivers[0].shifts

    assert planner.types("driver", "Anna", ends="18:00") == ""
    assert shifts() == ((27_000, 43_200), (46_800, 64_800))
    # the afternoon alone, and in the hour between alone: then that is what she does
    assert planner.types("driver", "Anna", starts="12:30", ends="16:00") == ""
    assert shifts() == ((46_800, 57_600),)
    assert planner.types("driver", "Anna", starts="12:10", ends="12:50") == ""
    assert shifts() == ((43_800, 46_200),)


def test_the_car_of_a_tour_is_that_of_its_day(directory: CustomerDirectory) -> None:
    planner = Typist(directory)
    assert planner.types("driver", "Anna", **SHIFT | {"plate": "HO-X 1"}) == ""
    assert _drivers(planner)["Anna"][1].startswith("HO-X 1")
    assert read_day(directory, date(2012, 10, 13)).drivers[0].plate == ""


@pytest.mark.parametrize(
    ("form", "item", "typed", "said"),
    [
        ("driver", "Anna", {"starts": "halb acht"}, "Das ist keine Uhrzeit, zum Beispiel 07:30."),
        ("driver", "Anna", {"starts": "17:00", "ends": "08:00"}, "Das Ende liegt vor dem Anfang."),
        ("driver", "Anna", {"away": "day", "until": "11.10.2012"}, "Das Ende muss 1 bis 62 Tage weit sein."),
        ("driver", "Anna", {"away": "day", "until": "bald"}, "Bis wann? Ein Datum, bitte."),
        ("driver", "Zoe", {}, "Das gibt es nicht mehr."),
        ("driver", "Anna", {"plate": "X" * 201}, "Höchstens 200 Zeichen."),
        ("tour", "", {"driver": " "}, "Wer fährt?"),
        ("tour", "", {"driver": "Anna"}, "Anna fährt an diesem Tag schon."),
        ("stop", "Z:fetch", {}, "Das gibt es nicht mehr."),
        ("new_stop", "", {"customer": ""}, "Zu welchem Kunden?"),
        ("new_stop", "", {"customer": "99"}, "Diesen Kunden gibt es nicht."),
        ("new_stop", "", {"customer": "1", "kind": "steal"}, "Holen oder Bringen?"),
        (
            "new_stop",
            "",
            {"customer": "1", "kind": "both", "from": "09:00", "to": "10:00", "from2": "09:30", "to2": "11:00"},
            "Gebracht wird nach dem Holen.",
        ),
        ("nothing", "", {}, "Das gibt es nicht mehr."),
    ],
)
def test_what_cannot_be_kept_is_said_to_whoever_typed_it(
    directory: CustomerDirectory, form: str, item: str, typed: dict[str, str], said: str
) -> None:
    planner = Typist(directory)
    assert planner.types(form, item, **SHIFT | typed) == said
    assert directory.written(DRIVER_DAY).is_empty()
    assert {each["id"] for each in planner.board.state["stops"]} == EVERY


@pytest.mark.parametrize(
    ("form", "item", "typed", "wrong"),
    [
        (
            "driver",
            "Anna",
            {"starts": "halb", "ends": "spät", "away": "day", "until": "bald"},
            {"starts", "ends", "until"},
        ),
        ("driver", "Anna", {"starts": "17:00", "ends": "8", "away": "part"}, {"ends", "away_from", "away_until"}),
        ("driver", "Anna", {"plate": "X" * 201, "starts": "7" * 201}, {"plate", "starts"}),
        ("tour", "", {"driver": " ", "starts": "26:00"}, {"driver", "starts"}),
        ("stop", "A:fetch", {"from": "mittags", "car": "car:Traum"}, {"from", "car"}),
        (
            "new_stop",
            "",
            {"customer": "99", "kind": "both", "from": "x", "from2": "y", "car": "car:Traum"},
            {"customer", "from", "from2", "car"},
        ),
    ],
)
def test_every_field_that_is_wrong_is_named_at_once(
    directory: CustomerDirectory, form: str, item: str, typed: dict[str, str], wrong: set[str]
) -> None:
    planner = Typist(directory)
    planner.types(form, item, **typed)
    assert set(planner.heard[-1]["wrong"]) == wrong
    assert planner.heard[-1]["problem"] == ""
    assert directory.written(DRIVER_DAY).is_empty()


def test_markup_typed_into_any_field_of_a_form_is_a_text_on_the_board_and_on_paper(
    directory: CustomerDirectory,
) -> None:
    planner = Typist(directory)
    named = {name: HOSTILE.format(name=name) for name in ("driver", "plate", "note")}
    assert planner.types("tour", driver=named["driver"], plate=named["plate"]) == ""
    window = {"kind": "fetch", "from": "10:00", "to": "11:00"}
    assert planner.types("new_stop", customer="2", plate=named["plate"], note=named["note"], **window) == ""
    assert planner.types("stop", "A:fetch", note=named["note"]) == ""
    planner.does(do="plan")
    read = require_text("html", printed(planner.desk.of, planner.desk.plan).encode())
    wanted = {name: text.replace("\u202e", "") for name, text in named.items()}
    assert wanted["note"] in read
    drawn = json.dumps(planner.board.state, ensure_ascii=False)
    assert "\u202e" not in drawn + read
    assert {json.dumps(text, ensure_ascii=False)[1:-1] in drawn for text in wanted.values()} == {True}
    for field, text in (("from", named["note"]), ("to", "{{7*7}}")):
        planner.types("stop", "A:fetch", **{field: text})
        assert planner.heard[-1]["wrong"] == {field: "Das ist keine Uhrzeit, zum Beispiel 07:30."}


def test_a_stop_without_an_appointment_is_planned_driven_and_taken_back_like_any_other(
    directory: CustomerDirectory,
) -> None:
    planner = Typist(directory)
    planner.does(do="find", turn=1, text="Kunde 2")
    assert (planner.heard[-1]["turn"], planner.heard[-1]["hits"][0]["value"]) == (1, "2")
    planner.does(do="plan")
    windows = {"from": "10:00", "to": "11:00", "from2": "14:00", "to2": "15:00"}
    typed = {"customer": "2", "kind": "both", "plate": "HO-K 7", "note": "Tor 3", **windows}
    assert planner.types("new_stop", **typed) == ""
    new = {each: at for each, at in planner.planned().items() if each not in EVERY}
    assert sorted(each.rpartition(":")[2] for each in new) == ["bring", "fetch"]
    assert all(600 <= minute <= 660 or 840 <= minute <= 900 for _driver, minute, _locked in new.values())
    day = read_day(directory, DAY)
    assert {(each.plate, each.note, each.customer) for each in day.stops if each.stop_id in new} == {
        ("HO-K 7", "Tor 3", "Kunde 2")
    }
    # on another day it is not there; nor does the list of appointments take it for one
    assert read_day(directory, date(2012, 10, 13)).stops == ()
    assert len(appointments(ListDesk(directory, "tomorrow")).rows) == 4
    planner.does(do="undo")
    assert set(planner.planned()) == EVERY


def _with(directory: CustomerDirectory, **limits: int) -> CustomerDirectory:
    return replace(directory, settings=msgspec.structs.replace(directory.settings, **limits))


def test_whoever_has_written_too_much_reads_it_at_the_form_and_can_take_back(directory: CustomerDirectory) -> None:
    planner = Typist(_with(directory, changes_per_day=1))
    window = {"from": "14:30", "to": "15:30"}
    assert planner.types("stop", "B:bring", **window, note="Tor 3") == ""
    assert "In 24 Stunden geht es weiter" in planner.types("stop", "B:bring", **window, note="Tor 4")
    assert [each.note for each in planner.desk.of.stops if each.stop_id == "B:bring"] == ["Tor 3"]
    planner.does(do="undo")
    assert planner.board.state["said"].startswith("Zurückgenommen: ")
    assert [each.note for each in planner.desk.of.stops if each.stop_id == "B:bring"] == [""]


def test_nobody_goes_through_the_customers_by_stops(
    directory: CustomerDirectory, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A stop shows whose it is with address and number, and a made-up number was as good as one that was searched for."""
    monkeypatch.setenv("CLIENTINFO_AUDIT", str(tmp_path / "audit"))
    planner = Typist(_with(directory, opened_customers_per_hour=1))
    typed = {"kind": "fetch", "from": "10:00", "to": "11:00"}
    assert planner.types("new_stop", customer="1", **typed) == ""
    assert planner.types("new_stop", customer="2", **typed).startswith("Das Öffnen macht eine Pause")
    assert planner.types("new_stop", customer="1", **typed) == ""  # whom one had open counts once
    by_hand = [each.customer for each in planner.desk.of.stops if each.stop_id.startswith("hand-")]
    assert by_hand == ["Kunde 1", "Kunde 1"]


def test_a_customer_who_comes_after_all_is_not_driven_to_and_can_be_again(directory: CustomerDirectory) -> None:
    planner = Typist(directory)
    planner.does(do="plan")
    assert planner.types("stop", "B:bring", **{"from": "14:30", "to": "15:30", "note": "", "cancelled": "yes"}) == ""
    assert set(planner.planned()) == EVERY - {"B:bring"}
    (line,) = (each for each in planner.board.state["stops"] if each["id"] == "B:bring")
    assert line["time"] == "entfällt"
    shown = {
        each["row"]: each["drive"] for each in appointments(ListDesk(directory, "tomorrow")).rows.iter_rows(named=True)
    }
    assert shown["B"] == "entfällt"
    assert (
        planner.types("stop", "B:bring", **{"from": "16:00", "to": "16:30", "note": "Klingel", "cancelled": "no"}) == ""
    )
    assert 16 * 60 <= planner.planned()["B:bring"][1] <= 16 * 60 + 30
    assert next(each for each in planner.desk.of.stops if each.stop_id == "B:bring").note == "Klingel"


def test_the_window_that_fits_is_taken_by_its_button(directory: CustomerDirectory) -> None:
    # Anna is in Naila until 8:40, at the house after half an hour's drive (16 km, 45 km/h, a detour of 1.3) and has 5 minutes
    # there: in Hof she is some minutes after 9:13.
    at = datetime(2012, 10, 12, 6, 30, tzinfo=UTC)
    locked = {"driver": "Anna", "arrives_at": at, "is_locked": True}
    directory.live(directory.customer("1")).do(Change("a", "1", TOUR_STOP, "A:fetch", 0, locked))
    window = {"window_from": at, "window_until": at + timedelta(minutes=10)}
    directory.live(directory.customer("2")).do(Change("b", "2", TOUR_STOP, "B:bring", 0, window))
    planner = Typist(directory)
    planner.desk.start(0.5)  # with time to look for a window
    while planner.desk.phase == "solving":
        planner.calls.get(timeout=60)()
    planner.does(do="accept")
    (left,) = planner.board.state["unplanned"]
    assert (left["id"], left["help"]["do"]) == ("B:bring", "window")
    planner.does(do=left["help"]["do"], id=left["id"])
    assert planner.board.state["unplanned"] == []
    taken = planner.desk.of.stop("B:bring")
    assert taken is not None
    assert taken.late - taken.early == 600
    assert taken.early // 60 <= planner.planned()["B:bring"][1] <= taken.late // 60
    assert 9 * 60 <= taken.early // 60 <= 9 * 60 + 30
    assert taken.late // 60 >= 9 * 60 + 13
    assert planner.planned()["A:fetch"] == ("Anna", 8 * 60 + 30, True)
    (line,) = (each for each in planner.board.state["stops"] if each["id"] == "B:bring")
    assert left["help"]["label"] == f"Zeitfenster {line['window']} nehmen"


def test_a_new_window_does_not_cancel_what_was_cancelled_for_another_day(directory: CustomerDirectory) -> None:
    the_day_before = {name: datetime(2012, 10, 11, 12, tzinfo=UTC) for name in ("window_from", "window_until")}
    said = {"is_cancelled": True, **the_day_before}
    directory.live(directory.customer("2")).do(Change("c", "2", TOUR_STOP, "B:bring", 0, said))
    planner = Typist(directory)
    assert planner.types("stop", "B:bring", **{"from": "16:00", "to": "16:30"}) == ""
    planner.does(do="plan")
    assert 16 * 60 <= planner.planned()["B:bring"][1] <= 16 * 60 + 30


def test_a_wish_for_an_automatic_is_kept_and_can_be_given_up(directory: CustomerDirectory) -> None:
    # two are with customers already (D and W)
    cars = (*(CourtesyCar(name=f"EW {n}") for n in (1, 2, 3)), CourtesyCar(name="EW 4", gearbox="automatic"))
    tours = msgspec.structs.replace(directory.settings.tours, courtesy_cars=cars)
    house = replace(directory, settings=msgspec.structs.replace(directory.settings, tours=tours))
    planner = Typist(house)
    planner.does(do="plan")
    assert dict(planner.desk.plan.cars) == {"A:fetch": "EW 2"}
    window = {"from": "08:00", "to": "09:00", "note": "", "cancelled": "no"}
    assert planner.types("stop", "A:fetch", car="automatic", **window) == ""
    assert dict(planner.desk.plan.cars) == {"A:fetch": "EW 4"}
    # it was sold: what helps is a button
    fewer = msgspec.structs.replace(tours, courtesy_cars=cars[:3])
    planner = Typist(replace(house, settings=msgspec.structs.replace(house.settings, tours=fewer)))
    planner.does(do="plan")
    (left,) = (each for each in planner.board.state["unplanned"] if each["id"] == "A:fetch")
    assert left["reason"] == "Kein Ersatzwagen mit Automatik frei"
    assert left["help"] == {"do": "any_gearbox", "label": "Ersatzwagen mit Schaltung nehmen"}
    planner.does(do="any_gearbox", id="A:fetch")
    assert dict(planner.desk.plan.cars) == {"A:fetch": "EW 2"}


def test_a_courtesy_car_is_chosen_by_its_name_and_every_plan_gives_it(directory: CustomerDirectory) -> None:
    # two are with customers already (D and W), nobody knows which
    cars = (
        *(CourtesyCar(name=f"EW {n}") for n in (1, 2, 3)),
        CourtesyCar(name="EW 4", plate="HO-EW 4", model="Polo", gearbox="automatic"),
    )
    tours = msgspec.structs.replace(directory.settings.tours, courtesy_cars=cars)
    house = replace(directory, settings=msgspec.structs.replace(directory.settings, tours=tours))
    planner = Typist(house)
    planner.does(do="open", form="stop", item="A:fetch")
    (choice,) = (each for each in planner.heard[-1]["form"]["fields"] if each["key"] == "car")
    assert ["car:EW 4", "EW 4 · HO-EW 4 · Polo (Automatik)"] in choice["options"]
    assert planner.types("stop", "A:fetch", car="car:EW 4") == ""
    planner.does(do="plan")
    assert dict(planner.desk.plan.cars) == {"A:fetch": "EW 4"}
    (line,) = (each for each in planner.board.state["stops"] if each["id"] == "A:fetch")
    assert line["car"] == "EW 4 gewählt"
    # the form shows it, and whoever says anything else about the car gives the choice up
    assert planner.opens("stop", "A:fetch")["shown"]["car"] == "car:EW 4"
    assert planner.types("stop", "A:fetch", car="car:EW 9") == "Diesen Ersatzwagen gibt es nicht."
    assert planner.types("stop", "A:fetch", car="any") == ""
    assert dict(planner.desk.plan.cars) == {"A:fetch": "EW 2"}
    # somebody else has it by then: the reason is said, and a button helps
    new = {"customer": "2", "kind": "fetch", "from": "08:00", "to": "09:00", "car": "car:EW 3"}
    assert planner.types("new_stop", **new) == ""
    assert planner.types("stop", "A:fetch", car="car:EW 3") == ""
    (left,) = planner.board.state["unplanned"]
    # A's car is brought by 15:30, which takes ten minutes: then the driver has the courtesy car
    assert left["reason"] == "Der gewählte Ersatzwagen ist unterwegs, wieder da ab 15:40"
    assert left["help"] == {"do": "any_car", "label": "Anderen Ersatzwagen nehmen"}
    planner.does(do="any_car", id=left["id"])
    assert sorted(dict(planner.desk.plan.cars).values()) == ["EW 2", "EW 3"]
    # the house has sold the one that was chosen: the form does not choose another one
    of = planner.desk.of
    sold = replace(of, stops=tuple(replace(each, wanted_car="EW 9") for each in of.stops))
    form = form_of(sold, "stop", "A:fetch", house.settings.tours.courtesy_cars)
    assert form is not None
    (choice,) = (each for each in form["fields"] if each["key"] == "car")
    assert (choice["value"], choice["options"][-1]) == ("car:EW 9", ["car:EW 9", "EW 9"])


def test_two_planners_who_enter_the_same_driver_s_day_hear_of_each_other(directory: CustomerDirectory) -> None:
    karin, timo = Typist(directory), Typist(replace(directory, viewer=Viewer("timo", frozenset({"service"}), "Timo")))
    timo.does(do="open", form="driver", item="Anna")
    assert karin.types("driver", "Anna", **SHIFT | {"ends": "12:00"}) == ""
    assert timo.types("driver", "Anna", **SHIFT | {"plate": "HO-T 1"}) == ""
    (anna,) = read_day(directory, DAY).drivers
    assert (anna.plate, anna.shifts) == ("HO-T 1", ((27_000, 43_200),))
