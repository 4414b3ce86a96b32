"""Login, and the new password that follows a login with a one-time one."""

from __future__ import annotations

import hashlib
import json
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from jupyterhub.handlers.login import LoginHandler
from tornado import web
from tornado.httputil import url_concat

from clientinfo_kernel.access.audit_subject import AuditSubject
from hub.accounts import passwords
from hub.accounts.known_browsers import remember_browser
from hub.web.page_texts import N_, _, ngettext

if TYPE_CHECKING:
    from hub.accounts.password_login import Outcome

_TICKET = "clientinfo-first-password"
_TICKET_DAYS = 15 / (24 * 60)
_LONGEST_NAME = 255
EXPIRED = N_("Das Formular war zu lange offen. Bitte versuchen Sie es noch einmal.")


class LoginPage(LoginHandler):
    """Name and password."""

    login_outcome: Outcome | None = None

    def set_default_headers(self) -> None:
        """No copy of a form with a name in it, anywhere."""
        super().set_default_headers()
        self.set_header("Cache-Control", "no-store")

    def render_template(self, name: str, **values: Any) -> Any:
        """Render a page; what the server could not do is said on the page about errors, not as two words in the form."""
        if name == "error.html" and values.get("status_code", 0) >= HTTPStatus.INTERNAL_SERVER_ERROR:
            return super(LoginHandler, self).render_template(name, **values)
        return super().render_template(name, **values)

    def check_xsrf_cookie(self) -> None:
        """Refuse a forged form, in words that help somebody whose form was merely old.

        Raises:
            web.HTTPError: 403 without the token of this browser.
        """
        try:
            super(LoginHandler, self).check_xsrf_cookie()
        except web.HTTPError as error:
            raise web.HTTPError(403, _(EXPIRED)) from error

    async def post(self) -> None:
        """Check name and password."""
        username = self.get_body_argument("username", "")[:_LONGEST_NAME]
        password = self.get_body_argument("password", "", strip=False)
        outcome = await self.authenticator.check_login(username, password, self)
        if outcome.kind == "good":
            await self._enter(outcome)
        elif outcome.kind == "one_time":
            await self._ask_for_new_password(outcome.name)
        else:
            status, text = _explained(outcome, self.authenticator)
            self.set_status(status)
            if status != HTTPStatus.FORBIDDEN:
                self.set_header("Retry-After", str(max(outcome.minutes * 60, 10)))
            self.finish(await self._render(login_error=text, username=username))

    async def _enter(self, outcome: Outcome) -> None:
        self.login_outcome = outcome
        user = await self.login_user({"username": outcome.name})
        if user is None:
            raise web.HTTPError(403)
        remember_browser(self, outcome.name)
        self.redirect(self.get_next_url(user))

    async def _ask_for_new_password(self, name: str, error: str | None = None) -> None:
        if error:
            self.set_status(HTTPStatus.FORBIDDEN)
        page = await self.render_template(
            "first_password.html",
            action=_with_target(f"{self.hub.base_url}first-password", self.get_argument("next", "")),
            ticket=_ticket(self, name),
            username=name,
            error=error,
            minimum=passwords.MINIMUM,
        )
        self.finish(page)

    def _render(self, login_error: str | None = None, username: str | None = None, **more: Any) -> Any:
        """Return the form, to be awaited; the Hub calls this for its own errors, too, and then it is a text (``sync``)."""
        target = self.get_argument("next", "")
        return self.render_template(
            "login.html",
            **more,
            login_error=login_error,
            username=username or "",
            authenticator_login_url=_with_target(self.authenticator.login_url(self.hub.base_url), target),
            enable_signup=self.authenticator.enable_signup,
            contact=_(self.authenticator.contact),
            logged_out=bool(self.get_query_argument("logged-out", "")),
        )


