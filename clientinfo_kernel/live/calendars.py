"""Whose follow-ups a calendar program is allowed to ask for: one secret address per account, until they or the account end it.

Nobody has one before they ask for it. The address is a key: it is said once, and only its hash is kept.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import sqlalchemy as sa

from clientinfo_kernel.access.audit import record
from clientinfo_kernel.access.audit_detail import Phrase
from clientinfo_kernel.access.audit_subject import AuditSubject
from clientinfo_kernel.live.database import LiveDatabase
from clientinfo_kernel.live.errors import LiveUnavailable
from clientinfo_kernel.live.tables import calendars

if TYPE_CHECKING:
    from clientinfo_kernel.access.rights import Viewer

_SECRET_BYTES = 32


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True)
class Subscription:
    """A calendar that somebody subscribed to: whose follow-ups, and since when (UTC)."""

    account: str
    since: datetime


@dataclass(frozen=True)
class Calendars:
    """The subscriptions of all accounts.

    Attributes:
        database: Where they are.
        now: The clock.
    """

    database: LiveDatabase
    now: Callable[[], datetime] = field(default=_now, repr=False)

    def begin(self, viewer: Viewer) -> str:
        """Give a viewer a new secret; the one before it opens nothing any more.

        Raises:
            ChangeNotPermitted: The viewer does not write follow-ups.
            AuditNotWritten: It cannot be written down.
            LiveUnavailable: The database does not answer.
        """
        viewer.access.require_change("contacts")
        secret = secrets.token_urlsafe(_SECRET_BYTES)
        row = {"account": viewer.name, "secret_hash": _hash(secret), "since": self.now()}
        record("change", AuditSubject("user", viewer.name), Phrase("calendar_made"), viewer=viewer)
        try:
            with self.database.writing() as connection:
                connection.execute(sa.delete(calendars).where(calendars.c.account == viewer.name))
                connection.execute(sa.insert(calendars).values(row))
        except sa.exc.IntegrityError:  # in two tabs at the same moment
            raise LiveUnavailable("another page of the same person did so at the same moment; try again") from None
        return secret

    def end(self, viewer: Viewer) -> None:
        """End a viewer's own subscription.

        Raises:
            AuditNotWritten: It cannot be written down.
            LiveUnavailable: The database does not answer.
        """
        record("change", AuditSubject("user", viewer.name), Phrase("calendar_ended"), viewer=viewer)
        self.forget(viewer.name)

    def forget(self, account: str) -> None:
        """Drop the subscription of an account that has been removed.

        Raises:
            LiveUnavailable: The database does not answer.
        """
        with self.database.writing() as connection:
            connection.execute(sa.delete(calendars).where(calendars.c.account == account))

    def of(self, viewer: Viewer) -> Subscription | None:
        """Return a viewer's own subscription; None: they have none, or it is that of an account that had their name.

        Raises:
            LiveUnavailable: The database does not answer.
        """
        found = self._find(calendars.c.account == viewer.name)
        return found if found is not None and viewer.wrote(found.account, found.since) else None

    def opened_by(self, secret: str) -> Subscription | None:
        """Return what a secret opens; None: nothing.

        Raises:
            LiveUnavailable: The database does not answer.
        """
        return self._find(calendars.c.secret_hash == _hash(secret))

    def _find(self, wanted: sa.ColumnElement[bool]) -> Subscription | None:
        query = sa.select(calendars.c.account, calendars.c.since).where(wanted)
        found = self.database.answer(lambda connection: connection.execute(query).first(), None)
        return None if found is None else Subscription(found.account, found.since)


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
