"""A day, its plan, and what is being computed for it. It draws nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Literal

from clientinfo_kernel.errors import ClientInfoError
from clientinfo_kernel.live.commands import new_command_id
from clientinfo_kernel.query.directory import CustomerDirectory
from clientinfo_kernel.tours.day import TourDay
from clientinfo_kernel.tours.kept import Acceptance, drafted, plan_kept
from clientinfo_kernel.tours.plan import Plan
from clientinfo_kernel.tours.reading import read_day
from clientinfo_kernel.tours.run import PlanRun
from clientinfo_kernel.tours.translate import places_of
from data_sources.routing.ways import Ways
from widgets.texts.language import _
from widgets.tours.day_ways import DayWays
from widgets.tours.said import failure_said, no_plan_said, nothing_new_said
from widgets.tours.writing import Writing, stop_wishes

# ``proposed``: a plan lies there that nobody has accepted.
Phase = Literal["idle", "solving", "proposed"]
PLAN_SECONDS, REPLAN_SECONDS, REASON_SECONDS = 10.0, 2.5, 5.0


@dataclass
class DayPlan:
    """One planner's plan of a day.

    Args:
        directory: Whose viewer plans.
        day: Which day.
        changed: Called when something is to be drawn again.
        way_home: Returns what carries a call from another thread to the page's own; asked on that.

    Attributes:
        of: The day as it was read last.
        plan: What is shown: the accepted plan, or the one that is being made.
        gain: By how much shorter the drives of the plan are than those of the first one (per cent).
        seconds: How long is searched.
    """

    directory: CustomerDirectory
    day: date
    changed: Callable[[], None]
    way_home: Callable[[], Callable[[Callable[[], None]], object]]
    of: TourDay = field(init=False)
    plan: Plan = field(init=False, default_factory=Plan)
    phase: Phase = "idle"
    gain: int = 0
    seconds: float = PLAN_SECONDS
    _ways: Ways = field(init=False)
    _day_ways: DayWays = field(init=False)
    _run: PlanRun | None = field(init=False, default=None)
    _first: int = field(init=False, default=0)
    _is_accepted_at_the_end: bool = field(init=False, default=False)
    _is_asked_for: bool = field(init=False, default=False)  # by a press: what came of it is said
    _draft: Plan | None = field(init=False, default=None)  # is shown, and nobody has accepted it
    _joins: bool = field(init=False, default=False)
    _has_written: bool = field(init=False, default=False)
    _writing: Writing = field(init=False)
    _accept_id: str = field(init=False, default="")
    _seen: tuple[str, int, date] | None = field(init=False, default=None)

    def __post_init__(self) -> None:
        self._writing = Writing(self.directory)
        self._day_ways = DayWays(self.directory.settings, self.way_home, self._ways_came)
        self.read()

    @property
    def said(self) -> str:
        """One line about what happened last; empty: nothing is to be said."""
        return self._writing.said

    @said.setter
    def said(self, line: str) -> None:
        self._writing.said = line

    def go(self, day: date) -> None:
        """Turn to another day; what is being computed is given up."""
        self._draft = None
        self.give_up()
        self.day = day
        self._writing.forget()
        self.read()
        self.changed()

    def read(self) -> None:
        """Read the day again, with the accepted plan."""
        state = self.directory.state()
        self.of = read_day(self.directory, self.day)
        self._ways = self._day_ways.of(places_of(self.of))
        self.plan = plan_kept(self.of, self._ways)
        self._seen = state  # only now: what could not be read is read by the next look
        if self._ways.problem:
            self.said = _("Der Routendienst antwortet nicht: Fahrzeiten sind geschätzt.")

    def look(self) -> None:
        """Show what others wrote meanwhile; while a plan is being made or lies there, it waits."""
        if self.phase == "idle" and self.directory.state() != self._seen:
            self.read()
            self.changed()

    def _ways_came(self) -> None:
        # what is being made or lies there was made with the ways of before
        if self.phase == "idle":
            self.read()
            self.changed()

    def give_up(self) -> None:
        """End what is being computed; what it found lies there, unless it was to be accepted without a question."""
        if self._run is not None:
            self._run.give_up()
        self._run, self.phase = None, "idle" if self._draft is None else "proposed"

    def start(self, seconds: float = PLAN_SECONDS, *, keeps: bool = False) -> None:
        """Begin to plan; the best plan so far is drawn.

        Args:
            seconds: How long.
            keeps: Somebody has just moved a stop: what that does not touch stays where it is. The last plan is accepted without
                a question, as one step with that for undoing; what was a draft before is one again.
        """
        self.give_up()
        self.phase, self.seconds, self._first, self.gain = "solving", seconds, 0, 0
        self._is_accepted_at_the_end, self._is_asked_for = keeps and self._draft is None, not keeps
        self._joins, self._has_written = self._is_accepted_at_the_end and self._has_written, False
        run: list[PlanRun] = []
        later = self.way_home()

        def tell(plan: Plan, is_final: bool) -> None:  # noqa: FBT001  # the run's
            later(lambda: self._found(run[0], plan, is_final=is_final))

        def failed(error: Exception) -> None:
            later(lambda: self._failed(run[0], error))

        patience = REASON_SECONDS if seconds > REPLAN_SECONDS else REPLAN_SECONDS / 2
        of = self.of if self._draft is None else drafted(self.of, self._draft)
        self._run = PlanRun(replace(of, keeps=keeps), self._ways, (seconds, patience), tell, failed)
        run.append(self._run)
        self.changed()

    def replan(self) -> None:
        """Plan again around what somebody has just decided."""
        self.start(REPLAN_SECONDS, keeps=True)

    def stop(self) -> None:
        """Take the best plan so far."""
        if self._run is not None:
            self._is_accepted_at_the_end = self._is_asked_for = True
            self._run.stop()

    def accept(self) -> None:
        """Write the plan that lies there; without one, nothing."""
        if self.phase != "proposed":
            return
        # sent again after a failure, it is the same: what was written by then is not written twice
        self._accept_id = self._accept_id or new_command_id()
        count = self._writing.count
        draft = None if self._draft is None else self.plan
        wishes = stop_wishes(Acceptance(self._accept_id, self.of, self.plan).commands(), self.of.stops)
        written = self._writing.write(wishes, joins=self._joins, draft=draft, name=_("Plan übernommen"))
        unplanned = self.plan.unplanned
        if written == "failed" or not self._has_read():
            self._joins, self._draft = self._joins or self._writing.count > count, self.plan
            self.changed()
            return
        self.phase, self._joins, self._draft = "idle", False, None
        # why something does not fit was found out by computing: it is not written
        left = {each.stop_id for each in self.plan.unplanned}
        self.plan = replace(self.plan, unplanned=tuple(each for each in unplanned if each.stop_id in left))
        self.changed()

    def _has_read(self) -> bool:  # while the store does not answer, the plan lies there as before
        plan = self.plan
        try:
            self.read()
        except ClientInfoError as error:
            self.plan, self.said = plan, failure_said(error)
            return False
        return True

    def discard(self) -> None:
        """Show the accepted plan again."""
        if self.phase != "proposed":
            return
        self.phase, self.said, self._draft = "idle", "", None
        self.read()
        self.changed()

    def _found(self, run: PlanRun, plan: Plan, *, is_final: bool) -> None:
        if run is not self._run:
            return
        self.plan = plan
        if not self._is_accepted_at_the_end:
            self._draft = plan
        driving = sum(tour.driving for tour in plan.tours)
        if not self._first:
            self._first = driving
        self.gain = round((self._first - driving) / self._first * 100) if self._first else 0
        if is_final:
            self._run, self.phase, self._accept_id = None, "proposed", ""
            is_new = any(Acceptance("", self.of, plan).commands())
            if not is_new and (self._is_asked_for or self._draft is not None):
                self.phase, self._joins, self._draft = "idle", False, None
                if self._is_asked_for:
                    self.said = nothing_new_said(plan)
            elif self._is_accepted_at_the_end:
                self.accept()
                return
        self.changed()

    def _failed(self, run: PlanRun, error: Exception) -> None:
        if run is not self._run:
            return
        self.give_up()
        self.said = no_plan_said(error)
        if self._draft is None:
            self.read()
        self.changed()
