"""What follows from a change of a case by itself: its closing moment, and that it was handed over."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clientinfo_kernel.live.cases import CASE

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import datetime

    from clientinfo_kernel.live.fields import Entity, Value


def with_consequences(
    entity: Entity, written: Mapping[str, Value], now: datetime, writers: Collection[str]
) -> dict[str, Value]:
    """Return changes of a row with what follows from them.

    Args:
        entity: Its kind.
        written: Its changed fields.
        now: When.
        writers: Who writes: their name as people call them first, and the one that they log in with.
    """
    result = dict(written)
    if entity.name != CASE.name:  # a house has its own kinds of cases
        return result
    if "status" in written:
        result["closed_at"] = now if written["status"] == "closed" else None
    if "assignee" in written:
        is_other = written["assignee"] is not None and written["assignee"] not in writers
        result["handed_over_by"] = next(iter(writers), None) if is_other else None
    return result
