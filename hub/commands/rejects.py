"""``clientinfo rejects``: the quarantined records."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from clientinfo_kernel.errors import SettingsError
from clientinfo_kernel.ingest.raw_store import RawStore
from clientinfo_kernel.settings import read_settings
from data_sources.contract import REJECT_SCHEMA
from hub.commands.output import print_json, print_rows

if TYPE_CHECKING:
    from pathlib import Path

_COLUMNS = ("source", "table", "file", "line", "rule", "value")


def run(settings_file: Path | None, state: Path | None, source: str | None, *, as_json: bool) -> None:
    """Print what broke a rule, in the order of the files."""
    settings = read_settings(settings_file, state=state)
    if source is not None and source not in settings.sources:
        known = ", ".join(settings.sources) or "none"
        raise SettingsError(f"there is no source {source!r} in the settings; there are: {known}")
    store = RawStore(settings.state_folder / "raw")
    kinds = [source] if source else list(settings.sources)
    every = [REJECT_SCHEMA.to_frame(), *(store.quarantine(kind) for kind in kinds)]
    rows = pl.concat(every).sort("source", "file", "line", maintain_order=True)
    if as_json:
        print_json(rows.to_dicts())
    elif rows.is_empty():
        print("no record is in quarantine")
    else:
        print_rows(_COLUMNS, rows.select(_COLUMNS).rows())
