"""What an open page and the Hub say to the service about sessions: still there, farewell, log out, end them all."""

from __future__ import annotations

import hmac
import json
from typing import TYPE_CHECKING, cast

from jupyter_server.auth.decorator import allow_unauthenticated
from jupyter_server.base.handlers import APIHandler
from jupyter_server.utils import url_path_join
from tornado import web

from hub.service.guarded_handler import Guarded
from hub.web.logout_link import PROOF, is_meant, logout_link

if TYPE_CHECKING:
    from hub.service.hub_identity import HubIdentity
    from hub.service.session_kernels import SessionKernels


class SessionState(Guarded, APIHandler):
    """How long a page has left; a POST says that somebody uses it."""

    def initialize(self, warn_seconds: int) -> None:
        """Keep how long before its end a page warns."""
        self.warn_seconds = warn_seconds

    @web.authenticated
    def get(self, kernel_id: str) -> None:
        """Seconds left."""
        self._answer(kernel_id)

    @web.authenticated
    def post(self, kernel_id: str) -> None:
        """Somebody did something: the time starts again."""
        if self.session is not None:
            self.session.touch()
        self._answer(kernel_id)

    def _answer(self, kernel_id: str) -> None:
        self.set_header("Cache-Control", "no-store")
        self.finish({"seconds_left": self.kernels.seconds_left(kernel_id), "warn_seconds": self.warn_seconds})


class Farewell(Guarded, APIHandler):
    """A closed page ends its kernel."""

    @web.authenticated
    async def post(self, kernel_id: str) -> None:
        """End it."""
        await self.kernels.end(kernel_id)
        self.set_status(204)
        self.finish()


class Logout(Guarded):
    """Ends the pages of this browser, then leads to the Hub's own logout, which asks where no page of ours led here."""

    @allow_unauthenticated
    async def get(self) -> None:
        """End, forget, lead on. Somebody who is logged out already can come here, too."""
        hub = cast("HubIdentity", self.identity_provider).hub_auth
        address = hub.hub_host + url_path_join(hub.hub_prefix, "logout")
        if self.person is not None:
            person = self.person
            if not is_meant(self.get_query_argument(PROOF, ""), person.browser, hub.api_token):
                self.redirect(address)
                return
            address = logout_link(address, person.browser, hub.api_token)
            await self.kernels.end_where(
                lambda session: session.owner.browser == person.browser and session.owner.name == person.name
            )
            cast("HubIdentity", self.identity_provider).forget(person.name)
        hub.clear_cookie(self)
        self.redirect(address)


class EndSessions(web.RequestHandler):
    """The Hub ends somebody's sessions: locked, other roles, logged out."""

    def initialize(self, token: str, kernels: SessionKernels, identity: HubIdentity) -> None:
        """Keep the Hub's key and what there is to end."""
        self.token = token
        self.kernels = kernels
        self.identity = identity

    def check_xsrf_cookie(self) -> None:
        """Let the Hub through: it is not a browser, its key is the proof."""

    async def post(self) -> None:
        """``{"user": name, "session": browser or null}``."""
        given = self.request.headers.get("Authorization", "").removeprefix("token ")
        if not hmac.compare_digest(given.encode(), self.token.encode()):
            raise web.HTTPError(403)
        try:
            wanted = json.loads(self.request.body)
            name, browser = str(wanted["user"]), wanted.get("session")
        except (ValueError, KeyError, TypeError, AttributeError):
            raise web.HTTPError(400) from None
        self.identity.forget(name)
        ended = await self.kernels.end_where(
            lambda session: session.owner.name == name and browser in (None, session.owner.browser)
        )
        self.finish({"ended": ended})
