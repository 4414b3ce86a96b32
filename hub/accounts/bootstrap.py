"""Accounts from the shell, whether the Hub runs or not.

When it runs, the shell asks it (by its API, as the service ``clientinfo-shell``): the Hub keeps users and groups in
memory and would not see what is written behind its back. When it does not run, the database is written directly, which
also works before the first start: tables are made, and the Hub finds its users.
"""

from __future__ import annotations

import logging
from contextlib import contextmanager
from typing import TYPE_CHECKING, Protocol

import msgspec

from clientinfo_kernel.access.accounts import AccountsClient, AccountsRefused, AccountsUnreachable
from clientinfo_kernel.access.audit_subject import AuditSubject
from clientinfo_kernel.access.hub_exchange import is_up
from hub.accounts.errors import AccountError, AccountInvalid, HubUnreachable
from hub.accounts.port_owner import is_listener_of
from hub.web.page_texts import _

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from sqlalchemy.orm import Session, sessionmaker

    from clientinfo_kernel.access.accounts import Account
    from hub.accounts.account import AccountChange, NewAccount
    from hub.configuration.state_folder import HubState

_PATIENCE = 60


class Door(Protocol):
    """A way to the accounts. All methods raise AccountError."""

    def accounts(self) -> list[Account]:
        """Return all accounts, by name."""

    def add(self, new: NewAccount) -> str:
        """Add an account; its password, one-time unless ``new.password`` is given."""

    def change(self, name: str, change: AccountChange) -> Account:
        """Change an account; sessions end when its rights change."""

    def set_password(self, name: str, password: str | None) -> str:
        """Set this password, or a one-time one (None), and end the sessions; the password."""

    def delete(self, name: str) -> None:
        """Delete an account."""


@contextmanager
def open_door(state: HubState, audit_folder: Path | None = None) -> Iterator[Door]:
    """Open the way to the accounts: through the running Hub, or else straight into its database.

    Raises:
        HubUnreachable: The database does not answer.
    """
    hub = HubDoor.of_running(state)
    if hub is not None:
        yield hub
        return
    with database(state) as db:
        yield DatabaseDoor(db, audit_folder)


@contextmanager
def database(state: HubState) -> Iterator[Session]:
    """Open a session on the Hub's database; make missing tables.

    Raises:
        HubUnreachable: It does not answer.
    """
    from jupyterhub import orm
    from sqlalchemy.exc import SQLAlchemyError

    from hub.accounts import account_tables  # noqa: F401  # registers our tables

    state.prepare()
    # Alembic, which marks a new database with the Hub's version, logs that on the terminal.
    logging.disable(logging.WARNING)
    try:
        factory = orm.new_session_factory(state.database_url)
        logging.disable(logging.NOTSET)
        with _closing_engine(factory), factory() as session:
            yield session
    except (SQLAlchemyError, orm.DatabaseSchemaMismatch) as error:
        reason = str(error).splitlines()[0]
        raise HubUnreachable(f"the Hub's database: {reason}", _("Die Datenbank der Konten antwortet nicht.")) from error
    finally:
        logging.disable(logging.NOTSET)


@contextmanager
def _closing_engine(factory: sessionmaker[Session]) -> Iterator[None]:
    try:
        yield
    finally:
        factory.kw["bind"].dispose()


