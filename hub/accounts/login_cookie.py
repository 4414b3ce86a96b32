"""A login belongs to one browser and ends with its logout, wherever its cookies have been copied to.

Stock JupyterHub's login cookie is the same in all browsers of a person and stays good after a logout; the id of a
session is whatever stood in the browser before. Here the signed login cookie names the session that the login began, is
worth nothing without that session's own cookie, and both end together.
"""

from __future__ import annotations

import hashlib
import uuid
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from jupyterhub import orm
from jupyterhub.handlers import base
from sqlalchemy import delete, insert, select

from hub.accounts.account_tables import ENDED_LOGINS, now
from hub.configuration.person_cookies import session_cookie

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

# A cookie is good for less (configure_accounts.SESSION_DAYS).
_KEPT = timedelta(days=3)


def bind_logins(*, has_tls: bool, session_days: float) -> None:
    """Let all handlers of the Hub in this process set and read such cookies.

    Args:
        has_tls: Whether browsers come by https.
        session_days: For how long a login is good.
    """
    name = session_cookie(has_tls=has_tls)
    base.SESSION_COOKIE_NAME = name
    own = base.BaseHandler

    def session_of(self: Any) -> str | None:
        known: str | None = getattr(self, "_session_id", None) or self.get_cookie(name, None)
        return known

    def begin_session(self: Any) -> str:
        if not getattr(self, "_session_id", None):
            self._session_id = uuid.uuid4().hex
        self._set_cookie(name, self._session_id, encrypted=False, path=self.base_url, expires_days=session_days)
        return str(self._session_id)

    def set_login(self: Any, user: Any, server: Any) -> None:
        value = f"{user.cookie_id}.{session_of(self)}"
        self._set_cookie(server.cookie_name, value, encrypted=True, path=server.base_url, expires_days=session_days)

    def user_of(self: Any, cookie_name: str, _value: str | None = None) -> Any:
        signed = self.get_secure_cookie(cookie_name, max_age_days=self.cookie_max_age_days)
        cookie_id, _, session = (signed or b"").decode("utf-8", "replace").partition(".")
        if not session or session != session_of(self) or _has_ended(self.db, session):
            return None
        found = self._user_from_orm(self.db.query(orm.User).filter(orm.User.cookie_id == cookie_id).first())
        if found is not None and self._record_activity(found):
            self.db.commit()
        return found

    own.get_session_cookie = session_of
    own.set_session_cookie = begin_session
    own._set_user_cookie = set_login  # noqa: SLF001  # JupyterHub has no setting for it
    own._user_for_cookie = user_of  # noqa: SLF001  # as above


def begin_login(handler: Any) -> None:
    """Give a browser a new session, when a login has succeeded; whatever stood in it before is of no use to anybody."""
    handler._session_id = uuid.uuid4().hex  # noqa: SLF001  # JupyterHub keeps it there
    handler.set_session_cookie()


def end_login(db: Session, session: str) -> None:
    """Make every copy of a browser's cookies invalid, for good."""
    at = now()
    db.execute(delete(ENDED_LOGINS).where(ENDED_LOGINS.c.ended_at < at - _KEPT))
    if not _has_ended(db, session):
        db.execute(insert(ENDED_LOGINS).values(digest=_digest(session), ended_at=at))
    db.commit()


def _has_ended(db: Session, session: str) -> bool:
    found = select(ENDED_LOGINS.c.digest).where(ENDED_LOGINS.c.digest == _digest(session))
    return db.execute(found).first() is not None


def _digest(session: str) -> str:
    return hashlib.sha256(session.encode("utf-8", "surrogatepass")).hexdigest()
