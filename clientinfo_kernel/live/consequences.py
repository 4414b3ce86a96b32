"""What a change takes and what follows from it: a reason; a case's closing moment, that it was handed over, that its time is gone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clientinfo_kernel.live.cases import CASE
from clientinfo_kernel.live.errors import InputRefused, Refusals
from clientinfo_kernel.live.house_cases import names_of_kind

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import datetime

    from clientinfo_kernel.live.field_values import Value
    from clientinfo_kernel.live.fields import Entity


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
        InputRefused: A time of day has no day, or a field that another one needs holds nothing.
    """
    require_together(entity, written, {**row, **written})
    result = dict(written)
    if entity.name != CASE.name:  # a house has its own kinds of cases
        return result
    if "status" in written:
        result["closed_at"] = now if written["status"] == "closed" else None
    if "assignee" in written:
        is_other = written["assignee"] is not None and written["assignee"] not in writers
        result["handed_over_by"] = next(iter(writers), None) if is_other else None
    return result | _timed(entity, {**row, **written})


def require_together(entity: Entity, written: Mapping[str, object], row: Mapping[str, object]) -> None:
    """Make sure that nothing is missing of what fields say together.

    Args:
        entity: The row's kind.
        written: The changed fields; where none of them has to do with it, an older row stays as it is.
        row: As it will be.

    Raises:
        InputRefused: A time of day has no day, or a field that another one needs holds nothing.
    """
    refused = Refusals()
    with refused.collected():
        _require_day(entity, written, row)
    for field in entity.fields.values():
        if field.needed_with is None or row.get(field.name) is not None:
            continue
        other, value = field.needed_with
        if row.get(other) == value and {field.name, other} & set(written):
            with refused.collected():
                raise InputRefused(field.name, "missing", f"say something here: {other} is {value}")
    refused.require_none()


def _require_day(entity: Entity, written: Mapping[str, object], row: Mapping[str, object]) -> None:
    if entity.name != CASE.name or written.get("due_time") is None or row.get("due_at") is not None:
        return
    if _has_time(entity, row):
        raise InputRefused("due_time", "no_day", "a time of day needs its day (due_at)")


def _has_time(entity: Entity, row: Mapping[str, object]) -> bool:
    """Return whether a case is of a kind that has a time of day."""
    return "due_time" in names_of_kind(entity, str(row.get("kind"))).values()


def _timed(entity: Entity, row: Mapping[str, Value]) -> dict[str, Value]:
    """Return what becomes of a case's time of day: it goes with its day, and with a kind of case that has one.

    Args:
        entity: A case, as the house has it.
        row: As it will be.
    """
    if row.get("due_time") is None or (row.get("due_at") is not None and _has_time(entity, row)):
        return {}
    return {"due_time": None}
