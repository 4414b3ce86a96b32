"""Take the cases and contacts of another CRM over into the live store, once; a repeat adds only what is new there.

What people have changed here since stays as they left it. A contact that came before its case is linked once that is there.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from clientinfo_kernel.errors import SettingsError
from clientinfo_kernel.ingest.connectors import connectors
from clientinfo_kernel.live.cases import CASE, CONTACT
from clientinfo_kernel.live.database import LiveDatabase
from clientinfo_kernel.live.take_over import known_cases, link_contacts, take_over_rows

if TYPE_CHECKING:
    from collections.abc import Iterator

    import sqlalchemy as sa

    from clientinfo_kernel.live.fields import Entity
    from clientinfo_kernel.settings import Settings
    from data_sources.connector import Batch

_ROWS_AT_ONCE = 500  # as many ids as every database takes in one question
_TABLES: tuple[tuple[str, Entity], ...] = (("cases", CASE), ("contact_events", CONTACT))


@dataclass
class TakeOver:
    """What was taken over.

    Attributes:
        cases: New cases.
        contacts: New contacts.
        known: Rows that had been taken over before; they were left alone.
        quarantined: Rows that break the contract; ``clientinfo rejects`` lists them after a refresh.
        unlinked: New contacts whose case does not exist; the case's number stands in their history.
    """

    cases: int = 0
    contacts: int = 0
    known: int = 0
    quarantined: int = 0
    unlinked: int = 0


def take_over(settings: Settings) -> TakeOver:
    """Read ``[sources.crm]`` and write what is not in the live store yet, some hundred rows at a time.

    Raises:
        SettingsError: No CRM is configured, or its section cannot work.
        SourceError: The CRM cannot deliver.
        LiveUnavailable: The live store does not answer; what was written stays, and the next call goes on.
    """
    if "crm" not in settings.sources:
        raise SettingsError("there is no [sources.crm] to take over from")
    (connector,) = connectors(_only_crm(settings)).values()
    batches = list(connector.read())
    database, done = LiveDatabase.of(settings), TakeOver()
    done.quarantined = sum(batch.rejects.height for batch in batches)
    for table, entity in _TABLES:  # cases first: contacts are linked to them
        for rows in _stretches(batches, table):
            _take_over(database, entity, rows, done)
    return done


def _take_over(database: LiveDatabase, entity: Entity, rows: list[dict[str, Any]], done: TakeOver) -> None:
    with database.writing() as connection:
        if entity is CONTACT:
            rows = _linked(connection, rows)
        now = datetime.now(UTC)
        new = take_over_rows(connection, entity, rows, now)
        if entity is CONTACT:
            link_contacts(connection, rows, now)
    done.known += len(rows) - len(new)
    if entity is CASE:
        done.cases += len(new)
    else:
        done.contacts += len(new)
        done.unlinked += sum(row.get("unknown_case_id") is not None for row in new)


def _linked(connection: sa.Connection, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return contacts whose case exists with their link, the others without."""
    wanted = {row["case_id"] for row in rows if row["case_id"] is not None}
    known = known_cases(connection, wanted)
    return [
        row if row["case_id"] is None or row["case_id"] in known
        else {**row, "case_id": None, "unknown_case_id": row["case_id"]}
        for row in rows
    ]  # fmt: skip


def _stretches(batches: list[Batch], table: str) -> Iterator[list[dict[str, Any]]]:
    for batch in batches:
        if batch.table == table:
            yield from (rows.to_dicts() for rows in batch.kept.iter_slices(_ROWS_AT_ONCE))


def _only_crm(settings: Settings) -> Settings:
    import msgspec

    return msgspec.structs.replace(settings, sources={"crm": settings.sources["crm"]})
