"""Read the audit log: its files become one frame, newest first; damaged lines are counted and hide no other line."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Annotated

import msgspec
import polars as pl

from clientinfo_kernel.access.audit_subject import AuditSubject
from clientinfo_kernel.errors import AuditUnavailable
from clientinfo_kernel.settings import BERLIN

if TYPE_CHECKING:
    from pathlib import Path

    from polars._typing import PolarsDataType

    from clientinfo_kernel.access.audit import AuditLog
    from clientinfo_kernel.access.rights import Viewer

# ``action`` is one of ``audit.Action``, ``subject`` the text of an ``AuditSubject``; what a later version writes is
# read as it stands.
_COLUMNS: Mapping[str, PolarsDataType] = {
    "at": pl.Datetime("us", "UTC"),
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


def may_read(viewer: Viewer) -> bool:
    """Return whether a viewer can read the log: the role ``privacy`` (the shell has it, too), and never a Hub admin."""
    return viewer.access.allows("audit_log")


def read_log(log: AuditLog, viewer: Viewer, since: date | None = None, until: date | None = None) -> AuditReading:
    """Read the events of a period, newest first, and count the damaged lines.

    Args:
        log: Where they are.
        viewer: Who asks.
        since: First day, on the calendar of Berlin; None: from the beginning.
        until: Last day, this one included; None: to the end.

    Raises:
        NotPermitted: The viewer does not have the role ``privacy``.
        AuditUnavailable: The files cannot be read.
    """
    viewer.access.require("audit_log")
    return _read_files(log.files(), since, until)


def chosen(
    rows: pl.DataFrame,
    *,
    users: Collection[str] | None = None,
    action: str | None = None,
    customer: str | None = None,
) -> pl.DataFrame:
    """Return the events of some users, of one action, about one customer number; None: of all.

    Args:
        rows: With the schema ``AUDIT``, as is the result.
        users: Login names.
        action: One of ``audit.Action``.
        customer: Customer number.
    """
    if users is not None:
        rows = rows.filter(pl.col("user").is_in(list(users)))
    subject = str(AuditSubject("customer", customer)) if customer else None
    for column, value in (("action", action), ("subject", subject)):
        if value:
            rows = rows.filter(pl.col(column) == value)
    return rows


def _read_files(files: tuple[Path, ...], since: date | None, until: date | None) -> AuditReading:
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


def _midnight(day: date, days_later: int = 0) -> datetime:
    # A date field sends the year 2 while somebody types 2026: no calendar knows the time zone of such years.
    near = min(max(day, _FIRST), _LAST) + timedelta(days=days_later)
    return datetime.combine(near, time(), BERLIN).astimezone(UTC)


def _covers(file: Path, start: datetime | None, end: datetime | None) -> bool:
    month = file.stem.removeprefix("audit-")
    return not (start and month < f"{start:%Y-%m}") and not (end and month > f"{end:%Y-%m}")


def _content(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except FileNotFoundError:
        return b""  # it was pruned between the listing and now
    except OSError as error:
        raise AuditUnavailable(f"the audit log cannot be read: {error}") from error


def _parsed(content: bytes) -> tuple[pl.DataFrame, int]:
    """Return the lines of a file and the count of damaged ones: at once while all are sound, else one by one."""
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
