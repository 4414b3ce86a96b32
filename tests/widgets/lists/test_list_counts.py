"""What the start page counts: one's own, and once for all."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import polars as pl

from clientinfo_kernel.access.rights import Viewer
from clientinfo_kernel.live.cases import CONTACT
from clientinfo_kernel.live.commands import Add, close_case
from widgets.list_counts import ListCount, ListCounts
from widgets.view_models import Table
from widgets.work_list import REGISTRY

from .house_of_three import ANNA, BERT, write

if TYPE_CHECKING:
    import pytest

    from clientinfo_kernel.query.directory import CustomerDirectory


def test_the_state_changes_with_each_change(house: CustomerDirectory) -> None:
    before = house.state()
    write(house, ANNA, "10001", close_case("1", "10001", "C1", 0))
    # taken over from the CRM, then closed
    assert house.state() == (before[0], before[1] + 2, before[2])


def test_counts_are_one_s_own_and_follow_what_people_write(house: CustomerDirectory) -> None:
    counts = ListCounts(house)
    assert counts.of(ANNA)["follow_ups"] == ListCount(1, 1)
    assert counts.of(BERT)["follow_ups"] == ListCount(1, 0)
    write(house, BERT, "10001", close_case("1", "10001", "C2", 0))
    assert counts.of(BERT)["follow_ups"] == ListCount(0, 0)
    # what a role does not have is not counted for it
    assert "stuck_entries" in counts.of(BERT)
    assert "stuck_entries" not in counts.of(ANNA)
    assert counts.of(Viewer("dora", frozenset({"privacy"}))) == {}


def test_a_new_account_of_a_deleted_one_s_name_has_no_count_of_it(house: CustomerDirectory) -> None:
    counts = ListCounts(house)
    assert counts.of(ANNA)["follow_ups"] == ListCount(1, 1)
    assert counts.of(replace(ANNA, full_name="Anna Neu", since=datetime.now(UTC)))["follow_ups"] == ListCount(0, 0)


def test_a_list_is_counted_once_for_all_who_look(house: CustomerDirectory, monkeypatch: pytest.MonkeyPatch) -> None:
    counted = []

    def build(desk: Any) -> Any:
        counted.append(desk.viewer.name)
        return Table((), pl.DataFrame({"row": ["1", "2", "3"], "branch": ["Hof", "Naila", "Hof"]}))

    known = {"opportunities": replace(REGISTRY.entries["opportunities"], build=build)}
    monkeypatch.setattr(REGISTRY, "entries", REGISTRY.entries | known)
    now = [100.0]
    counts, carl = ListCounts(house, clock=lambda: now[0]), Viewer("carl", frozenset({"sales"}))
    for viewer in (ANNA, carl, ANNA):
        assert counts.of(viewer)["opportunities"] == ListCount(3, 0, (("Hof", 2), ("Naila", 1)))
    naila = replace(carl, branch="naila")
    assert counts.of(naila)["opportunities"].branches == (("Naila", 1), ("Hof", 2)), "one's own branch first"
    assert counted == ["anna"]
    # somebody writes all the time: what all share is counted again after a while, and not at each change
    for command, passed, whose in (("1", 14, ["anna"]), ("2", 1, ["anna", "carl"]), ("3", 1, ["anna", "carl"])):
        write(house, ANNA, "10002", Add(command, "10002", CONTACT, {"channel": "phone", "note": "n"}))
        now[0] += passed
        counts.of(carl)
        assert counted == whose
    # but what one did oneself is counted at once: here Anna, who wrote last
    counts.of(ANNA)
    assert counted == ["anna", "carl", "anna"]


def test_a_list_that_fails_costs_its_own_count_only(house: CustomerDirectory, monkeypatch: pytest.MonkeyPatch) -> None:
    def build(_desk: Any) -> Any:
        raise ValueError("secret of a customer")

    known = {"opportunities": replace(REGISTRY.entries["opportunities"], build=build)}
    monkeypatch.setattr(REGISTRY, "entries", REGISTRY.entries | known)
    found = ListCounts(house).of(ANNA)
    assert "opportunities" not in found
    assert "follow_ups" in found
