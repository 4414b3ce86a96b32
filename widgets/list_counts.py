"""How many rows each list has: for the start page, counted once for all who look."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from threading import Lock
from typing import TYPE_CHECKING, Any

from clientinfo_kernel.event_log import event_log
from clientinfo_kernel.query.directory import CustomerDirectory
from widgets.work_list import lists_of

if TYPE_CHECKING:
    import polars as pl

    from clientinfo_kernel.access.rights import Viewer
    from widgets.work_list import WorkList

# Branches are said where there are several; more than these say nothing at a glance.
_MOST_BRANCHES = 4


@dataclass(frozen=True)
class ListCount:
    """What the tile of a list says. No customer is in it.

    Attributes:
        count: Rows.
        urgent: Rows that are overdue or stuck.
        branches: Branch -> rows, the largest first; empty where the rows have none, or just one.
    """

    count: int
    urgent: int = 0
    branches: tuple[tuple[str, int], ...] = ()


@dataclass
class ListCounts:
    """The counts of the lists, kept until a refresh, a change of what people write, or another day.

    Attributes:
        directory: Whose lists are counted; each question brings its own viewer.
    """

    directory: CustomerDirectory
    _state: object = field(default=None, repr=False)
    _known: dict[tuple[str, str], ListCount] = field(default_factory=dict, repr=False)
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
            if state != self._state:
                self._state, self._known = state, {}
            asked = replace(self.directory, viewer=viewer)
            found = ((each.key, self._count(each, asked)) for each in lists_of(viewer) if each.is_counted)
            return {key: count for key, count in found if count is not None}

    def _count(self, work_list: WorkList, directory: CustomerDirectory) -> ListCount | None:
        key = (work_list.key, directory.viewer.name if work_list.is_own else "")
        if key not in self._known:
            try:
                self._known[key] = count_of(work_list.table(work_list.desk(directory)).rows)
            except Exception as error:  # noqa: BLE001  # whatever breaks in a list costs its own count only
                event_log().error("list not counted", list=work_list.key, error=type(error).__name__)
                return None
        return self._known[key]


def count_of(rows: pl.DataFrame) -> ListCount:
    """Return what is counted of a list's rows."""
    urgent = int(rows["is_urgent"].sum() or 0) if "is_urgent" in rows.columns else 0
    return ListCount(rows.height, urgent, _branches(rows))


def _branches(rows: pl.DataFrame) -> tuple[tuple[str, int], ...]:
    if "branch" not in rows.columns:
        return ()
    found: list[Any] = rows["branch"].drop_nulls().value_counts(sort=True).rows()
    return tuple(found) if 1 < len(found) <= _MOST_BRANCHES else ()
