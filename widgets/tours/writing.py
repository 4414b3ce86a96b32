"""What a planner writes, step by step, and takes back; it draws nothing."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from clientinfo_kernel.errors import ClientInfoError, CustomerUnknown
from clientinfo_kernel.live.commands import Add, Change, Conflict, Saved, new_command_id
from clientinfo_kernel.live.driver_days import DRIVER_DAY
from clientinfo_kernel.live.errors import RowUnknown
from clientinfo_kernel.query.directory import CustomerDirectory
from widgets.texts.language import _
from widgets.tours.said import changed_by_others, day_changed_by_others, failure_said

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from clientinfo_kernel.live.fields import Entity
    from clientinfo_kernel.live.store import LiveStore
    from clientinfo_kernel.tours.day import Stop
    from clientinfo_kernel.tours.plan import Plan

Outcome = Literal["all", "some", "failed"]


class Wish(NamedTuple):
    """A command, and what takes it back: what the fields held before it; for new rows, what makes them say nothing."""

    command: Add | Change
    before: Mapping[str, Any]


class _Row(NamedTuple):
    """A row that one step wrote: its version since then, what its fields held before, and the id of what takes it back."""

    entity: Entity
    customer_number: str
    version: int
    before: Mapping[str, Any]
    undo_id: str


class _Step(NamedTuple):
    """What one step wrote, by row, the draft of a plan that lay there before (None: there was none), and what it is called."""

    rows: dict[str, _Row]
    draft: Plan | None
    name: str = ""


def stop_wishes(commands: Iterable[Change], stops: Iterable[Stop]) -> Iterator[Wish]:
    """Yield changes of stops, each with what stands there."""
    written = {each.stop_id: each.written for each in stops}
    for command in commands:
        before = written.get(command.entity_id, {})
        yield Wish(command, {name: before.get(name) for name in command.values})


def _rows_of(command: Add | Change, answer: Saved) -> Iterator[tuple[str, int]]:
    """Yield the rows that a command wrote, each with its version."""
    yield answer.entity_id, answer.version
    before = command.before if isinstance(command, Add) else None
    while before is not None:
        yield before.entity_id, 1
        before = before.before


@dataclass
class Writing:
    """The steps that one planner wrote.

    Attributes:
        said: One line about the last one; empty: nothing is to be said.
        turn: How often something was written or taken back: a press that was meant for another step says another one.
    """

    directory: CustomerDirectory
    said: str = ""
    turn: int = 0
    _steps: list[_Step] = field(default_factory=list)

    @property
    def can_undo(self) -> bool:
        """Whether there is a step that can be taken back."""
        return bool(self._steps)

    @property
    def count(self) -> int:
        """How many steps can be taken back."""
        return len(self._steps)

    @property
    def draft(self) -> Plan | None:
        """The draft that lay there before the last step."""
        return self._steps[-1].draft if self._steps else None

    @property
    def name(self) -> str:
        """What the last step is called; empty: there is none."""
        return self._steps[-1].name if self._steps else ""

    def forget(self) -> None:
        """Take nothing back any more."""
        self._steps, self.said = [], ""

    def write(
        self, wishes: Iterable[Wish], *, joins: bool = False, draft: Plan | None = None, name: str = ""
    ) -> Outcome:
        """Carry out commands; what others changed stays as they have it.

        Args:
            wishes: They are one step for undoing.
            joins: With the one before.
            draft: Lies there, and is there again when the step is taken back.
            name: What the step is called; one that it joins keeps its own.

        Returns:
            Whether all was written, some was changed by others meanwhile, or it ended early.
        """
        self.turn += 1
        step, draft, name = self._steps.pop() if joins and self._steps else _Step({}, draft, name)
        others: list[str] = []
        has_failed = False
        self.said = ""
        for command, before in wishes:
            try:
                answer = self._store(command).do(command)
            except (RowUnknown, CustomerUnknown):
                others.append(command.entity.name)
                continue
            except ClientInfoError as error:
                self.said, has_failed = failure_said(error), True
                break
            if isinstance(answer, Conflict):
                others.append(command.entity.name)
            elif answer.is_changed:
                for row_id, version in _rows_of(command, answer):
                    known = step[row_id].before if row_id in step else {}
                    undo_id = new_command_id()
                    step[row_id] = _Row(command.entity, command.customer_number, version, {**before, **known}, undo_id)
        if others and not has_failed:
            is_of_driver = set(others) == {DRIVER_DAY.name}
            self.said = (day_changed_by_others if is_of_driver else changed_by_others)(len(others))
        if step:
            self._steps.append(_Step(step, draft, name))
        return "failed" if has_failed else "some" if others else "all"

    def take_back(self) -> Outcome:
        """Take back the last step, all of it; that is not a step of its own. What failed can be tried again."""
        *earlier, step = self._steps
        wishes = [
            Wish(
                Change(row.undo_id, row.customer_number, row.entity, row_id, row.version, row.before, takes_back=True),
                {},
            )
            for row_id, row in step.rows.items()
        ]
        written = self.write(wishes)
        self._steps = [*earlier, step] if written == "failed" else earlier
        if written == "all":
            self.said = _("Zurückgenommen: {step}").format(step=step.name)
        return written

    def _store(self, command: Add | Change) -> LiveStore:
        if command.entity.about:
            return self.directory.live_of_house()
        return self.directory.live(self.directory.customer(command.customer_number))
