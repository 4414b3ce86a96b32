"""Another CRM taken over again and again: what is new comes once, what people changed here stays as they left it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest

from clientinfo_kernel.access.rights import SHELL
from clientinfo_kernel.ingest.crm_take_over import TakeOver, take_over
from clientinfo_kernel.live.cases import CONTACT
from clientinfo_kernel.live.commands import Change, Saved
from clientinfo_kernel.live.database import LiveDatabase
from clientinfo_kernel.live.store import LiveStore
from clientinfo_kernel.settings import read_settings
from tests.house import House

if TYPE_CHECKING:
    from pathlib import Path

ANNA = "30001"
DAY = datetime(2012, 3, 2, 10, 30, tzinfo=UTC)


def case(case_id: str) -> dict[str, Any]:
    return {
        "case_id": case_id,
        "customer_number": ANNA,
        "kind": "Reklamation",
        "text": "Lack",
        "status": "offen",
        "assignee": None,
        "due_at": None,
        "follow_up_on": None,
        "created_at": DAY,
        "closed_at": None,
    }


def contact(event_id: str, case_id: str | None) -> dict[str, Any]:
    said = {"employee": None, "contact_person": None, "channel": "Anruf", "note": f"Notiz {event_id}"}
    return {"event_id": event_id, "customer_number": ANNA, "case_id": case_id, "at": DAY, **said}


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> House:
    monkeypatch.setenv("CLIENTINFO_AUDIT", str(tmp_path / "audit"))
    return House.at(tmp_path / "house")


def test_a_contact_that_came_before_its_case_is_linked_once_that_is_there(house: House) -> None:
    settings = read_settings(house.folder / "clientinfo.toml")
    early = [contact("K-1", "V-1"), contact("K-2", "V-2"), contact("K-3", "V-2"), contact("K-4", None)]
    house.crm([case("V-1")], early)
    assert take_over(settings) == TakeOver(cases=1, contacts=4, unlinked=2)
    store = LiveStore(LiveDatabase.of(settings), SHELL)
    # somebody works on one of those that wait for their case; another contact gets a case where it came from
    noted = Change("c", ANNA, CONTACT, "K-3", 1, {"note": "mit dem Gutachter gesprochen"})
    assert store.do(noted) == Saved("K-3", 2)
    (house.folder / "crm.sqlite").unlink()
    house.crm([case("V-1"), case("V-2")], [*early[:3], contact("K-4", "V-2")])
    for cases in (1, 0):  # a second time nothing is left to do
        assert take_over(settings) == TakeOver(cases=cases, known=6 - cases)
    rows = {row["event_id"]: (row["case_id"], row["version"]) for row in store.rows(CONTACT, ANNA)}
    assert rows == {"K-1": ("V-1", 1), "K-2": ("V-2", 2), "K-3": (None, 2), "K-4": (None, 1)}
    last, first = store.history(CONTACT, "K-2", ANNA)
    assert (last.action, last.user_name, last.before, last.after) == (
        "take_over",
        "CRM",
        {"case_id": None},
        {"case_id": "V-2"},
    )
    assert first.after is not None
    assert first.after["case_id"] == "V-2"
