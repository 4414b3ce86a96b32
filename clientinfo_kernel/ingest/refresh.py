"""The refresh: read every configured source, keep its last good delivery, and publish a new snapshot."""

from __future__ import annotations

import fcntl
import json
import re
import time
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import polars as pl

from clientinfo_kernel.errors import ClientInfoError
from clientinfo_kernel.ingest.build import build
from clientinfo_kernel.ingest.connectors import connectors
from clientinfo_kernel.ingest.house_ranges import house_ranges
from clientinfo_kernel.ingest.inputs import inputs_of
from clientinfo_kernel.ingest.raw_store import RawStore
from clientinfo_kernel.ingest.source_reading import SourceReport, cleared_on_failure, read_source
from clientinfo_kernel.operation.private_folder import let_group_read, make_private
from clientinfo_kernel.query.snapshot import SnapshotStore
from clientinfo_kernel.query.snapshot_format import snapshot_format
from data_sources.remarks import to_json

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from clientinfo_kernel.ingest.build import Built
    from clientinfo_kernel.query.snapshot import Snapshot
    from clientinfo_kernel.settings import Settings

# How Polars reports that the system refused what it wrote, e.g. on a full disk.
_WRITE_FAILED = re.compile(r"[^: ][^:]* \(os error \d+\)|transport error")


@dataclass(frozen=True)
class RefreshReport:
    """What a refresh did: the snapshot's id and one report per source."""

    snapshot: str
    sources: tuple[SourceReport, ...]
    customers: int
    seconds: float
    steps: tuple[tuple[str, float], ...] = field(default_factory=tuple)


class RefreshRunning(ClientInfoError):
    """Another refresh is running in the same state folder."""


class StateNotWritable(ClientInfoError):
    """The state folder cannot be written: full, locked or not a folder. The former snapshot stays."""


def refresh(
    settings: Settings,
    progress: Callable[[str], None] = lambda _: None,
    *,
    full: bool = False,
    accept: frozenset[str] = frozenset(),
) -> RefreshReport:
    """Read what is new in all sources and publish a snapshot of it. One source down or malformed never stops it.

    Where nothing is new (files, settings, account mapping, rules), the snapshot that is there stays.

    Args:
        settings: Which sources, and where the state is.
        progress: Called with the name of each step.
        full: Read every file and build the snapshot, whether anything is new or not.
        accept: Kinds of source whose delivery is taken though it is cut off or far smaller than the last one.

    Raises:
        RefreshRunning: Another refresh is running.
        SettingsError: A source's section or the account mapping cannot work.
        StateNotWritable: The state folder cannot be written; the former snapshot stays.
    """
    started = time.monotonic()
    state = settings.state_folder
    wanted = connectors(settings)
    with _writing(state), _alone(settings):
        store = RawStore(state / "raw")
        store.recover()
        reports = tuple(
            read_source(store, kind, settings.sources[kind].connector, connector, progress, full=full, accept=accept)
            for kind, connector in wanted.items()
        )
        snapshots = SnapshotStore(state / "snapshots", settings.snapshot_readers)
        own = house_ranges(settings)
        said = [(each.source, each.state, each.reason, each.notes, each.attribution, each.files) for each in reports]
        inputs = inputs_of(settings, {kind: store.delivery(kind) for kind in wanted}, [said, own.rows()])
        current = None if full else _current(snapshots, inputs)
        if current is not None:
            _confirm(snapshots, current, reports)
            customers = int(current.manifest["customers"])
            return RefreshReport(current.folder.name, reports, customers, time.monotonic() - started)
        staged = snapshots.stage(datetime.now(UTC).strftime("%Y%m%dT%H%M%S%f"))
        with cleared_on_failure(staged):
            built = build(store, settings, staged, progress)
            manifest = _manifest(staged, settings, reports, built) | {"inputs": inputs, "files": _sizes(staged)}
            (staged / "manifest.json").write_text(json.dumps(manifest, ensure_ascii=False, indent=1), encoding="utf-8")
            progress("publish")
            snapshot_id = snapshots.publish(staged)
    return RefreshReport(snapshot_id, reports, built.customers, time.monotonic() - started)


def _current(snapshots: SnapshotStore, inputs: str) -> Snapshot | None:
    """Return the snapshot that is there if it was made of the same inputs and is whole: a damaged one is made again."""
    try:
        newest = snapshots.newest()
        is_same = newest.manifest.get("inputs") == inputs
        return newest if is_same and newest.manifest.get("files") == _sizes(newest.folder) else None
    except ClientInfoError:
        return None


def _sizes(snapshot: Path) -> dict[str, int]:
    return {file.name: file.stat().st_size for file in sorted(snapshot.iterdir()) if file.name != "manifest.json"}


def _confirm(store: SnapshotStore, snapshot: Snapshot, reports: tuple[SourceReport, ...]) -> None:
    """Note down in a snapshot that its sources are as they were: as of now, not as of its making."""
    manifest = {**snapshot.manifest, "sources": _sources(reports)}
    beside = snapshot.folder / "manifest.new"
    beside.write_text(json.dumps(manifest, ensure_ascii=False, indent=1), encoding="utf-8")
    if store.readers:
        let_group_read(beside, store.readers)
    beside.replace(snapshot.folder / "manifest.json")


def _manifest(staged: Path, settings: Settings, reports: tuple[SourceReport, ...], built: Built) -> dict[str, Any]:
    return {
        "format": snapshot_format(),
        "id": staged.name.removesuffix(".new"),
        "created_at": datetime.now(UTC).isoformat(),
        "house": settings.house,
        **asdict(built),
        "sources": _sources(reports),
    }


def _sources(reports: tuple[SourceReport, ...]) -> list[dict[str, Any]]:
    return [_source(each) for each in reports]


def _source(report: SourceReport) -> dict[str, Any]:
    """Return a source as the snapshot says it. What can name folders of the server does not go to the people who see the data."""
    return {
        **{name: value for name, value in asdict(report).items() if name != "said"},
        "rows": report.rows,
        "quarantined": report.quarantined,
        "notes": [to_json([note]) for note in report.notes],
        "reason": to_json(report.said),
        "for_operators": report.reason,
    }


@contextmanager
def _writing(state: Path) -> Iterator[None]:
    """Turn errors of the operating system into ours. A source's own errors are caught before: this one is about our folder."""
    try:
        yield
    except OSError as error:
        raise _not_writable(state, error.strerror or str(error)) from error
    except pl.exceptions.ComputeError as error:
        reason = _WRITE_FAILED.search(str(error))
        if reason is None:
            raise
        raise _not_writable(state, reason[0]) from error


def _not_writable(state: Path, reason: str) -> StateNotWritable:
    return StateNotWritable(f"cannot write to {state}: {reason}; the snapshot of before stays")


@contextmanager
def _alone(settings: Settings) -> Iterator[None]:
    state = settings.state_folder
    make_private(state, settings.snapshot_readers)
    make_private(state / "raw")
    # In raw and not beside it: the refresh's user can be another one than that of the state folder.
    with (state / "raw" / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise RefreshRunning(f"another refresh is at work in {state}; wait until it ends") from None
        yield
