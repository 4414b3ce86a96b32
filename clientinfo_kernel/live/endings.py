"""Rows that ended while somebody changed them: what is written there now, hardly anybody would see."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from clientinfo_kernel.live.cases import CASE
from clientinfo_kernel.live.change_notices import CHANGE_NOTICE
from clientinfo_kernel.live.commands import Differing
from clientinfo_kernel.live.remarks import REMARK

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from clientinfo_kernel.live.field_values import Value
    from clientinfo_kernel.live.fields import Entity

# Kind of row -> the field that ends it, and whether a value that others wrote there does, beside the one that stood there.
_ENDS: Mapping[str, tuple[str, Callable[[Any, Any], bool]]] = {
    CASE.name: ("status", lambda now, _was: now == "closed"),
    REMARK.name: ("until", lambda now, was: now < was),
    CHANGE_NOTICE.name: ("is_done", lambda now, _was: bool(now)),
}


def ending_field(kind: str) -> str:
    """Return the field by which rows of a kind end; empty: they have none."""
    return _ENDS[kind][0] if kind in _ENDS else ""


def ended(
    entity: Entity, written: Mapping[str, Value], was: Mapping[str, Value], now: Mapping[str, Value]
) -> dict[str, Differing]:
    """Return the field by which others ended a row that somebody changes; nothing where it goes on.

    Args:
        entity: The row's kind.
        written: The fields that they change. To note that one has seen something is no change of it.
        was: The row as they saw it.
        now: The row as it is.
    """
    name, ends = _ENDS.get(entity.name, ("", None))
    if ends is None or all(entity.fields[each].is_only_emptied for each in written):
        return {}
    if now[name] == was[name] or not ends(now[name], was[name]):
        return {}
    return {name: Differing(was[name], now[name], was[name])}
