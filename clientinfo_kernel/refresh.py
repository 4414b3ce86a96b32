"""The refresh: read every configured source, keep its last good delivery, and publish a new snapshot."""

from __future__ import annotations

import fcntl
import json
import time
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Literal

from clientinfo_kernel.build import CONTRACTS, build
from clientinfo_kernel.errors import ClientInfoError
from clientinfo_kernel.raw_store import DeliveryWriter, FileCount, RawStore
from clientinfo_kernel.snapshot import FORMAT, SnapshotStore
from data_sources.connector import connector_class
from data_sources.errors import SourceError, SourceSettingsWrong

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from clientinfo_kernel.settings import Settings, SourceSettings

State = Literal["fresh", "stale", "absent"]


@dataclass(frozen=True)
class SourceReport:
    """How one source fared.

    Attributes:
        state: ``fresh``; ``stale``: the last good delivery stays, or files could not be understood; ``absent``: it
            never delivered.
        as_of: When the data in use was read (UTC, ISO), None where there is none.
        reason: Why it is not fresh.
        files: Records read, kept and quarantined per file and table, of this reading.
        seconds: How long the reading took.
    """

    source: str
    connector: str
    state: State
    as_of: str | None
    reason: str | None
    files: tuple[FileCount, ...] = ()
    seconds: float = 0.0

    @property
    def rows(self) -> int:
        """Records read."""
        return sum(each.rows for each in self.files)

    @property
    def quarantined(self) -> int:
        """Records that broke a rule."""
        return sum(each.quarantined for each in self.files)


@dataclass(frozen=True)
class RefreshReport:
    """What a refresh did: the snapshot's id and one report per source."""

    snapshot: str
    sources: tuple[SourceReport, ...]
    customers: int
    seconds: float
    steps: tuple[tuple[str, float], ...] = field(default_factory=tuple)


class RefreshRunning(ClientInfoError):
    """Another refresh works in the same state folder."""


def refresh(settings: Settings, progress: Callable[[str], None] = lambda _: None) -> RefreshReport:
    """Read all sources and publish a snapshot. One source down or malformed never stops it.

    Args:
        settings: Which sources, and where the state is.
        progress: Called with the name of each step.

    Raises:
        RefreshRunning: Another refresh is at work.
        SettingsError: The account mapping cannot be read.
    """
    started = time.monotonic()
    state = settings.state_folder
    with _alone(state):
        store = RawStore(state / "raw")
        store.recover()
        reports = tuple(
            _deliver(store, kind, section, settings, progress) for kind, section in settings.sources.items()
        )
        snapshots = SnapshotStore(state / "snapshots")
        staged = snapshots.stage(datetime.now(UTC).strftime("%Y%m%dT%H%M%S%f"))
        customers = build(store, settings, staged, progress)
        manifest = _manifest(staged, settings, reports, customers)
        (staged / "manifest.json").write_text(json.dumps(manifest, ensure_ascii=False, indent=1), encoding="utf-8")
        progress("publish")
        snapshot_id = snapshots.publish(staged)
    return RefreshReport(snapshot_id, reports, customers, time.monotonic() - started)


def _deliver(
    store: RawStore, kind: str, section: SourceSettings, settings: Settings, progress: Callable[[str], None]
) -> SourceReport:
    started = time.monotonic()
    former = store.delivery(kind)
    schemas = CONTRACTS[kind].member_schemas()
    writer = DeliveryWriter(store.folder, kind, section.connector, schemas)

    def report(state: State, as_of: str | None, reason: str | None, files: tuple[FileCount, ...] = ()) -> SourceReport:
        return SourceReport(kind, section.connector, state, as_of, reason, files, time.monotonic() - started)

    try:
        for batch in _connector(kind, section, settings).read():
            progress(f"{kind}: {batch.file}")
            writer.add(batch)
        delivery = writer.finish()
    except SourceError as error:
        writer.discard()
        return report("stale" if former else "absent", former.read_at if former else None, str(error))
    if delivery.damage and former:
        writer.discard()
        return report("stale", former.read_at, "; ".join(delivery.damage), delivery.files)
    writer.publish()
    if delivery.damage:
        return report("stale", delivery.read_at, "; ".join(delivery.damage), delivery.files)
    return report("fresh", delivery.read_at, None, delivery.files)


def _connector(kind: str, section: SourceSettings, settings: Settings) -> Any:
    cls = connector_class(kind, section.connector)
    arguments = {
        key: settings.path(value) if key in ("folder", "file", "mapping") else value
        for key, value in section.arguments.items()
    }
    try:
        return cls(**arguments)
    except TypeError as error:
        raise SourceSettingsWrong(kind, f"[sources.{kind}]: {error}") from error


def _manifest(staged: Path, settings: Settings, reports: tuple[SourceReport, ...], customers: int) -> dict[str, Any]:
    sources = [{**asdict(each), "rows": each.rows, "quarantined": each.quarantined} for each in reports]
    return {
        "format": FORMAT,
        "id": staged.name.removesuffix(".new"),
        "created_at": datetime.now(UTC).isoformat(),
        "house": settings.house,
        "customers": customers,
        "sources": sources,
    }


@contextmanager
def _alone(state: Path) -> Iterator[None]:
    state.mkdir(parents=True, exist_ok=True)
    with (state / "refresh.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise RefreshRunning(f"another refresh is at work in {state}; wait until it ends") from None
        yield
