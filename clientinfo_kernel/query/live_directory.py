"""What people wrote about all customers, and the stores by which they write."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

import polars as pl

from clientinfo_kernel.access import rights
from clientinfo_kernel.query.people_here import people_here
from clientinfo_kernel.query.read_written import read_written
from clientinfo_kernel.query.row_elsewhere import row_elsewhere
from clientinfo_kernel.query.written_table import columns_of, stored_table, written_schema
from clientinfo_kernel.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from datetime import datetime
    from pathlib import Path

    from clientinfo_kernel.live.calendars import Calendars
    from clientinfo_kernel.live.database import LiveDatabase
    from clientinfo_kernel.live.event import Event
    from clientinfo_kernel.live.fields import Entity
    from clientinfo_kernel.live.last_change import LastChange
    from clientinfo_kernel.live.store import LiveStore
    from clientinfo_kernel.live.vat_shares import VatShares
    from clientinfo_kernel.live.writing_limit import WritingLimit
    from clientinfo_kernel.query.customer_file import CustomerFile
    from clientinfo_kernel.query.written_rows import WrittenRows


@dataclass
class LiveDirectory:
    """The live store as one viewer reads and writes it.

    Attributes:
        settings: The settings in force.
        viewer: Who asks, and so what they are shown.
    """

    settings: Settings
    viewer: rights.Viewer = field(default_factory=rights.viewer)

    def live(self, customer_file: CustomerFile) -> LiveStore:
        """Return what people write about a customer, for commands; cases and contacts of the snapshot belong to it.

        Raises:
            SettingsError: ``live_database`` cannot work.
        """
        number = customer_file.customer_number

        def elsewhere(entity: Entity, entity_id: str) -> dict[str, Any] | None:
            return row_elsewhere(customer_file, number, entity, entity_id)

        return replace(self._store(), elsewhere=elsewhere)

    def live_of_house(self) -> LiveStore:
        """Return what people write about the house, not about one customer: saved questions, targets.

        Raises:
            SettingsError: ``live_database`` cannot work.
        """
        return self._store()

    def last_change(self, customer_file: CustomerFile) -> LastChange | None:
        """Return the newest change of what people wrote about a customer; None: there is none.

        Raises:
            LiveUnavailable: The store does not answer.
        """
        return self._store().last_change(customer_file.customer_number)

    def written(
        self,
        entity: Entity,
        filled: str | None = None,
        *,
        since: datetime | None = None,
        customers: Iterable[str] | None = None,
        named: Mapping[str, Collection[str]] | None = None,
        columns: Sequence[str] | None = None,
    ) -> pl.DataFrame:
        """Return what people wrote about all customers, one kind of row (``written_table.written_schema``).

        Args:
            entity: Which kind (``live.entities``).
            filled: Only rows that hold something in this field (a follow-up, a promise).
            since: Only rows that were written or changed at this moment or later.
            customers: Only of customers of these numbers.
            named: Only rows that name one of these people in each of these fields (who noted a contact).
            columns: Only these; None: all.

        Raises:
            NotPermitted: The viewer is not allowed to see them.
            LiveUnavailable: The database does not answer.
        """
        from clientinfo_kernel.live.seen_kinds import is_seen_alike

        store, schema = self._store(), written_schema(entity)
        if columns is not None:
            schema = pl.Schema({name: schema[name] for name in columns})
        which: dict[str, Any] = {"since": since, "customers": customers, "named": named}
        if is_seen_alike(entity):
            return stored_table(store.columns_of_everybody(entity, schema.names(), filled, **which), schema)
        return columns_of(store.of_everybody(entity, filled, **which), schema)

    def _of_others(self, entity: Entity, customers: Sequence[str]) -> list[dict[str, Any]]:
        return self._store().of_everybody(entity, customers=customers)

    def _history(self, customer_file: CustomerFile, kind: str, row_id: str) -> list[Event]:
        from clientinfo_kernel.live.house_cases import entity_of

        number, entity = customer_file.customer_number, entity_of(kind, self.settings.cases)
        return self.live(customer_file).history(entity, row_id, number)

    def _archived(self, kind: str, customer_number: str) -> list[dict[str, Any]]:
        from clientinfo_kernel.live.house_cases import entity_of

        return self._store().rows(entity_of(kind, self.settings.cases), customer_number)

    def colleagues(self) -> tuple[str, ...]:
        """Return who can look after something, as people call them: the viewer first (``people_here``)."""
        return people_here(self._store(), self._state_folder)

    def _written_rows(self, customer_number: str) -> WrittenRows:
        return read_written(self._store, self._live_file, customer_number)

    @cached_property
    def _state_folder(self) -> Path:
        return (
            self.settings.state_folder
        )  # asked by every question, and made absolute by a look at each folder above it

    @cached_property
    def _live_file(self) -> Path | None:
        return self.settings.live_file

    def _store(self) -> LiveStore:
        from clientinfo_kernel.live.store import LiveStore

        return LiveStore(self._database, self.viewer, limit=self._limit)

    @cached_property
    def _limit(self) -> WritingLimit:
        from clientinfo_kernel.live.writing_limit import WritingLimit

        return WritingLimit(self.settings.changes_per_day)

    @cached_property
    def _database(self) -> LiveDatabase:
        from clientinfo_kernel.live.database import LiveDatabase

        return LiveDatabase.of(self.settings)

    def calendars(self) -> Calendars:
        """Return the calendars that people subscribed to.

        Raises:
            SettingsError: ``live_database`` cannot work.
        """
        from clientinfo_kernel.live.calendars import Calendars

        return Calendars(self._database)

    def vat_shares(self) -> VatShares:
        """Return the shares of the house's daily limit of questions about VAT IDs.

        Raises:
            SettingsError: ``live_database`` cannot work.
        """
        from clientinfo_kernel.live.vat_shares import VatShares

        return VatShares(self._database)

    def wrote_since(self, place: int) -> bool:
        """Return whether the viewer changed anything after a place in the history (the second part of ``state``)."""
        from clientinfo_kernel.live import across

        return across.wrote_since(self._database, self.viewer.name, place)