class FirstPasswordPage(LoginPage):
    """The own password instead of the one-time one. There is no session before it is set."""

    async def get(self) -> None:
        """Nothing to see without a login before."""
        self.redirect(self.settings["login_url"])

    async def post(self) -> None:
        """Set the password and log in."""
        name = _name_of_ticket(self, self.get_body_argument("ticket", ""))
        if name is None:
            self.set_status(HTTPStatus.FORBIDDEN)
            self.finish(await self._render(login_error=_(EXPIRED)))
            return
        new = self.get_body_argument("new_password", "", strip=False)
        problem = await self._problem(name, new)
        if problem is not None:
            await self._ask_for_new_password(name, problem)
            return
        hashed = await self.authenticator.workers.hashed(new)
        # Another window can have used the ticket meanwhile.
        if _name_of_ticket(self, self.get_body_argument("ticket", "")) != name:
            raise web.HTTPError(403, _(EXPIRED))
        self.authenticator.accounts.set_password(name, hashed, one_time=False)
        self.authenticator.note(name, "change", AuditSubject("user", name), "own password set")
        await self._continue(name, new)

    async def _continue(self, name: str, password: str) -> None:
        outcome = await self.authenticator.check_login(name, password, self)
        if outcome.kind == "good":
            await self._enter(outcome)
        else:
            status, text = _explained(outcome, self.authenticator)
            self.set_status(status)
            self.finish(await self._render(login_error=text, username=name))

    async def _problem(self, name: str, new: str) -> str | None:
        if new != self.get_body_argument("new_password_again", "", strip=False):
            return _("Die beiden Eingaben sind verschieden.")
        if objection := passwords.objection(new, name):
            return objection.for_person
        if await self.authenticator.workers.matches(new, self.authenticator.accounts.password_hash(name)):
            return _("Wählen Sie ein anderes Kennwort als das Startkennwort.")
        return None


def _with_target(address: str, target: str) -> str:
    return str(url_concat(address, {"next": target})) if target else address


def _explained(outcome: Outcome, authenticator: Any) -> tuple[HTTPStatus, str]:
    """Return the status and the text. Unknown names, wrong passwords and names with too many failures read alike."""
    texts = {
        "wrong": (HTTPStatus.FORBIDDEN, _("Benutzername oder Kennwort stimmt nicht.")),
        "wait": (HTTPStatus.TOO_MANY_REQUESTS, too_many_failures(outcome.minutes)),
        "locked": (HTTPStatus.FORBIDDEN, authenticator.locked_text),
        "pending": (
            HTTPStatus.FORBIDDEN,
            _("Ihr Zugang ist noch nicht freigegeben. Darüber entscheidet {contact}.").format(
                contact=_(authenticator.contact)
            ),
        ),
        "slow_down": (
            HTTPStatus.TOO_MANY_REQUESTS,
            _("Von Ihrem Anschluss kamen zu viele Versuche. Bitte warten Sie einen Moment."),
        ),
        "busy": (
            HTTPStatus.SERVICE_UNAVAILABLE,
            _("Gerade melden sich sehr viele an. Bitte versuchen Sie es gleich noch einmal."),
        ),
        "unreachable": (
            HTTPStatus.SERVICE_UNAVAILABLE,
            _("Das Verzeichnis, das Ihre Anmeldung prüft, antwortet nicht. Bitte versuchen Sie es gleich noch einmal."),
        ),
    }
    return texts[outcome.kind]


def too_many_failures(minutes: int) -> str:
    """Return what somebody reads who has to wait after too many failed logins."""
    return ngettext(
        "Zu viele Versuche. Bitte warten Sie {count} Minute.",
        "Zu viele Versuche. Bitte warten Sie {count} Minuten.",
        minutes,
    )


def _ticket(handler: Any, name: str) -> str:
    """Return proof that the one-time password was right: signed, for 15 minutes, and void once the password has changed."""
    value = json.dumps([name, _stamp(handler, name)])
    return str(handler.create_signed_value(_TICKET, value).decode("ascii"))


def _name_of_ticket(handler: Any, ticket: str) -> str | None:
    value = handler.get_secure_cookie(_TICKET, ticket, max_age_days=_TICKET_DAYS)
    if value is None:
        return None
    name, stamp = json.loads(value)
    unused = handler.authenticator.accounts.standing(name) == "one_time" and stamp == _stamp(handler, name)
    return str(name) if unused else None


def _stamp(handler: Any, name: str) -> str:
    return hashlib.sha256(handler.authenticator.accounts.password_hash(name) or b"").hexdigest()[:16]
