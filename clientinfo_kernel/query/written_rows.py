"""What people wrote, laid over what the snapshot holds: a row with the same id is the written one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from typing import TYPE_CHECKING, Any

import polars as pl

from clientinfo_kernel.query import answers
from clientinfo_kernel.query.written_table import columns_of

if TYPE_CHECKING:
    from collections.abc import Collection

_EVENT: Mapping[str, Any] = {"has_time": True, "amount": None, "days": None}
_NO_CASES, _NO_CONTACTS = answers.CASES.to_frame(), answers.CONTACT_EVENTS.to_frame()
_EARLIEST = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True)
class WrittenRows:
    """The rows of one customer in the live store, withdrawn ones included, as far as the viewer sees them.

    Attributes:
        by_kind: Rows by the name of their kind (``live.entities``), with the columns of its table.
        is_known: False: the store does not answer, so that only the snapshot is known.
        last_change: The place of the newest change among all; 0: there is none.
        behind_lights: What accounting decided about the open items, for a viewer who sees lights in their place: it
            stays in the kernel.
        behind_credit: What was decided about inbox entries, for a viewer who does not see them: it decides whose credit
            they use, and stays in the kernel.
    """

    by_kind: Mapping[str, Sequence[Mapping[str, Any]]] = field(default_factory=dict)
    is_known: bool = True
    last_change: int = 0
    behind_lights: Sequence[Mapping[str, Any]] = ()
    behind_credit: Sequence[Mapping[str, Any]] = ()

    @property
    def cases(self) -> Sequence[Mapping[str, Any]]:
        """The cases."""
        return self.by_kind.get("case", ())

    @property
    def contacts(self) -> Sequence[Mapping[str, Any]]:
        """The contacts."""
        return self.by_kind.get("contact", ())

    def inbox_decisions(self) -> Sequence[Mapping[str, Any]]:
        """Return what was decided about inbox entries, whether the viewer sees it or not: not to be shown."""
        return self.behind_credit or self.shown("inbox_entry")

    def shown(self, kind: str) -> list[Mapping[str, Any]]:
        """Return the rows of a kind that were not withdrawn, in the order in which they were written."""
        return _shown(self.by_kind.get(kind, ()))


NOTHING_WRITTEN = WrittenRows()


def with_cases(rows: pl.DataFrame, written: WrittenRows, closed_statuses: Collection[str]) -> pl.DataFrame:
    """Return the cases of the snapshot and the live store (``answers.CASES``).

    Args:
        rows: The snapshot's, of table ``cases``.
        written: The live store's.
        closed_statuses: Words for a case that is done though it has no closing date (``Settings.closed_case_statuses``).
    """
    words = {each.lower() for each in closed_statuses}

    def is_open(case: Mapping[str, Any]) -> bool:
        return case["closed_at"] is None and case["status"].lower() not in words

    known = _snapshot_rows(rows, "case_id", written.cases, _NO_CASES)
    return _below(known, [{**each, "is_open": is_open(each)} for each in _shown(written.cases)], answers.CASES)


def with_contacts(rows: pl.DataFrame, written: WrittenRows) -> pl.DataFrame:
    """Return the contacts of the snapshot and the live store, newest first (``answers.CONTACT_EVENTS``)."""
    known = _snapshot_rows(rows, "event_id", written.contacts, _NO_CONTACTS)
    if not written.contacts:
        return known
    return _newest_first(_below(known, _shown(written.contacts), answers.CONTACT_EVENTS))


def with_events(rows: pl.DataFrame, written: WrittenRows) -> pl.DataFrame:
    """Return the timeline with what was written in the place of what the snapshot knew, newest first.

    Args:
        rows: The snapshot's (``answers.TIMELINE``).
        written: The live store's.
    """
    if not written.cases and not written.contacts:
        return rows
    ids = {("case", each["case_id"]) for each in written.cases}
    ids |= {("contact", each["event_id"]) for each in written.contacts}
    keys = zip(rows["kind"].to_list(), rows["item"].to_list(), strict=True)
    kept = rows.filter(pl.Series([key not in ids for key in keys], dtype=pl.Boolean))
    added = [_case_event(each) for each in _shown(written.cases)]
    added += [_contact_event(each) for each in _shown(written.contacts)]
    return _newest_first(_below(kept, added, answers.TIMELINE))


def untouched(rows: pl.DataFrame, key: str, value: str) -> dict[str, Any] | None:
    """Return the row of this id, where it came with the snapshot and nobody has changed it here; else None."""
    ids, versions = rows[key].to_list(), rows["version"].to_list()
    places = [place for place, each in enumerate(ids) if each == value and versions[place] == 0]
    return dict(zip(rows.columns, rows.row(places[0]), strict=True)) if places else None


def _shown(rows: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    return [each for each in rows if not each["is_withdrawn"]]


def _snapshot_rows(
    rows: pl.DataFrame, key: str, written: Sequence[Mapping[str, Any]], none: pl.DataFrame
) -> pl.DataFrame:
    """Return the snapshot's rows that nobody has changed, with the columns that only the live store has."""
    if written:
        ids = {each[key] for each in written}
        rows = rows.filter(pl.Series([each not in ids for each in rows[key].to_list()], dtype=pl.Boolean))
    if rows.is_empty():
        return none
    known, height = {column.name: column for column in rows.get_columns()}, rows.height
    return pl.DataFrame(
        [
            known[name] if name in known else _of_snapshot(name, dtype).new_from_index(0, height)
            for name, dtype in none.schema.items()
        ]
    )


@cache
def _of_snapshot(name: str, dtype: pl.DataType) -> pl.Series:
    return pl.Series(name, [0 if name == "version" else None], dtype)


def _below(rows: pl.DataFrame, added: Sequence[Mapping[str, Any]], schema: pl.Schema) -> pl.DataFrame:
    if not added:
        return rows
    return pl.concat([rows, columns_of(added, schema)])


def _newest_first(rows: pl.DataFrame) -> pl.DataFrame:
    moments = rows["at"].to_list()
    places = sorted(range(rows.height), key=lambda place: moments[place] or _EARLIEST, reverse=True)
    return rows[places]


def _case_event(case: Mapping[str, Any]) -> Mapping[str, Any]:
    return {
        **_EVENT,
        "kind": "case",
        "at": case["created_at"],
        "what": case["kind"],
        "text": case["text"],
        "person": case["assignee"],
        "item": case["case_id"],
    }


def _contact_event(contact: Mapping[str, Any]) -> Mapping[str, Any]:
    return {
        **_EVENT,
        "kind": "contact",
        "at": contact["at"],
        "what": contact["channel"],
        "text": contact["note"],
        "person": contact["contact_person"],
        "item": contact["event_id"],
    }
