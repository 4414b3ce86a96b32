"""The periods of a ledger's exports: months that no file covers, rows outside, files whose year is not that of their supplies."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import polars as pl

from data_sources.file_names import shown_files
from data_sources.remarks import Remark, remark

if TYPE_CHECKING:
    from collections.abc import Sequence

    from clientinfo_kernel.ingest.settled import CheckedPart

_FAR = 180  # days between posting and supply that a whole file does not have by chance
_SHOWN = 12


def period_notes(parts: Sequence[CheckedPart]) -> list[Remark]:
    """Return what the periods say; nothing of it holds anything back."""
    return [*_gaps(parts), *_outside(parts), *_shifts(parts)]


def _gaps(parts: Sequence[CheckedPart]) -> list[Remark]:
    covered: dict[str, set[int]] = {}
    for export in {part.export for part in parts if part.export}:
        covered.setdefault(export.client, set()).update(_months(export.period_start, export.period_end))
    notes = []
    for client, months in sorted(covered.items()):
        missing = sorted(set(range(min(months), max(months) + 1)) - months) if months else []
        if missing:
            named = [f"{month // 12}-{month % 12 + 1:02}" for month in missing[:_SHOWN]]
            more = [f"+{len(missing) - _SHOWN}"] if len(missing) > _SHOWN else []
            notes.append(remark("months_missing", months=", ".join([*named, *more]), client=client, files=""))
    return notes


def _months(start: str, end: str) -> range:
    """Return the months of a period, counted from the year 0; nothing where one of its days is not said."""
    try:
        first, last = dt.date.fromisoformat(start), dt.date.fromisoformat(end)
    except ValueError:
        return range(0)
    return range(first.year * 12 + first.month - 1, last.year * 12 + last.month)


def _outside(parts: Sequence[CheckedPart]) -> list[Remark]:
    """Return a note of the files with rows before or after the period of their header, and how many these are."""
    outside: dict[str, int] = {}
    for part in parts:
        if part.export and _months(part.export.period_start, part.export.period_end):
            first, last = (dt.date.fromisoformat(day) for day in (part.export.period_start, part.export.period_end))
            rows = pl.scan_parquet(part.path).select((~pl.col("posted_on").is_between(first, last)).sum()).collect()
            outside[part.file] = outside.get(part.file, 0) + int(rows.item() or 0)
    files = [file for file, rows in outside.items() if rows]
    return [remark("rows_outside_period", rows=sum(outside.values()), files=shown_files(files))] if files else []


def _shifts(parts: Sequence[CheckedPart]) -> list[Remark]:
    far: dict[str, list[int]] = {}
    for part in parts:
        days = (pl.col("posted_on") - pl.col("service_on")).dt.total_days().abs()
        # A carry-forward (class 9) keeps the old year's day on purpose.
        is_own = pl.col("service_on").is_not_null() & ~pl.any_horizontal(
            pl.col(account).str.starts_with("9") & (pl.col(kind).cast(pl.String) == "gl")
            for account, kind in (("account", "account_kind"), ("contra_account", "contra_kind"))
        )
        counted = pl.scan_parquet(part.path).filter(is_own).select((days > _FAR).sum().alias("far"), pl.len()).collect()
        counts = far.setdefault(part.file, [0, 0])
        counts[0] += int(counted["far"].item() or 0)
        counts[1] += int(counted["len"].item())
    shifted = [file for file, (off, of) in far.items() if off * 2 > of]
    return [remark("period_shifted", files=shown_files(shifted))] if shifted else []
