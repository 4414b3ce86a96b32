"""What people write about the house: questions of one's own, shared where one says so, and targets that there is one of each."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from clientinfo_kernel.access.rights import Viewer
from clientinfo_kernel.errors import ChangeNotPermitted, NotPermitted
from clientinfo_kernel.live.account_ranges import ACCOUNT_RANGE
from clientinfo_kernel.live.cases import CASE
from clientinfo_kernel.live.commands import Add, Change, Conflict, Saved, Undo
from clientinfo_kernel.live.database import LiveDatabase
from clientinfo_kernel.live.driver_days import DRIVER_DAY
from clientinfo_kernel.live.errors import InputRefused, NothingToUndo, RowUnknown
from clientinfo_kernel.live.saved_questions import SAVED_QUESTION
from clientinfo_kernel.live.store import LiveStore
from clientinfo_kernel.live.targets import TARGET

if TYPE_CHECKING:
    from pathlib import Path

CLARA, KURT = (Viewer(name, frozenset({"controlling"}), name.title()) for name in ("clara", "kurt"))
ACCOUNTANT = Viewer("carla", frozenset({"accounting"}))
HOF = {"name": "Werkstatt Hof", "address": "?where=branch%3DHof"}
PLACE = {"month": date(2012, 10, 1), "division": "workshop", "branch": "Hof"}


@pytest.fixture
def database(tmp_path: Path) -> LiveDatabase:
    return LiveDatabase(sa.URL.create("sqlite", database=str(tmp_path / "live.sqlite")))


def of(database: LiveDatabase, viewer: Viewer) -> LiveStore:
    return LiveStore(database, viewer)


def kept(database: LiveDatabase, *, is_shared: bool) -> Saved:
    saved = of(database, CLARA).do(Add("k", "", SAVED_QUESTION, {**HOF, "is_shared": is_shared}))
    assert isinstance(saved, Saved)
    return saved


def test_a_question_is_its_owner_s_alone(database: LiveDatabase) -> None:
    saved = kept(database, is_shared=False)
    (row,) = of(database, CLARA).rows(SAVED_QUESTION)
    assert (row["name"], row["owner"], row["written_by"], row["customer_number"]) == (HOF["name"], "clara", "Clara", "")
    other = of(database, KURT)
    assert other.rows(SAVED_QUESTION) == other.of_everybody(SAVED_QUESTION) == []
    with pytest.raises(RowUnknown):
        other.history(SAVED_QUESTION, saved.entity_id, "")
    with pytest.raises(RowUnknown):
        other.do(Change("x", "", SAVED_QUESTION, saved.entity_id, 1, {"name": "meins"}))


def test_whoever_is_given_the_name_of_an_account_that_is_gone_is_somebody_else(database: LiveDatabase) -> None:
    was_there = replace(CLARA, since=datetime.now(UTC) - timedelta(days=400))
    saved = of(database, was_there).do(Add("k", "", SAVED_QUESTION, HOF))
    shared = of(database, was_there).do(Add("s", "", SAVED_QUESTION, {**HOF, "is_shared": True}))
    case = of(database, was_there).do(Add("c", "10012", CASE, {"kind": "complaint", "text": "Lack", "status": "open"}))
    assert [len(of(database, each).rows(SAVED_QUESTION)) for each in (was_there, CLARA)] == [2, 2]

    new = of(database, replace(CLARA, since=datetime.now(UTC)))
    assert [row["question_id"] for row in new.rows(SAVED_QUESTION)] == [shared.entity_id]
    for act in (
        lambda: new.history(SAVED_QUESTION, saved.entity_id, ""),
        lambda: new.do(Change("x", "", SAVED_QUESTION, saved.entity_id, 1, {"name": "meins"})),
        lambda: new.do(Undo("u", "", SAVED_QUESTION, saved.entity_id)),
    ):
        with pytest.raises(RowUnknown):
            act()
    with pytest.raises(ChangeNotPermitted):
        new.do(Change("y", "", SAVED_QUESTION, shared.entity_id, 1, {"name": "meins"}))
    with pytest.raises(NothingToUndo):
        new.do(Undo("v", "10012", CASE, case.entity_id))
    assert of(database, was_there).do(Undo("w", "10012", CASE, case.entity_id)) == Saved(case.entity_id, 2)


def test_a_shared_question_is_seen_by_all_of_controlling_and_changed_by_its_owner(database: LiveDatabase) -> None:
    saved = kept(database, is_shared=True)
    other = of(database, KURT)
    assert [row["name"] for row in other.rows(SAVED_QUESTION)] == [HOF["name"]]
    for command in (
        Change("x", "", SAVED_QUESTION, saved.entity_id, 1, {"is_removed": True}),
        Undo("y", "", SAVED_QUESTION, saved.entity_id),
    ):
        with pytest.raises(ChangeNotPermitted):
            other.do(command)
    mine = of(database, CLARA)
    mine.do(Change("z", "", SAVED_QUESTION, saved.entity_id, 1, {"is_removed": True}))
    mine.do(Undo("u", "", SAVED_QUESTION, saved.entity_id))
    assert not mine.rows(SAVED_QUESTION)[0]["is_removed"]
    assert [event.action for event in other.history(SAVED_QUESTION, saved.entity_id, "")] == ["undo", "change", "add"]


def test_nobody_owns_what_they_say_they_own_and_others_see_nothing(database: LiveDatabase) -> None:
    with pytest.raises(InputRefused):
        of(database, CLARA).do(Add("a", "", SAVED_QUESTION, {**HOF, "owner": "kurt"}))
    for entity in (SAVED_QUESTION, TARGET):
        with pytest.raises(NotPermitted):
            of(database, ACCOUNTANT).rows(entity)
        with pytest.raises(NotPermitted):
            of(database, ACCOUNTANT).do(Add("b", "", entity, {}))
    with pytest.raises(InputRefused):
        of(database, CLARA).do(Add("c", "10012", SAVED_QUESTION, HOF))


def test_of_two_people_who_set_a_target_the_second_is_asked(database: LiveDatabase) -> None:
    first = of(database, CLARA).do(Add("a", "", TARGET, {**PLACE, "gross_profit": Decimal(500)}))
    again = of(database, KURT).do(Add("b", "", TARGET, {**PLACE, "gross_profit": "500.00"}))
    assert isinstance(first, Saved)
    assert again == Saved(first.entity_id, 1, is_changed=False)
    asked = of(database, KURT).do(Add("c", "", TARGET, {**PLACE, "gross_profit": Decimal(600)}))
    assert isinstance(asked, Conflict)
    assert (asked.changed_by, asked.fields["gross_profit"].theirs) == ("Clara", Decimal(500))
    house = of(database, KURT).do(Add("d", "", TARGET, {**PLACE, "branch": None, "gross_profit": Decimal(600)}))
    assert isinstance(house, Saved)
    assert house.entity_id != first.entity_id


def test_another_figure_of_a_target_that_somebody_set_meanwhile_is_written_beside_theirs(
    database: LiveDatabase,
) -> None:
    """Clara's revenue and Kurt's gross profit were typed into one empty cell; then Kurt types what Clara did, too."""
    of(database, CLARA).do(Add("a", "", TARGET, {**PLACE, "revenue": Decimal(1000)}))
    store = of(database, KURT)
    assert isinstance(store.do(Add("b", "", TARGET, {**PLACE, "gross_profit": Decimal(200)})), Saved)
    both = {**PLACE, "gross_profit": Decimal(300), "revenue": Decimal(1000)}
    asked = store.do(Add("c", "", TARGET, both))
    assert isinstance(asked, Conflict)
    assert set(asked.fields) == {"gross_profit"}
    (row,) = store.of_everybody(TARGET)
    assert (row["revenue"], row["gross_profit"]) == (1000, 200)
    store.do(Undo("d", "", TARGET, row["target_id"]))
    (row,) = store.of_everybody(TARGET)
    assert (row["revenue"], row["gross_profit"]) == (1000, None)


def test_half_an_absence_is_not_filled_by_another_one(database: LiveDatabase) -> None:
    """Clara says until when Kurt is away; who says only from when at the same time is asked, not put together with it."""
    day = {"day": date(2026, 12, 1), "driver": "Kurt"}
    planner = Viewer("sina", frozenset({"service"}))
    of(database, planner).do(Add("a", "", DRIVER_DAY, {**day, "away_until": "2026-12-01T12:00+01:00"}))
    asked = of(database, planner).do(Add("b", "", DRIVER_DAY, {**day, "away_from": "2026-12-01T08:00+01:00"}))
    assert isinstance(asked, Conflict)


def test_of_two_decisions_that_are_written_together_none_is_written_where_somebody_decided_meanwhile(
    database: LiveDatabase,
) -> None:
    """Clara moves the range 1-2 to 1-3, which takes 1-2 back: either half can be what Kurt decided since she looked."""

    def says(command_id: str, last: int, role: str, before: Add | None = None) -> Add:
        said = {"account_from": 1, "account_to": last, "role": role, "division": "parts", "note": "x"}
        return Add(command_id, "", ACCOUNT_RANGE, said, before)

    store, other = of(database, CLARA), of(database, KURT)
    for number, taken in enumerate((2, 3)):
        other.do(says(f"k{number}", taken, "internal"))
        answer = store.do(says(f"c{number}", 3, "revenue", before=says(f"b{number}", 2, "none")))
        assert isinstance(answer, Conflict)
        assert answer.changed_by == "Kurt"
        rows = store.of_everybody(ACCOUNT_RANGE)
        assert [(row["account_to"], row["role"]) for row in rows] == [(taken, "internal")]
        other.do(Undo(f"u{number}", "", ACCOUNT_RANGE, rows[0]["range_id"]))


def test_a_target_that_was_taken_back_comes_again(database: LiveDatabase) -> None:
    store = of(database, CLARA)
    first = store.do(Add("a", "", TARGET, {**PLACE, "revenue": Decimal(1)}))
    store.do(Undo("b", "", TARGET, first.entity_id))
    assert store.of_everybody(TARGET) == []
    assert store.do(Add("c", "", TARGET, {**PLACE, "revenue": Decimal(2)})) == Saved(first.entity_id, 3)
    assert store.do(Add("c", "", TARGET, {**PLACE, "revenue": Decimal(2)})) == Saved(first.entity_id, 3, is_repeat=True)
    (row,) = store.of_everybody(TARGET)
    assert (row["revenue"], row["branch"]) == (Decimal(2), "Hof")


def test_a_target_that_comes_again_says_nothing_of_what_was_taken_back(database: LiveDatabase) -> None:
    """Clara takes a gross profit of 100 back; Kurt sets a revenue of 50 for the same place: that is all there is."""
    first = of(database, CLARA).do(Add("a", "", TARGET, {**PLACE, "gross_profit": Decimal(100)}))
    of(database, CLARA).do(Undo("b", "", TARGET, first.entity_id))
    store = of(database, KURT)
    store.do(Add("c", "", TARGET, {**PLACE, "revenue": Decimal(50)}))
    (row,) = store.of_everybody(TARGET)
    assert (row["revenue"], row["gross_profit"], row["written_by"]) == (Decimal(50), None, "Kurt")
    store.do(Undo("d", "", TARGET, first.entity_id))
    assert store.of_everybody(TARGET) == []
