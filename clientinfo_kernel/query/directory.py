"""The door to the kernel for screens and commands: find customers, open their files, see how fresh it all is."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import partial
from typing import TYPE_CHECKING, Literal

import polars as pl

from clientinfo_kernel.errors import CustomerUnknown
from clientinfo_kernel.query.across_customers import OPEN_CASES, STATUS, laid_over
from clientinfo_kernel.query.customer_file import CustomerFile
from clientinfo_kernel.query.driven_models import is_model
from clientinfo_kernel.query.drivers_found import with_drivers
from clientinfo_kernel.query.live_directory import LiveDirectory
from clientinfo_kernel.query.opened_newest import Opened, keep_open, opened_newest
from clientinfo_kernel.query.own_people import OwnPerson, own_people
from clientinfo_kernel.query.permitted import OpenedSnapshot, permitted_table
from clientinfo_kernel.query.snapshot import Snapshot, SnapshotStore
from clientinfo_kernel.query.snapshot_verdict import snapshot_verdict
from clientinfo_kernel.query.tables.dealings import CASES
from clientinfo_kernel.query.verdict import Verdict
from clientinfo_kernel.query.written_table import stored_table
from clientinfo_kernel.search import SEARCHED_TOPICS, Hit
from clientinfo_kernel.settings import read_settings

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from pathlib import Path


@dataclass
class CustomerDirectory(LiveDirectory):
    """All customers of the newest snapshot; a new one is noticed at the next call.

    What people write about them is asked of the same object (``LiveDirectory``, which has the attributes).
    """

    _open: Opened | None = field(default=None, repr=False)
    _judged: tuple[tuple[str, date], Verdict] | None = field(default=None, repr=False)

    @property
    def key_date(self) -> date:
        """Day for which ages and delays are computed (Stichtag)."""
        return self.settings.key_date()

    @property
    def as_of(self) -> datetime:
        """When the snapshot was made (UTC).

        Raises:
            SnapshotMissing: Nothing has been refreshed yet.
        """
        return datetime.fromisoformat(self._snapshot.manifest["created_at"]).astimezone(UTC)

    def customer(self, number: str) -> CustomerFile:
        """Open a customer's file.

        Raises:
            NotPermitted: The viewer is not allowed to see customers.
            CustomerUnknown: No customer has this number.
        """
        seen = self.viewer.access
        seen.require("customers")
        snapshot = self._snapshot
        wanted = number.strip()
        customer_id = snapshot.find("customers", "customer_number", wanted)
        if customer_id is None:
            raise CustomerUnknown(number)
        written = partial(self._written_rows, wanted)
        return CustomerFile(
            *(snapshot, customer_id, self.key_date, seen),
            *(written, self._history, self.colleagues),
            _read_archived=self._archived,
            _read_of_others=self._of_others,
            settings=self.settings,
            account=self.viewer.name,
            account_since=self.viewer.since,
            own_names=self.viewer.own_names,
        )

    def is_newest(self, customer_file: CustomerFile) -> bool:
        """Return whether a customer's file is of the newest snapshot."""
        return customer_file.snapshot_id == SnapshotStore(self.settings.state_folder / "snapshots").newest_id()

    def open_cases(
        self,
        people: Collection[str] | None = None,
        kinds: Collection[str] | None = None,
        filled: Literal["due_at", "follow_up_on"] | None = None,
        columns: Sequence[str] | None = None,
        opened: OpenedSnapshot | None = None,
    ) -> pl.DataFrame:
        """Return the open cases of all customers (``across_customers.OPEN_CASES``).

        Args:
            people: Only those that one of these people is responsible for; None: anybody's.
            kinds: Only of these kinds, as code or in the words of another CRM; None: of any.
            filled: Only those that have this day; None: all.
            columns: Only these; None: all.
            opened: The snapshot whose cases they are laid over; None: the newest.

        Raises:
            NotPermitted: The viewer is not allowed to see customers.
            LiveUnavailable: The live store does not answer.
        """
        from clientinfo_kernel.live import across
        from clientinfo_kernel.live.cases import CASE

        wanted = pl.col("is_open")
        if people is not None:
            wanted &= pl.col("assignee").is_in(list(people))
        if kinds is not None:
            wanted &= pl.col("kind").is_in(list(kinds))
        if filled is not None:
            wanted &= pl.col(filled).is_not_null()
        schema = OPEN_CASES if columns is None else pl.Schema({name: OPEN_CASES[name] for name in columns})
        opened = opened or self.opened()
        of_snapshot = {"customer_id", "case_id", *schema} & set(CASES.columns)
        known = opened.table("cases", sorted(of_snapshot), wanted)
        if "customer_number" in schema:
            customers = opened.coded("customers", ["customer_number"])  # a customer's id is the place of their row
            known = known.hstack(customers.decoded(customers.rows.select(pl.all().gather(known["customer_id"]))))
        read = pl.Schema({name: OPEN_CASES[name] for name in {*schema, STATUS} - {"is_open", "customer_id"}})
        written = stored_table(across.open_cases(self._database, read.names(), people, kinds, filled), read)
        outdated = across.written_ids(self._database, CASE, known["case_id"].to_list())
        return laid_over(known, written, outdated, self.settings.closed_case_statuses, schema)

    def state(self) -> tuple[str, int, date]:
        """Return what changes when a list over all customers can: the snapshot, the last change here, the key date.

        Raises:
            SnapshotMissing: Nothing has been refreshed yet.
            LiveUnavailable: The live store does not answer.
        """
        from clientinfo_kernel.live import across

        return self._newest()[0], across.last_event(self._database), self.key_date

    def search(self, text: str, limit: int = 10) -> list[Hit]:
        """Return the customers that a text finds, best first; by documents of a topic only for those who see the topic.

        Of equal ones those of the viewer's branch come first.

        Raises:
            NotPermitted: The viewer is not allowed to see customers.
        """
        seen = self.viewer.access
        seen.require("customers")
        topics = frozenset(topic for topic in SEARCHED_TOPICS if seen.allows(topic))
        index = self._newest()[2]

        def found(text: str, limit: int) -> list[Hit]:
            return index.search(text, limit, topics, self.viewer.branch)

        hits = found(text, limit)
        return with_drivers(text, hits, self.opened(), found, lambda number: self.customer(number).vehicles())[:limit]

    def own_people(self, text: str) -> tuple[OwnPerson, ...]:
        """Return who of the house a text names, as far as the viewer sees where they stand (``own_people.own_people``).

        Raises:
            NotPermitted: The viewer is not allowed to see customers.
        """
        self.viewer.access.require("customers")
        return own_people(text, self.opened(), self.colleagues())

    def is_model(self, text: str) -> bool:
        """Return whether a text names a make or a model of vehicles (``driven_models.is_model``)."""
        return is_model(text, self.opened())

    def sources(self) -> pl.DataFrame:
        """Return the freshness per source (``answers.SOURCES``)."""
        return self._snapshot.sources

    def verdict(self) -> Verdict | None:
        """Return what the check says of the figures; None for viewers who are not allowed to see the receivables.

        The sums of whole tables are left to ``clientinfo check``, which takes its time.
        """
        if not self.viewer.access.allows("receivables"):
            return None
        now = (self._newest()[0], self.key_date)
        if self._judged is None or self._judged[0] != now:
            self._judged = (now, snapshot_verdict(self._snapshot, self.settings))
        return self._judged[1]

    def table(self, name: str, columns: Sequence[str] | None = None, where: pl.Expr | None = None) -> pl.DataFrame:
        """Return a whole table of the snapshot, copied into memory, for sums and lists over all customers.

        Args:
            name: Of the table (``tables.TABLES``).
            columns: Only these; None: all that the viewer is allowed to see.
            where: Only the rows for which this is true; the others are not copied.

        Returns:
            The table with the declared types, sorted by ``customer_id``; without the columns and the events of the
            timeline that the viewer is not allowed to see.

        Raises:
            NotPermitted: The viewer is not allowed to see the table, or a column that was asked for.
            TableUnknown: There is no such table; the message names the nearest ones.
            ColumnUnknown: The table has no such column; the message names the nearest ones.
            SnapshotMissing: Nothing has been refreshed yet.

        Example:
            >>> open_directory().table("open_items", ["customer_id", "balance"])
        """
        return permitted_table(self._snapshot, name, self.viewer.access, columns, where)

    def opened(self) -> OpenedSnapshot:
        """Return the newest snapshot as far as it is allowed, for figures over millions of rows; it stays this one.

        Raises:
            SnapshotMissing: Nothing has been refreshed yet.
        """
        snapshot_id, snapshot, _ = self._newest()
        return OpenedSnapshot(snapshot_id, self.viewer.access, snapshot)

    @property
    def _snapshot(self) -> Snapshot:
        return self._newest()[1]

    def _newest(self) -> Opened:
        self._open = opened_newest(self._state_folder, self._open)
        return self._open

    def keep_open(self) -> None:
        """Let directories that this process makes later begin with the files that are open here, no matter for whom."""
        keep_open(self.settings.state_folder, self._newest())


def open_directory(settings_file: Path | None = None) -> CustomerDirectory:
    """Open the directory of a settings file (None: CLIENTINFO_SETTINGS, then ./clientinfo.toml) for the viewer of this process.

    Raises:
        SettingsError: The settings are missing or wrong.
    """
    return CustomerDirectory(read_settings(settings_file))
