"""Applying for an account, and changing a password."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from jupyterhub.handlers import BaseHandler
from tornado import web

from clientinfo_kernel.access.audit_subject import AuditSubject
from hub.accounts import passwords
from hub.accounts.account import NewAccount
from hub.accounts.client_address import client_address
from hub.accounts.errors import AccountError, AccountTaken
from hub.accounts.login_pages import too_many_failures
from hub.accounts.password_workers import TooBusy
from hub.accounts.sessions import end_other_sessions
from hub.web.page_texts import N_, _

_BUSY = N_("Gerade ist sehr viel los. Bitte versuchen Sie es gleich noch einmal.")
_DIFFERENT = N_("Die beiden Eingaben sind verschieden.")


class FormPage(BaseHandler):
    """A page with a form that shows itself again when something is wrong."""

    template: str

    def set_default_headers(self) -> None:
        """No copy of a form, anywhere."""
        super().set_default_headers()
        self.set_header("Cache-Control", "no-store")

    async def show(self, *, error: str | None = None, status: HTTPStatus = HTTPStatus.OK, **values: Any) -> None:
        """Send the page; with an error it answers 400 unless another status is given."""
        self.set_status(HTTPStatus.BAD_REQUEST if error and status == HTTPStatus.OK else status)
        self.finish(await self.render_template(self.template, error=error, minimum=passwords.MINIMUM, **values))


class SignUpPage(FormPage):
    """An application: it grants nothing. Off unless the settings allow it."""

    template = "signup.html"

    async def prepare(self) -> None:
        """Hide the page when it is off.

        Raises:
            web.HTTPError: 404 when it is off.
        """
        await super().prepare()
        if not self.authenticator.enable_signup:
            raise web.HTTPError(404)

    async def get(self) -> None:
        """Show the form."""
        await self.show(new=NewAccount(name=""), sent=False)

    async def post(self) -> None:
        """Keep the application. A name that is taken gets the same answer: the page does not reveal who has an account."""
        fields = {field: self.get_body_argument(field, "") for field in ("name", "full_name", "email")}
        typed = NewAccount(**fields)
        password = self.get_body_argument("new_password", "", strip=False)
        again = self.get_body_argument("new_password_again", "", strip=False)
        address = client_address(self)
        if not self.authenticator.throttle.take(address):
            await self.show(error=_(_BUSY), status=HTTPStatus.TOO_MANY_REQUESTS, new=typed, sent=False)
            return
        try:
            new = typed.checked()
            objection = passwords.objection(password, new.name)
            problem = _(_DIFFERENT) if password != again else objection.for_person if objection else None
            if problem is None:
                async with self.authenticator.workers.turn(new.name):
                    self.authenticator.accounts.apply_for(new, await self.authenticator.workers.hashed(password))
                self.authenticator.audit.write(
                    new.name, (), "change", AuditSubject("user", new.name), "applied for an account"
                )
        except AccountTaken as error:
            self.log.info("An application was not taken: %s", error)
            problem = None
        except AccountError as error:
            problem = error.for_person
        except TooBusy:
            await self.show(error=_(_BUSY), status=HTTPStatus.SERVICE_UNAVAILABLE, new=typed, sent=False)
            return
        await self.show(error=problem, new=typed, sent=problem is None)


class PasswordPage(FormPage):
    """One's own password. Changing it ends the sessions of one's other browsers."""

    template = "password.html"

    @web.authenticated
    async def get(self) -> None:
        """Show the form."""
        await self.show(done=False)

    @web.authenticated
    async def post(self) -> None:
        """Check the old one, set the new one. A wrong old one counts like a failed login."""
        name, authenticator = self.current_user.name, self.authenticator
        old = self.get_body_argument("password", "", strip=False)
        new = self.get_body_argument("new_password", "", strip=False)
        problem = passwords.objection(new, name)
        if new != self.get_body_argument("new_password_again", "", strip=False):
            await self.show(error=_(_DIFFERENT), done=False)
            return
        if problem is not None:
            await self.show(error=problem.for_person, done=False)
            return
        outcome = await authenticator.check_login(name, old, self)
        if outcome.kind != "good":
            texts = {"wait": too_many_failures(outcome.minutes), "busy": _(_BUSY)}
            error = texts.get(outcome.kind, _("Das bisherige Kennwort stimmt nicht."))
            await self.show(error=error, status=HTTPStatus.FORBIDDEN, done=False)
            return
        authenticator.accounts.set_password(name, await authenticator.workers.hashed(new), one_time=False)
        authenticator.note(name, "change", AuditSubject("user", name), "own password changed")
        await end_other_sessions(self, name, authenticator.pages)
        await self.show(done=True)
