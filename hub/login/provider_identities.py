"""Whom the provider means by a name: names there can change and be given to somebody else, its own key cannot."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

from sqlalchemy import insert, select

from hub.accounts.account_tables import IDENTITIES

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


class NameTaken(Exception):
    """The account with this name belongs to somebody else at the provider."""


class Identities:
    """Accounts by the provider's key (issuer and subject). An account belongs to the first who logs in with its name."""

    def __init__(self, db: Session) -> None:
        self._db = db

    def name_of(self, issuer: str, subject: str, claimed: str) -> str:
        """Return the account's name: the one of the first login, whatever the provider calls the person today.

        Raises:
            NameTaken: The name is another one's, and this person has none yet.
        """
        known = self._known(issuer, subject)
        if known is not None:
            return known
        if self._db.scalar(select(IDENTITIES.c.digest).where(IDENTITIES.c.name == claimed)) is not None:
            raise NameTaken(claimed)
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

    def _known(self, issuer: str, subject: str) -> str | None:
        return self._db.scalar(select(IDENTITIES.c.name).where(IDENTITIES.c.digest == _digest(issuer, subject)))


def _digest(issuer: str, subject: str) -> str:
    return hashlib.sha256(json.dumps([issuer, subject]).encode()).hexdigest()
