"""The planner's desk: what a person decides about a day by hand, what was written last, and how it is taken back."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from clientinfo_kernel.live.commands import new_command_id
from clientinfo_kernel.tours.kept import Acceptance, drafted, plan_kept
from widgets.tours.day_plan import DayPlan
from widgets.tours.steps import decided
from widgets.tours.writing import stop_wishes

if TYPE_CHECKING:
    from collections.abc import Iterable

    from widgets.tours.writing import Outcome, Wish


class Desk(DayPlan):
    """A day's plan, and what a planner does to it by hand."""

    def move(self, stop_id: str, driver: str, second: int) -> None:
        """Put a stop to a driver and an hour, lock it there, and plan the rest around it."""
        if driver not in {each.name for each in self.of.drivers} or not 0 <= second < self.of.clock.length:
            return
        arrives = self.of.clock.moment(round(second / 60) * 60)
        self.agree(stop_id, driver=driver, arrives_at=arrives, is_locked=True)

    def lock(self, stop_id: str, *, is_locked: bool) -> None:
        """Lock a planned stop where it is, or open its lock; what is so already stays so, however often it is asked for."""
        planned, stop = self.plan.planned.get(stop_id), self.of.stop(stop_id)
        if stop is None or stop.is_locked == is_locked or (is_locked and planned is None):
            return
        where: dict[str, Any] = {"is_locked": is_locked}
        if is_locked and planned is not None:
            where |= {"driver": planned[0], "arrives_at": self.of.clock.moment(planned[1].start)}
        if self._decide(stop_id, **where):
            self.changed()

    def take_window(self, stop_id: str) -> None:
        """Agree on the window in which a stop fits, and plan again."""
        fits = next((each.fits for each in self.plan.unplanned if each.stop_id == stop_id), None)
        if fits is None:
            return
        window = {"window_from": self.of.clock.moment(fits.start), "window_until": self.of.clock.moment(fits.end)}
        self.agree(stop_id, **window)

    @property
    def last(self) -> tuple[int, str]:
        """What a press to take back is meant for (``undo``), and what that is called."""
        return self._writing.turn, self._writing.name

    @property
    def can_undo(self) -> bool:
        """Whether something was written here that can be taken back."""
        return self._writing.can_undo and self.phase != "solving"

    def undo(self, turn: int) -> None:
        """Take back what was written last, all of it; a press that was meant for what is taken back already does nothing."""
        if not self.can_undo or turn != self._writing.turn:
            return
        draft, taken = self._writing.draft, self._writing.take_back()
        if taken != "failed":  # what others changed meanwhile, no draft knows of
            self._draft = draft if taken == "all" else None
        self.read()
        self.plan, self.phase = (self.plan, "idle") if self._draft is None else (self._draft, "proposed")
        self.changed()

    def decide(self, wishes: Iterable[Wish], name: str) -> Outcome:
        """Write what a person decided by hand, and plan again where something is planned; returns what is written of it."""
        written = self._write(wishes, name)
        if written == "all" and (self.plan.tours or any(each.driver for each in self.of.stops)):
            self.replan()
        else:
            self.changed()
        return written

    def catch_up(self) -> None:
        """Show what was written before though it could not be read, and plan again where the plan does not hold with it."""
        self.look()
        if self.phase == "idle" and self.plan.conflicts:
            self.replan()

    def agree(self, stop_id: str, **values: Any) -> None:
        """Write what was agreed on about a stop, and plan again."""
        if self._decide(stop_id, **values):
            self.replan()

    def _decide(self, stop_id: str, **values: Any) -> bool:
        """Write what a person decided about one stop; returns whether it is written."""
        stop = self.of.stop(stop_id)
        if stop is None or stop.is_done:
            return False
        change = Acceptance(new_command_id(), self.of, self.plan).change(stop, values)
        is_done = self._write(stop_wishes([change], self.of.stops), decided(stop, values)) == "all"
        if not is_done:
            self.changed()
        return is_done

    def _write(self, wishes: Iterable[Wish], name: str) -> Outcome:
        """Write, and read the day again; a draft lies there with it, and why something does not fit is still said."""
        self.give_up()  # what is being computed does not know of it
        known = {each.stop_id: each for each in self.plan.unplanned}
        count = self._writing.count
        written = self._writing.write(wishes, draft=self._draft, name=name)
        self._joins, self._has_written = False, self._writing.count > count
        said = self.said
        self.read()
        self.said = said or self.said
        if self._draft is not None:
            self.plan = plan_kept(drafted(self.of, self._draft), self._ways)
        unplanned = tuple(known.get(each.stop_id, each) for each in self.plan.unplanned)
        self.plan = replace(self.plan, unplanned=unplanned)
        if self._draft is not None:
            self._draft, self._accept_id = self.plan, ""
        return written
