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

from hub.accounts.login_pages import LoginPage
from hub.accounts.password_login import CannotTell, PasswordLogin
from hub.login.foreign_accounts import ForeignAccounts, RightsOfNow
from hub.login.ldap_directory import Directory

_THREADS = 8
_SECONDS = 30.0


class LdapLoginPage(RightsOfNow, LoginPage):
    """Name and password."""


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
        """
        asking = asyncio.get_running_loop().run_in_executor(self.threads, self.directory.check, name, password)
        try:
            person = await asyncio.wait_for(asking, _SECONDS)
        except TimeoutError as error:
            raise CannotTell(f"the directory did not answer within {_SECONDS:.0f} s") from error
        return None if person is None else self.person(person.name, person.groups, person.full_name, person.email)
