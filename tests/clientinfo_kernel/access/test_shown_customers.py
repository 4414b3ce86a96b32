"""The counts and brakes of search and opening: 10 in an hour and 15 in a day, 4 and 6 here; time is told by hand."""

from __future__ import annotations

import fcntl
import json
import time
from pathlib import Path

import pytest

from clientinfo_kernel.access.audit import AUDIT_VARIABLE
from clientinfo_kernel.access.rights import Viewer
from clientinfo_kernel.access.shown_counts import DAY, write_down_waiting
from clientinfo_kernel.access.shown_customers import HOUR, ShownCustomers
from clientinfo_kernel.errors import AuditNotWritten, TooManyOpened, TooManySearched
from clientinfo_kernel.settings import Settings

ANNA, OTTO = Viewer("anna", frozenset({"service"})), Viewer("otto", frozenset({"service"}))


class House:
    """An audit folder and a clock."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.now = folder, 1_800_000_000.0

    def of(self, viewer: Viewer = ANNA) -> ShownCustomers:
        return ShownCustomers(self.folder / "shown", viewer, 10, 15, lambda: self.now, 4, 6)

    def lines(self) -> list[tuple[str, str, str, str]]:
        text = "".join(file.read_text() for file in sorted(self.folder.glob("*.jsonl")))
        found = [json.loads(line) for line in text.splitlines()]
        return [(line["user"], line["action"], line["subject"], line["detail"]) for line in found]


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> House:
    monkeypatch.setenv(AUDIT_VARIABLE, str(tmp_path / "audit"))
    return House(tmp_path / "audit")


def numbers(first: int, count: int) -> list[str]:
    return [str(number) for number in range(first, first + count)]


def test_the_brake_holds_at_the_hour_s_limit_in_every_page_of_the_person(house: House) -> None:
    house.of().note_search(numbers(0, 6))
    house.now += 600
    house.of().note_search(numbers(6, 4))
    with pytest.raises(TooManySearched) as stopped:
        house.of().require_search()
    # The six were shown ten minutes ago: with them gone there is room again.
    assert stopped.value.seconds == HOUR - 600
    house.of(OTTO).require_search()
    house.now += HOUR - 600
    house.of().require_search()  # what was shown an hour ago is out of the hour


def test_the_same_customers_count_once(house: House) -> None:
    for _ in range(50):
        house.of().require_search()
        house.of().note_search(numbers(0, 9))
    house.of().require_search()


def test_the_day_has_a_limit_of_its_own(house: House) -> None:
    for first in (0, 9):
        house.of().note_search(numbers(first, 9))
        house.now += HOUR + 1
    with pytest.raises(TooManySearched) as stopped:
        house.of().require_search()
    assert stopped.value.seconds > HOUR
    house.now += DAY
    house.of().require_search()


def test_searches_are_lines_of_the_log_and_what_was_searched_is_not(house: House) -> None:
    house.of().note_search(numbers(0, 3))
    house.of().note_search(numbers(0, 5))
    assert house.lines() == []  # the minute is not over
    house.now += 60
    house.of().note_search(numbers(0, 1))
    assert house.lines() == []  # nor is it now, to the second: it began with the first search
    house.now += 1
    house.of().note_search(numbers(5, 1))
    assert house.lines() == [("anna", "search", "search", "3 searches, 5 customers")]
    # Whoever closes the page before the minute is over: the next page writes it.
    house.of().begin()
    assert house.lines()[1:] == [("anna", "search", "search", "1 searches, 1 customers")]
    house.of().begin()
    assert len(house.lines()) == 2


def test_who_never_comes_back_is_written_down_after_a_minute(house: House) -> None:
    house.of().note_search(numbers(0, 24))
    house.of(OTTO).note_search(numbers(0, 1))
    house.now += 30
    house.of(OTTO).begin()
    write_down_waiting(house.folder / "shown", lambda: house.now)
    assert house.lines() == [("otto", "search", "search", "1 searches, 1 customers")]  # Anna's minute is not over
    house.now += 31
    for _ in range(2):
        write_down_waiting(house.folder / "shown", lambda: house.now)
    assert house.lines()[1:] == [("anna", "search", "search", "1 searches, 24 customers")]


def test_a_clock_that_was_set_back_holds_no_line_up(house: House) -> None:
    for viewer in (ANNA, OTTO):
        house.of(viewer).note_search(numbers(0, 3))
    house.now -= DAY
    house.of().note_search(numbers(0, 3))
    write_down_waiting(house.folder / "shown", lambda: house.now)
    assert house.lines() == [(name, "search", "search", "1 searches, 3 customers") for name in ("anna", "otto")]


def test_the_service_does_not_wait_for_a_page_that_holds_the_counts(house: House) -> None:
    house.of().note_search(numbers(0, 3))
    house.now += 61
    (file,) = (house.folder / "shown").iterdir()
    with file.open() as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        write_down_waiting(house.folder / "shown", lambda: house.now)  # waits for ever otherwise
        assert house.lines() == []
    write_down_waiting(house.folder / "shown", lambda: house.now)
    assert house.lines() == [("anna", "search", "search", "1 searches, 3 customers")]


def test_a_line_that_cannot_be_written_stays_due(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    house.of().note_search(numbers(0, 3))
    house.now += 61
    monkeypatch.setenv(AUDIT_VARIABLE, "/dev/null/audit")
    write_down_waiting(house.folder / "shown", lambda: house.now)
    monkeypatch.setenv(AUDIT_VARIABLE, str(house.folder))
    write_down_waiting(house.folder / "shown", lambda: house.now)
    assert house.lines() == [("anna", "search", "search", "1 searches, 3 customers")]


def test_many_at_once_do_not_wait_for_the_minute(house: House) -> None:
    house.of().note_search(numbers(0, 24))
    assert house.lines() == []
    house.of().note_search(numbers(24, 1))
    assert house.lines() == [("anna", "search", "search", "2 searches, 25 customers")]


def test_the_brake_is_an_alarm_in_the_log_once_an_hour(house: House, capfd: pytest.CaptureFixture[str]) -> None:
    house.of().note_search(numbers(0, 15))  # the limit of a day: the brake holds longer than an hour
    house.of().note_search(numbers(0, 1))
    for _ in range(20):
        with pytest.raises(TooManySearched):
            house.of().require_search()
    first = ("anna", "refuse", "search", "stopped for 1440 min: 15 customers in a day")
    assert house.lines() == [("anna", "search", "search", "2 searches, 15 customers"), first]
    shouted = json.loads(capfd.readouterr().err)
    said = ("somebody searches through the customers", "critical", "anna", first[-1])
    assert tuple(shouted[key] for key in ("event", "level", "user", "detail")) == said
    house.now += HOUR
    for _ in range(2):
        with pytest.raises(TooManySearched):
            house.of().require_search()
    assert len(house.lines()) == 2  # the hour is not over
    house.now += 1
    for _ in range(2):
        with pytest.raises(TooManySearched):
            house.of().require_search()
    assert house.lines()[2:] == [("anna", "refuse", "search", "stopped for 1380 min: 15 customers in a day")]


def test_what_cannot_be_written_down_is_not_shown(house: House) -> None:
    house.folder.mkdir(parents=True)
    (house.folder / "shown").mkdir()
    month = house.folder / "audit-2026-11.jsonl"
    month.mkdir()  # no file can be written there, not even by root
    for name in ("01", "02", "03", "04", "05", "06", "07", "08", "09", "10", "12"):
        for year in ("2026", "2027"):
            (house.folder / f"audit-{year}-{name}.jsonl").mkdir(exist_ok=True)
    with pytest.raises(AuditNotWritten):
        house.of().note_search(numbers(0, 30))
    house.of().begin()  # a page begins all the same


def test_a_page_works_without_a_place_for_the_counts_and_remembers_nobody(house: House) -> None:
    house.folder.mkdir(parents=True)
    (house.folder / "shown").write_text("a file, no folder")
    house.of().begin()
    house.of().note_opened("10012")
    assert house.of().opened(["10012"]) == ()


def test_only_who_opened_a_customer_is_reminded_of_them(house: House) -> None:
    house.of().note_opened("10012")
    assert house.of().opened(["10012", "10013"]) == ("10012",)
    assert house.of(OTTO).opened(["10012", "10013"]) == ()


def test_the_last_hundred_are_remembered_and_who_is_opened_again_is_the_last(house: House) -> None:
    for number in [*numbers(0, 100), "0", "100", "101"]:
        house.of().note_opened(number)
    assert house.of().opened(numbers(0, 102)) == ("0", *numbers(3, 99))


def test_who_opens_one_customer_after_the_other_has_to_wait(house: House) -> None:
    for number in (*numbers(0, 4), "0", "3"):  # whom somebody had open is no other one
        house.of().require_open(number)
        house.now += 60
    with pytest.raises(TooManyOpened) as stopped:
        house.of().require_open("4")
    assert stopped.value.seconds == HOUR - 6 * 60
    house.of().require_open("0")
    house.of(OTTO).require_open("4")
    house.of().require_search()  # the search is counted by itself
    house.now += HOUR
    for number in ("4", "5"):
        house.of().require_open(number)
    with pytest.raises(TooManyOpened) as stopped:  # the sixth of the day was the last
        house.of().require_open("6")
    assert stopped.value.seconds > HOUR
    house.now += DAY
    house.of().require_open("6")


def test_who_was_open_an_hour_ago_opens_again_though_their_first_time_is_more_than_a_day_ago(house: House) -> None:
    house.of().require_open("1")
    house.now += 23 * HOUR
    house.of().require_open("1")
    house.now += 1.5 * HOUR
    for number in numbers(10, 4):
        house.of().require_open(number)
    with pytest.raises(TooManyOpened):
        house.of().require_open("2")
    house.of().require_open("1")
    # a day after the last time they are a new customer, whose turn comes with the others
    house.now += DAY
    for number in numbers(20, 4):
        house.of().require_open(number)
    with pytest.raises(TooManyOpened):
        house.of().require_open("1")


def test_whoever_is_opened_day_after_day_counts_each_day(house: House) -> None:
    for number in numbers(0, 3):
        house.of().require_open(number)
    house.now += DAY - 60
    for number in numbers(0, 3):
        house.of().require_open(number)
    house.now += 120
    for number in numbers(0, 3):
        house.of().require_open(number)
    house.of().require_open("8")
    with pytest.raises(TooManyOpened):
        house.of().require_open("9")


def test_the_brake_of_opening_is_an_alarm_once_an_hour(house: House, capfd: pytest.CaptureFixture[str]) -> None:
    for number in numbers(0, 4):
        house.of().require_open(number)
    for _ in range(3):
        with pytest.raises(TooManyOpened):
            house.of().require_open("9")
    said = "stopped for 60 min: 4 customers opened in a day"
    assert house.lines() == [("anna", "refuse", "user anna", said)]
    shouted = json.loads(capfd.readouterr().err)
    assert (shouted["event"], shouted["detail"]) == ("somebody opens one customer after the other", said)


def test_folder_and_limits_are_those_of_the_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(AUDIT_VARIABLE, raising=False)
    settings = Settings(
        state=tmp_path, searched_customers_per_hour=3, searched_customers_per_day=5,
        opened_customers_per_hour=7, opened_customers_per_day=9,
    )  # fmt: skip
    folder = tmp_path / "audit" / "shown"
    assert ShownCustomers.of(ANNA, settings) == ShownCustomers(folder, ANNA, 3, 5, time.time, 7, 9)
    (tmp_path / "clientinfo.toml").write_text('state = "var"\nsearched_customers_per_hour = 4\n')
    monkeypatch.setenv("CLIENTINFO_SETTINGS", str(tmp_path / "clientinfo.toml"))
    # The settings say: 600 customers an hour and 3,000 a day unless they say otherwise.
    folder = tmp_path / "var" / "audit" / "shown"
    assert ShownCustomers.of(ANNA) == ShownCustomers(folder, ANNA, 4, 3000, time.time, 600, 3000)
    nobody = Viewer("", frozenset())
    assert ShownCustomers.of(nobody, settings) == ShownCustomers(Path(), nobody, 0, 0)


@pytest.mark.parametrize(
    "damage", [b"", b"{", b"[]", b'{"searched": 3}', b'{"searched": {"x": "y"}}', b'{"more": 1}', b"\x00", b"\xff\xfe"]
)
def test_a_damaged_file_begins_anew(house: House, damage: bytes) -> None:
    house.of().note_search(numbers(0, 10))
    (file,) = (house.folder / "shown").iterdir()
    file.write_bytes(damage)
    write_down_waiting(house.folder / "shown", lambda: house.now)
    file.write_bytes(damage)
    house.of().require_search()
    house.of().note_search(numbers(0, 1))
    assert json.loads(file.read_text())["searches"] == 1


def test_nothing_is_kept_for_longer_than_a_day_whichever_way_the_clock_goes(house: House) -> None:
    house.of().note_search(numbers(0, 3))
    house.of().require_open("0")
    (file,) = (house.folder / "shown").iterdir()
    for number, later, kept in ((7, DAY - 1, 4), (8, 1, 2), (9, -2 * DAY, 1)):
        house.now += later
        house.of().note_search(numbers(number, 1))
        assert len(json.loads(file.read_text())["searched"]) == kept
    assert json.loads(file.read_text())["visited"] == {}


def test_the_file_names_nobody(house: House) -> None:
    house.of().note_search(["10012"])
    house.of().note_opened("10012")
    (file,) = (house.folder / "shown").iterdir()
    assert "10012" not in file.read_text()
    assert "anna" not in file.name
    house.of().begin()  # no line is due any longer
    assert "anna" not in file.read_text()
    assert file.stat().st_mode & 0o777 == 0o600


def test_a_shell_is_not_counted(house: House) -> None:
    shell = house.of(Viewer("", frozenset({"service"})))
    shell.note_search(numbers(0, 1000))
    shell.require_search()
    for number in numbers(0, 100):
        shell.require_open(number)
    assert shell.opened(["1"]) == ("1",)
    assert not house.folder.exists()
