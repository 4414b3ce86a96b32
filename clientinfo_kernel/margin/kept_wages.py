"""Single wages in what was kept of closed months: once the house has them in sums, they do not stay on the disk.

Each kept file is looked at once: a list of what was seen stands in the state folder, and begins again where the settings of
wages change. Where the newest snapshot does not know an account any more, it is perhaps not a wage: such a file waits.
"""

from __future__ import annotations

import json
from contextlib import suppress
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import TYPE_CHECKING

import polars as pl

from clientinfo_kernel.live.closed_periods import CLOSED_PERIOD
from clientinfo_kernel.live.database import LiveDatabase
from clientinfo_kernel.live.document_files import DocumentFiles, DocumentMissing
from clientinfo_kernel.live.other_contents import replace_content
from clientinfo_kernel.margin.closed_periods import kept_and_now
from clientinfo_kernel.margin.former_wages import wages_in_sums

if TYPE_CHECKING:
    from clientinfo_kernel.margin.margin import Margin

SEEN_FILE = "kept_wages.json"


def put_kept_wages_in_sums(margin: Margin) -> int:
    """Write the kept postings of closed months again, wages in sums (account, role, month); return how many files.

    What a month was known by stays: figures, hash of its sums, who closed it. The former file lies there for the days of a
    draft, for pages and backups that know its name, and is swept like any that no row names.

    Raises:
        NotPermitted: The viewer is not allowed to see gross profits.
        LiveUnavailable: The live store does not answer.
        NoRoomForDocuments: The volume is almost full.
        OSError: A file cannot be written.
    """
    settings = margin.directory.settings
    if settings.wages.postings == "single":
        return 0
    files, database = DocumentFiles.of(settings.state_folder), LiveDatabase.of(settings)
    place, wages = settings.state_folder / SEEN_FILE, repr(settings.wages)
    seen = _read(place, wages)
    kept = margin.directory.written(CLOSED_PERIOD).select("month", "content_hash").drop_nulls().unique().sort("month")
    written = 0
    for month, name in kept.filter(~pl.col("content_hash").is_in(seen)).iter_rows():
        try:
            former = files.read(name)
        except DocumentMissing:  # it may come back from a backup
            continue
        labour, then, since = kept_and_now(pl.read_parquet(BytesIO(former)), month, margin)
        if not _are_known(then, since, margin):
            continue
        content = _in_sums(former, labour, wages_in_sums(then, since, margin), then["source_row"].count())
        if content is not None:
            seen.append(files.keep(content))
            replace_content(database, CLOSED_PERIOD, name, seen[-1], datetime.now(UTC))
            files.keep(former)  # makes it young: it was wanted until now
            written += 1
        else:
            seen.append(name)
    if kept.height:
        _write(place, wages, seen)
    return written


def _are_known(then: pl.DataFrame, since: pl.DataFrame, margin: Margin) -> bool:
    """Return whether the newest snapshot says of all accounts of labour which of them are wages, of any month."""
    is_single = (pl.col("origin") == "posted") & pl.col("source_row").is_not_null() & (pl.col("role") == "labour_cost")
    missing = set(then.filter(is_single)["account"]) - set(since["account"])
    return all(margin.postings((("account", (account,)),), limit=0).height for account in sorted(missing))


def _in_sums(former: bytes, labour: pl.DataFrame, sums: pl.DataFrame, lines: int) -> bytes | None:
    """Return a kept file with wages in sums; None: it has no single one. Columns that it never had it does not get."""
    if sums["source_row"].count() == lines:
        return None
    columns = list(pl.read_parquet_schema(BytesIO(former)))
    postings = sums.select(name for name in columns if name in sums.columns)
    rewritten = BytesIO()
    pl.concat([postings, labour], how="diagonal").select(columns).write_parquet(rewritten, compression="zstd")
    return rewritten.getvalue()


def _read(file: Path, wages: str) -> list[str]:
    with suppress(OSError, ValueError, TypeError, KeyError):
        said = json.loads(file.read_text("utf-8"))
        if said["wages"] == wages:
            return [str(each) for each in said["contents"]]
    return []


def _write(file: Path, wages: str, contents: list[str]) -> None:
    with suppress(OSError), NamedTemporaryFile("w", encoding="utf-8", dir=file.parent, delete=False) as draft:
        json.dump({"wages": wages, "contents": contents}, draft)
        Path(draft.name).replace(file)
