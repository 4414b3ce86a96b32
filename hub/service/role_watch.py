"""Whether those who have pages open are still allowed to: asked of the Hub in one request for all, every half minute.

What clientinfo's own user administration changes ends sessions at once (``session_api.EndSessions``). This catches the
rest: groups changed by an identity provider's login, by the Hub's API, or while the service was not reachable.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from jupyter_server.utils import url_path_join
from tornado.httpclient import AsyncHTTPClient, HTTPClientError
from tornado.ioloop import PeriodicCallback

from hub.service.hub_identity import roles_of

if TYPE_CHECKING:
    from logging import Logger

    from hub.service.hub_identity import HubIdentity
    from hub.service.page_session import PageSession
    from hub.service.session_kernels import SessionKernels

_MILLISECONDS = 30_000
_PAGE = 500


def watch_roles(kernels: SessionKernels, identity: HubIdentity, log: Logger) -> PeriodicCallback:
    """Start looking after the sessions; call inside the running event loop."""

    async def look() -> None:
        try:
            ended = await end_changed(kernels, identity)
        except (HTTPClientError, OSError, ValueError, KeyError) as error:
            log.warning("The Hub does not say who is still allowed here (%s); asking again soon.", type(error).__name__)
            return
        if ended:
            log.info("Ended %s sessions of people whose roles changed.", ended)

    watch = PeriodicCallback(look, _MILLISECONDS)
    watch.start()
    return watch


async def end_changed(kernels: SessionKernels, identity: HubIdentity) -> int:
    """End the pages of people whose roles are others now; return how many.

    What the Hub said of them before is forgotten: it is kept for minutes, and their next page would have the roles of before.
    """
    if not kernels.every_page():
        return 0
    roles = await roles_by_name(identity)

    def is_outdated(session: PageSession) -> bool:
        return roles.get(session.owner.name) != session.owner.roles

    for session in filter(is_outdated, kernels.every_page()):
        identity.forget(session.owner.name)
    return await kernels.end_where(is_outdated)


async def roles_by_name(identity: HubIdentity) -> dict[str, frozenset[str]]:
    """Return every account of the Hub with its roles."""
    hub = identity.hub_auth
    found: dict[str, frozenset[str]] = {}
    offset: int | None = 0
    while offset is not None:
        answer = await AsyncHTTPClient().fetch(
            url_path_join(hub.api_url, f"users?offset={offset}&limit={_PAGE}"),
            headers={"Authorization": f"token {hub.api_token}", "Accept": "application/jupyterhub-pagination+json"},
        )
        page: dict[str, Any] = json.loads(answer.body)
        found |= {user["name"]: roles_of(user) for user in page["items"]}
        following = page["_pagination"]["next"]
        offset = following["offset"] if following else None
    return found
