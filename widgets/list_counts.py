"""How many rows each list has: for the start page, counted once for all who look."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date
from threading import Lock
from time import monotonic
from typing import TYPE_CHECKING, Any, TypeAlias

from clientinfo_kernel.access.branch_name import branch_key
from clientinfo_kernel.operation.event_log import event_log
from clientinfo_kernel.query.directory import CustomerDirectory
from widgets.work_list import lists_of

if TYPE_CHECKING:
    import polars as pl

    from clientinfo_kernel.access.rights import Viewer
    from widgets.view_models import Table
    from widgets.work_list import WorkList

# Branches are said where there are several; more than these say nothing at a glance.
_MOST_BRANCHES = 4
RECOUNT_SECONDS = 15


@dataclass(frozen=True)
class ListCount:
    """What the tile of a list says. No customer is in it.

    Attributes:
        count: Rows.
        urgent: Rows that are overdue or stuck.
        branches: Branch -> rows, the viewer's own first, then the largest; empty where the rows have none, or just one.
    """

    count: int
    urgent: int = 0
    branches: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True)
class _Counted:
    """A count, the state of which it is (``CustomerDirectory.state``), and when it was made (seconds)."""

    count: ListCount
    state: tuple[str, int, date]
    at: float


# Whose own it is; None: all share it.
_Key: TypeAlias = "tuple[str, Viewer | None]"


@dataclass
class ListCounts:
    """The counts of the lists, kept until a refresh, another day, or a change of what people write.

    One's own lists are counted again after each change, and so is whatever one changed oneself; what all share at most
    every ``RECOUNT_SECONDS``, since in a large house somebody writes at every moment.

    Attributes:
        directory: Whose lists are counted; each question brings its own viewer.
        clock: Seconds, as ``time.monotonic``.
    """

    directory: CustomerDirectory
    clock: Callable[[], float] = field(default=monotonic, repr=False)
    _known: dict[_Key, _Counted] = field(default_factory=dict, repr=False)
    _lock: Lock = field(default_factory=Lock, repr=False)

    def of(self, viewer: Viewer) -> dict[str, ListCount]:
        """Return the counts of a viewer's lists by their keys: their own, and nobody else's.

        Somebody who asks meanwhile waits, and finds them counted. A list that fails has no count.

        Raises:
            SnapshotMissing: Nothing has been refreshed yet.
            LiveUnavailable: The live store does not answer.
        """
        with self._lock:
            state = self.directory.state()
            asked = replace(self.directory, viewer=viewer)
            found = ((each.key, self._count(each, asked, state)) for each in lists_of(viewer) if each.is_counted)
            return {key: _from(viewer.branch, count) for key, count in found if count is not None}

    def _count(
        self, work_list: WorkList, directory: CustomerDirectory, state: tuple[str, int, date]
    ) -> ListCount | None:
        key = (work_list.key, directory.viewer if work_list.is_own else None)
        known = self._known.get(key)
        if known is None or not self._is_good(known, state, directory, is_own=work_list.is_own):
            try:
                count = count_of(work_list.table(work_list.desk(directory), is_whole=False))
            except Exception as error:  # noqa: BLE001  # whatever breaks in a list costs its own count only
                event_log().error("list not counted", list=work_list.key, error=type(error).__name__)
                return None
            known = self._known[key] = _Counted(count, state, self.clock())
        return known.count

    def _is_good(
        self, known: _Counted, state: tuple[str, int, date], directory: CustomerDirectory, *, is_own: bool
    ) -> bool:
        if known.state == state:
            return True
        is_same_day = (known.state[0], known.state[2]) == (state[0], state[2])  # and of the same snapshot
        if not is_same_day or is_own or self.clock() - known.at >= RECOUNT_SECONDS:
            return False
        return not directory.wrote_since(known.state[1])  # what one did oneself is counted at once


def count_of(table: Table) -> ListCount:
    """Return what is counted of a list; no other columns are made for it."""
    urgent = int(table.column("is_urgent").sum() or 0) if table.has("is_urgent") else 0
    return ListCount(table.rows.height, urgent, _branches(table.column("branch")) if table.has("branch") else ())


def _from(branch: str, count: ListCount) -> ListCount:
    """Return a count with a branch said first."""
    own = branch_key(branch)
    return replace(count, branches=tuple(sorted(count.branches, key=lambda each: branch_key(each[0]) != own)))


def _branches(branches: pl.Series) -> tuple[tuple[str, int], ...]:
    found: list[Any] = branches.drop_nulls().value_counts(sort=True).rows()
    return tuple(found) if 1 < len(found) <= _MOST_BRANCHES else ()
