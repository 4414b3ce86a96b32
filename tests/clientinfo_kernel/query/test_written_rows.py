"""What people write stands over the snapshot at once: in cases, contacts and timeline."""

from __future__ import annotations

import os
import shutil
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from clientinfo_kernel.access.rights import Viewer
from clientinfo_kernel.live.cases import CASE, CONTACT
from clientinfo_kernel.live.commands import Add, Change, Saved, Undo, close_case
from clientinfo_kernel.live.errors import RowUnknown
from clientinfo_kernel.query import answers
from clientinfo_kernel.query.directory import open_directory
from tests.house import House

if TYPE_CHECKING:
    from clientinfo_kernel.query.customer_file import CustomerFile
    from clientinfo_kernel.query.directory import CustomerDirectory

ANNA, OTTO = "30001", "30002"
SPRING, SUMMER = datetime(2012, 4, 1, 8, 30, tzinfo=UTC), datetime(2012, 7, 1, 9, 0, tzinfo=UTC)


@pytest.fixture
def directory(built: Path, tmp_path: Path) -> CustomerDirectory:
    """A house in which nobody has written anything yet."""
    return open_directory(Path(shutil.copytree(built, tmp_path / "house")) / "clientinfo.toml")


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    house = House.at(tmp_path_factory.mktemp("written") / "house")
    house.dealer_system(
        "customers",
        {"customer_number": ANNA, "kind": "person", "name": "Anna Berg"},
        {"customer_number": OTTO, "kind": "person", "name": "Otto Ohne"},
    )
    house.crm(
        [
            {"case_id": "V-1", "customer_number": ANNA, "kind": "Service", "text": "Klappert", "status": "Neu",
             "assignee": "Rathelz", "created_at": SPRING, "follow_up_on": date(2012, 10, 20)},
            {"case_id": "V-2", "customer_number": ANNA, "kind": "Verkaufschance", "text": "Kombi", "status": "Erledigt",
             "created_at": SPRING},
        ],
        [{"event_id": "K-1", "customer_number": ANNA, "case_id": "V-1", "at": SUMMER, "channel": "Telefon", "note": "Rückruf"}],
    )  # fmt: skip
    house.refresh()
    return house.folder


def opened(directory: CustomerDirectory, number: str = ANNA) -> CustomerFile:
    return directory.customer(number)


def test_without_a_word_written_the_snapshot_is_all_there_is(directory: CustomerDirectory) -> None:
    file = opened(directory)
    assert file.cases().schema == answers.CASES
    assert file.contact_events().schema == answers.CONTACT_EVENTS
    assert file.cases()["version"].to_list() == [0, 0]
    assert not (directory.settings.state_folder / "live").exists()


def test_what_was_just_typed_stands_first_everywhere(directory: CustomerDirectory) -> None:
    file = opened(directory)
    file.cases()
    live = directory.live(file)
    values = {"channel": "email", "note": "Angebot geschickt", "case_id": "V-1", "follow_up_on": "2012-10-30"}
    contact = live.do(Add("1", ANNA, CONTACT, values))
    case = live.do(
        Add("2", ANNA, CASE, {"kind": "complaint", "text": "Lack", "status": "open", "follow_up_on": "2012-10-12"})
    )
    assert isinstance(contact, Saved)
    assert isinstance(case, Saved)
    assert file.contact_events().height == 1  # as long as nobody looks again
    file.read_again()
    contacts = file.contact_events()
    assert contacts.schema == answers.CONTACT_EVENTS
    assert contacts["event_id"].to_list() == [contact.entity_id, "K-1"]
    assert contacts["follow_up_on"].to_list() == [date(2012, 10, 30), None]
    cases = file.cases()
    assert cases.schema == answers.CASES
    assert cases["case_id"].to_list() == [case.entity_id, "V-1", "V-2"]
    assert cases["is_open"].to_list() == [True, True, False]
    events = file.timeline()
    assert events.schema == answers.TIMELINE
    # later than the snapshot's key date, and the demo's is of 2012
    assert set(events["item"][:2]) == {contact.entity_id, case.entity_id}
    assert events["item"].to_list().count("V-1") == 1
    assert opened(directory, OTTO).cases().is_empty()


def test_a_case_of_the_snapshot_that_was_changed_stands_once(directory: CustomerDirectory) -> None:
    file = opened(directory)
    answer = directory.live(file).do(Change("1", ANNA, CASE, "V-1", 0, {"text": "Klappert noch"}))
    assert answer == Saved("V-1", 2)
    fresh = opened(directory)
    found = {row["case_id"]: row for row in fresh.cases().to_dicts()}
    assert (found["V-1"]["text"], found["V-1"]["kind"], found["V-1"]["version"]) == ("Klappert noch", "Service", 2)
    assert (found["V-1"]["follow_up_on"], found["V-1"]["created_at"]) == (date(2012, 10, 20), SPRING)
    texts = [row["text"] for row in fresh.timeline().to_dicts() if row["item"] == "V-1"]
    assert texts == ["Klappert noch"]


def test_closed_is_closed_and_withdrawn_is_gone(directory: CustomerDirectory) -> None:
    file = opened(directory)
    live = directory.live(file)
    live.do(close_case("1", ANNA, "V-1", 0))
    added = live.do(Add("2", ANNA, CONTACT, {"channel": "phone", "note": "vertippt"}))
    assert isinstance(added, Saved)
    live.do(Undo("3", ANNA, CONTACT, added.entity_id))
    fresh = opened(directory)
    assert fresh.cases()["is_open"].to_list() == [False, False]
    assert fresh.contact_events()["event_id"].to_list() == ["K-1"]
    assert added.entity_id not in fresh.timeline()["item"].to_list()


def test_another_customer_s_case_of_the_snapshot_is_out_of_reach(directory: CustomerDirectory) -> None:
    live = directory.live(opened(directory, OTTO))
    with pytest.raises(RowUnknown):
        live.do(Change("1", OTTO, CASE, "V-1", 0, {"text": "fremd"}))


def test_privacy_reads_what_was_written(directory: CustomerDirectory) -> None:
    directory.live(opened(directory)).do(Add("1", ANNA, CONTACT, {"channel": "phone", "note": "n"}))
    asking = replace(directory, viewer=Viewer("prüfer", frozenset({"privacy"})))
    assert asking.customer(ANNA).contact_events().height == 2


def test_a_store_that_does_not_answer_leaves_the_snapshot(directory: CustomerDirectory) -> None:
    file = directory.settings.live_file
    assert file is not None
    file.parent.mkdir()
    file.write_bytes(b"no database " * 100)
    os.chmod(file, 0o600)  # noqa: PTH101
    found = opened(directory)
    assert found.cases()["case_id"].to_list() == ["V-1", "V-2"]
    assert not found.written().is_known
