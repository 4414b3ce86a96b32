"""What a browser keeps of a bulk until it is at its end, and what is read of that: outside data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from clientinfo_kernel.live.bulk import MOST_TARGETS, Bulk, Target
from clientinfo_kernel.live.cases import CASE
from clientinfo_kernel.live.commands import Saved, new_command_id
from clientinfo_kernel.live.house_cases import names_of_kind
from clientinfo_kernel.live.open_item_decisions import OPEN_ITEM_DECISION

if TYPE_CHECKING:
    from collections.abc import Collection

    from clientinfo_kernel.live.bulk import Kind
    from clientinfo_kernel.live.fields import Entity

# What the steps of a bulk ask for (``parts.bulk_work``); a plan that says more is not ours.
_ASKED: dict[Kind, frozenset[str]] = {
    "add": frozenset({"kind", "text", "status", "due_at", "assignee"}),
    "assign": frozenset({"assignee"}),
    "decide": frozenset({"blocked_until", "note"}),
}


@dataclass(frozen=True)
class Plan:
    """What is left to do of a bulk.

    Attributes:
        bulk: Which.
        list_key: The list that it came from, for the audit log has its name.
        saved: What of it is to be taken back: target -> what was saved for it; empty: it is to be written.
    """

    bulk: Bulk
    list_key: str
    saved: Mapping[Target, Saved] = field(default_factory=dict)

    def kept(self) -> dict[str, Any]:
        """Return what a browser keeps of it."""
        targets = [[each.customer_number, each.row_id, each.version] for each in self.bulk.targets]
        head = {"bulk": self.bulk.bulk_id, "list": self.list_key, "of": self.bulk.entity.name}
        plan = {**head, "values": dict(self.bulk.values), "targets": targets}
        places = {target: place for place, target in enumerate(self.bulk.targets)}
        back = [[places[target], each.entity_id, each.version] for target, each in self.saved.items()]
        return {**plan, "back": back} if back else plan


def read_plan(plan: object, lists: Collection[str], entity: Entity = CASE) -> Plan | None:
    """Return what a browser kept of a bulk; None where it is none.

    Args:
        plan: What the browser says; one of an earlier version does not say what its rows are, and they are cases.
        lists: Which lists it can come from.
        entity: What a case is in this house.
    """
    match plan:
        case {"bulk": str(bulk_id), "list": str(key), "values": dict(values), "targets": list(targets), **more}:
            pass
        case _:
            return None
    known = {entity.name: entity, OPEN_ITEM_DECISION.name: OPEN_ITEM_DECISION}
    rows_are = known.get(str(more.get("of", entity.name)))
    read = [Target(*each) for each in targets[:MOST_TARGETS] if _is_target(each)]
    is_whole = len(read) == len(targets) > 0 and len({bool(each.row_id) for each in read}) == 1
    is_id = len(bulk_id) == len(new_command_id()) and bulk_id.isalnum()
    saved = _read_saved(more.get("back", []), read)
    if key not in lists or rows_are is None or not is_whole or not is_id or saved is None:
        return None
    bulk = Bulk(bulk_id, values, tuple(read), rows_are)
    return Plan(bulk, key, saved) if _is_asked_for(bulk) else None


def _read_saved(back: object, targets: list[Target]) -> dict[Target, Saved] | None:
    """Return what is to be taken back; None where something else stands there, or version 0, which is no row's."""
    if not isinstance(back, list):
        return None
    saved = {}
    for each in back[: len(targets)]:
        match each:
            case [int(place), str(row_id), int(version)] if 0 <= place < len(targets) and version > 0:
                if not isinstance(place, bool) and not isinstance(version, bool):
                    saved[targets[place]] = Saved(row_id, version)
    return saved if len(saved) == len(back) else None


def _is_asked_for(bulk: Bulk) -> bool:
    """Return whether it writes what the steps of a bulk ask for, and no more."""
    values = bulk.values
    if not all(isinstance(name, str) and (value is None or isinstance(value, str)) for name, value in values.items()):
        return False
    asked = _ASKED[bulk.kind]
    if bulk.kind == "add":
        kind = values.get("kind")
        asked = asked.union(names_of_kind(bulk.entity, kind if isinstance(kind, str) else None).values())
    if bulk.kind == "decide" and not bulk.targets[0].row_id:
        return False
    return values.keys() <= asked and values.get("status", "open") == "open"


def _is_target(each: object) -> bool:
    match each:
        case [str(), str(), int(version)]:
            return not isinstance(version, bool)
        case _:
            return False
