"""What goes by a login name: an account that is deleted gives its name free, and leaves nothing to whoever gets it next.

Questions, changes that can be taken back, calendars and publications have tests of their own; what browsers keep is
tried in ``tests/widgets/test_drafts.py``.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from msgspec import structs

from clientinfo_kernel.access.account_names import ACCOUNT_NAMES_FILE, account_names, account_names_of
from clientinfo_kernel.access.audit import AUDIT_VARIABLE
from clientinfo_kernel.access.rights import Viewer
from clientinfo_kernel.access.shown_counts import write_down_waiting
from clientinfo_kernel.access.shown_customers import ShownCustomers
from clientinfo_kernel.errors import TooManyOpened, TooManySearched
from clientinfo_kernel.live.cases import CASE
from clientinfo_kernel.live.commands import Add
from clientinfo_kernel.live.database import LiveDatabase
from clientinfo_kernel.live.errors import TooMuchWritten
from clientinfo_kernel.live.publications import Draft, Publications
from clientinfo_kernel.live.store import LiveStore
from clientinfo_kernel.live.writing_limit import WritingLimit
from hub.service.calendar_readings import CalendarReadings
from tests.clientinfo_kernel.access.test_colleagues import account
from widgets.publications.words import former_owner

if TYPE_CHECKING:
    from collections.abc import Callable

# An account of the spring; it is deleted after noon of this day, and the name is given again at one o'clock.
SPRING, NOON = datetime(2026, 4, 1, 8, tzinfo=UTC), datetime(2026, 11, 28, 12, tzinfo=UTC)
FORMER = Viewer("anna", frozenset({"service", "analyst"}), "Anna Berg", since=SPRING)
# The Hub says it anew at each login; of the first one by another system it says the moment of that login.
SAME = replace(FORMER, since=SPRING + timedelta(seconds=1))
NEW = replace(FORMER, since=NOON + timedelta(hours=1))
PAGE = Draft("churn.ipynb", "Abwanderung", ("sales",), json.dumps({"cells": [], "nbformat": 4}))
CASE_VALUES = {"kind": "complaint", "text": "Klappert", "status": "open"}


@dataclass
class House:
    """Its folder, and the moment that every clock shows."""

    folder: Path
    now: datetime = NOON

    def shown(self, viewer: Viewer) -> ShownCustomers:
        return ShownCustomers(self.folder / "shown", viewer, 0, 3, self.now.timestamp, 0, 1)  # of a day

    def store(self, viewer: Viewer) -> LiveStore:
        database = LiveDatabase.at(self.folder / "live" / "live.sqlite")
        return replace(LiveStore(database, viewer), limit=WritingLimit(1), now=lambda: self.now)


def recent_customers(house: House) -> Callable[[Viewer], bool]:
    house.shown(FORMER).note_opened("10012")
    return lambda viewer: house.shown(viewer).opened(["10012"]) == ("10012",)


def recent_customers_whose_searches_the_service_writes_down(house: House) -> Callable[[Viewer], bool]:
    house.shown(FORMER).note_opened("10012")
    house.shown(FORMER).note_search(["10012"])

    def has(viewer: Viewer) -> bool:
        write_down_waiting(house.folder / "shown", house.now.timestamp)
        return house.shown(viewer).opened(["10012"]) == ("10012",)

    return has


def the_brake_of_searches(house: House) -> Callable[[Viewer], bool]:
    house.shown(FORMER).note_search(["1", "2", "3"])
    return lambda viewer: raises(TooManySearched, house.shown(viewer).require_search)


def the_brake_of_opening(house: House) -> Callable[[Viewer], bool]:
    house.shown(FORMER).require_open("10012")
    return lambda viewer: raises(TooManyOpened, lambda: house.shown(viewer).require_open("10013"))


def what_a_day_has_room_for(house: House) -> Callable[[Viewer], bool]:
    house.store(FORMER).do(Add("first", "10012", CASE, CASE_VALUES))
    second = Add("second", "10012", CASE, CASE_VALUES)
    return lambda viewer: raises(TooMuchWritten, lambda: house.store(viewer).do(second))


def the_line_of_a_calendar_that_is_read(house: House) -> Callable[[Viewer], bool]:
    readings = CalendarReadings(now=lambda: house.now)
    readings.note(FORMER, 3)

    def has(viewer: Viewer) -> bool:
        before = lines(house)
        readings.note(viewer, 3)
        return lines(house) == before

    return has


def the_page_of_earlier_versions(house: House) -> Callable[[Viewer], bool]:
    database = LiveDatabase.at(house.folder / "live" / "live.sqlite")
    first = Publications(database, FORMER, lambda: house.now).request("first", PAGE)

    def has(viewer: Viewer) -> bool:
        asked = Publications(database, viewer, lambda: house.now).request("second", replace(PAGE, takes_over=True))
        known = structs.replace(account(viewer.name, full_name="Anna Neu"), created_at=viewer.since)
        (house.folder / ACCOUNT_NAMES_FILE).write_text(account_names_of([known]), "utf-8")
        said = former_owner(asked, (asked, first), account_names(house.folder))
        assert said in ("", "Anna Berg")
        return not said

    return has


EVERYTHING = (
    recent_customers,
    recent_customers_whose_searches_the_service_writes_down,
    the_brake_of_searches,
    the_brake_of_opening,
    what_a_day_has_room_for,
    the_line_of_a_calendar_that_is_read,
    the_page_of_earlier_versions,
)


@pytest.mark.parametrize("leave", EVERYTHING, ids=lambda leave: leave.__name__)
@pytest.mark.parametrize(("viewer", "is_theirs"), [(SAME, True), (NEW, False)], ids=["same", "new"])
def test_a_new_account_has_nothing_of_a_deleted_one_of_its_name(
    leave: Callable[[House], Callable[[Viewer], bool]],
    viewer: Viewer,
    is_theirs: bool,  # noqa: FBT001  # a column of the table
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv(AUDIT_VARIABLE, str(tmp_path / "audit"))
    house = House(tmp_path)
    has = leave(house)
    house.now += timedelta(hours=2)
    assert has(viewer) == is_theirs


def test_the_searches_of_the_account_that_is_gone_are_written_down_as_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(AUDIT_VARIABLE, str(tmp_path / "audit"))
    house = House(tmp_path)
    house.shown(FORMER).note_search(["1", "2"])
    house.now += timedelta(hours=2)
    house.shown(replace(NEW, roles=frozenset({"sales"}))).note_search(["3"])
    (line,) = lines(house)
    assert (line["user"], line["roles"], line["detail"]) == ("anna", ["analyst", "service"], "1 searches, 2 customers")


def raises(kind: type[Exception], act: Callable[[], object]) -> bool:
    try:
        act()
    except kind:
        return True
    return False


def lines(house: House) -> list[dict[str, Any]]:
    files = sorted((house.folder / "audit").glob("*.jsonl"))
    return [json.loads(line) for file in files for line in file.read_text("utf-8").splitlines()]
