"""The audit log: who opened, exported, changed or was refused what, and when.

One JSON line per event, one file per month (UTC), the files 0600 in a folder 0700. Kernels, the service and the Hub
append at the same time without a lock: each event is a single ``write`` to a file opened with O_APPEND, which a local
file system (not NFS) keeps in one piece. Nothing is ever rewritten; ``prune`` deletes whole months.

A full disk or a missing permission does not stop the house's work: whoever opens a customer goes on. The event goes
to the process's standard error instead, as a JSON line of level ``critical``, for the operator to act on.
"""

from __future__ import annotations

import errno
import json
import os
import re
import sys
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from clientinfo_kernel.access import rights
from clientinfo_kernel.errors import AuditUnavailable, ClientInfoError, NotPermitted
from clientinfo_kernel.settings import Settings, read_settings

if TYPE_CHECKING:
    from datetime import date

    import polars as pl

    from clientinfo_kernel.access.audit_reading import AuditReading

Action = Literal["login", "login_failed", "logout", "open", "export", "change", "refuse"]
AUDIT_VARIABLE = "CLIENTINFO_AUDIT"
# A line stays short whatever somebody types as a name: at most about 12 kB.
LONGEST = {"user": 255, "subject": 200, "detail": 500, "role": 40}
_MOST_ROLES = 20
_FILE = re.compile(r"audit-(\d{4})-(\d{2})\.jsonl")


@dataclass(frozen=True)
class AuditEvent:
    """What happened.

    Attributes:
        at: When (UTC).
        user: Login name; for a failed login the name that was typed.
        roles: Roles at that moment.
        action: What was done.
        subject: What it was done to: ``customer 10012``, ``app margin.ipynb``, ``user anna``, ``audit log``.
        detail: More about it, as a person reads it: the tab, the file and its rows, old and new roles.
    """

    at: datetime
    user: str
    roles: tuple[str, ...]
    action: Action
    subject: str
    detail: str = ""


