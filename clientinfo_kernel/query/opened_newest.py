"""The newest snapshot of a state folder and its search index, as far as they are open."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from clientinfo_kernel.query.snapshot import Snapshot, SnapshotStore
from clientinfo_kernel.search import SearchIndex

if TYPE_CHECKING:
    from pathlib import Path


class Opened(NamedTuple):
    """An open snapshot: its id, its tables (mapped when they are asked for), its search."""

    snapshot_id: str
    snapshot: Snapshot
    searched: SearchIndex


# What a process opened before its page began, by state folder.
_KEPT: dict[Path, Opened] = {}


def opened_newest(state_folder: Path, before: Opened | None) -> Opened:
    """Return what is open already where it is the newest, else open that.

    Args:
        state_folder: Where the snapshots are.
        before: What the caller has open; None: nothing.

    Raises:
        SnapshotMissing: Nothing has been refreshed yet.
    """
    store = _snapshots(state_folder)
    newest = store.newest_id()
    for known in (before, _KEPT.get(state_folder)):
        if known is not None and known.snapshot_id == newest:
            return known
    snapshot = store.newest()
    return Opened(newest, snapshot, SearchIndex.open(snapshot.folder / "search.index"))


@cache
def _snapshots(state_folder: Path) -> SnapshotStore:
    return SnapshotStore(state_folder / "snapshots")  # joining paths takes as long as reading which one is the newest


def keep_open(state_folder: Path, opened: Opened) -> None:
    """Let everything that opens this state folder in this process begin with what is open here: files are nobody's own."""
    _KEPT[state_folder] = opened
