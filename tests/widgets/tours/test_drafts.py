"""A plan that nobody has accepted: what is decided meanwhile changes it, and taking that back leaves it as it was."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

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
