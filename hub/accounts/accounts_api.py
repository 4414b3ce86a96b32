"""The REST API of the accounts, for users.ipynb and the shell: JSON in and out, errors in words for people.

Held by administrators and by the shell's service only (scope ``custom:clientinfo:accounts``). Every change is written
to the audit log with who asked for it.
"""

from __future__ import annotations

import functools
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec
from jupyterhub.apihandlers.base import APIHandler
from jupyterhub.metrics import TOTAL_USERS
from jupyterhub.scopes import needs_scope
from jupyterhub.utils import maybe_future

from clientinfo_kernel.access.audit_subject import AuditSubject
from hub.accounts import passwords
from hub.accounts.account import AccountChange, AccountDeletion, NewAccount, rights_text
from hub.accounts.errors import AccountError, AccountInvalid, NoPasswords, NotAllowed
from hub.accounts.permissions import ACCOUNTS_SCOPE
from hub.accounts.sessions import end_sessions
from hub.web.page_texts import N_, _

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from clientinfo_kernel.access.accounts import Account

_Body = TypeVar("_Body", bound=msgspec.Struct)
_TEXTS = {
    400: N_("Diese Anfrage war unvollständig."),
    403: N_("Dafür fehlt Ihnen die Berechtigung, oder Ihre Anmeldung ist abgelaufen."),
    404: N_("Das gibt es nicht."),
    405: N_("Das geht hier nicht."),
}
_TROUBLE = N_("Das hat nicht geklappt. Im Protokoll des Servers steht die Ursache.")


class PasswordBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A password that is set as it is; for the shell only. Without one a one-time password is made."""

    password: str | None = None


def api_handlers() -> list[tuple[Any, ...]]:
    """Return the address (below /hub) and the handler of each."""
    one = r"/api/clientinfo/accounts/([^/]+)"
    return [
        (r"/api/clientinfo/accounts", AllAccounts),
        (one, OneAccount),
        (rf"{one}/password", AccountPassword),
        (rf"{one}/end-sessions", AccountSessions),
    ]


def for_administrators(method: Callable[..., Awaitable[None]]) -> Callable[..., Awaitable[None]]:
    """Answer only those who are allowed to manage accounts; what cannot be done is answered in words."""

    @needs_scope(ACCOUNTS_SCOPE)  # type: ignore[untyped-decorator]
    @functools.wraps(method)
    async def refuse_in_words(self: AccountsHandler, *arguments: str) -> None:
        try:
            if self.request.method != "GET":
                self.authenticator.audit.require()
            await method(self, *(self.authenticator.normalize_username(each) for each in arguments))
        except AccountError as error:
            refusal = {"status": error.status, "error": type(error).__name__, "message": self.words(error)}
            self.answer(refusal | ({"field": error.field} if error.field else {}), error.status)

    return refuse_in_words  # type: ignore[no-any-return]


class AccountsHandler(APIHandler):
    """What the handlers share."""

    @property
    def is_shell(self) -> bool:
        """Whether the shell asks, and not a person."""
        return self.current_user is not None and self.current_user.kind == "service"

    @property
    def actor(self) -> str:
        """The administrator who asks; "" for the shell."""
        return "" if self.is_shell else str(self.current_user.name)

    def words(self, error: AccountError) -> str:
        """Return an error in the language of who asks."""
        return str(error) if self.is_shell else error.for_person

    def body(self, kind: type[_Body]) -> _Body:
        """Return the request's JSON.

        Raises:
            AccountInvalid: It is none, or has other fields.
        """
        try:
            return msgspec.json.decode(self.request.body or b"{}", type=kind)
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise AccountInvalid(f"cannot be understood: {error}", f"{_(_TEXTS[400])} ({error})") from error

    def as_seen(self, account: Account) -> Account:
        """Return an account as the current login sees it: a password that no login asks for does not count."""
        passwords = self.authenticator.has_passwords
        return msgspec.structs.replace(
            account,
            has_password=account.has_password and passwords,
            must_change_password=account.must_change_password and passwords,
            roles_elsewhere=bool(self.authenticator.manage_groups),
        )

    def answer(self, value: Any, status: int = HTTPStatus.OK) -> None:
        """Send JSON."""
        self.set_status(status)
        self.finish(msgspec.json.encode(value))

    def write_error(self, status_code: int, **_details: Any) -> None:
        """Refusals of the Hub itself, in our form and language; whose rights do not suffice is written down."""
        if status_code == HTTPStatus.FORBIDDEN and self.current_user is not None and not self.is_shell:
            self.authenticator.note(
                self.actor, "refuse", AuditSubject("accounts"), f"{self.request.method} {self.request.path}"
            )
        self.set_header("Content-Type", "application/json")
        self.finish(msgspec.json.encode({"status": status_code, "message": _(_TEXTS.get(status_code, _TROUBLE))}))

    def record(self, name: str, detail: str) -> None:
        """Write the change of an account into the audit log."""
        if self.is_shell:
            self.authenticator.audit.write(self.current_user.name, (), "change", AuditSubject("user", name), detail)
        else:
            self.authenticator.note(self.actor, "change", AuditSubject("user", name), detail)

    async def end_sessions(self, name: str, *, for_good: bool = False) -> None:
        """End all sessions of a user."""
        await end_sessions(self, name, self.authenticator.pages, for_good=for_good)

    async def new_password(self, name: str, chosen: str | None) -> tuple[str, bytes]:
        """Return the chosen password (of the shell) or a one-time one, and its hash.

        Raises:
            AccountInvalid: Somebody else than the shell chose one, or it is too weak.
            NoPasswords: Another system does the login.
        """
        if not self.authenticator.has_passwords:
            raise NoPasswords
        if chosen is not None and not self.is_shell:
            raise AccountInvalid("passwords are made, not given", _("Startkennwörter werden erzeugt, nicht vergeben."))
        if chosen is not None and (objection := passwords.objection(chosen, name)):
            raise AccountInvalid(objection.english, objection.for_person)
        password = chosen if chosen is not None else passwords.one_time_password()
        return password, await self.authenticator.workers.hashed(password)


class AllAccounts(AccountsHandler):
    """All accounts."""

    @for_administrators
    async def get(self) -> None:
        """List them."""
        self.answer([self.as_seen(account) for account in self.authenticator.accounts.all()])

    @for_administrators
    async def post(self) -> None:
        """Add one; the answer has its start password."""
        new = self.body(NewAccount).checked()
        password, hashed = await self.new_password(new.name, new.password)
        account = self.authenticator.accounts.add(new, hashed, one_time=new.password is None)
        TOTAL_USERS.inc()
        await maybe_future(self.authenticator.add_user(self.find_user(new.name)))
        self.record(new.name, f"added: {_rights_and_state(account)}")
        self.answer({"name": new.name, "password": password}, HTTPStatus.CREATED)


class OneAccount(AccountsHandler):
    """One account."""

    @for_administrators
    async def patch(self, name: str) -> None:
        """Change it; when its rights change, its sessions end before this answers."""
        change = self.body(AccountChange).checked()
        if (change.roles is not None or change.admin is not None) and self.authenticator.manage_groups:
            raise NotAllowed("the roles come from another system", _("Die Rollen kommen aus einem anderen System."))
        before = self.authenticator.accounts.find(name)
        after = self.authenticator.accounts.change(name, change, actor=self.actor)
        if _rights_and_state(before) != _rights_and_state(after):
            await self.end_sessions(name)
        self.record(name, f"{_rights_and_state(before)} -> {_rights_and_state(after)}")
        self.answer(self.as_seen(after))

    @for_administrators
    async def delete(self, name: str) -> None:
        """Delete it, with its sessions and its server."""
        self.authenticator.accounts.check_deletable(name, self.body(AccountDeletion), actor=self.actor)
        user = self.find_user(name)
        await self.end_sessions(name, for_good=True)
        if user is None:
            self.authenticator.accounts.forget(name)
        else:
            await maybe_future(self.authenticator.delete_user(user))
            await user.delete_spawners()
            self.users.delete(user)
        self.record(name, "deleted")
        self.set_status(HTTPStatus.NO_CONTENT)


class AccountPassword(AccountsHandler):
    """The password of an account."""

    @for_administrators
    async def post(self, name: str) -> None:
        """Make a new one-time password; the sessions end."""
        self.authenticator.accounts.find(name)
        chosen = self.body(PasswordBody).password
        password, hashed = await self.new_password(name, chosen)
        self.authenticator.accounts.set_password(name, hashed, one_time=chosen is None)
        await self.end_sessions(name)
        self.record(name, "new password")
        self.answer({"password": password})


class AccountSessions(AccountsHandler):
    """The sessions of an account."""

    @for_administrators
    async def post(self, name: str) -> None:
        """End them all."""
        self.authenticator.accounts.find(name)
        await self.end_sessions(name)
        self.record(name, "sessions ended")
        self.set_status(HTTPStatus.NO_CONTENT)


def _rights_and_state(account: Account) -> str:
    states = [word for word, holds in (("locked", account.locked), ("pending", account.pending)) if holds]
    return ", ".join([rights_text(account), *states])
