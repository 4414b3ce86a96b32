"""The same for many customers: once for each, whatever breaks in between."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from clientinfo_kernel.access.rights import Viewer
from clientinfo_kernel.errors import CustomerUnknown
from clientinfo_kernel.live.bulk import Bulk, Target, carry_out
from clientinfo_kernel.live.cases import CASE
from clientinfo_kernel.live.commands import Add, Change, Saved
from clientinfo_kernel.live.errors import LiveUnavailable
from clientinfo_kernel.live.store import LiveStore

if TYPE_CHECKING:
    from clientinfo_kernel.live.database import LiveDatabase

CALL = {"kind": "other", "text": "Anrufen", "status": "open"}
NUMBERS = ("10001", "10002", "10003")


def test_a_bulk_that_is_begun_again_writes_what_is_missing_and_nothing_twice(store: LiveStore) -> None:
    bulk = Bulk("b1", CALL, tuple(map(Target, NUMBERS)))
    for target in bulk.targets[:2]:
        carry_out(bulk.command(target), lambda _number: store)
    again = [carry_out(bulk.command(target), lambda _number: store) for target in bulk.targets]
    assert [isinstance(each, Saved) and each.is_repeat for each in again] == [True, True, False]
    assert [len(store.rows(CASE, number)) for number in NUMBERS] == [1, 1, 1]
    # another bulk with the same wish is another wish
    assert isinstance(carry_out(Bulk("b2", CALL, bulk.targets).command(Target("10001")), lambda _number: store), Saved)
    assert len(store.rows(CASE, "10001")) == 2


def test_a_bulk_is_taken_back_but_for_what_somebody_changed_since(store: LiveStore, other: LiveStore) -> None:
    bulk = Bulk("b1", CALL, tuple(map(Target, NUMBERS)))
    done = {target: carry_out(bulk.command(target), lambda _number: store) for target in bulk.targets}
    saved = {target: answer for target, answer in done.items() if isinstance(answer, Saved)}
    theirs = saved[Target("10002")].entity_id
    other.do(Change("x", "10002", CASE, theirs, 1, {"text": "Schon angerufen"}))
    undone = {each: carry_out(bulk.undo(each, saved[each]), lambda _number: store) for each in saved}
    assert undone[Target("10002")] == "changed"
    shown = {n: [row["text"] for row in store.rows(CASE, n) if not row["is_withdrawn"]] for n in NUMBERS}
    assert shown == {"10001": [], "10002": ["Schon angerufen"], "10003": []}


def test_one_that_is_gone_or_not_allowed_or_changed_meanwhile_stops_no_other(
    store: LiveStore, other: LiveStore, database: LiveDatabase
) -> None:
    cases = {number: store.do(Add(number, number, CASE, CALL)) for number in NUMBERS[:2]}
    ids = {number: each.entity_id for number, each in cases.items()}
    other.do(Change("x", "10001", CASE, ids["10001"], 1, {"assignee": "Bernd Bremse"}))
    targets = (Target("10001", ids["10001"], 1), Target("10002", ids["10002"], 1), Target("10003", "V9", 1))
    bulk = Bulk("b1", {"assignee": "Anna Ampel"}, targets)
    said = [carry_out(bulk.command(target), lambda _number: store) for target in targets]
    assert [each if isinstance(each, str) else "saved" for each in said] == ["changed", "saved", "gone"]
    again = Bulk("b2", {"assignee": "Anna Ampel"}, (Target("10002", ids["10002"], 2),))
    assert carry_out(again.command(again.targets[0]), lambda _number: store) == "unchanged"

    looks_only = LiveStore(database, Viewer("petra", frozenset({"privacy"})))
    assert carry_out(again.command(again.targets[0]), lambda _number: looks_only) == "not_permitted"

    def unknown(number: str) -> LiveStore:
        raise CustomerUnknown(number)

    assert carry_out(again.command(again.targets[0]), unknown) == "gone"

    def silent(_number: str) -> LiveStore:
        raise LiveUnavailable("it sleeps")

    with pytest.raises(LiveUnavailable):
        carry_out(again.command(again.targets[0]), silent)
