"""What every authenticator of clientinfo has in common, no matter who checks the passwords: locks, roles, audit, the API.

An authenticator of another system takes it as its first base: ``class Oidc(ManagedAccounts, GenericOAuthenticator)``.
"""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from jupyterhub.auth import Authenticator
from jupyterhub.handlers.login import LogoutHandler
from tornado import web
from traitlets import List, Unicode, default

from clientinfo_kernel.access.account_names import ACCOUNT_NAMES_FILE, account_names_of
from clientinfo_kernel.access.audit_subject import AuditSubject
from clientinfo_kernel.access.colleagues import COLLEAGUES_FILE, called, names_of
from clientinfo_kernel.access.rights import ADMIN
from hub.accounts.account_audit import AccountAudit
from hub.accounts.account_store import AccountStore
from hub.accounts.accounts_api import api_handlers
from hub.accounts.errors import AccountUnknown
from hub.accounts.hub_pages import EndsPages, page_handlers
from hub.accounts.login_cookie import begin_login
from hub.accounts.permissions import restrict_administrators
from hub.accounts.sessions import Pages
from hub.accounts.standing_api import AccountStanding
from hub.configuration.addresses import BRANCH, FULL_NAME, SERVICE, SINCE
from hub.configuration.state_folder import write_private
from hub.web.page_texts import _

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from clientinfo_kernel.access.accounts import Account


