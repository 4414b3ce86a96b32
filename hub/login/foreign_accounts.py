"""What the authenticators of other systems have in common: accounts come with the first login, roles with each."""

from __future__ import annotations

from functools import cached_property
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, ClassVar

from jupyterhub.handlers import BaseHandler
from tornado import web
from traitlets import Instance

from clientinfo_kernel.access.audit_subject import AuditSubject
from hub.accounts.account import rights_text
from hub.accounts.errors import AccountUnknown
from hub.accounts.managed_accounts import ManagedAccounts
from hub.accounts.sessions import end_sessions
from hub.login.login_problem import LoginProblem
from hub.login.provider_identities import Identities, NameTaken, NotBound
from hub.login.role_mapping import RoleMapping
from hub.web.page_texts import _

if TYPE_CHECKING:
    from collections.abc import Iterable

    from clientinfo_kernel.access.accounts import Account


class ForeignAccounts(ManagedAccounts):
    """Accounts whose passwords are kept elsewhere.

    With a mapping (``[hub.roles]``) roles and administration come from the other system's groups, at each login:
    a person who leaves a group there loses the role here. Without one, administrators give them here, as to own accounts.
    """

    enable_signup: ClassVar[bool] = False
    mapping = Instance(RoleMapping, ({},), config=True, help="The other system's groups to our roles.")

    @cached_property
    def identities(self) -> Identities:
        """Whose account is whose."""
        return Identities(self.db)

    def identity(self, auth_model: dict[str, Any]) -> tuple[str, str]:
        """Return who keeps the person of a login, and by which key, which stays theirs whatever they are called."""
        raise NotImplementedError

    def name_of(self, issuer: str, subject: str, claimed: str, *, is_there: bool) -> str:
        """Return the name of a person's account (``Identities.name_of``).

        Raises:
            LoginProblem: The account with this name is another person's, or nobody's yet.
        """
        try:
            return self.identities.name_of(issuer, subject, claimed, is_there=is_there)
        except NameTaken as error:
            raise self._name_taken(claimed) from error
        except NotBound as error:
            raise self._not_bound(claimed, error.code) from error

    def person(self, name: str, groups: Iterable[str], **shown: str) -> dict[str, Any]:
        """Return what the Hub learns about somebody whom the other system knows.

        Args:
            name: Login name.
            groups: Theirs over there.
            shown: ``full_name``, ``email`` and ``branch``: what opens nothing.
        """
        model: dict[str, Any] = {"name": name, **shown}
        if self.mapping:
            rights = self.mapping.rights(groups)
            model |= {"groups": list(rights.roles), "admin": rights.admin}
        return model

    def check_blocked_users(self, username: str, authentication: dict[str, Any] | None = None) -> bool:
        """Refuse a locked account.

        Raises:
            LoginProblem: With the text for its owner; it is in the audit log already.
        """
        try:
            return super().check_blocked_users(username, authentication)
        except web.HTTPError as error:
            raise LoginProblem(HTTPStatus.FORBIDDEN, self.locked_text, "account is locked", username) from error

    async def run_post_auth_hook(self, handler: Any, auth_model: dict[str, Any]) -> dict[str, Any]:
        """Remember whose account this is once everything has been checked, and what they are called, their address and branch.

        Raises:
            LoginProblem: Somebody else got the name a moment ago.
        """
        try:
            self.identities.keep(*self.identity(auth_model), auth_model["name"])
        except NameTaken as error:
            raise self._name_taken(auth_model["name"]) from error
        checked: dict[str, Any] = await super().run_post_auth_hook(handler, auth_model)
        if checked:
            shown = (checked.get(key, "") for key in ("full_name", "email", "branch"))
            self.accounts.note_person(checked["name"], *shown)
        return checked

    def account(self, name: str) -> Account | None:
        """Return the account as it is now; None before the first login."""
        try:
            return self.accounts.find(name)
        except AccountUnknown:
            return None

    def _not_bound(self, name: str, code: str) -> LoginProblem:
        text = _(
            "Für Ihren Benutzernamen gibt es hier schon ein Konto, das noch keinem Firmenkonto zugeordnet ist. Wenden Sie"
            " sich an {contact} und nennen Sie den Code {code}."
        ).format(contact=_(self.contact), code=code)
        reason = f"the account is not bound to a person at the provider yet; code {code}"
        return LoginProblem(HTTPStatus.FORBIDDEN, text, reason, name, to_audit=True)

    def _name_taken(self, name: str) -> LoginProblem:
        text = _(
            "Ihr Benutzername gehört hier schon zu einem anderen Firmenkonto. Wenden Sie sich an {contact}:"
            " das alte Konto muss gelöscht werden, bevor Sie sich anmelden können."
        ).format(contact=_(self.contact))
        return LoginProblem(
            HTTPStatus.FORBIDDEN, text, "the name belongs to another person at the provider", name, to_audit=True
        )


class RightsOfNow(BaseHandler):
    """Mixed into the handler of a login: who comes with other rights than before keeps no session that has the old."""

    async def auth_to_user(self, authenticated: dict[str, Any], user: Any = None) -> Any:
        """Give the user the roles that the login brought; if they are others, end what was open before."""
        authenticator, name = self.authenticator, authenticated["name"]
        before = authenticator.account(name)
        entered = await super().auth_to_user(authenticated, user)
        after = authenticator.account(name)
        if before is not None and after is not None and rights_text(before) != rights_text(after):
            await end_sessions(self, name, authenticator.pages)
            detail = f"by the groups of the login: {rights_text(before)} -> {rights_text(after)}"
            authenticator.note(name, "change", AuditSubject("user", name), detail)
        return entered
