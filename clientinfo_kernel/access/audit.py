"""The audit log: who opened, exported, changed or was refused what, and when.

One JSON line per event, one file per month (UTC), the files 0600 in a folder 0700. Kernels, the service and the Hub
append at the same time without a lock: each event is a single ``write`` to a file opened with O_APPEND, which a local
file system (not NFS) keeps in one piece. Nothing is ever rewritten; ``prune`` deletes whole months.

A full disk or a missing permission: what shows, exports or changes something is refused (``AuditNotWritten``), because
"who saw what is written down" is a promise to the customers (GDPR Art. 5(2), 32) that a full disk does not end; the
pages say so in one sentence. Logins, logouts and refusals show nothing by themselves and go on. In both cases the event
goes to the process's standard error, as a JSON line of level ``critical``, for the operator to act on.
"""

from __future__ import annotations

import errno
import json
import os
import re
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from clientinfo_kernel.access import rights
from clientinfo_kernel.access.audit_detail import AuditDetail, Phrase
from clientinfo_kernel.access.audit_subject import AuditSubject
from clientinfo_kernel.access.line_limit import MOST_IN_AN_HOUR, count_line, seconds_left
from clientinfo_kernel.access.repeated_refusals import RepeatedRefusals
from clientinfo_kernel.errors import AuditNotWritten, AuditUnavailable, ClientInfoError, TooManyLines
from clientinfo_kernel.operation.event_log import event_log
from clientinfo_kernel.settings import Settings, settings_now

Action = Literal["login", "login_failed", "logout", "open", "search", "export", "change", "refuse"]
AUDIT_VARIABLE = "CLIENTINFO_AUDIT"
# What must not happen unwritten; everything else gives nobody any data.
MUST_BE_WRITTEN = frozenset({"open", "search", "export", "change"})
# So much must be free before a change that is written down after it.
_ROOM_BYTES = 64 * 1024
# A line stays short whatever somebody types as a name: at most about 12 kB.
LONGEST = {"user": 255, "subject": 200, "detail": 500, "role": 40}
_MOST_ROLES = 20
_FILE = re.compile(r"audit-(\d{4})-(\d{2})\.jsonl")
_REFUSALS = RepeatedRefusals()


@dataclass(frozen=True)
class AuditEvent:
    """What happened.

    Attributes:
        at: When (UTC).
        user: Login name; for a failed login the name that was typed.
        roles: Roles at that moment.
        action: What was done.
        subject: What it was done to: a customer, an app, a user, the audit log.
        detail: More about it, as a person reads it: the tab, the file and its rows, old and new roles.
    """

    at: datetime
    user: str
    roles: tuple[str, ...]
    action: Action
    subject: AuditSubject
    detail: str = ""


@dataclass(frozen=True)
class AuditLog:
    """The log in a folder, which is made when the first event is written."""

    folder: Path

    @classmethod
    def of(cls, settings: Settings | None = None) -> AuditLog:
        """Return the log that CLIENTINFO_AUDIT names, else the one of the settings.

        Args:
            settings: Say where it is; None: those of this process, read only where they are needed.

        Raises:
            SettingsError: The settings are needed, and are missing or wrong.
        """
        chosen = os.environ.get(AUDIT_VARIABLE)
        return cls(Path(chosen) if chosen else (settings or settings_now()).audit_folder)

    def write(self, event: AuditEvent) -> None:
        """Append an event; the same refusal once a minute (``repeated_refusals``).

        Raises:
            AuditNotWritten: It cannot be written, and is of a kind that must be (see the module).
        """
        if not self._is_repeated(event):
            self._write(event)

    def write_of_person(self, event: AuditEvent) -> None:
        """Append an event of somebody who is logged in, as long as they have not written more lines than people do.

        Beyond that (``line_limit``) a refusal gives nobody anything and is left out.

        Raises:
            AuditNotWritten: As above.
            TooManyLines: It is of a kind that must be written, and they have written too many in this hour.
        """
        if self._is_repeated(event):
            return
        now, lines = event.at.timestamp(), 0
        with suppress(OSError):  # the log's own line says what is wrong with the disk
            lines = count_line(self.folder, event.user, now)
        if lines == MOST_IN_AN_HOUR:
            detail = str(Phrase("stopped_lines", (round(seconds_left(now) / 60), lines)))
            self._write(
                AuditEvent(event.at, event.user, event.roles, "refuse", AuditSubject("user", event.user), detail)
            )
            event_log().critical("somebody fills the audit log", user=event.user, detail=detail)
        if lines < MOST_IN_AN_HOUR:
            self._write(event)
        elif event.action in MUST_BE_WRITTEN:
            raise TooManyLines(seconds_left(now))

    def _is_repeated(self, event: AuditEvent) -> bool:
        refusal = (self.folder, event.user, str(event.subject), event.detail)
        return event.action == "refuse" and not _REFUSALS.is_new(refusal, _utc(event.at))

    def _write(self, event: AuditEvent) -> None:
        try:
            self._append(_file_name(event.at), _line(event))
        except OSError as error:
            _report_lost(event, error)
            _refuse_unwritten(event.action, error)

    def require(self) -> None:
        """Make sure that an event can be written now, before something is done that is written down afterwards.

        Raises:
            AuditNotWritten: It cannot.
        """
        try:
            os.close(self._open(_file_name(datetime.now(UTC))))
            _require_room(self.folder)
        except OSError as error:
            event_log().critical("the audit log cannot be written", error=f"{type(error).__name__}: {error}")
            _refuse_unwritten("change", error)

    def files(self) -> tuple[Path, ...]:
        """Return the months' files, oldest first.

        Raises:
            AuditUnavailable: The folder cannot be read.
        """
        try:
            found = list(self.folder.iterdir())
        except FileNotFoundError:
            return ()
        except OSError as error:
            raise AuditUnavailable(f"the audit log cannot be read: {error}") from error
        return tuple(sorted(file for file in found if _FILE.fullmatch(file.name)))

    def prune(self, months: int, now: datetime | None = None) -> tuple[str, ...]:
        """Delete the files all of whose events are older than so many months; return their names.

        A clock that jumped forwards must not delete a log: in a house at work the month before this one has a file, and
        where it has none, nothing is deleted.

        Raises:
            AuditUnavailable: A file cannot be deleted, or the clock cannot be believed.
        """
        today = now or datetime.now(UTC)
        this_month = today.year * 12 + today.month
        files = self.files()
        old = [file for file in files if _month(file) < this_month - months]
        if old and not any(_month(file) == this_month - 1 for file in files):
            raise AuditUnavailable(
                f"the audit log has nothing of the month before {today:%Y-%m}, so the clock might be wrong: no old month"
                " was deleted"
            )
        try:
            for file in old:
                file.unlink(missing_ok=True)
        except OSError as error:
            raise AuditUnavailable(f"the audit log's old months cannot be deleted: {error}") from error
        return tuple(file.name for file in old)

    def _append(self, name: str, line: bytes) -> None:
        handle = self._open(name)
        try:
            size = os.fstat(handle).st_size
            # A torn line (full disk, power cut) spoils no other: the next one begins on a new line.
            if size and os.pread(handle, 1, size - 1) != b"\n":
                line = b"\n" + line
            if os.write(handle, line) != len(line):
                raise OSError(errno.ENOSPC, "only a part of the line was written")
        finally:
            os.close(handle)

    def _open(self, name: str) -> int:
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return os.open(self.folder / name, os.O_RDWR | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o600)


