"""The accounts of a publication, as its administrators manage them: the client of the Hub's accounts API.

Two use it: the administrators' page, whose kernel is given address and token by its environment, and the shell
(``hub.accounts.bootstrap``). Nobody else's kernel is given them.

ClientInfoError
└── AccountsApiError
    ├── AccountsRefused      the Hub said no, and why
    └── AccountsUnreachable  no answer, or none that can be understood
"""

from __future__ import annotations

import os
from datetime import datetime  # noqa: TC003  # msgspec reads the annotations
from http.client import HTTPException
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import quote, urlsplit

import msgspec

from clientinfo_kernel.access.hub_exchange import PATIENCE_SECONDS, REFUSED, exchange
from clientinfo_kernel.access.rights import viewer
from clientinfo_kernel.errors import ClientInfoError

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, MutableMapping

# As which user of the operating system analysts' JupyterLab runs ([hub] analysts), for the page on which the role is given.
ANALYSTS_VARIABLE = "CLIENTINFO_ANALYSTS"
URL_VARIABLE, TOKEN_VARIABLE = "CLIENTINFO_ACCOUNTS_URL", "CLIENTINFO_ACCOUNTS_TOKEN"
# The Hub's refusal (``AccountsRefused.error``) of a change that was decided on something else than what stands there now.
ACCOUNT_CHANGED = "AccountChanged"
_Answer = TypeVar("_Answer")


class AccountsApiError(ClientInfoError):
    """The accounts could not be read or changed."""


class AccountsRefused(AccountsApiError):
    """The Hub said no; the message is the Hub's own: in German for people, in English for the shell.

    Attributes:
        status: Of HTTP: 400, 403, 404, 409.
        field: The field of an account that is wrong (``name``, ``email``, ...); empty: none in particular.
        error: Which rule of accounts forbids it (a class of ``hub.accounts.errors``); empty: the Hub did not let the
            request through to the accounts.
    """

    def __init__(self, message: str, status: int, field: str = "", error: str = "") -> None:
        super().__init__(message)
        self.status = status
        self.field = field
        self.error = error


class AccountsUnreachable(AccountsApiError):
    """The Hub did not answer in time, or not as it should."""


class Account(msgspec.Struct, frozen=True, kw_only=True):
    """One account.

    Attributes:
        name: Login name.
        full_name: For people; typed by people, or empty.
        email: Empty where none is known.
        branch: Where the person works, as the dealer system writes it; empty: nowhere in particular.
        admin: Manages accounts and sees no customer data.
        roles: Of ``clientinfo_kernel.access.rights.GRANTS``, in their order.
        locked: Cannot log in until somebody unlocks it.
        pending: Applied for, not yet granted.
        created_at: In UTC; None: not known.
        last_login: In UTC; None: never.
        failed_logins: Since the last success.
        has_password: False where another system does the login.
        must_change_password: Has a one-time password that was not used yet.
        roles_elsewhere: Another system gives the roles, again at each login.
    """

    name: str
    full_name: str = ""
    email: str = ""
    branch: str = ""
    admin: bool = False
    roles: tuple[str, ...] = ()
    locked: bool = False
    pending: bool = False
    created_at: datetime | None = None
    last_login: datetime | None = None
    failed_logins: int = 0
    has_password: bool = False
    must_change_password: bool = False
    roles_elsewhere: bool = False


class StartPassword(msgspec.Struct, frozen=True):
    """A one-time password: it is shown once, and has to be changed at the first login."""

    password: str
    name: str = ""

    def __repr__(self) -> str:
        return f"StartPassword(name={self.name!r})"


class _Refusal(msgspec.Struct, frozen=True):
    message: str
    field: str = ""
    error: str = ""


