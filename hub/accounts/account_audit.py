"""Logins and changes of accounts for the audit log: the one door of this package to it."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from clientinfo_kernel.access.audit import AuditEvent, AuditLog
from clientinfo_kernel.errors import AuditNotWritten
from hub.accounts.errors import ChangesUnwritten
from hub.web.page_texts import _

if TYPE_CHECKING:
    from pathlib import Path

    from clientinfo_kernel.access.audit import Action
    from clientinfo_kernel.access.audit_subject import AuditSubject

_LONGEST_NAME = 64


class AccountAudit:
    """Writes what happens to accounts. Without a folder it writes nothing."""

    def __init__(self, folder: Path | None) -> None:
        self._log = AuditLog(folder) if folder is not None else None

    def require(self) -> None:
        """Make sure that a change can be written down, before it is made.

        Raises:
            ChangesUnwritten: It cannot.
        """
        if self._log is None:
            return
        try:
            self._log.require()
        except AuditNotWritten as error:
            text = _(
                "Das Zugriffsprotokoll kann nicht geschrieben werden. Bis es wieder geht, wird kein Konto geändert."
            )
            raise ChangesUnwritten(str(error), text) from error

    def write(self, user: str, roles: tuple[str, ...], action: Action, subject: AuditSubject, detail: str = "") -> None:
        """Write one event; names are cut to 64 characters: a failed login's name is what somebody typed."""
        if self._log is not None:
            short = replace(subject, id=subject.id[:_LONGEST_NAME])
            event = AuditEvent(datetime.now(UTC), user[:_LONGEST_NAME], roles, action, short, detail)
            # Logins of a name are not its person's doing; only people who are logged in are refused something.
            write = self._log.write_of_person if action == "refuse" else self._log.write
            with suppress(AuditNotWritten):  # it was made after require(), and the log has said what is lost
                write(event)
