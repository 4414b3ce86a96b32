"""``clientinfo rejects``: the quarantined records."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click
import polars as pl

from clientinfo_kernel.errors import SettingsError
from clientinfo_kernel.ingest.raw_store import RawStore
from data_sources.contract import REJECT_SCHEMA
from hub.commands import options
from hub.commands.options import choose_settings
from hub.commands.output import print_json, print_rows

if TYPE_CHECKING:
    from hub.commands.options import ChosenSettings

_COLUMNS = ("source", "table", "file", "line", "rule", "value")


@click.command()
@choose_settings
@click.option("--source", help="Only this kind of source.")
@options.as_json
def command(settings: ChosenSettings, source: str | None, *, as_json: bool) -> None:
    """Print what broke a rule, in the order of the files."""
    known = settings.read()
    if source is not None and source not in known.sources:
        there = ", ".join(known.sources) or "none"
        raise SettingsError(f"there is no source {source!r} in the settings; there are: {there}")
    store = RawStore(known.state_folder / "raw")
    kinds = [source] if source else list(known.sources)
    every = [REJECT_SCHEMA.to_frame(), *(store.quarantine(kind) for kind in kinds)]
    rows = pl.concat(every).sort("source", "file", "line", maintain_order=True)
    if as_json:
        print_json(rows.to_dicts())
    elif rows.is_empty():
        print("no record is in quarantine")
    else:
        print_rows(_COLUMNS, rows.select(_COLUMNS).rows())
