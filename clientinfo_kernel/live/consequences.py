"""What follows from a change of a case by itself: its closing moment, that it was handed over, that its time is gone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clientinfo_kernel.live.cases import CASE
from clientinfo_kernel.live.errors import InputRefused

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import datetime

    from clientinfo_kernel.live.fields import Entity, Value


def with_consequences(
    entity: Entity, written: Mapping[str, Value], row: Mapping[str, Value], now: datetime, writers: Collection[str]
) -> dict[str, Value]:
    """Return changes of a row with what follows from them.

    Args:
        entity: Its kind.
        written: Its changed fields.
        row: As it is; empty: it is new.
        now: When.
        writers: Who writes: their name as people call them first, and the one that they log in with.

    Raises:
        InputRefused: A time of day has no day.
    """
    result = dict(written)
    if entity.name != CASE.name:  # a house has its own kinds of cases
        return result
    if "status" in written:
        result["closed_at"] = now if written["status"] == "closed" else None
    if "assignee" in written:
        is_other = written["assignee"] is not None and written["assignee"] not in writers
        result["handed_over_by"] = next(iter(writers), None) if is_other else None
    return result | _timed(written, {**row, **written})


def _timed(written: Mapping[str, Value], row: Mapping[str, Value]) -> dict[str, Value]:
    """Return what becomes of a case's time of day: it goes with its day.

    Args:
        written: The changed fields.
        row: As it will be.

    Raises:
        InputRefused: There is no day for the time that somebody says.
    """
    if row.get("due_time") is None or row.get("due_at") is not None:
        return {}
    if written.get("due_time") is not None:
        raise InputRefused("due_time", "no_day", "a time of day needs its day (due_at)")
    return {"due_time": None}
