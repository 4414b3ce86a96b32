"""Open cases of all customers: each once, with its own customer, as it was last written, and only with the day asked for."""

from __future__ import annotations

import shutil
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

import polars as pl
import pytest
from msgspec import structs

from clientinfo_kernel.access.rights import Viewer
from clientinfo_kernel.errors import NotPermitted
from clientinfo_kernel.live import across
from clientinfo_kernel.live.cases import CASE
from clientinfo_kernel.live.commands import Add, Change, close_case
from clientinfo_kernel.live.database import LiveDatabase
from clientinfo_kernel.query.across_customers import OPEN_CASES
from clientinfo_kernel.query.directory import CustomerDirectory, open_directory
from tests.house import House

if TYPE_CHECKING:
    from pathlib import Path

SPRING = datetime(2012, 4, 1, 8, 30, tzinfo=UTC)
DAY = date(2012, 10, 20)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    house = House.at(tmp_path_factory.mktemp("open") / "house")
    numbers = ("30001", "30002", "30003")
    house.dealer_system("customers", *({"customer_number": each, "kind": "person", "name": each} for each in numbers))
    case = {"kind": "Service", "status": "Neu", "created_at": SPRING}
    house.crm(
        [
            {**case, "case_id": "V-3", "customer_number": "30003", "text": "im Herbst", "follow_up_on": DAY},
            {**case, "case_id": "V-1", "customer_number": "30001", "text": "mit Termin", "due_at": DAY},
            {**case, "case_id": "V-2", "customer_number": "30002", "text": "ohne Tag", "assignee": "Rathelz"},
            {**case, "case_id": "V-4", "customer_number": "30002", "text": "fertig", "status": "Erledigt"},
        ],
        [],
    )
    house.refresh()
    return house.folder


@pytest.fixture(params=["few", "many"])
def directory(
    built: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> CustomerDirectory:
    """A house in which nobody has written anything yet; few cases, and as if they were many."""
    if request.param == "many":
        monkeypatch.setattr(across, "_MANY_IDS", 0)
    return open_directory(shutil.copytree(built, tmp_path / "house") / "clientinfo.toml")


def write(directory: CustomerDirectory, *commands: Add | Change) -> None:
    for command in commands:
        directory.live(directory.customer(command.customer_number)).do(command)


def known(directory: CustomerDirectory, **asked: Any) -> list[tuple[str, str, str]]:
    found = directory.open_cases(**asked)
    assert found.schema == OPEN_CASES
    return sorted(found.select("case_id", "customer_number", "text").rows())


def test_each_open_case_has_its_own_customer(directory: CustomerDirectory) -> None:
    assert known(directory) == [
        ("V-1", "30001", "mit Termin"),
        ("V-2", "30002", "ohne Tag"),
        ("V-3", "30003", "im Herbst"),
    ]
    assert known(directory, filled="follow_up_on") == [("V-3", "30003", "im Herbst")]
    assert known(directory, filled="due_at") == [("V-1", "30001", "mit Termin")]
    assert known(directory, people=["Rathelz"], filled="due_at") == []


def test_what_was_written_decides_who_has_a_day(directory: CustomerDirectory) -> None:
    new = {"kind": "other", "text": "neu", "status": "open", "follow_up_on": DAY}
    write(
        directory,
        Change("1", "30003", CASE, "V-3", 0, {"follow_up_on": None}),
        Change("2", "30002", CASE, "V-2", 0, {"follow_up_on": DAY, "text": "mit Tag"}),
        Add("3", "30001", CASE, new),
        Add("4", "30001", CASE, {**new, "text": "ohne", "follow_up_on": None}),
        close_case("5", "30001", "V-1", 0),
    )
    shown = [row[1:] for row in known(directory, filled="follow_up_on")]
    assert sorted(shown) == [("30001", "neu"), ("30002", "mit Tag")]
    assert known(directory, filled="due_at") == []
    assert sorted(row[1:] for row in known(directory)) == [
        ("30001", "neu"),
        ("30001", "ohne"),
        ("30002", "mit Tag"),
        ("30003", "im Herbst"),
    ]


def test_only_some_columns_are_those_of_all_and_an_id_is_that_of_the_snapshot(directory: CustomerDirectory) -> None:
    write(directory, Change("1", "30002", CASE, "V-2", 0, {"follow_up_on": DAY}))
    whole = directory.open_cases()
    columns = ["text", "customer_id", "is_open", "customer_number"]
    some = directory.open_cases(columns=columns)
    assert some.equals(whole.select(columns))
    ids = directory.opened().customer_ids(pl.Series(["30001", "30003"])).to_list()
    assert sorted(some.rows()) == [
        ("im Herbst", ids[1], True, "30003"),
        ("mit Termin", ids[0], True, "30001"),
        ("ohne Tag", None, True, "30002"),  # as it was written here
    ]


def test_a_case_in_a_status_that_the_house_calls_done_is_not_open(directory: CustomerDirectory) -> None:
    """Of a case of the CRM that is changed here only its words say that it is done."""
    words = structs.replace(directory.settings, closed_case_statuses=("NEU",))
    write(directory, Change("1", "30002", CASE, "V-2", 0, {"text": "hier"}))
    assert ("V-2", "30002", "hier") in known(directory)
    assert "V-2" not in {row[0] for row in known(CustomerDirectory(words, directory.viewer))}


def test_only_what_was_asked_for_is_said_to_be_written(directory: CustomerDirectory) -> None:
    database = LiveDatabase.of(directory.settings)
    assert across.written_ids(database, CASE, ["V-2"]) == frozenset()
    write(directory, close_case("1", "30001", "V-1", 0), close_case("2", "30002", "V-2", 0))
    assert across.written_ids(database, CASE, ["V-2", "V-3"]) == {"V-2"}


def test_whoever_sees_no_customers_sees_no_cases(directory: CustomerDirectory) -> None:
    nobody = CustomerDirectory(directory.settings, Viewer("otto", frozenset()))
    with pytest.raises(NotPermitted):
        nobody.open_cases(filled="due_at")
