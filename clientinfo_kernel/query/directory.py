"""The door to the kernel for screens and commands: find customers, open their files, see how fresh it all is."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from clientinfo_kernel.access import rights
from clientinfo_kernel.errors import CustomerUnknown
from clientinfo_kernel.query.customer_file import CustomerFile
from clientinfo_kernel.query.snapshot import Snapshot, SnapshotStore
from clientinfo_kernel.search import Hit, SearchIndex
from clientinfo_kernel.settings import Settings, read_settings

if TYPE_CHECKING:
    from pathlib import Path

    import polars as pl


@dataclass
class CustomerDirectory:
    """All customers of the newest snapshot; a new one is noticed at the next call.

    Attributes:
        settings: The settings in force.
        viewer: Who asks, and so what he is told.
    """

    settings: Settings
    viewer: rights.Viewer = field(default_factory=rights.viewer)
    _open: tuple[str, Snapshot, SearchIndex] | None = field(default=None, repr=False)

    @property
    def key_date(self) -> date:
        """Day for which ages and delays are computed (Stichtag)."""
        return self.settings.key_date()

    @property
    def as_of(self) -> datetime:
        """When the snapshot was made (UTC)."""
        return datetime.fromisoformat(self.snapshot.manifest["created_at"]).astimezone(UTC)

    @property
    def snapshot(self) -> Snapshot:
        """The newest snapshot.

        Raises:
            SnapshotMissing: Nothing has been refreshed yet.
        """
        return self._newest()[1]

    def customer(self, number: str) -> CustomerFile:
        """Open a customer's file.

        Raises:
            NotPermitted: The viewer may not see customers.
            CustomerUnknown: No customer has this number.
        """
        seen = self.viewer.access
        seen.require("customers")
        snapshot = self.snapshot
        customer_id = snapshot.find("customers", "customer_number", number.strip())
        if customer_id is None:
            raise CustomerUnknown(number)
        return CustomerFile(snapshot, customer_id, self.key_date, seen)

    def search(self, text: str, limit: int = 10) -> list[Hit]:
        """Customers that a text finds, best first.

        Raises:
            NotPermitted: The viewer may not see customers.
        """
        self.viewer.access.require("customers")
        return self._newest()[2].search(text, limit)

    def sources(self) -> pl.DataFrame:
        """Freshness per source (``answers.SOURCES``)."""
        return self.snapshot.sources

    def _newest(self) -> tuple[str, Snapshot, SearchIndex]:
        store = SnapshotStore(self.settings.state_folder / "snapshots")
        newest = store.newest_id()
        if self._open is None or self._open[0] != newest:
            snapshot = store.newest()
            self._open = (newest, snapshot, SearchIndex.open(snapshot.folder / "search.index"))
        return self._open


def open_directory(settings_file: Path | None = None) -> CustomerDirectory:
    """Open the directory of a settings file (None: CLIENTINFO_SETTINGS, then ./clientinfo.toml) for whoever asks.

    Raises:
        SettingsError: The settings are missing or wrong.
    """
    return CustomerDirectory(read_settings(settings_file))