class AccountsClient:
    """Reads and changes accounts in an administrator's name, or in the shell's.

    Args:
        url: Address of the API.
        token: The administrator's own, or the shell's; never shown, logged or kept in a widget.
        actor: The administrator's login name; empty for the shell.
        seconds: How long to wait for the Hub to connect, and for each piece of its answer.

    Attributes:
        actor: As given.
        language: Asked before each request for the language of the Hub's messages; the shell leaves it to the Hub.
    """

    def __init__(self, url: str, token: str, actor: str, *, seconds: float = PATIENCE_SECONDS) -> None:
        self._url = urlsplit(url.rstrip("/"))
        self._token = token
        self._seconds = seconds
        self.actor = actor
        self.language: Callable[[], str] = str

    @classmethod
    def from_environment(cls, environment: MutableMapping[str, str] = os.environ) -> AccountsClient | None:
        """Return the client of this kernel's administrator; None: it works for somebody else, or is not published.

        Address and token are taken out of the environment, where a cell or a child process could read them.
        """
        url, token = environment.pop(URL_VARIABLE, ""), environment.pop(TOKEN_VARIABLE, "")
        return cls(url, token, viewer(environment).name) if url and token else None

    def __repr__(self) -> str:
        return f"AccountsClient(actor={self.actor!r})"

    def all(self) -> tuple[Account, ...]:
        """Return every account, by name.

        Raises:
            AccountsApiError: The Hub refuses, or does not answer.
        """
        return self._ask("GET", "", tuple[Account, ...])

    def add(
        self,
        name: str,
        *,
        full_name: str = "",
        email: str = "",
        branch: str = "",
        roles: Collection[str] = (),
        admin: bool = False,
        password: str | None = None,
    ) -> StartPassword:
        """Add an account; return its password, with the name as the Hub keeps it.

        Args:
            name: Login name.
            full_name: For people.
            email: For people.
            branch: Where the person works.
            roles: Of ``clientinfo_kernel.access.rights.GRANTS``.
            admin: Whether it manages accounts.
            password: Only the shell is allowed to choose one; None: a one-time password is made.

        Raises:
            AccountsApiError: The Hub refuses, or does not answer.
        """
        body: dict[str, Any] = {"name": name, "full_name": full_name, "email": email, "branch": branch}
        body |= {"roles": list(roles), "admin": admin}
        return self._ask("POST", "", StartPassword, body | _chosen(password))

    def change(
        self,
        name: str,
        *,
        roles: Collection[str] | None = None,
        admin: bool | None = None,
        locked: bool | None = None,
        full_name: str | None = None,
        email: str | None = None,
        branch: str | None = None,
        seen: Account | None = None,
    ) -> Account:
        """Change what is given. Other rights, or a lock, end the user's sessions at once; roles grant an application.

        Args:
            name: Login name.
            roles: From now on these and no others.
            admin: Whether it manages accounts.
            locked: Whether it is locked.
            full_name: For people.
            email: For people.
            branch: Where the person works.
            seen: The account as it was when this was decided: what somebody else changed meanwhile is not written over.

        Raises:
            AccountsApiError: The Hub refuses (``ACCOUNT_CHANGED``: because of ``seen``), or does not answer.
        """
        wanted: dict[str, Any] = {"admin": admin, "locked": locked, "full_name": full_name, "email": email}
        wanted |= {"branch": branch, "roles": None if roles is None else list(roles)}
        given = {key: value for key, value in wanted.items() if value is not None}
        if seen is not None:
            # the rights were decided on together: a role beside the administration means something else
            decided = given.keys() | ({"roles", "admin"} if given.keys() & {"roles", "admin"} else set())
            given["seen"] = {key: getattr(seen, key) for key in sorted(decided)}
        return self._ask("PATCH", _one(name), Account, given)

    def new_password(self, name: str, password: str | None = None) -> StartPassword:
        """Replace a password by a one-time one, or by the one that the shell chose; the user's sessions end.

        Raises:
            AccountsApiError: The Hub refuses, or does not answer.
        """
        answer = self._ask("POST", f"{_one(name)}/password", StartPassword, _chosen(password))
        return StartPassword(answer.password, name)

    def end_sessions(self, name: str) -> None:
        """End a user's sessions on all devices.

        Raises:
            AccountsApiError: The Hub refuses, or does not answer.
        """
        self._ask("POST", f"{_one(name)}/end-sessions", None, {})

    def delete(self, name: str, seen: Account | None = None) -> None:
        """Delete an account, with its sessions, or discard an application.

        Args:
            name: Login name.
            seen: The account as it was when this was decided: one that somebody granted, locked or changed meanwhile stays.

        Raises:
            AccountsApiError: The Hub refuses (``ACCOUNT_CHANGED``: because of ``seen``), or does not answer.
        """
        told = {} if seen is None else {key: getattr(seen, key) for key in ("pending", "roles", "admin", "locked")}
        self._ask("DELETE", _one(name), None, told)

    def _ask(self, method: str, path: str, kind: type[_Answer] | None, body: dict[str, Any] | None = None) -> _Answer:
        status, content = self._send(method, path, body)
        if status >= REFUSED:
            try:
                refusal = msgspec.json.decode(content, type=_Refusal)
            except msgspec.DecodeError:
                raise AccountsUnreachable(f"the Hub answered {status} without a reason; see its log") from None
            raise AccountsRefused(refusal.message, status, refusal.field, refusal.error)
        try:
            return msgspec.json.decode(content or b"null", type=kind)
        except msgspec.DecodeError as error:
            raise AccountsUnreachable(f"the Hub's answer cannot be understood: {error}") from None

    def _send(self, method: str, path: str, body: dict[str, Any] | None) -> tuple[int, bytes]:
        headers = {"Authorization": f"token {self._token}", "Content-Type": "application/json"}
        spoken = self.language()
        headers |= {"Accept-Language": spoken} if spoken else {}
        content = None if body is None else msgspec.json.encode(body)
        try:
            return exchange(method, self._url, seconds=self._seconds, path=path, content=content, headers=headers)
        except (OSError, HTTPException, ValueError) as error:
            raise AccountsUnreachable(f"the Hub does not answer ({type(error).__name__})") from None


def _chosen(password: str | None) -> dict[str, str]:
    return {} if password is None else {"password": password}


def _one(name: str) -> str:
    return f"/{quote(name, safe='')}"
