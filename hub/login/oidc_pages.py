"""The way to the provider and back: a page with one button, the redirect, the return, the logout."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from oauthenticator.oauth2 import OAuthCallbackHandler, OAuthLoginHandler, OAuthLogoutHandler
from tornado import web
from tornado.httputil import url_concat

from clientinfo_kernel.access.audit_subject import AuditSubject
from hub.accounts.client_address import client_address
from hub.accounts.login_pages import LoginPage
from hub.configuration.addresses import SERVICE_PREFIX
from hub.login.foreign_accounts import RightsOfNow
from hub.login.id_token import nonce_of
from hub.login.login_problem import LoginProblem, denied, expired, too_many, unreachable, untrusted

# What a provider can say when it sends somebody back without a login (RFC 6749, OpenID Connect Core).
_NO = {"access_denied", "consent_required", "interaction_required", "login_required", "account_selection_required"}
_RETRY_SECONDS = "30"


class OidcLoginPage(LoginPage):
    """The page with the button."""

    async def get(self) -> None:
        """Show it; after a logout also where people otherwise go to the provider at once."""
        if self.authenticator.auto_login and self.get_query_argument("logged-out", ""):
            self.finish(await self._render())
        else:
            await super().get()

    async def post(self) -> None:
        """There is no password here.

        Raises:
            web.HTTPError: 405, always.
        """
        raise web.HTTPError(HTTPStatus.METHOD_NOT_ALLOWED)


class LeavingPage(OAuthLoginHandler):
    """Off to the provider, with state, PKCE and a nonce."""

    _nonce = ""

    def _generate_pkce_params(self) -> tuple[str, str]:
        verifier, challenge = super()._generate_pkce_params()
        self._nonce = nonce_of(verifier)
        return verifier, challenge

    def authorize_redirect(self, **options: Any) -> None:
        """Add the nonce to what oauthenticator sends."""
        options["extra_params"] = {**options["extra_params"], "nonce": self._nonce}
        super().authorize_redirect(**options)


class CallbackPage(RightsOfNow, OAuthCallbackHandler, LoginPage):
    """Back from the provider."""

    async def get(self) -> None:
        """Log in, or say on the login page why not."""
        address = client_address(self)
        try:
            if not self.authenticator.throttle.take(address):
                raise too_many("too many logins from this address")
            self.check_arguments()
            user = await self.login_user()
            if user is None:
                raise denied("the Hub does not let this person in")
        except LoginProblem as problem:
            await self._explain(problem, address)
            return
        self.authenticator.throttle.give_back(address)
        self.redirect(self.get_next_url(user))

    async def post(self) -> None:
        """Providers come back by GET.

        Raises:
            web.HTTPError: 405, always.
        """
        raise web.HTTPError(HTTPStatus.METHOD_NOT_ALLOWED)

    def check_arguments(self) -> None:
        """First whether this browser asked for it, then what the provider says.

        Raises:
            LoginProblem: It is another login's return, or one without a login.
        """
        error = self.get_argument("error", "")
        try:
            self.check_state()
        except LoginProblem as problem:
            # Not every provider sends the state back with a no. Anybody can come with one: it is not written down.
            raise denied(f"the return says {error}", to_audit=False) if error in _NO else problem from None
        if self.get_argument("iss", self.authenticator.issuer) != self.authenticator.issuer:
            raise untrusted("the return is another provider's (iss)")
        if error:
            raise denied(f"the provider says {error}") if error in _NO else unreachable("the provider reports an error")
        if not self.get_argument("code", ""):
            raise expired("the return has no code")

    def check_state(self) -> None:
        """Compare the address with this browser's cookie.

        Raises:
            LoginProblem: They differ, or one is missing.
        """
        try:
            super().check_state()
        except (web.HTTPError, ValueError, AttributeError) as error:
            raise expired("state is missing or another login's") from error

    async def _explain(self, problem: LoginProblem, address: str) -> None:
        self.log.warning("A login from %s failed: %s", address, problem.for_log)
        user = self.current_user
        if user is not None and problem.status_code == HTTPStatus.BAD_REQUEST:
            # Several windows at once went to log in, and another one of them was quicker: its login is good here, too.
            self.redirect(SERVICE_PREFIX)
            return
        if problem.to_audit:
            subject = AuditSubject("user", problem.name) if problem.name else AuditSubject("login")
            self.authenticator.audit.write(
                problem.name, (), "login_failed", subject, f"from {address}, {problem.for_log}"
            )
        self.set_status(problem.status_code)
        if problem.status_code in (HTTPStatus.SERVICE_UNAVAILABLE, HTTPStatus.TOO_MANY_REQUESTS):
            self.set_header("Retry-After", _RETRY_SECONDS)
        # The button leads to where this login was to lead: the form reads it from the address.
        self.request.arguments["next"] = [self.get_next_url().encode()]
        self.finish(await self._render(login_error=problem.for_person))


class OidcLogoutPage(OAuthLogoutHandler):
    """Logout, here or at the provider as well."""

    async def render_logout_page(self) -> None:
        """On to the provider, or to the login page with a word that it worked."""
        there = self.authenticator.logout_redirect_url
        self.redirect(there or url_concat(self.settings["login_url"], {"logged-out": "1"}), permanent=False)
