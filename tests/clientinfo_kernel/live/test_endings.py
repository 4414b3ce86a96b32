"""Somebody changes a row that a colleague ended meanwhile: they are asked, for nobody would look there any more."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from clientinfo_kernel.live.cases import CASE
from clientinfo_kernel.live.change_notices import CHANGE_NOTICE
from clientinfo_kernel.live.commands import Add, Change, Conflict, Differing, Saved
from clientinfo_kernel.live.remarks import REMARK

if TYPE_CHECKING:
    from clientinfo_kernel.live.field_values import Value
    from clientinfo_kernel.live.fields import Entity
    from clientinfo_kernel.live.store import LiveStore

MEIER = "10012"
# Kind of row; as it is, as a colleague ends it, as they change it otherwise, what somebody else writes; mine, theirs, was.
ENDED: list[tuple[Entity, dict[str, Any], dict[str, Any], dict[str, Any], dict[str, Any], tuple[str, str, str]]] = [
    (
        CASE,
        {"kind": "complaint", "text": "Lack", "status": "open"},
        {"status": "closed"},
        {"status": "waiting"},
        {"follow_up_on": "2012-10-20"},
        ("open", "closed", "open"),
    ),
    (
        REMARK,
        {"text": "Schlüssel noch bei uns", "until": "2012-10-25"},
        {"until": "2012-10-10"},
        {"until": "2012-10-31"},
        {"text": "Schlüssel und Schein noch bei uns"},
        ("2012-10-25", "2012-10-10", "2012-10-25"),
    ),
    (
        CHANGE_NOTICE,
        {"subject": "phone", "value": "09281 1"},
        {"is_done": True},
        {"note": "ruft an"},
        {"value": "09281 2"},
        ("None", "True", "None"),
    ),
]


def in_words(differing: Differing) -> tuple[str, ...]:
    def said(value: Value) -> str:
        return str(value)

    return tuple(map(said, (differing.mine, differing.theirs, differing.was)))


@pytest.mark.parametrize(
    ("entity", "begun", "end", "other_change", "mine", "differ"), ENDED, ids=[row[0].name for row in ENDED]
)
def test_who_changes_what_a_colleague_ended_is_asked_and_may_write_all_the_same(  # noqa: PLR0917  # one kind of row each
    store: LiveStore, other: LiveStore, entity: Any, begun: Any, end: Any, other_change: Any, mine: Any, differ: Any
) -> None:
    ended, goes_on = (store.do(Add(each, MEIER, entity, begun)) for each in "ab")
    assert isinstance(ended, Saved)
    assert isinstance(goes_on, Saved)
    assert other.do(Change("e", MEIER, entity, ended.entity_id, 1, end)) == Saved(ended.entity_id, 2)
    answer = store.do(Change("m", MEIER, entity, ended.entity_id, 1, mine))
    assert isinstance(answer, Conflict)
    assert {name: in_words(each) for name, each in answer.fields.items()} == {next(iter(end)): differ}
    assert (answer.version, answer.changed_by) == (2, "Bernd Bremse")
    # who has seen it, or says so themselves, is not asked
    assert store.do(Change("m2", MEIER, entity, ended.entity_id, 2, mine)) == Saved(ended.entity_id, 3)
    assert store.do(Change("e2", MEIER, entity, ended.entity_id, 1, end)) == Saved(ended.entity_id, 3, is_changed=False)
    # any other change merges as it always does
    other.do(Change("o", MEIER, entity, goes_on.entity_id, 1, other_change))
    assert store.do(Change("n", MEIER, entity, goes_on.entity_id, 1, mine)) == Saved(goes_on.entity_id, 3)


def test_to_have_seen_what_was_handed_over_asks_nothing_about_a_case_that_is_closed(
    store: LiveStore, other: LiveStore
) -> None:
    case = {"kind": "complaint", "text": "Lack", "status": "open", "assignee": "Bernd Bremse"}
    begun = store.do(Add("a", MEIER, CASE, case))
    assert isinstance(begun, Saved)
    store.do(Change("c", MEIER, CASE, begun.entity_id, 1, {"status": "closed"}))
    seen = Change("s", MEIER, CASE, begun.entity_id, 1, {"handed_over_by": ""}, stays=("assignee",))
    assert other.do(seen) == Saved(begun.entity_id, 3)
