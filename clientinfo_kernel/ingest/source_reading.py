"""Reads one source: what it delivers becomes its delivery, or the last good one stays in use, with the reason."""

from __future__ import annotations

import shutil
import time
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import polars as pl

from clientinfo_kernel.ingest.delivery import Delivery, FileCount
from clientinfo_kernel.ingest.delivery_writer import CHECKED, DeliveryWriter
from clientinfo_kernel.ingest.far_smaller import far_smaller
from clientinfo_kernel.ingest.known_files import KnownFiles, reading_context
from clientinfo_kernel.ingest.raw_tables import CONTRACTS
from clientinfo_kernel.operation.event_log import event_log, frames_of
from data_sources.connector import AsBefore, Batch, KnowingConnector, Unchanged
from data_sources.errors import SourceError, SourceFailed
from data_sources.file_names import shown_files
from data_sources.remarks import Remark, remark

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from clientinfo_kernel.ingest.raw_store import RawStore
    from data_sources.connector import Connector, Delivered

State = Literal["fresh", "stale", "absent"]


@dataclass(frozen=True)
class SourceReport:
    """How the reading of one source went.

    Attributes:
        state: ``fresh``; ``stale``: the last good delivery stays, or files could not be understood; ``absent``: it
            never delivered.
        as_of: When the data in use was read (UTC, ISO), None where there is none.
        reason: Why it is not fresh, for an operator: it can name folders and servers.
        files: Records read, kept and quarantined per file and table, of this reading.
        seconds: How long the reading took.
        notes: What is missing or left out without harm in the data in use. A source with notes is fresh all the same.
        attribution: What the licences of the data in use ask to be shown.
        said: Why it is not fresh, for everybody who sees the data.
    """

    source: str
    connector: str
    state: State
    as_of: str | None
    reason: str | None
    files: tuple[FileCount, ...] = ()
    seconds: float = 0.0
    notes: tuple[Remark, ...] = ()
    attribution: str = ""
    said: tuple[Remark, ...] = ()

    @property
    def rows(self) -> int:
        """Records read."""
        return sum(each.rows for each in self.files)

    @property
    def quarantined(self) -> int:
        """Records that broke a rule."""
        return sum(each.quarantined for each in self.files)


def read_source(
    store: RawStore,
    kind: str,
    name: str,
    connector: Connector,
    progress: Callable[[str], None],
    *,
    full: bool,
    accept: frozenset[str],
) -> SourceReport:
    """Read what a source delivers into the raw store.

    Args:
        store: Where the last good delivery of each source lies.
        kind: Of the source.
        name: Of the connector.
        connector: Reads it.
        progress: Called with the name of each file.
        full: Read every file, whether it is new or not.
        accept: Kinds of source whose delivery is taken though it is cut off or far smaller than the last one.
    """
    started = time.monotonic()
    former = store.delivery(kind)
    context = reading_context(connector)
    usable = former if former and former.context == context and not full else None
    known = KnownFiles(usable, store.folder / kind / CHECKED)
    writer = DeliveryWriter(store.folder, kind, name, CONTRACTS[kind].member_schemas(), known, context)

    def report(state: State, used: Delivery | None, why: _Why, files: tuple[FileCount, ...] = ()) -> SourceReport:
        seconds = time.monotonic() - started
        at, notes, attribution = (used.read_at, used.notes, used.attribution) if used else (None, (), "")
        return SourceReport(kind, name, state, at, why.reason, files, seconds, notes, attribution, why.said)

    try:
        with cleared_on_failure(writer.staging):
            delivery = _received(kind, connector, known, writer, progress)
    except SourceError as error:
        return report("stale" if former else "absent", former, _Why(str(error), (remark(error.code),)))
    held = _held_back(delivery, former) if former and kind not in accept else None
    if held:
        writer.refuse()
        return report("stale", former, held, delivery.files)
    if writer.is_unchanged(delivery):
        writer.confirm()
    else:
        writer.publish()
    if delivery.damage:
        return report("stale", delivery, _Why("; ".join(delivery.damage), _damaged(delivery)), delivery.files)
    return report("fresh", delivery, _Why(None), delivery.files)


def _received(
    kind: str, connector: Connector, known: KnownFiles, writer: DeliveryWriter, progress: Callable[[str], None]
) -> Delivery:
    for each in _delivered(kind, connector, known):
        if isinstance(each, Unchanged):
            writer.keep(each.file, each.table)
        elif isinstance(each, AsBefore):
            writer.keep_as_before(each.file, each.table)
        elif isinstance(each, Batch):
            progress(f"{kind}: {each.file}")
            writer.add(each)
        else:
            writer.note(each.notes)
    return writer.finish()


@dataclass(frozen=True)
class _Why:
    """Why a source is not fresh: for an operator, and for everybody."""

    reason: str | None
    said: tuple[Remark, ...] = ()


def _held_back(delivery: Delivery, former: Delivery) -> _Why | None:
    """Return why the former delivery stays in use, None if this one takes its place."""
    is_worse = not delivery.replaces(former)
    smaller = far_smaller(delivery, former)
    reasons = [*(delivery.damage if is_worse else ()), *(str(each) for each in smaller)]
    if not reasons:
        return None
    fewer = (remark("far_fewer_records", name=each.name, records=each.records, before=each.before) for each in smaller)
    said = (*(_damaged(delivery) if is_worse else ()), *fewer)
    return _Why(f"{'; '.join(reasons)}; take it with: clientinfo refresh --accept {delivery.source}", said)


def _damaged(delivery: Delivery) -> tuple[Remark, ...]:
    return (remark("files_damaged", files=shown_files(delivery.damaged)),)


def _delivered(kind: str, connector: Connector, known: KnownFiles) -> Iterator[Delivered]:
    """Yield what a source delivers; an error that no connector should raise is logged and becomes a SourceError."""
    try:
        yield from connector.read_changes(known) if isinstance(connector, KnowingConnector) else connector.read()
    except SourceError:
        raise
    except (Exception, pl.exceptions.PanicException) as error:  # a panic of Polars is no Exception
        _log_bug(kind, error)
        what = f"{type(error).__name__}: {error}".splitlines()[0][:200]
        raise SourceFailed(kind, f"clientinfo could not read this source ({what}); please report the log") from error


def _log_bug(kind: str, error: BaseException) -> None:
    event_log().error("a connector broke", source=kind, error=type(error).__name__, frames=frames_of(error))


@contextmanager
def cleared_on_failure(folder: Path) -> Iterator[None]:
    """Leave nothing half written: on a full disk it would be in the way of the next attempt."""
    try:
        yield
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
