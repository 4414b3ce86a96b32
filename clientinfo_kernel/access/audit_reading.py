"""Reading the audit log: files to one frame, newest first; damaged lines are counted and hide no other line."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Annotated

import msgspec
import polars as pl

from clientinfo_kernel.access.audit import customer_subject
from clientinfo_kernel.column_types import MOMENT
from clientinfo_kernel.errors import AuditUnavailable
from clientinfo_kernel.settings import BERLIN

if TYPE_CHECKING:
    from pathlib import Path

    from polars._typing import PolarsDataType

# ``action`` is one of ``audit.Action``; what a later version writes is read as it stands.
_COLUMNS: Mapping[str, PolarsDataType] = {
    "at": MOMENT,
    "user": pl.String,
    "roles": pl.List(pl.String),
    "action": pl.String,
    "subject": pl.String,
    "detail": pl.String,
}
AUDIT = pl.Schema(_COLUMNS)
_AS_WRITTEN = pl.Schema({**_COLUMNS, "at": pl.String})
_FIRST, _LAST = date(1970, 1, 1), date(9000, 1, 1)
_NEVER_NULL = ("at", "user", "action", "subject")


class _Line(msgspec.Struct):
    """A line as strictly as it was written."""

    at: Annotated[datetime, msgspec.Meta(tz=True)]
    user: str
    action: str
    subject: str
    roles: tuple[str, ...] = ()
    detail: str = ""


@dataclass(frozen=True)
class AuditReading:
    """What was read.

    Attributes:
        rows: The events, newest first (``AUDIT``).
        damaged: File -> how many of its lines cannot be read; only files that have any.
    """

    rows: pl.DataFrame
    damaged: Mapping[str, int]


def read_files(files: tuple[Path, ...], since: date | None = None, until: date | None = None) -> AuditReading:
    """The events of a period (whole days in Berlin, both included) from the files of its months.

    Raises:
        AuditUnavailable: A file may not be read.
    """
    start = _midnight(since) if since else None
    end = _midnight(until, days_later=1) if until else None
    frames = [AUDIT.to_frame()]
    damaged: dict[str, int] = {}
    for file in files:
        if _covers(file, start, end):
            frame, count = _parsed(_content(file))
            frames.append(frame)
            if count:
                damaged[file.name] = count
    rows = pl.concat(frames).reverse()
    if start is not None:
        rows = rows.filter(pl.col("at") >= start)
    if end is not None:
        rows = rows.filter(pl.col("at") < end)
    return AuditReading(rows.sort("at", descending=True, maintain_order=True), damaged)


def chosen(
    rows: pl.DataFrame, *, user: str | None = None, action: str | None = None, customer: str | None = None
) -> pl.DataFrame:
    """The events of one user, one action, one customer number."""
    wanted = {"user": user, "action": action, "subject": customer_subject(customer) if customer else None}
    for column, value in wanted.items():
        if value:
            rows = rows.filter(pl.col(column) == value)
    return rows


def _midnight(day: date, days_later: int = 0) -> datetime:
    # A date field sends the year 2 while somebody types 2026: years of which no calendar knows the zone.
    near = min(max(day, _FIRST), _LAST) + timedelta(days=days_later)
    return datetime.combine(near, time(), BERLIN).astimezone(UTC)


def _covers(file: Path, start: datetime | None, end: datetime | None) -> bool:
    month = file.stem.removeprefix("audit-")
    return not (start and month < f"{start:%Y-%m}") and not (end and month > f"{end:%Y-%m}")


def _content(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except FileNotFoundError:
        return b""  # its time was over between the listing and now
    except OSError as error:
        raise AuditUnavailable(f"the audit log cannot be read: {error}") from error


def _parsed(content: bytes) -> tuple[pl.DataFrame, int]:
    """The lines of a file and the count of damaged ones: at once while all are sound, else one by one."""
    try:
        frame = _frame(content)
    except pl.exceptions.PolarsError:
        pass
    else:
        if not any(frame[column].null_count() for column in _NEVER_NULL):
            return frame, 0
    decoder, sound, damaged = msgspec.json.Decoder(_Line), [], 0
    for line in content.split(b"\n"):
        if not line.strip():
            continue
        try:
            sound.append(msgspec.json.encode(decoder.decode(line)))
        except (msgspec.MsgspecError, UnicodeError, RecursionError):
            damaged += 1
    return _frame(b"\n".join(sound)), damaged


def _frame(content: bytes) -> pl.DataFrame:
    if not content.strip():
        return AUDIT.to_frame()
    written = pl.read_ndjson(content, schema=_AS_WRITTEN)
    at = pl.col("at").str.to_datetime("%+", time_unit="us", time_zone="UTC", strict=False)
    return written.with_columns(at, pl.col("roles").fill_null([]), pl.col("detail").fill_null(""))
