"""What a change takes and what follows from it.

A reason, a promise's day; a case's closing moment, that it was handed over, that its time is gone; a promise taken back.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from clientinfo_kernel.live.cases import CASE
from clientinfo_kernel.live.errors import InputRefused, Refusals
from clientinfo_kernel.live.house_cases import names_of_kind
from clientinfo_kernel.live.open_item_decisions import OPEN_ITEM_DECISION

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
        InputRefused: A time of day or an amount that is promised has no day, or a field that another one needs holds nothing.
    """
    require_together(entity, written, {**row, **written})
    result = dict(written)
    if entity.name == OPEN_ITEM_DECISION.name and written.get("promised_on", row.get("promised_on")) is None:
        return result | _taken_back(written, row)
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
        InputRefused: A time of day or an amount that is promised has no day, or a field that another one needs holds nothing.
    """
    refused = Refusals()
    with refused.collected():
        _require_day(entity, written, row)
    with refused.collected():
        _require_day_of_promise(entity, written, row)
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


def _taken_back(written: Mapping[str, Value], row: Mapping[str, Value]) -> dict[str, Value]:
    """Return what goes with the day of a promise: nobody promises an amount any more."""
    if "promised_on" not in written:
        return {}
    gone = ("promised_amount", "promised_by", "promised_balance")
    return {name: None for name in gone if name not in written and row.get(name) is not None}


def _require_day_of_promise(entity: Entity, written: Mapping[str, object], row: Mapping[str, object]) -> None:
    """Make sure that an amount is promised until some day: else nobody would ever see that it did not come."""
    if entity.name != OPEN_ITEM_DECISION.name or written.get("promised_amount") is None:
        return
    if row.get("promised_on") is None:
        raise InputRefused("promised_on", "missing", "until when is it promised?")


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