class DatabaseDoor:
    """Straight into the database."""

    def __init__(self, db: Session, audit_folder: Path | None = None) -> None:
        from hub.accounts.account_audit import AccountAudit
        from hub.accounts.account_store import AccountStore

        self._db = db
        self._store = AccountStore(db)
        self._audit = AccountAudit(audit_folder)

    def accounts(self) -> list[Account]:
        """Return all accounts, by name."""
        return self._store.all()

    def add(self, new: NewAccount) -> str:
        """Add an account."""
        self._audit.require()
        checked = new.checked()
        password, hashed = _password(checked.name, checked.password)
        self._store.add(checked, hashed, one_time=checked.password is None)
        self._record(checked.name, "added")
        return password

    def change(self, name: str, change: AccountChange) -> Account:
        """Change an account."""
        self._audit.require()
        before = self._store.find(name)
        after = self._store.change(name, change.checked())
        if (before.roles, before.admin, before.locked) != (after.roles, after.admin, after.locked):
            self._revoke(name)
        self._record(name, "changed")
        return after

    def set_password(self, name: str, password: str | None) -> str:
        """Set a password."""
        self._audit.require()
        self._store.find(name)
        chosen, hashed = _password(name, password)
        self._store.set_password(name, hashed, one_time=password is None)
        self._revoke(name)
        self._record(name, "new password")
        return chosen

    def delete(self, name: str) -> None:
        """Delete an account."""
        from jupyterhub import orm

        self._audit.require()
        self._store.check_deletable(name)
        self._store.forget(name)
        user = orm.User.find(self._db, name)
        if user is not None:
            self._db.delete(user)
            self._db.commit()
        self._record(name, "deleted")

    def bind(self, name: str, bind: Callable[[str], None]) -> None:
        """Give an account to a person at the provider (``Identities.bind``); a running Hub sees it at once."""
        self._audit.require()
        self._store.find(name)
        bind(name)
        self._record(name, "bound to a person at the provider")

    def _revoke(self, name: str) -> None:
        from jupyterhub import orm

        from hub.accounts.sessions import revoke

        user = orm.User.find(self._db, name)
        if user is not None:
            revoke(self._db, user)

    def _record(self, name: str, detail: str) -> None:
        from hub.accounts.permissions import SHELL

        self._audit.write(SHELL, (), "change", AuditSubject("user", name), detail)


class HubDoor:
    """Through the running Hub's API."""

    def __init__(self, client: AccountsClient) -> None:
        self._client = client

    @classmethod
    def of_running(cls, state: HubState) -> HubDoor | None:
        """Return the door, when a Hub of this state folder listens; None when none does."""
        try:
            address = state.address_file.read_text(encoding="utf-8").strip()
            owner = state.address_file.stat().st_uid
            token = state.secrets().shell
        except (OSError, ValueError):
            return None
        if not is_listener_of(owner, address) or not is_up(f"{address}health", seconds=_PATIENCE):
            return None
        return cls(AccountsClient(f"{address}api/clientinfo/accounts", token, "", seconds=_PATIENCE))

    def accounts(self) -> list[Account]:
        """Return all accounts, by name."""
        with _hub_errors():
            return list(self._client.all())

    def add(self, new: NewAccount) -> str:
        """Add an account; return its password."""
        with _hub_errors():
            return self._client.add(**msgspec.structs.asdict(new)).password

    def change(self, name: str, change: AccountChange) -> Account:
        """Change an account."""
        with _hub_errors():
            return self._client.change(name, **msgspec.structs.asdict(change))

    def set_password(self, name: str, password: str | None) -> str:
        """Set a password; return it."""
        with _hub_errors():
            return self._client.new_password(name, password).password

    def delete(self, name: str) -> None:
        """Delete an account."""
        with _hub_errors():
            self._client.delete(name)


@contextmanager
def _hub_errors() -> Iterator[None]:
    """Turn the client's errors into those of the accounts, as the database's door raises them.

    Raises:
        AccountError: A rule of accounts forbids it.
        HubUnreachable: The Hub did not answer, or does not let the shell at the accounts.
    """
    try:
        yield
    except AccountsUnreachable as error:
        raise HubUnreachable(f"the running Hub did not answer: {error}", _("Der Hub antwortet nicht.")) from error
    except AccountsRefused as error:
        message = str(error)
        if not error.error:
            refused = f"the running Hub does not take orders from this shell: {message}"
            raise HubUnreachable(refused, message) from error
        raise AccountError(message, message, error.field) from error


def _password(name: str, chosen: str | None) -> tuple[str, bytes]:
    from hub.accounts import passwords

    if chosen is not None and (objection := passwords.objection(chosen, name)):
        raise AccountInvalid(objection.english, objection.for_person)
    password = chosen if chosen is not None else passwords.one_time_password()
    return password, passwords.hashed(password)
