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

# A wrong year in a header moves all postings of the file by whole years, give or take the weeks between supply and document.
# A supply that is billed a year late is one of many; where files state days of supply only if they are odd, it is the only one stated.
_YEAR, _WEEKS = 365, 92
_FEWEST = 10  # per cent of a file's postings
_SHOWN = 12


def supply_counts() -> list[pl.Expr]:
    """Return ``far`` (postings whose supply is whole years away), ``stated`` (those that tell a day) and ``rows``.

    A carry-forward (class 9) keeps the old year's day on purpose and is left out.
    """
    own = ~_is_carried()
    return [
        is_years_away().sum().alias("far"),
        (own & pl.col("service_on").is_not_null()).sum().alias("stated"),
        own.sum().alias("rows"),
    ]


def is_shifted(far: int | pl.Expr, stated: int | pl.Expr, rows: int | pl.Expr) -> bool | pl.Expr:
    """Return whether so many postings of a file say that its period is of another year."""
    return (far * 2 > stated) & (far * 100 >= rows * _FEWEST)


def is_years_away() -> pl.Expr:
    """Return whether a posting's day of supply is about one or more whole years from its day; a carry-forward's is not."""
    days = (pl.col("posted_on") - pl.col("service_on")).dt.total_days().abs()
    years = (days + _YEAR // 2) // _YEAR
    return ((years > 0) & ((days - years * _YEAR).abs() <= _WEEKS) & ~_is_carried()).fill_null(value=False)


def _is_carried() -> pl.Expr:
    return pl.any_horizontal(
        pl.col(account).str.starts_with("9") & (pl.col(kind).cast(pl.String) == "gl")
        for account, kind in (("account", "account_kind"), ("contra_account", "contra_kind"))
    )


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
    counts: dict[str, list[int]] = {}
    for part in parts:
        counted = pl.scan_parquet(part.path).select(supply_counts()).collect().row(0)
        before = counts.get(part.file, [0, 0, 0])
        counts[part.file] = [old + new for old, new in zip(before, counted, strict=True)]
    shifted = [file for file, each in counts.items() if is_shifted(*each)]
    return [remark("period_shifted", files=shown_files(shifted))] if shifted else []
