"""What the service learns about an account whose calendar a program reads: nobody is logged in then.

Accounts of another system (LDAP, OpenID Connect) end there without a word to the Hub. So an account that nobody logged
in to for a while counts as one that cannot.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import msgspec
from jupyterhub.apihandlers.base import APIHandler
from jupyterhub.scopes import needs_scope
from tornado import web

from clientinfo_kernel.access.colleagues import called
from hub.accounts.errors import AccountUnknown
from hub.configuration.addresses import BRANCH, FULL_NAME

if TYPE_CHECKING:
    from clientinfo_kernel.access.accounts import Account

LONGEST_ABSENCE = timedelta(days=45)


class AccountStanding(APIHandler):
    """``api/clientinfo/standing/NAME``: since when there is the account, whether it can log in, and as whom."""

    @needs_scope("read:users")  # type: ignore[untyped-decorator]
    async def get(self, name: str) -> None:
        """Answer; 404 where nobody is called so."""
        user = self.find_user(self.authenticator.normalize_username(name))
        try:
            account: Account = self.authenticator.accounts.find(user.name if user is not None else "")
        except AccountUnknown:
            raise web.HTTPError(404) from None
        standing = {
            "since": user.orm_user.created.replace(tzinfo=UTC).isoformat(),
            "may_log_in": may_log_in(account, datetime.now(UTC)),
            "roles": account.roles,
            FULL_NAME: called(account.name, account.full_name, self.authenticator.accounts.all()),
            BRANCH: account.branch,
        }
        self.set_header("Content-Type", "application/json")
        self.finish(msgspec.json.encode(standing))


def may_log_in(account: Account, now: datetime) -> bool:
    """Return whether somebody still works with an account: not locked, not an administrator's, lately used."""
    is_used = account.last_login is not None and now - account.last_login < LONGEST_ABSENCE
    return is_used and not account.locked and not account.pending and not account.admin
