"""The page says what happened since it was drawn, and does not move before somebody wants it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from clientinfo_kernel.access.rights import Viewer
from clientinfo_kernel.live.cases import CASE
from clientinfo_kernel.live.commands import Add
from clientinfo_kernel.query.directory import open_directory
from tests.house import House
from widgets.app.live_hint import LiveHint

if TYPE_CHECKING:
    from pathlib import Path

    from clientinfo_kernel.query.directory import CustomerDirectory

ANNA = "30001"


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> House:
    monkeypatch.setenv("CLIENTINFO_AUDIT", str(tmp_path / "audit"))
    house = House.at(tmp_path / "house")
    house.dealer_system("customers", {"customer_number": ANNA, "kind": "person", "name": "Anna Berg"})
    return house


def seen_by(directory: CustomerDirectory, name: str, full_name: str) -> CustomerDirectory:
    return replace(directory, viewer=Viewer(name, frozenset({"service"}), full_name))


@pytest.mark.slow
def test_others_changes_newer_data_and_a_silent_store_are_said(house: House) -> None:
    mine = seen_by(house.refresh(), "lena", "Lena Lack")
    theirs = seen_by(mine, "otto", "Otto <Ohne>")
    done: list[str] = []
    hint = LiveHint(
        mine, lambda change: done.append(f"look {change and change.entity}"), lambda: done.append("refresh")
    )

    def said(do: str = "ask") -> Any:
        hint._receive(None, {"do": do}, [])
        return hint.line["text"]

    file = mine.customer(ANNA)
    hint.show(file)
    assert said() == ""
    values = {"kind": "other", "text": "neu", "status": "open"}
    theirs.live(theirs.customer(ANNA)).do(Add("c1", ANNA, CASE, values))
    assert said().startswith("Geändert von Otto <Ohne> um ")
    assert file.cases().is_empty()  # nothing moved
    said("look")
    file.read_again()
    hint.show(file)
    assert said() == ""
    house.dealer_system("customers", {"customer_number": ANNA, "kind": "person", "name": "Anna Berg-Tal"})
    house.refresh()
    assert said() == "Neuere Daten sind da."
    said("look")
    said("refresh")
    assert done == ["look case", "refresh", "refresh"]

    live = mine.settings.live_file
    assert live is not None
    live.unlink()
    live.write_bytes(b"no database " * 100)
    assert "antwortet nicht" in said()
    again = mine.customer(ANNA)
    hint.show(again)
    assert "antwortet nicht" in hint.line["text"]


def test_odd_messages_are_not_heard(two_customers: Path) -> None:
    hint = LiveHint(open_directory(two_customers), pytest.fail, pytest.fail)
    odd: tuple[Any, ...] = (None, 5, {}, {"do": "erase"}, {"do": ["look"]})
    for message in odd:
        hint._receive(None, message, [])
        assert hint.line["text"] == "", message
