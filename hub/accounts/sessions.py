"""Ending somebody's sessions at once: cookies, tokens, pages and server."""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from jupyterhub import orm
from jupyterhub.utils import new_token
from tornado.httpclient import AsyncHTTPClient, HTTPRequest

if TYPE_CHECKING:
    from collections.abc import Callable

    from jupyterhub.handlers import BaseHandler
    from sqlalchemy.orm import Session

_PATIENCE = 5.0
_SERVER_NOTE = "Server at "
# Servers that are still stopping: an asyncio task lives only as long as somebody holds it.
_STOPPING: set[asyncio.Task[None]] = set()


@dataclass(frozen=True)
class Pages:
    """The processes that serve the pages, and the token that they trust.

    Attributes:
        addresses: Of each process, ending with its base: ``http://127.0.0.1:9001/services/clientinfo/``.
        token: API token of the service.
    """

    addresses: tuple[str, ...]
    token: str

    async def end(self, handler: BaseHandler, user: str, session: str | None) -> None:
        """Tell all of them to end a user's pages: of one browser session, or of all (None).

        A process that does not answer has none to end, or finds out when it asks the Hub next; it is logged.
        """
        await asyncio.gather(*(self._tell(handler, address, user, session) for address in self.addresses))

    async def _tell(self, handler: BaseHandler, address: str, user: str, session: str | None) -> None:
        request = HTTPRequest(
            f"{address}internal/end-sessions",
            method="POST",
            headers={"Authorization": f"token {self.token}", "Content-Type": "application/json"},
            body=json.dumps({"user": user, "session": session}),
            request_timeout=_PATIENCE,
            connect_timeout=_PATIENCE,
        )
        try:
            await AsyncHTTPClient().fetch(request)
        except Exception as error:  # noqa: BLE001  # whatever it is, the person is out of the Hub already
            handler.log.warning("Pages of %s at %s were not ended: %s", user, address, error)


def revoke(db: Session, user: orm.User, keep: Callable[[orm.APIToken], bool] = lambda _token: False) -> None:
    """Make every cookie of a user invalid, and every token but those to keep."""
    user.cookie_id = new_token()
    for token in db.query(orm.APIToken).filter(orm.APIToken.user_id == user.id):
        if not keep(token):
            db.delete(token)
    for code in db.query(orm.OAuthCode).filter(orm.OAuthCode.user_id == user.id):
        db.delete(code)
    db.commit()
    db.expire(user, ["api_tokens", "oauth_codes"])


async def end_sessions(handler: BaseHandler, name: str, pages: Pages, *, for_good: bool = False) -> None:
    """End everything of a user: the Hub's cookies and tokens first, then the pages and the own server.

    When this returns, no cookie and no token of a browser works any more, and the proxy leads nobody to the server. A
    server that is slow to stop may go on for some seconds; its own token goes with it (without the token it would try
    for seconds to reach the Hub). With ``for_good``, before a user is deleted, that is waited for.
    """
    user = handler.find_user(name)
    if user is None:
        await pages.end(handler, name, None)
        return
    revoke(handler.db, user.orm_user, _is_of_server)
    stopping = asyncio.ensure_future(_stop_servers(handler, user))
    _STOPPING.add(stopping)
    stopping.add_done_callback(_STOPPING.discard)
    await pages.end(handler, name, None)
    await asyncio.wait({stopping}, timeout=None if for_good else _PATIENCE)
    if for_good:
        revoke(handler.db, user.orm_user)


async def end_other_sessions(handler: BaseHandler, name: str, pages: Pages) -> None:
    """End the sessions of a user's other browsers; this one's cookie is renewed, an own server goes on."""
    user, own = handler.find_user(name), handler.get_session_cookie()

    def is_kept(token: orm.APIToken) -> bool:
        return _is_of_server(token) or (token.session_id is not None and token.session_id == own)

    sessions = {token.session_id for token in handler.db.query(orm.APIToken).filter(orm.APIToken.user_id == user.id)}
    revoke(handler.db, user.orm_user, is_kept)
    await asyncio.gather(*(pages.end(handler, name, session) for session in sessions - {None, own}))
    handler.set_login_cookie(user)


def _is_of_server(token: orm.APIToken) -> bool:
    return token.session_id is None and (token.note or "").startswith(_SERVER_NOTE)


async def _stop_servers(handler: BaseHandler, user: Any) -> None:
    for server_name, spawner in list(user.spawners.items()):
        if not spawner.active or spawner.pending == "stop":
            continue
        try:
            if spawner.pending:  # still starting: the Hub refuses to stop that the usual way
                await user.stop(server_name)
            else:
                await (await handler.stop_single_user(user, server_name))
        except Exception:
            handler.log.exception("The server of %s could not be stopped", user.name)
