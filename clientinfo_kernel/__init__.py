"""The shared kernel: sources become one snapshot, and a snapshot answers questions. No widgets in here."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from clientinfo_kernel.query.snapshot_tables import SnapshotTables


def open_snapshot(settings_file: Path | None = None) -> SnapshotTables:
    """Open the tables of the newest snapshot, for a notebook: by completion, each saying what it holds.

    Args:
        settings_file: The settings; None: CLIENTINFO_SETTINGS, then ./clientinfo.toml.

    Raises:
        SettingsError: The settings are missing or wrong.

    Example:
        >>> snapshot = open_snapshot()
        >>> snapshot.open_items  # its columns, their units and meanings
        >>> snapshot.open_items.lazy().filter(pl.col("balance") > 1000).collect()
    """
    from clientinfo_kernel.query.directory import open_directory
    from clientinfo_kernel.query.snapshot_tables import SnapshotTables

    return SnapshotTables(open_directory(settings_file))
