"""Cases as a house has them: with the kinds of its settings, and the fields that only those have.

A field of a house's kind is named ``KIND.FIELD``; it lies in the column ``own`` of its case, and everywhere else it is a
field like all others: two people who change two of them do not meet.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from clientinfo_kernel.live import events
from clientinfo_kernel.live.cases import CASE, OWN_FIELDS
from clientinfo_kernel.live.entities import ENTITIES
from clientinfo_kernel.live.fields import LONGEST_NAME, Field

if TYPE_CHECKING:
    from collections.abc import Mapping

    from clientinfo_kernel.live.field_values import Kind, Value
    from clientinfo_kernel.live.fields import Entity
    from clientinfo_kernel.sections.cases import CaseField, CaseSettings

_COLUMN, _MARK = "own", "."
_KINDS: Mapping[str, Kind] = {"text": "text", "date": "date", "time": "time", "amount": "money", "choice": "code"}


def house_case(cases: CaseSettings) -> Entity:
    """Return the kind of row that a case is in this house."""
    if not cases.kinds:
        return CASE
    kind = CASE.fields["kind"]
    own = {_MARK.join((key, each.name)): each for key, house in cases.kinds.items() for each in house.fields}
    fields = {name: _field(name, each) for name, each in own.items()}
    return replace(CASE, fields={**CASE.fields, "kind": replace(kind, words=(*kind.words, *cases.kinds)), **fields})


def entity_of(name: str, cases: CaseSettings) -> Entity:
    """Return a kind of row by its name, as this house has it.

    Raises:
        KeyError: There is none.
    """
    return house_case(cases) if name == CASE.name else ENTITIES[name]


def own_names(entity: Entity) -> tuple[str, ...]:
    """Return the names of the fields that a house added."""
    return tuple(name for name in entity.fields if _MARK in name)


def names_of_kind(entity: Entity, kind: str | None) -> dict[str, str]:
    """Return the fields that only a kind of case has: the name that people know -> the field's."""
    shipped = {name: name for name in OWN_FIELDS.get(kind or "", ())}
    start = f"{kind}{_MARK}"
    return shipped | {name.removeprefix(start): name for name in own_names(entity) if name.startswith(start)}


def folded(values: Mapping[str, Value], kept: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """Return values as the columns that hold them.

    Args:
        values: Fields of a row.
        kept: What the column holds now.
    """
    own = {name: events.plain(value) for name, value in values.items() if _MARK in name}
    columns: dict[str, Any] = {name: value for name, value in values.items() if _MARK not in name}
    return {**columns, _COLUMN: {**(kept or {}), **own}} if own else columns


def unfolded(entity: Entity, row: Mapping[str, Any]) -> dict[str, Any]:
    """Return a row with the fields that a house added."""
    held = row.get(_COLUMN) or {}
    return {**row, **{name: events.typed(entity, name, held.get(name)) for name in own_names(entity)}}


def _field(name: str, said: CaseField) -> Field:
    return Field(name, _KINDS[said.type], longest=LONGEST_NAME, words=said.options, title=said.title)
