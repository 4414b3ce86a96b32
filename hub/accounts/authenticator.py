"""NativeAuthenticator on JupyterHub 6, with what it lacks.

Its login fails on Hub 6, its hashing blocks the event loop and breaks beyond 72 bytes, its lock-out forgets, it gives
unknown names away by time, authorises by GET and makes the first one who signs up an administrator. Only its
table of passwords and its list of common ones are used here; none of its handlers is mounted. Its second factor (TOTP)
is not offered.
"""

from __future__ import annotations

from typing import Any, ClassVar

from nativeauthenticator import NativeAuthenticator
from traitlets import Bool

from hub.accounts.login_pages import FirstPasswordPage, LoginPage
from hub.accounts.managed_accounts import ManagedAccounts
from hub.accounts.password_login import PasswordLogin
from hub.accounts.password_pages import PasswordPage, SignUpPage


class AccountsAuthenticator(PasswordLogin, ManagedAccounts, NativeAuthenticator):
    """Names and passwords in the Hub's own database."""

    has_passwords: ClassVar[bool] = True
    enable_signup = Bool(default_value=False, config=True, help="Whether people can apply for an account.")

    def get_handlers(self, app: Any) -> list[tuple[Any, ...]]:
        """Ours only: NativeAuthenticator's own change things by GET."""
        return [
            (r"/login", LoginPage),
            (r"/first-password", FirstPasswordPage),
            (r"/signup", SignUpPage),
            (r"/password", PasswordPage),
            *self.common_handlers(app),
        ]

    async def prove(self, name: str, password: str) -> dict[str, Any] | None:
        """Compare with the hash that is kept; takes as long for a name that nobody has."""
        matches = await self.workers.matches(password, self.accounts.password_hash(name))
        return {"name": name} if matches else None
