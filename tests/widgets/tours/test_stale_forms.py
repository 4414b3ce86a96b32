"""Forms that lay open while another planner wrote, and those that are sent again."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from clientinfo_kernel.access.rights import Viewer
from clientinfo_kernel.live.errors import LiveUnavailable
from clientinfo_kernel.live.store import LiveStore
from clientinfo_kernel.tours.reading import read_day
from tests.clientinfo_kernel.tours.house import DAY
from tests.widgets.tours.planner import EVERY
from tests.widgets.tours.typist import Typist

if TYPE_CHECKING:
    from collections.abc import Iterator

    from clientinfo_kernel.query.directory import CustomerDirectory

pytestmark = pytest.mark.slow

_CHOOSE = "Jemand hat dasselbe geändert. Ihre Angaben stehen noch hier; entscheiden Sie je Feld und speichern Sie."
_BERT = {"driver": "Bert", "starts": "08:00", "ends": "17:00", "branch": "Hof"}
_BOTH = {"customer": "2", "kind": "both", "from": "10:00", "to": "11:00", "from2": "14:00", "to2": "15:00"}


@pytest.fixture
def karin(directory: CustomerDirectory) -> Typist:
    return Typist(directory)


@pytest.fixture
def timo(directory: CustomerDirectory) -> Typist:
    return Typist(replace(directory, viewer=Viewer("timo", frozenset({"service"}), "Timo")))


def test_an_old_form_writes_only_what_was_changed_in_it(karin: Typist, timo: Typist) -> None:
    anna, bring = karin.opens("driver", "Anna"), karin.opens("stop", "B:bring")
    assert timo.types("driver", "Anna", away="day") == ""
    assert timo.types("stop", "B:bring", cancelled="yes") == ""
    karin.does(do="look")
    assert karin.saves(anna, plate="HO-X 1") == ""
    assert karin.saves(bring, note="Klingel") == ""
    day = read_day(karin.desk.directory, DAY)
    assert (day.drivers[0].shifts, day.drivers[0].plate) == ((), "HO-X 1")
    assert [(each.stop_id, each.note) for each in day.cancelled] == [("B:bring", "Klingel")]


def test_the_same_field_of_an_old_form_is_the_first_one_s(karin: Typist, timo: Typist) -> None:
    for ends, late, kept in (
        ("12:00", "16:00", 12),
        ("13:00", "18:00", 13),
    ):  # without a row when it was opened, and with one
        anna, bring = karin.opens("driver", "Anna"), karin.opens("stop", "B:bring")
        assert timo.types("driver", "Anna", ends=ends) == ""
        assert timo.types("stop", "B:bring", note=ends) == ""
        karin.does(do="look")
        assert karin.saves(anna, ends=late) == _CHOOSE
        theirs = karin.renewed(anna)
        assert theirs["shown"]["ends"] == ends
        assert karin.saves(bring, note=late) == _CHOOSE
        assert karin.renewed(bring)["shown"]["note"] == ends
        day = read_day(karin.desk.directory, DAY)
        assert day.drivers[0].shifts == ((27_000, kept * 3600),)
        assert next(each.note for each in day.stops if each.stop_id == "B:bring") == ends
        karin.does(do="look")
    # whoever has read what the other one wrote can save the own all the same
    assert karin.saves(theirs, ends=late) == ""
    assert read_day(karin.desk.directory, DAY).drivers[0].shifts == ((27_000, 18 * 3600),)


def test_a_form_with_a_mistake_is_not_compared_with_anything(karin: Typist, timo: Typist) -> None:
    anna = karin.opens("driver", "Anna")
    assert timo.types("driver", "Anna", ends="12:00") == ""
    assert karin.saves(anna, ends="05:00") == "Das Ende liegt vor dem Anfang."
    assert karin.heard[-1]["form"] is None


def test_a_holiday_asks_before_it_takes_the_place_of_other_absences(karin: Typist) -> None:
    """On the 13th she has an appointment, on the 14th she is away all day anyway; the 15th is free."""
    later = {day: DAY.replace(day=day) for day in (13, 14, 15)}
    for day, typed in ((13, {"away": "part", "away_from": "12:00", "away_until": "15:00"}), (14, {"away": "day"})):
        karin.desk.go(later[day])
        assert karin.types("driver", "Anna", **typed) == ""
    karin.desk.go(DAY)
    form, holiday = karin.opens("driver", "Anna"), {"away": "day", "until": "15.10.2012"}
    asked = "Schon anders eingetragen: 13.10.2012, nicht da 12:00 – 15:00. Noch einmal speichern trägt dort „fährt nicht“ ein."
    assert karin.saves(form, **holiday) == asked
    for day in (DAY, later[15]):
        assert read_day(karin.desk.directory, day).drivers[0].away is None
    # an answer to another question is none
    assert karin.saves(form | {"ask": "2012-10-13:9"}, **holiday) == asked
    assert karin.saves(form | {"ask": karin.heard[-1]["ask"]}, **holiday) == ""
    for day in (DAY, *later.values()):
        assert read_day(karin.desk.directory, day).drivers[0].shifts == ()


@pytest.mark.parametrize("name", ["Bert", " bert ", "BERT", "\u202eBert\u202c", "Be\u200brt"])
def test_nobody_drives_twice_on_a_day_whoever_enters_it(karin: Typist, timo: Typist, name: str) -> None:
    tour = karin.opens("tour")
    assert timo.types("tour", **_BERT) == ""
    assert karin.saves(tour, **_BERT | {"driver": name, "ends": "12:00"}) == "Bert fährt an diesem Tag schon."
    assert karin.types("tour", **_BERT | {"driver": " anna"}) == "Anna fährt an diesem Tag schon."
    drivers = read_day(karin.desk.directory, DAY).drivers
    assert [(each.name, each.shifts) for each in drivers] == [
        ("Anna", ((27_000, 61_200),)),
        ("Bert", ((28_800, 61_200),)),
    ]


def test_a_name_with_a_character_that_nobody_can_keep_is_no_incident(karin: Typist) -> None:
    said = karin.types("tour", **_BERT | {"driver": "Be\0rt"})
    assert said == "Darin steht ein Zeichen, das niemand speichern kann."


@pytest.fixture
def gone(monkeypatch: pytest.MonkeyPatch) -> Iterator[pytest.MonkeyPatch]:
    """The store answers until it has written, and no longer."""

    def read(*_args: object) -> None:
        raise LiveUnavailable("gone")

    with monkeypatch.context() as cut:
        cut.setattr("widgets.tours.day_plan.read_day", read)
        yield cut


def test_what_is_saved_again_is_written_once(karin: Typist, gone: pytest.MonkeyPatch) -> None:
    with pytest.raises(LiveUnavailable):
        karin.desk.read()
    forms = [
        (karin.opens(form, item), typed)
        for form, item, typed in (
            ("tour", "", _BERT),
            ("new_stop", "", _BOTH),
            ("driver", "Anna", {"away": "part", "away_from": "12:00", "away_until": "17:00"}),
            ("stop", "A:fetch", {"note": "Tor 3"}),
        )
    ]
    for number, (form, typed) in enumerate(forms):
        said = karin.saves(form, command=f"command {number}", **typed)
        assert said == "Der Speicher antwortet nicht. Bitte versuchen Sie es noch einmal."
    gone.undo()
    for number, (form, typed) in enumerate(forms):
        assert karin.saves(form, command=f"command {number}", **typed) == ""
        assert karin.desk.of == read_day(karin.desk.directory, DAY)
    day = karin.desk.of
    assert [each.name for each in day.drivers] == ["Anna", "Bert"]
    assert day.drivers[0].shifts == ((27_000, 43_200),)
    new = sorted(each.stop_id.rpartition(":")[2] for each in day.stops if each.stop_id not in EVERY)
    assert new == ["bring", "fetch"]


def test_a_day_that_could_not_be_read_is_planned_again_when_it_is_saved_again(
    karin: Typist, monkeypatch: pytest.MonkeyPatch
) -> None:
    karin.does(do="plan")
    form = karin.opens("driver", "Anna")
    typed = {"away": "part", "away_from": "12:00", "away_until": "17:00"}

    def read(*_args: object) -> None:
        raise LiveUnavailable("gone")

    with monkeypatch.context() as cut:
        cut.setattr("widgets.tours.day_plan.read_day", read)
        assert karin.saves(form, **typed) != ""
    assert karin.saves(form, **typed) == ""
    assert karin.desk.of.drivers[0].shifts == ((27_000, 43_200),)
    assert karin.desk.plan.conflicts == ()
    assert "B:bring" not in karin.planned()


def test_both_ways_are_written_or_none_and_are_one_step(karin: Typist, monkeypatch: pytest.MonkeyPatch) -> None:
    written = []

    def once(store: object, command: object) -> object:
        written.append(command)
        if len(written) > 1:
            raise LiveUnavailable("gone")
        return do(store, command)

    do = LiveStore.do
    with monkeypatch.context() as cut:
        cut.setattr(LiveStore, "do", once)
        assert karin.types("new_stop", **_BOTH) == ""
    new = {each.stop_id for each in karin.desk.of.stops} - EVERY
    assert len(new) == 2
    karin.does(do="undo")
    assert {each.stop_id for each in read_day(karin.desk.directory, DAY).stops} == EVERY


def test_what_could_not_be_taken_back_can_be_taken_back_later(karin: Typist, monkeypatch: pytest.MonkeyPatch) -> None:
    """The store goes when a part of the step is taken back: the next time the rest is, and nothing counts as changed by others."""
    karin.does(do="plan")
    planned = karin.planned()
    assert planned
    do, done = LiveStore.do, []

    def once(store: LiveStore, command: object) -> object:
        done.append(command)
        if len(done) > 1:
            raise LiveUnavailable("gone")
        return do(store, command)  # type: ignore[arg-type]

    with monkeypatch.context() as cut:
        cut.setattr(LiveStore, "do", once)
        karin.does(do="undo")
    assert len(done) == 2
    karin.does(do="undo")
    assert karin.desk.said == "Zurückgenommen: Plan übernommen"
    assert karin.planned() == {}
    assert not karin.desk.can_undo
