"""What was taken back is neither written into nor linked to, and one takes back the change that one saw."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from clientinfo_kernel.access.rights import SHELL
from clientinfo_kernel.live.cases import CASE, CONTACT
from clientinfo_kernel.live.commands import Add, Change, Saved, Undo
from clientinfo_kernel.live.errors import NothingToUndo, RowUnknown
from clientinfo_kernel.live.store import LiveStore

if TYPE_CHECKING:
    from clientinfo_kernel.live.database import LiveDatabase

MEIER = "10012"


def case_of(store: LiveStore) -> str:
    saved = store.do(Add("a", MEIER, CASE, {"kind": "complaint", "text": "Lack", "status": "open"}))
    assert isinstance(saved, Saved)
    return saved.entity_id


def test_at_the_shell_one_takes_back_one_s_own_change_alone(database: LiveDatabase) -> None:
    anna, bernd = (LiveStore(database, replace(SHELL, full_name=f"shell:{name}")) for name in ("anna", "bernd"))
    case_id = case_of(anna)
    with pytest.raises(NothingToUndo):
        bernd.do(Undo("u", MEIER, CASE, case_id))
    assert anna.do(Undo("v", MEIER, CASE, case_id)) == Saved(case_id, 2)


def test_nothing_is_written_where_nobody_would_see_it(store: LiveStore, other: LiveStore) -> None:
    case_id = case_of(store)
    store.do(Undo("u", MEIER, CASE, case_id))
    with pytest.raises(RowUnknown):
        other.do(Change("c", MEIER, CASE, case_id, 1, {"assignee": "Bernd"}))
    with pytest.raises(RowUnknown):
        other.do(Add("l", MEIER, CONTACT, {"channel": "phone", "note": "n", "case_id": case_id}))
    # the way back of who withdrew it stays open, and then it can be written in again
    store.do(Undo("back", MEIER, CASE, case_id))
    assert other.do(Change("d", MEIER, CASE, case_id, 3, {"assignee": "Bernd"})) == Saved(case_id, 4)


def test_what_is_taken_back_is_what_one_saw_and_not_what_came_after(store: LiveStore) -> None:
    case_id = case_of(store)
    store.do(Change("text", MEIER, CASE, case_id, 1, {"text": "Lack vorn"}))
    store.do(Change("due", MEIER, CASE, case_id, 2, {"due_at": "2012-11-01"}))  # in another tab
    with pytest.raises(NothingToUndo) as caught:
        store.do(Undo("u", MEIER, CASE, case_id, 2))
    assert caught.value.is_outdated
    (row,) = store.rows(CASE, MEIER)
    assert (row["text"], str(row["due_at"]), row["version"]) == ("Lack vorn", "2012-11-01", 3)
    assert store.do(Undo("u", MEIER, CASE, case_id, 3)) == Saved(case_id, 4)
