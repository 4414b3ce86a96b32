"""Login with name and password on our own form: the brakes on guessing, no matter who keeps the passwords."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from jupyterhub.auth import Authenticator

from clientinfo_kernel.access.audit_subject import AuditSubject
from hub.accounts.client_address import client_address
from hub.accounts.known_browsers import place_of
from hub.accounts.lockout import AddressThrottle, Lockout
from hub.accounts.password_workers import PasswordWorkers, TooBusy

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hub.accounts.lockout import LoginPlace

Kind = Literal["good", "wrong", "wait", "locked", "pending", "one_time", "slow_down", "busy", "unreachable"]


# Stands for a name in the audit log that no account has; it cannot be one.
NOBODY = "?"
_LOGIN = AuditSubject("login")


class CannotTell(Exception):
    """Whoever keeps the passwords does not answer: the password is neither right nor wrong."""


class Outcome(NamedTuple):
    """What a login came to.

    Attributes:
        kind: good: is allowed to log in. wrong: unknown name or wrong password. wait: too many failures with this name, for
            ``minutes``. locked, pending, one_time: the password was right, but ... slow_down: too many failures from
            this address. busy: too many logins at once. unreachable: nobody can tell just now.
        name: The account's name, normalised.
        minutes: How long to wait.
        person: What the Hub learns about the person: ``name``, and what else the passwords' keeper knows.
    """

    kind: Kind
    name: str
    minutes: int = 0
    person: Mapping[str, Any] = {}


class PasswordLogin(Authenticator):
    """Mixed into an authenticator of ManagedAccounts that has our form; it says in ``prove`` who has which password."""

    @cached_property
    def workers(self) -> PasswordWorkers:
        """Where hashes are computed, and where logins queue up."""
        return PasswordWorkers()

    @cached_property
    def lockout(self) -> Lockout:
        """The brake per name."""
        return Lockout(self.db)

    @cached_property
    def throttle(self) -> AddressThrottle:
        """The brake per address."""
        return AddressThrottle()

    async def prove(self, name: str, password: str) -> dict[str, Any] | None:
        """Return who has this name and password: at least ``{"name": ...}``; None: nobody.

        Raises:
            CannotTell: Just now nobody can say.
        """
        raise NotImplementedError

    async def authenticate(self, handler: Any, data: dict[str, Any]) -> dict[str, Any] | None:
        """Return the person, when the password is right and the account good. The login page has checked already."""
        outcome = getattr(handler, "login_outcome", None)
        if outcome is None:
            username, password = str(data.get("username", "")), str(data.get("password", ""))
            outcome = await self.check_login(username, password, handler)
        return dict(outcome.person) if outcome.kind == "good" else None

    async def check_login(self, typed: str, password: str, handler: Any) -> Outcome:
        """Check a name and password; every way out takes the same time for known and unknown names.

        Args:
            typed: The name.
            password: The password.
            handler: Of the request: it says from where.
        """
        name, address = self.normalize_username(typed), client_address(handler)
        attempt = _Attempt(name, address, place_of(handler, name))
        if not self.throttle.take(address):
            return Outcome("slow_down", name)
        try:
            async with self.workers.turn(name):
                outcome = await self._check_password(attempt, password)
        except TooBusy:
            self.throttle.give_back(address)
            return Outcome("busy", name)
        except CannotTell as error:
            self.throttle.give_back(address)
            self.log.error("A login could not be checked: %s", error)  # noqa: TRY400  # it says where and why
            return Outcome("unreachable", name)
        if outcome.kind != "good":
            return outcome
        self.throttle.give_back(address)
        standing = self.accounts.standing(outcome.name)
        if standing in {"locked", "pending"}:
            self._note_failure(attempt, f", account is {standing}")
        kinds: dict[str, Kind] = {"locked": "locked", "pending": "pending", "one_time": "one_time"}
        return outcome._replace(kind=kinds.get(standing, "good"))

    async def _check_password(self, attempt: _Attempt, password: str) -> Outcome:
        name, place = attempt.name, attempt.place
        if minutes := self.lockout.minutes_left(name, place):
            return Outcome("wait", name, minutes)
        person = await self.prove(name, password)
        if person is not None:
            self.lockout.forget(name)
            return Outcome("good", person["name"], person=person)
        self.lockout.note_failure(name, place)
        minutes = self.lockout.minutes_left(name, place)
        self._note_failure(attempt, f", locked for {minutes} min" if minutes else "")
        return Outcome("wait", name, minutes) if minutes else Outcome("wrong", name)

    def _note_failure(self, attempt: _Attempt, more: str) -> None:
        """Write it down; a name that no account has can be a password that was typed into the wrong field."""
        self.log.warning("A login from %s failed%s", attempt.address, more)
        is_account = self.accounts.standing(attempt.name) != "unknown"
        user, subject = (attempt.name, AuditSubject("user", attempt.name)) if is_account else (NOBODY, _LOGIN)
        self.audit.write(user, (), "login_failed", subject, f"from {attempt.address}{more}")


class _Attempt(NamedTuple):
    """A login that is being checked: the normalised name, the address, and where the failures are counted."""

    name: str
    address: str
    place: LoginPlace