def record(
    action: Action,
    subject: AuditSubject,
    detail: AuditDetail | AuditSubject | str = "",
    *,
    viewer: rights.Viewer | None = None,
) -> None:
    """Write down what the viewer does, now.

    Without a login (a shell, an analyst's own notebook) nothing is published and nothing is written.

    Args:
        action: What is done.
        subject: What it is done to.
        detail: More about it: words, a record of what is said often, or a thing such as a document of the customer.
        viewer: Who does it; None: the one of this process's environment.

    Raises:
        AuditNotWritten: It cannot be written, and must be before it happens (see the module).
        TooManyLines: This person has written more lines than people do (``line_limit``).
    """
    doer = viewer or rights.viewer()
    if not doer.name:
        return
    event = AuditEvent(datetime.now(UTC), doer.name, tuple(sorted(doer.roles)), action, subject, str(detail))
    try:
        log = AuditLog.of()
    except (ClientInfoError, OSError) as error:
        _report_lost(event, error)
        _refuse_unwritten(action, error)
    else:
        log.write_of_person(event)


def _file_name(at: datetime) -> str:
    return f"audit-{_utc(at):%Y-%m}.jsonl"


def _month(file: Path) -> int:
    year, month = file.stem.split("-")[1:]
    return int(year) * 12 + int(month)


def _utc(at: datetime) -> datetime:
    return at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)


def _line(event: AuditEvent) -> bytes:
    """Return the line of an event, in ASCII: no line break, control character or half a character breaks the file."""
    fields = {
        "at": _utc(event.at).isoformat(),
        "user": _cut(event.user, "user"),
        "roles": [_cut(role, "role") for role in event.roles[:_MOST_ROLES]],
        "action": event.action,
        "subject": _cut(str(event.subject), "subject"),
        "detail": _cut(event.detail, "detail"),
    }
    return json.dumps(fields).encode("ascii") + b"\n"


def _cut(text: str, field: str) -> str:
    whole = text.encode("utf-8", "replace").decode("utf-8")
    return whole if len(whole) <= LONGEST[field] else whole[: LONGEST[field] - 1] + "…"


def _require_room(folder: Path) -> None:
    free = os.statvfs(folder)
    if free.f_bavail * free.f_frsize < _ROOM_BYTES:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def _refuse_unwritten(action: Action, error: Exception) -> None:
    if action in MUST_BE_WRITTEN:
        reason = getattr(error, "strerror", None) or str(error)
        raise AuditNotWritten(
            f"the audit log cannot be written ({reason}); until it can, nothing is shown, exported or changed"
        ) from error


def _report_lost(event: AuditEvent, error: Exception) -> None:
    """Report to the server's log what the audit log lacks now; no detail, which might hold customer data."""
    event_log().critical(
        "audit event not written",
        at=_utc(event.at).isoformat(),
        user=_cut(event.user, "user"),
        action=event.action,
        subject=_cut(str(event.subject), "subject"),
        error=f"{type(error).__name__}: {error}",
    )
