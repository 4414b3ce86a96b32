"""A change of a colleague leads to its row on the customer's page, in whichever tab that stands."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import pytest

from clientinfo_kernel.live.cases import CASE, CONTACT
from clientinfo_kernel.live.commands import Add, Saved, Undo
from clientinfo_kernel.live.comments import COMMENT
from clientinfo_kernel.live.remarks import REMARK
from tests.house import House
from widgets.app.changed_place import changed_place
from widgets.view_models import Link

if TYPE_CHECKING:
    from pathlib import Path

    from clientinfo_kernel.live.field_values import Value
    from clientinfo_kernel.live.fields import Entity

ANNA = "30001"


@pytest.mark.slow
def test_the_row_of_the_newest_change_and_its_tab(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLIENTINFO_AUDIT", str(tmp_path / "audit"))
    house = House.at(tmp_path / "house")
    house.dealer_system("customers", {"customer_number": ANNA, "kind": "person", "name": "Anna Berg"})
    directory = house.refresh()
    file = directory.customer(ANNA)
    live = directory.live(file)

    def add(command: str, entity: Entity, **values: Value) -> str:
        saved = live.do(Add(command, ANNA, entity, values))
        assert isinstance(saved, Saved)
        return saved.entity_id

    def leads() -> Link | None:
        change = directory.last_change(file)
        file.read_again()
        return None if change is None else changed_place(file, change)

    assert leads() is None
    case = add("c1", CASE, kind="other", text="Klappert", status="open")
    assert leads() == Link(tab="cases", item=case)
    at = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
    contact = add("c2", CONTACT, channel="phone", note="ruft zurück", at=at)
    assert leads() == Link(tab="cases", item=contact)
    add("c3", COMMENT, case_id=case, text="Teil bestellt")
    assert leads() == Link(tab="cases", item=case)  # a comment stands below its case
    remark = add("c4", REMARK, text="Hund im Auto", until=date(2026, 12, 24))
    assert leads() == Link(tab="contact_persons", item=remark)
    live.do(Undo("c5", ANNA, REMARK, remark))
    assert leads() == Link(tab="contact_persons")  # its row is gone
