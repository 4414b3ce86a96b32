"""Login at an LDAP directory, by the same form as accounts of our own.

Only what LDAPAuthenticator is stands here, not what it does: its check blocks the event loop and waits for ever, takes
a busy server for a wrong password, gives unknown names away by time, and believes the name that somebody typed instead of
the one that the directory has. ``directory`` does the work with the library below it, ldap3.
"""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from typing import Any

from ldapauthenticator import LDAPAuthenticator
from traitlets import Instance

from clientinfo_kernel.access.audit_subject import AuditSubject
from hub.accounts.client_address import client_address
from hub.accounts.login_pages import LoginPage
from hub.accounts.password_login import CannotTell, PasswordLogin
from hub.login.foreign_accounts import ForeignAccounts, RightsOfNow
from hub.login.ldap_directory import Directory
from hub.login.login_problem import LoginProblem

_THREADS = 8
_SECONDS = 30.0
# One directory has one key for each person, on whichever of its servers.
_ISSUER, _KEY = "ldap", "directory_key"


class LdapLoginPage(RightsOfNow, LoginPage):
    """Name and password."""

    async def post(self) -> None:
        """Check them, or say in the form why the directory's person does not get this account."""
        try:
            await super().post()
        except LoginProblem as problem:
            if problem.to_audit:
                detail = f"from {client_address(self)}, {problem.for_log}"
                subject = AuditSubject("user", problem.name)
                self.authenticator.audit.write(problem.name, (), "login_failed", subject, detail)
            self.set_status(problem.status_code)
            self.finish(await self._render(login_error=problem.for_person, username=problem.name))


class LdapAuthenticator(PasswordLogin, ForeignAccounts, LDAPAuthenticator):
    """Accounts of an LDAP directory."""

    directory = Instance(Directory, config=True, help="The directory.")

    @cached_property
    def threads(self) -> ThreadPoolExecutor:
        """Where the directory is waited for."""
        return ThreadPoolExecutor(_THREADS, thread_name_prefix="ldap")

    def get_handlers(self, app: Any) -> list[tuple[Any, ...]]:
        """Return our form, and what everybody has."""
        return [(r"/login", LdapLoginPage), *self.common_handlers(app)]

    async def prove(self, name: str, password: str) -> dict[str, Any] | None:
        """Ask the directory.

        Raises:
            CannotTell: It does not answer.
            LoginProblem: The account with this name is another person's, or nobody's yet.
        """
        asking = asyncio.get_running_loop().run_in_executor(self.threads, self.directory.check, name, password)
        try:
            person = await asyncio.wait_for(asking, _SECONDS)
        except TimeoutError as error:
            raise CannotTell(f"the directory did not answer within {_SECONDS:.0f} s") from error
        if person is None:
            return None
        name = self.name_of(_ISSUER, person.key, person.name, is_there=self._is_made_here(person.name))
        shown = {"full_name": person.full_name, "email": person.email, "branch": person.branch}
        return self.person(name, person.groups, **shown) | {_KEY: person.key}

    def identity(self, auth_model: dict[str, Any]) -> tuple[str, str]:
        """Return the directory and its key for the person."""
        return _ISSUER, auth_model[_KEY]

    def _is_made_here(self, name: str) -> bool:
        """Return whether there is an account that no login at the directory has made (before keys were kept, too)."""
        account = self.account(name)
        if account is None:
            return False
        return account.last_login is None or self.accounts.password_hash(name) is not None
