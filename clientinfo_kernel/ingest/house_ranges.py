"""The ranges of accounts that controlling maps on screen, over the mapping of the settings or of the chart."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from clientinfo_kernel.access.rights import SHELL
from clientinfo_kernel.errors import ClientInfoError
from clientinfo_kernel.ingest.account_mapping import MAPPING
from clientinfo_kernel.live.account_ranges import ACCOUNT_RANGE, NO_RANGE, ON_SCREEN
from clientinfo_kernel.live.database import LiveDatabase
from clientinfo_kernel.live.decisions import newest
from clientinfo_kernel.live.errors import LiveUnavailable
from clientinfo_kernel.live.reading import LiveReader
from clientinfo_kernel.operation.event_log import event_log
from clientinfo_kernel.query.snapshot import SnapshotStore

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import Any

    from clientinfo_kernel.settings import Settings

_RATES = {"cost_of_goods_rate": "cost_of_goods_percent", "labour_cost_rate": "labour_cost_percent", "tax_rate": "tax_percent"}  # fmt: skip


def house_ranges(settings: Settings) -> pl.DataFrame:
    """Return the house's ranges as they count now (``account_mapping.MAPPING``).

    Where the live store does not answer, or the refresh's user is not allowed to read it, those of the last snapshot
    count on: without them the next one would map by other rules.
    """
    try:
        return newest_ranges(LiveReader(LiveDatabase.of(settings), SHELL).of_everybody(ACCOUNT_RANGE))
    except LiveUnavailable as error:
        event_log().error("ranges of accounts are those of the last snapshot", error=str(error))
        return _last_ranges(SnapshotStore(settings.state_folder / "snapshots"))


def _last_ranges(snapshots: SnapshotStore) -> pl.DataFrame:
    try:
        known = snapshots.newest().whole("account_mapping")
    except ClientInfoError:
        return MAPPING.to_frame()
    own = known.filter(pl.col("mapping_file") == ON_SCREEN).rename({"range_name": "name"})
    return own.select(pl.col(name).cast(kind) for name, kind in MAPPING.items()).sort("mapping_row")


def newest_ranges(rows: Iterable[Mapping[str, Any]]) -> pl.DataFrame:
    """Return the newest row of each range, without those that were taken back (``account_mapping.MAPPING``).

    Args:
        rows: Of ``live.account_ranges``.
    """
    kept = [row for _range, row in sorted(newest(ACCOUNT_RANGE, rows).items()) if row["role"] != NO_RANGE]
    found = [
        {
            **{name: row[name] for name in ("account_from", "account_to", "role", "division", "name")},
            "is_warranty": bool(row["is_warranty"]),
            **{rate: None if row[percent] is None else int(row[percent] * 100) for rate, percent in _RATES.items()},
            "mapping_file": ON_SCREEN,
            "mapping_row": number,
        }
        for number, row in enumerate(kept, start=1)
    ]
    return pl.DataFrame(found, schema=MAPPING)


def with_house_ranges(mapping: pl.DataFrame, own: pl.DataFrame) -> pl.DataFrame:
    """Return a mapping with the house's own ranges over it: of the same range the house's counts.

    Args:
        mapping: ``account_mapping.MAPPING``.
        own: Likewise.
    """
    rest = mapping.join(own, on=["account_from", "account_to"], how="anti")
    return pl.concat([own, rest])
