"""Whom the provider means by a name: names there can change and be given to somebody else, its own key cannot."""

from __future__ import annotations

import hashlib
import json
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import delete, insert, select

from hub.accounts.account_tables import IDENTITIES, WAITING_IDENTITIES, now
from hub.accounts.errors import AccountInvalid
from hub.web.page_texts import _

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session

# Of the digest of somebody who waits, as they read it to the operator.
_CODE_LETTERS = 10
_WAITS = timedelta(days=30)


class NameTaken(Exception):
    """The account with this name belongs to somebody else at the provider."""


class NotBound(Exception):
    """There is an account with this name that was not made by a login, and belongs to nobody at the provider yet.

    Attributes:
        code: By which the operator binds it to this person.
    """

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Identities:
    """Accounts by the provider's key (issuer and subject). One that a login makes belongs to who logs in.

    One that was there before (made at the shell, or in the time of passwords) belongs to nobody until the operator has said
    whose it is (``clientinfo user bind``): a name at the provider proves nothing.
    """

    def __init__(self, db: Session) -> None:
        self._db = db

    def name_of(self, issuer: str, subject: str, claimed: str, *, is_there: bool = False) -> str:
        """Return the account's name: the one of the first login, whatever the provider calls the person today.

        Args:
            issuer: The provider.
            subject: Its key for the person.
            claimed: What it calls them.
            is_there: Whether there is an account of that name.

        Raises:
            NameTaken: The name is another one's, and this person has none yet.
            NotBound: The account with this name is nobody's yet; the person waits for it now.
        """
        known = self._known(issuer, subject)
        if known is not None:
            return known
        if self._db.scalar(select(IDENTITIES.c.digest).where(IDENTITIES.c.name == claimed)) is not None:
            raise NameTaken(claimed)
        if is_there:
            raise NotBound(self._wait(_digest(issuer, subject), claimed))
        return claimed

    def keep(self, issuer: str, subject: str, name: str) -> None:
        """Remember whose account this is; once it is remembered, it stays.

        Raises:
            NameTaken: Somebody else was quicker.
        """
        self.name_of(issuer, subject, name)
        if self._known(issuer, subject) is None:
            self._db.execute(insert(IDENTITIES).values(digest=_digest(issuer, subject), name=name))
            self._db.commit()

    def waiting(self, name: str) -> list[tuple[str, datetime]]:
        """Return who waits for an account: the code and when they asked (UTC), newest first."""
        table = WAITING_IDENTITIES
        rows = select(table.c.digest, table.c.asked_at).where(table.c.name == name).order_by(table.c.asked_at.desc())
        return [(_code(digest), at) for digest, at in self._db.execute(rows)]

    def bind(self, name: str, code: str) -> None:
        """Give an account to the person with this code; others who wait for it wait in vain.

        Raises:
            AccountInvalid: Nobody with this code waits for it, or it is somebody's already.
        """
        table = WAITING_IDENTITIES
        digests = self._db.scalars(select(table.c.digest).where(table.c.name == name))
        found = [digest for digest in digests if _code(digest) == code.strip().lower()]
        if len(found) != 1:
            raise AccountInvalid(
                f"nobody with the code {code!r} waits for this account", _("Diesen Code gibt es nicht.")
            )
        if self._db.scalar(select(IDENTITIES.c.digest).where(IDENTITIES.c.name == name)) is not None:
            raise AccountInvalid("the account is bound already", _("Dieses Konto ist schon zugeordnet."))
        self._db.execute(insert(IDENTITIES).values(digest=found[0], name=name))
        self._db.execute(delete(table).where(table.c.name == name))
        self._db.commit()

    def _wait(self, digest: str, name: str) -> str:
        """Remember who came, for a month; return the code."""
        table = WAITING_IDENTITIES
        self._db.execute(delete(table).where((table.c.digest == digest) | (table.c.asked_at < now() - _WAITS)))
        self._db.execute(insert(table).values(digest=digest, name=name, asked_at=now()))
        self._db.commit()
        return _code(digest)

    def _known(self, issuer: str, subject: str) -> str | None:
        return self._db.scalar(select(IDENTITIES.c.name).where(IDENTITIES.c.digest == _digest(issuer, subject)))


def _code(digest: str) -> str:
    return digest[:_CODE_LETTERS]


def _digest(issuer: str, subject: str) -> str:
    return hashlib.sha256(json.dumps([issuer, subject]).encode()).hexdigest()
