"""A planner without a browser: a desk with its board, over a real solver."""

from __future__ import annotations

from dataclasses import replace
from queue import SimpleQueue
from typing import TYPE_CHECKING, Any

from tests.clientinfo_kernel.tours.checker import broken
from tests.clientinfo_kernel.tours.house import DAY
from widgets.tours.board import TourBoard
from widgets.tours.desk import Desk

if TYPE_CHECKING:
    from collections.abc import Callable

    from clientinfo_kernel.query.directory import CustomerDirectory

EVERY = {"A:fetch", "A:bring", "B:bring"}


class Planner:
    """A desk with its board, and the loop that carries the solver's words home."""

    def __init__(self, directory: CustomerDirectory) -> None:
        self.calls: SimpleQueue[Callable[[], None]] = SimpleQueue()
        self.board = TourBoard(self.turned)
        self.drawn: list[str] = []
        self.desk = Desk(directory, DAY, self.changed, lambda: self.calls.put)
        self.changed()

    def turned(self, days: int) -> None:
        self.drawn.append(f"turn {days}")

    def changed(self) -> None:
        if hasattr(self, "desk"):
            self.board.show(self.desk)
            self.drawn.append(self.desk.phase)

    def does(self, **message: Any) -> None:
        """What the browser sends, and everything that follows from it."""
        if message["do"] == "undo":
            message = {"turn": self.board.state["last"][0], **message}
        self.board._receive(self.board, message, [])
        if message["do"] == "plan":
            if not self.desk.plan.tours:  # else it is there until something better is found
                self.calls.get(timeout=60)()
            self.board._receive(self.board, {"do": "stop"}, [])
        while self.desk.phase == "solving":
            self.calls.get(timeout=60)()

    def planned(self) -> dict[str, tuple[str, int, bool]]:
        """Stop -> driver, minute, locked: as another planner reads it."""
        other = Desk(replace(self.desk.directory), DAY, lambda: None, lambda: self.calls.put)
        assert broken(other.of, other._ways, other.plan) == []
        found = other.plan.planned
        locked = {each.stop_id: each.is_locked for each in other.of.stops}
        return {stop_id: (driver, leg.start // 60, locked[stop_id]) for stop_id, (driver, leg) in found.items()}
