"""Logins and changes of accounts for the audit log: the one door of this package to it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from clientinfo_kernel.access.audit import AuditEvent, AuditLog

if TYPE_CHECKING:
    from pathlib import Path

    from clientinfo_kernel.access.audit import Action
    from clientinfo_kernel.access.audit_subject import AuditSubject

_LONGEST_NAME = 64


class AccountAudit:
    """Writes what happens to accounts. Without a folder it writes nothing."""

    def __init__(self, folder: Path | None) -> None:
        self._log = AuditLog(folder) if folder is not None else None

    def write(self, user: str, roles: tuple[str, ...], action: Action, subject: AuditSubject, detail: str = "") -> None:
        """Write one event; names are cut to 64 characters: a failed login's name is what somebody typed."""
        if self._log is not None:
            short = replace(subject, id=subject.id[:_LONGEST_NAME])
            self._log.write(AuditEvent(datetime.now(UTC), user[:_LONGEST_NAME], roles, action, short, detail))
