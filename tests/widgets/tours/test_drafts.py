"""A plan that nobody has accepted: what is decided meanwhile changes it, and taking that back leaves it as it was."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from clientinfo_kernel.tours.plan import Leg, Plan, Tour
from tests.widgets.tours.planner import EVERY
from tests.widgets.tours.typist import Typist

if TYPE_CHECKING:
    from clientinfo_kernel.query.directory import CustomerDirectory
    from widgets.tours.desk import Desk

pytestmark = pytest.mark.slow

LATE = 15 * 60 + 28


def _hours(desk: Desk) -> dict[str, int]:
    """Stop -> minute at which it is drawn."""
    return {stop_id: leg.start // 60 for stop_id, (_driver, leg) in desk.plan.planned.items()}


def _with_draft(directory: CustomerDirectory) -> Typist:
    planner = Typist(directory)
    planner.board._receive(planner.board, {"do": "plan"}, [])
    while planner.desk.phase == "solving":
        planner.calls.get(timeout=60)()
    assert (planner.desk.phase, set(planner.desk.plan.planned)) == ("proposed", EVERY)
    return planner


def test_what_is_decided_on_a_draft_is_taken_back_by_itself(directory: CustomerDirectory) -> None:
    planner = _with_draft(directory)
    desk, draft = planner.desk, _hours(planner.desk)

    planner.does(do="move", id="B:bring", driver="Anna", minute=LATE)
    assert desk.phase == "proposed"
    assert _hours(desk)["A:fetch"] == draft["A:fetch"]
    assert (set(_hours(desk)), _hours(desk)["B:bring"]) == (EVERY, LATE)
    # what she moved is written, and nothing of what nobody has accepted
    assert planner.planned() == {"B:bring": ("Anna", LATE, True)}

    planner.does(do="lock", id="A:fetch")
    assert set(planner.planned()) == {"A:fetch", "B:bring"}
    assert planner.types("stop", "A:bring", note="klingeln") == ""
    assert (desk.phase, _hours(desk)["B:bring"]) == ("proposed", LATE)
    moved = _hours(desk)

    planner.does(do="accept")
    assert {name: minute for name, (_driver, minute, _locked) in planner.planned().items()} == moved
    planner.does(do="undo")  # accepting
    assert (desk.phase, _hours(desk), set(planner.planned())) == ("proposed", moved, {"A:fetch", "B:bring"})
    planner.does(do="undo")  # the note
    planner.does(do="undo")  # the lock
    assert (desk.phase, set(planner.planned())) == ("proposed", {"B:bring"})
    planner.does(do="undo")  # the move
    assert (desk.phase, _hours(desk), planner.planned()) == ("proposed", draft, {})
    assert planner.board.state["summary"].startswith("3 von 3")
    planner.does(do="discard")
    assert (desk.phase, _hours(desk)) == ("idle", {})


def test_what_is_locked_while_a_plan_is_made_leaves_the_best_one_so_far(directory: CustomerDirectory) -> None:
    planner = Typist(directory)
    planner.board._receive(planner.board, {"do": "plan"}, [])
    planner.calls.get(timeout=60)()
    found = _hours(planner.desk)
    planner.does(do="lock", id="A:fetch")
    assert (planner.desk.phase, _hours(planner.desk)) == ("proposed", found)


class _Run:
    """A search that says nothing by itself."""

    def __init__(self, *_what: object) -> None:
        self.given_up = False

    def give_up(self) -> None:
        self.given_up = True


@pytest.mark.parametrize("asks", [False, True])
def test_a_draft_that_becomes_the_accepted_plan_is_none_any_more(
    directory: CustomerDirectory, monkeypatch: pytest.MonkeyPatch, *, asks: bool
) -> None:
    """There is nothing to accept; whoever did not ask for a plan is not told of one."""
    monkeypatch.setattr("widgets.tours.day_plan.PlanRun", _Run)
    planner = Typist(directory)
    desk = planner.desk

    def finds(plan: Plan, *, is_final: bool) -> None:
        assert desk._run is not None
        desk._found(desk._run, plan, is_final=is_final)

    desk.start()
    finds(Plan((Tour("Anna", (Leg("stop", 31_200, 31_800, "A:fetch"),)),)), is_final=True)
    desk.accept()
    accepted, written = desk.plan, planner.planned()
    assert set(written) == {"A:fetch"}
    desk.start()
    finds(Plan(), is_final=False)
    desk.give_up()
    assert (desk.phase, desk.plan.planned) == ("proposed", {})
    desk.start(keeps=not asks)
    finds(accepted, is_final=True)
    assert (desk.phase, desk.plan.planned) == ("idle", accepted.planned)
    assert desk.said == ("Kein besserer Plan gefunden: der übernommene bleibt." if asks else "")
    desk.give_up()
    assert desk.phase == "idle"
    assert planner.planned() == written
