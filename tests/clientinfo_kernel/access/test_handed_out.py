"""Lists and files have a brake per person: so many different customers in an hour and a day, so many rows in a day."""

from __future__ import annotations

import json
import stat
from dataclasses import dataclass
from pathlib import Path

import pytest

from clientinfo_kernel.access.audit import AUDIT_VARIABLE
from clientinfo_kernel.access.audit_detail import RowsTaken
from clientinfo_kernel.access.audit_subject import AuditSubject
from clientinfo_kernel.access.handed_out import HandedOut, record_handed_out
from clientinfo_kernel.access.rights import SHELL, Viewer
from clientinfo_kernel.access.shown_list import ShownList
from clientinfo_kernel.errors import TooManyListed, TooManyTaken
from clientinfo_kernel.settings import Settings

ANNA = Viewer("anna", frozenset({"accounting"}))
HOUR, DAY = 3600, 86400
# 500,000 hours of the epoch, and a quarter.
QUARTER_PAST = 500_000 * HOUR + 900.0


@dataclass
class House:
    """Three customers an hour and five a day, ten rows a day."""

    folder: Path
    now: float = QUARTER_PAST

    def of(self, viewer: Viewer = ANNA) -> HandedOut:
        return HandedOut(self.folder / "handed_out", viewer, 3, 5, 10, lambda: self.now)

    def lines(self) -> list[tuple[str, str, str, str]]:
        found = [json.loads(line) for file in self.folder.glob("*.jsonl") for line in file.read_text().splitlines()]
        return [(line["user"], line["action"], line["subject"], line["detail"]) for line in found]


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> House:
    monkeypatch.setenv(AUDIT_VARIABLE, str(tmp_path / "audit"))
    return House(tmp_path / "audit")


def refused_listing(house: House, *numbers: str) -> float:
    with pytest.raises(TooManyListed) as stopped:
        house.of().note_listed(numbers)
    return stopped.value.seconds


def test_different_customers_are_counted_over_all_pages_and_the_same_ones_once(house: House) -> None:
    house.of().note_listed(["1", "2"])
    house.of().note_listed(["2", "1"])
    house.of().note_listed(["2", "3"])
    assert refused_listing(house, "1", "4") == 45 * 60  # until the hour of the clock ends
    house.of().note_listed(["3", "1"])  # whom they showed they go on showing
    house.of(Viewer("bert", ANNA.roles)).note_listed(["4"])


def test_the_day_has_a_limit_of_its_own(house: House) -> None:
    house.of().note_listed(["1", "2", "3"])
    house.now += HOUR
    house.of().note_listed(["4", "5"])
    house.now += HOUR
    # Two hours and a quarter after the hour that the first three count for; they are gone 24 hours after its beginning.
    assert refused_listing(house, "6") == 24 * HOUR - 2 * HOUR - 15 * 60
    house.now += 24 * HOUR - 2 * HOUR - 15 * 60
    house.of().note_listed(["6"])


def test_rows_of_files_are_counted_as_often_as_they_leave(house: House) -> None:
    house.of().note_taken(8)
    house.of().note_taken(8)  # with it the limit is reached
    with pytest.raises(TooManyTaken) as stopped:
        house.of().note_taken(1)
    assert stopped.value.seconds == 24 * HOUR - 15 * 60
    house.of().note_listed(["1"])  # looking at lists is something else
    house.now += 24 * HOUR - 15 * 60
    house.of().note_taken(1)


def test_a_whole_house_can_be_taken_along_and_not_again_and_again() -> None:
    """Accounting's list of debtors of a large house has 229,250 rows: four times a day must be no matter."""
    most = Settings().downloaded_rows_per_day
    assert 4 * 229_250 <= most < 10 * 229_250
    assert (
        Settings().listed_customers_per_hour >= 60 * 150
    )  # as many as a click on Margen names, all others, each minute


@pytest.mark.parametrize("back", [HOUR, 40 * DAY])
def test_a_clock_that_was_set_back_holds_nobody_up(house: House, back: int) -> None:
    house.of().note_listed(["1", "2", "3"])
    house.of().note_taken(10)
    house.now -= back
    house.of().note_listed(["4"])
    house.of().note_taken(1)


def test_the_brake_is_told_once_an_hour(house: House, capfd: pytest.CaptureFixture[str]) -> None:
    house.of().note_listed(["1", "2", "3"])
    house.of().note_taken(12)
    for _ in range(3):
        refused_listing(house, "4")
        with pytest.raises(TooManyTaken):
            house.of().note_taken(1)
    told = [
        ("anna", "refuse", "user anna", "stopped for 45 min: 3 customers in lists in a day"),
        ("anna", "refuse", "user anna", "stopped for 1425 min: 12 rows in files in a day"),
    ]
    assert house.lines() == told
    shouted = [json.loads(line) for line in capfd.readouterr().err.splitlines()]
    assert [(each["event"], each["user"]) for each in shouted] == [
        ("lists show somebody too many customers", "anna"),
        ("somebody takes along one list after the other", "anna"),
    ]
    house.now += HOUR
    house.of().note_listed(["4", "5"])
    house.now += HOUR
    refused_listing(house, "6")
    assert len(house.lines()) == 3


def test_whoever_has_no_login_or_no_limit_is_not_counted(house: House) -> None:
    house.of(SHELL).note_listed(map(str, range(9)))  # type: ignore[arg-type]
    free = HandedOut(house.folder / "handed_out", ANNA, 0, 0, 0)
    free.note_listed(list(map(str, range(9))))
    free.note_taken(99)
    assert not house.folder.exists()


@pytest.mark.parametrize("damage", [b"", b"\x00", b"\xff" * 9, b"\x00" * 16, b"{}" * 500])
def test_a_damaged_file_begins_anew(house: House, damage: bytes) -> None:
    house.of().note_listed(["1", "2", "3"])
    (file,) = (house.folder / "handed_out").iterdir()
    file.write_bytes(damage)
    house.of().note_listed(["4", "5", "6"])
    refused_listing(house, "7")


def test_the_files_are_private_and_hold_no_number_and_no_name(house: House) -> None:
    house.of().note_listed(["10012"])
    house.of().note_taken(3)
    for file in (house.folder / "handed_out").iterdir():
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        assert "anna" not in file.name
        assert b"10012" not in file.read_bytes()
    assert stat.S_IMODE((house.folder / "handed_out").stat().st_mode) == 0o700


def test_a_list_and_its_file_ask_the_brakes_of_the_settings(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = house.folder.parent / "clientinfo.toml"
    settings.write_text("listed_customers_per_hour = 2\ndownloaded_rows_per_day = 4\n")
    monkeypatch.setenv("CLIENTINFO_SETTINGS", str(settings))
    subject = AuditSubject("list", "debtors")
    shown = ShownList(subject, ANNA)
    shown(["1", "2"])
    with pytest.raises(TooManyListed):
        shown(["3"])
    shown.record("export", RowsTaken("Offene Posten, CSV, 4 Zeilen", 4))
    with pytest.raises(TooManyTaken):
        ShownList(subject, ANNA).record("export", RowsTaken("Offene Posten, CSV, 1 Zeile", 1))
    record_handed_out("export", subject, "Offene Posten, PDF", ANNA)  # of one document
    assert [line[1:] for line in house.lines()] == [
        ("open", "list debtors", "2 shown"),
        ("refuse", "user anna", house.lines()[1][3]),
        ("export", "list debtors", "Offene Posten, CSV, 4 Zeilen"),
        ("refuse", "user anna", house.lines()[3][3]),
        ("export", "list debtors", "Offene Posten, PDF"),
    ]