class ManagedAccounts(Authenticator):
    """Accounts that administrators manage by our REST API; roles are Hub groups."""

    has_passwords: ClassVar[bool] = False

    contact = Unicode(
        "Ihre Administration", config=True, help='Who helps, as in: "Wenden Sie sich an Ihre Administration."'
    )
    audit_folder = Unicode("", config=True, help="Folder of the audit log; empty: none is written.")
    address_file = Unicode("", config=True, help="File with the address of the Hub, for the shell.")
    names_folder = Unicode("", config=True, help="Folder where the pages read people's names; empty: they read none.")
    page_addresses = List(
        Unicode(),
        config=True,
        help="Where the processes of the pages are reached from here, each with its base address and a slash at the"
        " end; empty: the address of the service 'clientinfo'.",
    )
    page_token = Unicode("", config=True, help="API token of the pages; empty: that of the service 'clientinfo'.")

    @default("allow_all")
    def _everybody_with_an_account(self) -> bool:
        return True

    @default("db")
    def _session(self) -> Session:
        """Return the Hub's session, without its warning: the accounts belong in this database."""
        session: Session = self._deprecated_db_session
        return session

    @cached_property
    def accounts(self) -> AccountStore:
        """The accounts."""
        return AccountStore(self.db, passwords=self.has_passwords, changed=self._tell_names)

    def _tell_names(self, accounts: list[Account]) -> None:
        """Write down who can look after something, and whom the audit log means; a full disk stops nobody's account."""
        if not self.names_folder:
            return
        try:
            write_private(Path(self.names_folder, COLLEAGUES_FILE), names_of(accounts))
            write_private(Path(self.names_folder, ACCOUNT_NAMES_FILE), account_names_of(accounts))
        except OSError:
            self.log.exception("The names of the accounts cannot be written for the pages")

    @cached_property
    def audit(self) -> AccountAudit:
        """The audit log."""
        return AccountAudit(Path(self.audit_folder) if self.audit_folder else None)

    @property
    def pages(self) -> Pages:
        """The processes to tell when sessions end."""
        services = self.parent._service_map if self.parent is not None else {}  # noqa: SLF001  # no public way
        service = services.get(SERVICE)
        own = (f"{service.url.rstrip('/')}{service.prefix}",) if service is not None and service.url else ()
        token = self.page_token or (service.api_token if service is not None else "")
        return Pages(tuple(self.page_addresses) or own, token)

    def get_handlers(self, app: Any) -> list[tuple[Any, ...]]:
        """Return the other system's handlers, our pages and the API."""
        theirs = [
            (path, type(kind.__name__, (EndsPages, kind), {}) if issubclass(kind, LogoutHandler) else kind, *more)
            for path, kind, *more in super().get_handlers(app)
        ]
        return [*theirs, *self.common_handlers(app)]

    def common_handlers(self, app: Any) -> list[tuple[Any, ...]]:
        """Return our pages and the API. The Hub asks once, when its database is ready and before it listens."""
        restrict_administrators(app.db)
        if self.address_file:
            write_private(Path(self.address_file), app.hub.url)
        self.accounts.tell()
        standing = (r"/api/clientinfo/standing/([^/]+)", AccountStanding)
        return [*page_handlers(), *api_handlers(), standing]

    def check_blocked_users(self, username: str, authentication: dict[str, Any] | None = None) -> bool:
        """Refuse a locked account with a clear text: anybody who gets here has proved their identity.

        Raises:
            web.HTTPError: 403 for a locked account.
        """
        if self.accounts.standing(username) == "locked":
            self.audit.write(username, (), "login_failed", AuditSubject("user", username), "account is locked")
            raise web.HTTPError(403, self.locked_text)
        return bool(super().check_blocked_users(username, authentication))

    @property
    def locked_text(self) -> str:
        """What somebody reads whose account is locked."""
        return _("Ihr Zugang ist gesperrt. Wenden Sie sich an {contact}.").format(contact=_(self.contact))

    async def run_post_auth_hook(self, handler: Any, auth_model: dict[str, Any]) -> dict[str, Any]:
        """Remember the login and write it down, once everything has been checked."""
        checked: dict[str, Any] = await super().run_post_auth_hook(handler, auth_model)
        if checked:
            begin_login(handler)
            name = checked["name"]
            self.accounts.note_login(name)
            about = self._about(name) | {key: checked[key] for key in (FULL_NAME, BRANCH) if checked.get(key)}
            about[FULL_NAME] = called(name, about.get(FULL_NAME, ""), self.accounts.all())
            checked["user_info"] = about
            self.audit.write(name, self._roles_after(checked), "login", AuditSubject("user", name))
        return checked

    def note(self, name: str, action: Any, subject: AuditSubject, detail: str = "") -> None:
        """Write an event of this user into the audit log, with the roles of now."""
        self.audit.write(name, self._roles_of(name), action, subject, detail)

    def _roles_after(self, checked: dict[str, Any]) -> tuple[str, ...]:
        """Return the roles after this login: those that it brings, where another system gives them."""
        if checked.get("admin"):
            return (ADMIN,)
        return tuple(checked["groups"]) if "groups" in checked else self._roles_of(checked["name"])

    def _about(self, name: str) -> dict[str, str]:
        """Return what the account says of a person; another system's login can know better."""
        try:
            account = self.accounts.find(name)
        except AccountUnknown:  # the first login by another system: the account is made right now
            return {SINCE: datetime.now(UTC).isoformat()}
        since = "" if account.created_at is None else account.created_at.isoformat()
        return {FULL_NAME: account.full_name, BRANCH: account.branch, SINCE: since}

    def _roles_of(self, name: str) -> tuple[str, ...]:
        try:
            account = self.accounts.find(name)
        except AccountUnknown:
            return ()
        return (ADMIN,) if account.admin else account.roles

    async def refresh_user(self, user: Any, handler: Any = None) -> Any:
        """Refuse to refresh a locked account, which then has to log in again and cannot; asked every few minutes."""
        if self.accounts.standing(user.name) in {"locked", "pending"}:
            return False
        return await super().refresh_user(user, handler)

    def pre_spawn_start(self, user: Any, spawner: Any) -> Any:
        """No JupyterLab for administrators: they see no customer data, whatever groups they are in.

        Raises:
            web.HTTPError: 403 for an administrator.
        """
        if user.admin:
            raise web.HTTPError(403, _("Administratoren haben kein JupyterLab."))
        return super().pre_spawn_start(user, spawner)

    def delete_user(self, user: Any) -> Any:
        """Forget what we know about a user."""
        self.accounts.forget(user.name)
        return super().delete_user(user)