@dataclass(frozen=True)
class AuditLog:
    """The log in a folder, which is made when the first event is written."""

    folder: Path

    @classmethod
    def of(cls, settings: Settings) -> AuditLog:
        """The log that CLIENTINFO_AUDIT names, else the one in the state folder."""
        chosen = os.environ.get(AUDIT_VARIABLE)
        return cls(Path(chosen) if chosen else settings.state_folder / "audit")

    def write(self, event: AuditEvent) -> None:
        """Append an event. It never raises: what cannot be written goes to standard error (see the module)."""
        try:
            self._append(_file_name(event.at), _line(event))
        except OSError as error:
            _report_lost(event, error)

    def read(
        self,
        viewer: rights.Viewer,
        since: date | None = None,
        until: date | None = None,
        *,
        user: str | None = None,
        action: str | None = None,
        customer: str | None = None,
    ) -> pl.DataFrame:
        """Events, newest first (``audit_reading.AUDIT``).

        Args:
            viewer: Who asks.
            since: First day, on the calendar of Berlin.
            until: Last day, this one included.
            user: Only this login name.
            action: Only this action.
            customer: Only this customer number.

        Raises:
            NotPermitted: The viewer does not have the role ``privacy``.
            AuditUnavailable: The files may not be read.
        """
        from clientinfo_kernel.access.audit_reading import chosen

        rows = self.reading(viewer, since, until).rows
        return chosen(rows, user=user, action=action, customer=customer)

    def reading(self, viewer: rights.Viewer, since: date | None = None, until: date | None = None) -> AuditReading:
        """All events of a period, with the count of damaged lines. Arguments and errors as for ``read``."""
        if not may_read(viewer):
            raise NotPermitted("audit_log")
        from clientinfo_kernel.access.audit_reading import read_files

        return read_files(self.files(), since, until)

    def files(self) -> tuple[Path, ...]:
        """The months' files, oldest first.

        Raises:
            AuditUnavailable: The folder may not be read.
        """
        try:
            found = list(self.folder.iterdir())
        except FileNotFoundError:
            return ()
        except OSError as error:
            raise AuditUnavailable(f"the audit log cannot be read: {error}") from error
        return tuple(sorted(file for file in found if _FILE.fullmatch(file.name)))

    def prune(self, months: int, now: datetime | None = None) -> tuple[str, ...]:
        """Delete the files all of whose events are older than so many months; their names.

        Raises:
            AuditUnavailable: A file may not be deleted.
        """
        today = now or datetime.now(UTC)
        oldest = today.year * 12 + today.month - months
        old = [file for file in self.files() if _month(file) < oldest]
        try:
            for file in old:
                file.unlink(missing_ok=True)
        except OSError as error:
            raise AuditUnavailable(f"the audit log's old months cannot be deleted: {error}") from error
        return tuple(file.name for file in old)

    def _append(self, name: str, line: bytes) -> None:
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle = os.open(self.folder / name, os.O_RDWR | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            size = os.fstat(handle).st_size
            # A torn line (full disk, power cut) keeps to itself: the next one begins on a new line.
            if size and os.pread(handle, 1, size - 1) != b"\n":
                line = b"\n" + line
            if os.write(handle, line) != len(line):
                raise OSError(errno.ENOSPC, "only a part of the line was written")
        finally:
            os.close(handle)


def record(action: Action, subject: str, detail: str = "", *, viewer: rights.Viewer | None = None) -> None:
    """Write down what the viewer does, now. It never raises.

    Without a login (a shell, an analyst's own notebook) nothing is published and nothing is written.

    Args:
        action: What is done.
        subject: What it is done to.
        detail: More about it.
        viewer: Who does it; None: the one of this process's environment.
    """
    who = viewer or rights.viewer()
    if not who.name:
        return
    event = AuditEvent(datetime.now(UTC), who.name, tuple(sorted(who.roles)), action, subject, detail)
    try:
        chosen = os.environ.get(AUDIT_VARIABLE)
        log = AuditLog(Path(chosen)) if chosen else AuditLog.of(read_settings())
    except (ClientInfoError, OSError) as error:
        _report_lost(event, error)
    else:
        log.write(event)


def may_read(viewer: rights.Viewer) -> bool:
    """Whether a viewer may read the log: the role ``privacy`` (the shell has it, too), and never a Hub admin."""
    return "privacy" in viewer.roles and rights.ADMIN not in viewer.roles


def customer_subject(customer_number: str) -> str:
    """The subject of an event about a customer."""
    return f"customer {customer_number}"


def _file_name(at: datetime) -> str:
    return f"audit-{_utc(at):%Y-%m}.jsonl"


def _month(file: Path) -> int:
    year, month = file.stem.split("-")[1:]
    return int(year) * 12 + int(month)


def _utc(at: datetime) -> datetime:
    return at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)


def _line(event: AuditEvent) -> bytes:
    """ASCII only: a line break, a control character or half a character inside a value cannot break the file."""
    fields = {
        "at": _utc(event.at).isoformat(),
        "user": _cut(event.user, "user"),
        "roles": [_cut(role, "role") for role in event.roles[:_MOST_ROLES]],
        "action": event.action,
        "subject": _cut(event.subject, "subject"),
        "detail": _cut(event.detail, "detail"),
    }
    return json.dumps(fields).encode("ascii") + b"\n"


def _cut(text: str, field: str) -> str:
    whole = text.encode("utf-8", "replace").decode("utf-8")
    return whole if len(whole) <= LONGEST[field] else whole[: LONGEST[field] - 1] + "…"


def _report_lost(event: AuditEvent, error: Exception) -> None:
    """Shout to the server's log, with what the audit log lacks now; no detail, which may hold customer data."""
    import structlog  # only when something broke: it costs a tenth of a second

    processors: list[Any] = [
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.JSONRenderer(),
    ]
    # sys.stderr of a kernel ends in the browser; the process's own standard error is the server's log.
    log = structlog.wrap_logger(structlog.PrintLogger(sys.__stderr__), processors=processors)
    log.critical(
        "audit event not written",
        at=_utc(event.at).isoformat(),
        user=_cut(event.user, "user"),
        action=event.action,
        subject=_cut(event.subject, "subject"),
        error=f"{type(error).__name__}: {error}",
    )
