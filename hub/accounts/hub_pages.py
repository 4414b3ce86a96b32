"""The Hub's own pages: home, logout, our stylesheet; and those that are switched off."""

from __future__ import annotations

from typing import Any

from jupyterhub.apihandlers.hub import RootAPIHandler
from jupyterhub.handlers import BaseHandler
from jupyterhub.handlers.login import LogoutHandler
from tornado import web
from tornado.httputil import url_concat

from clientinfo_kernel.access.audit_subject import AuditSubject
from hub.accounts.login_cookie import end_login
from hub.web.asset_handler import AssetHandler
from hub.web.logout_link import PROOF, is_meant, logout_link

_stock_namespace = BaseHandler.template_namespace.fget
# Stock JupyterHub's pages for administrators, API tokens and shared servers: users.ipynb and our API replace the first,
# nobody makes the others.
_SWITCHED_OFF = (
    *(r"/admin", r"/token", r"/accept-share"),
    *(r"/api/users/[^/]+/tokens.*", r"/api/shares.*", r"/api/share-codes.*"),
)


def page_handlers() -> list[tuple[Any, ...]]:
    """Return the address (below /hub) and the handler of each."""
    return [
        (r"/home", HomePage),
        (r"/logout", LogoutPage),
        (r"/clientinfo/assets/(.*)", AssetHandler),
        (r"/api/?", WithoutVersion),
        *((path, SwitchedOff) for path in _SWITCHED_OFF),
    ]


def link_logouts() -> None:
    """Let all pages of the Hub in this process lead to the logout of the browser that reads them."""

    def namespace(self: Any) -> dict[str, Any]:
        found: dict[str, Any] = _stock_namespace(self)
        session = self.get_session_cookie() if self.current_user else ""
        return found | {"logout_url": logout_link(found["logout_url"], session or "", self.authenticator.pages.token)}

    BaseHandler.template_namespace = property(namespace)


class HomePage(BaseHandler):
    """For analysts: their JupyterLab. For everybody else: the way to the pages."""

    @web.authenticated
    async def get(self) -> None:
        """Show the own server, or redirect."""
        user = self.current_user
        if not _has_server(self):
            self.redirect(self.get_next_url(user, default=self._start()))
            return
        if user.running:
            await user.spawner.poll_and_notify()
        page = await self.render_template("home.html", spawner=user.spawner, start=self._start())
        self.finish(page)

    @web.authenticated
    async def post(self) -> None:
        """Stop the own server.

        Raises:
            web.HTTPError: 403 for who has none.
        """
        if not _has_server(self):
            raise web.HTTPError(403)
        user = self.current_user
        if user.spawner.ready:
            await self.stop_single_user(user)
        self.redirect(f"{self.hub.base_url}home")

    def _start(self) -> str:
        chosen = self.default_url(self) if callable(self.default_url) else self.default_url
        own = f"{self.hub.base_url}home"
        return str(chosen) if chosen and not str(chosen).startswith(own) else f"{self.base_url}services/clientinfo/"


def _has_server(handler: Any) -> bool:
    user = handler.current_user
    return not user.admin and bool(handler.has_scope(f"servers!user={user.name}"))


class EndsPages:
    """Mixed into a logout handler: the pages of this browser end with the login, once it is certain who wants that."""

    async def get(self: Any) -> None:
        """Log out where one of our pages leads here; ask first where any other did."""
        proof = self.get_query_argument(PROOF, "")
        if self.current_user and not is_meant(proof, self.get_session_cookie() or "", self.authenticator.pages.token):
            self.set_header("Cache-Control", "no-store")
            self.finish(await self.render_template("logout_question.html"))
        else:
            await super().get()  # type: ignore[misc]  # of the handler that this is mixed into

    async def default_handle_logout(self: Any) -> None:
        """Log out as always, then tell the pages."""
        user, session = self.current_user, self.get_session_cookie()
        await super().default_handle_logout()  # type: ignore[misc]  # of the handler that this is mixed into
        if user:
            self.authenticator.note(user.name, "logout", AuditSubject("user", user.name))
            if session:
                end_login(self.db, session)
                await self.authenticator.pages.end(self, user.name, session)


class LogoutPage(EndsPages, LogoutHandler):
    """Logout of this browser."""

    async def render_logout_page(self) -> None:
        """Show the login page, with a word that it worked."""
        if self.authenticator.auto_login:
            await super().render_logout_page()
        else:
            self.redirect(url_concat(self.settings["login_url"], {"logged-out": "1"}), permanent=False)


class WithoutVersion(RootAPIHandler):
    """The address at which JupyterLab asks whether the Hub is there; anybody can ask it."""

    def get(self) -> None:
        """Answer without the version, which helps those who look for known holes; JupyterLab reads the header's."""
        self.finish({})


class SwitchedOff(BaseHandler):
    """A page of stock JupyterHub that clientinfo does not have."""

    async def prepare(self) -> None:
        """Say that there is no such page.

        Raises:
            web.HTTPError: 404, always.
        """
        await super().prepare()
        raise web.HTTPError(404)
