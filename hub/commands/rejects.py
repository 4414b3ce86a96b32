"""``clientinfo rejects``: the quarantined records."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from clientinfo_kernel.raw_store import RawStore
from clientinfo_kernel.settings import read_settings
from hub.commands.output import print_json, print_rows

if TYPE_CHECKING:
    from pathlib import Path

_COLUMNS = ("source", "table", "file", "line", "rule", "value")


def run(settings_file: Path | None, state: Path | None, source: str | None, *, as_json: bool) -> None:
    """Print what broke a rule, in the order of the files."""
    settings = read_settings(settings_file, state=state)
    store = RawStore(settings.state_folder / "raw")
    kinds = [source] if source else list(settings.sources)
    rows = pl.concat([store.quarantine(kind) for kind in kinds]).sort("source", "file", "line", maintain_order=True)
    if as_json:
        print_json(rows.to_dicts())
    elif rows.is_empty():
        print("no record is in quarantine")
    else:
        print_rows(_COLUMNS, rows.select(_COLUMNS).rows())
