"""The accounts in the Hub's database: the one place that reads and writes them, for the running Hub and for the shell.

The Hub keeps its users and groups as objects in one session for ever; they are changed through that session. Our own
columns are read by SELECT, see tables.py.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Literal

from jupyterhub import orm
from jupyterhub.roles import assign_default_roles
from sqlalchemy import delete, func, insert, select, update

from clientinfo_kernel.access.accounts import Account
from clientinfo_kernel.access.rights import GRANTS
from hub.accounts.account_tables import ACCOUNTS, BRANCHES, IDENTITIES, PASSWORDS, WAITING_IDENTITIES, now
from hub.accounts.errors import AccountChanged, AccountTaken, AccountUnknown, ApplicationsFull, NotAllowed
from hub.accounts.lockout import Lockout
from hub.web.page_texts import _

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from sqlalchemy.orm import Session

    from hub.accounts.account import AccountChange, AccountDeletion, NewAccount

Standing = Literal["unknown", "pending", "locked", "one_time", "good"]
# What we keep of each account.
_OWN = select(ACCOUNTS, BRANCHES.c.branch).outerjoin(BRANCHES, BRANCHES.c.name == ACCOUNTS.c.name)
# Applications that nobody has decided on.
MOST_PENDING = 100


class AccountStore:
    """Accounts of one database session. Each change commits.

    Without ``passwords`` another system does the login: what an earlier login with our own ones left behind (passwords,
    applications) does not count. ``changed`` gets all accounts whenever one of them changes.
    """

    def __init__(
        self, db: Session, *, passwords: bool = True, changed: Callable[[list[Account]], None] | None = None
    ) -> None:
        self._db = db
        self._changed = changed
        self._passwords = passwords

    def all(self) -> list[Account]:
        """Return every account, by name."""
        users = {user.name: user for user in self._db.query(orm.User)}
        rows = {row["name"]: dict(row) for row in self._db.execute(_OWN).mappings()}
        columns = select(PASSWORDS.c.username, PASSWORDS.c.is_authorized)
        granted = dict(self._db.execute(columns).all())
        if not self._passwords:
            granted = {}
        names = sorted(users.keys() | granted.keys())
        failed = Lockout(self._db).failures(names)
        return [_account(name, users.get(name), rows.get(name, {}), granted.get(name), failed[name]) for name in names]

    def find(self, name: str) -> Account:
        """Return the account with this name.

        Raises:
            AccountUnknown: There is none.
        """
        user = orm.User.find(self._db, name)
        row = select(PASSWORDS.c.is_authorized).where(PASSWORDS.c.username == name)
        granted = self._db.scalar(row) if self._passwords else None
        if user is None and granted is None:
            raise AccountUnknown(name)
        return _account(name, user, self._row(name), granted, Lockout(self._db).failures([name])[name])

    def password_hash(self, name: str) -> bytes | None:
        """Return what is kept of the password; None: no such account, or none with a password."""
        return self._db.scalar(select(PASSWORDS.c.password).where(PASSWORDS.c.username == name))

    def standing(self, name: str) -> Standing:
        """Return whether the account is allowed to log in, once the password (or the other system) has proved its identity."""
        try:
            account = self.find(name)
        except AccountUnknown:
            return "unknown"
        if account.pending:
            return "pending"
        if account.locked:
            return "locked"
        return "one_time" if account.has_password and self._row(name).get("must_change_password") else "good"

    def add(self, new: NewAccount, password_hash: bytes | None, *, one_time: bool) -> Account:
        """Add a granted account.

        Raises:
            AccountTaken: The name is in use.
        """
        self._claim(new, password_hash, one_time=one_time, granted=True)
        user = orm.User(name=new.name, admin=new.admin)
        self._db.add(user)
        self._set_roles(user, new.roles)
        self._settle(user)
        return self.find(new.name)

    def apply_for(self, new: NewAccount, password_hash: bytes) -> None:
        """Keep an application; an administrator grants it by giving roles, or deletes it.

        Raises:
            AccountTaken: The name is in use.
            ApplicationsFull: Too many applications wait.
        """
        waiting = select(func.count()).select_from(PASSWORDS).where(PASSWORDS.c.is_authorized.is_(False))
        if (self._db.scalar(waiting) or 0) >= MOST_PENDING:
            raise ApplicationsFull
        self._claim(new, password_hash, one_time=False, granted=False)
        self._db.commit()

    def change(self, name: str, change: AccountChange, *, actor: str = "") -> Account:
        """Change an account. ``actor`` is who asks; "" is the shell, which still cannot take the last administrator.

        Raises:
            AccountUnknown: There is no such account.
            AccountChanged: It is not what was seen any more.
            NotAllowed: One's own lock or demotion, or the last administrator's.
        """
        before = self.find(name)
        if change.is_outdated(before):
            raise AccountChanged(name)
        if change.locked or (change.admin is False and before.admin):
            self._guard(before, actor)
        user = orm.User.find(self._db, name)
        if before.pending and (change.roles or change.admin or change.locked is False):
            self._db.execute(update(PASSWORDS).where(PASSWORDS.c.username == name).values(is_authorized=True))
        if user is None and (change.roles or change.admin or change.locked is False):
            user = orm.User(name=name)
            self._db.add(user)
        if user is not None and change.roles is not None:
            self._set_roles(user, change.roles)
        if user is not None and change.admin is not None:
            user.admin = change.admin
        wanted = {"full_name": change.full_name, "email": change.email, "is_locked": change.locked}
        self._write(name, {column: value for column, value in wanted.items() if value is not None})
        self._place(name, change.branch)
        self._settle(user)
        if change.locked is False:
            Lockout(self._db).forget(name)
        return self.find(name)

    def set_password(self, name: str, password_hash: bytes, *, one_time: bool) -> None:
        """Replace a password.

        Raises:
            AccountUnknown: There is no such account, or it has no password.
        """
        done = self._db.execute(update(PASSWORDS).where(PASSWORDS.c.username == name).values(password=password_hash))
        if not done.rowcount:  # type: ignore[attr-defined]  # an UPDATE has one
            raise AccountUnknown(name)
        self._write(name, {"must_change_password": one_time})
        self._db.commit()
        Lockout(self._db).forget(name)

    def check_deletable(self, name: str, deletion: AccountDeletion | None = None, *, actor: str = "") -> Account:
        """Return the account, if it can be deleted.

        Raises:
            AccountUnknown: There is no such account.
            AccountChanged: It is not what was seen any more.
            NotAllowed: One's own account, or the last administrator's.
        """
        account = self.find(name)
        if deletion is not None and deletion.is_outdated(account):
            raise AccountChanged(name)
        self._guard(account, actor)
        return account

    def forget(self, name: str) -> None:
        """Delete everything of ours about a name; the Hub's own user is deleted by who calls this."""
        self._db.execute(delete(PASSWORDS).where(PASSWORDS.c.username == name))
        self._db.execute(delete(ACCOUNTS).where(ACCOUNTS.c.name == name))
        self._place(name, "")
        self._db.execute(delete(IDENTITIES).where(IDENTITIES.c.name == name))
        self._db.execute(delete(WAITING_IDENTITIES).where(WAITING_IDENTITIES.c.name == name))
        self._db.commit()
        Lockout(self._db).forget(name)
        self.tell()

    def note_login(self, name: str) -> None:
        """Remember when this account was last used."""
        self._write(name, {"last_login_at": now()})
        self._db.commit()
        self.tell()

    def note_person(self, name: str, full_name: str, email: str, branch: str) -> None:
        """Keep what another system says about a person at each login; nothing said leaves what is there."""
        values = {"full_name": full_name, "email": email}
        self._write(name, {column: value for column, value in values.items() if value})
        self._place(name, branch or None)
        self._db.commit()
        self.tell()

    def _claim(self, new: NewAccount, password_hash: bytes | None, *, one_time: bool, granted: bool) -> None:
        taken = self._db.scalar(select(PASSWORDS.c.id).where(PASSWORDS.c.username == new.name))
        if taken is not None or orm.User.find(self._db, new.name) is not None:
            raise AccountTaken(new.name)
        if password_hash is not None:
            row = {"username": new.name, "password": password_hash, "is_authorized": granted, "has_2fa": False}
            self._db.execute(insert(PASSWORDS).values(row))
        own = {"full_name": new.full_name, "email": new.email, "must_change_password": one_time}
        self._write(new.name, own | {"is_locked": False})
        self._place(new.name, new.branch)

    def _guard(self, account: Account, actor: str) -> None:
        if actor and account.name == actor:
            raise NotAllowed(
                "one cannot lock, demote or delete oneself",
                _("Das eigene Konto können Sie nicht sperren, zurückstufen oder löschen."),
            )
        others = [each for each in self.all() if each.admin and not each.locked and each.name != account.name]
        if account.admin and not others:
            raise NotAllowed(
                f"{account.name!r} is the last administrator",
                _("Das ist das letzte Konto mit Administration. Machen Sie zuerst ein anderes dazu."),
            )

    def _row(self, name: str) -> dict[str, Any]:
        row = self._db.execute(_OWN.where(ACCOUNTS.c.name == name)).mappings().first()
        return {} if row is None else {str(column): value for column, value in row.items()}

    def _write(self, name: str, values: dict[str, Any]) -> None:
        if not values:
            return
        done = self._db.execute(update(ACCOUNTS).where(ACCOUNTS.c.name == name).values(values))
        if not done.rowcount:  # type: ignore[attr-defined]  # an UPDATE has one
            self._db.execute(insert(ACCOUNTS).values(name=name, created_at=now(), **values))

    def _place(self, name: str, branch: str | None) -> None:
        """Say where somebody works; empty: nowhere in particular, None: as before."""
        if branch is None:
            return
        self._db.execute(delete(BRANCHES).where(BRANCHES.c.name == name))
        if branch:
            self._db.execute(insert(BRANCHES).values(name=name, branch=branch))

    def _set_roles(self, user: Any, roles: tuple[str, ...]) -> None:
        others = [group for group in user.groups if group.name not in GRANTS]
        found = {role: orm.Group.find(self._db, role) or orm.Group(name=role) for role in roles}
        user.groups = [*others, *found.values()]

    def _settle(self, user: Any) -> None:
        """Commit; the Hub derives permissions from its own roles, which do not exist before its first start."""
        self._db.commit()
        if user is not None and orm.Role.find(self._db, "user") is not None:
            assign_default_roles(self._db, user)
            self._db.commit()
        self.tell()

    def tell(self) -> None:
        """Report all accounts to ``changed``."""
        if self._changed is not None:
            self._changed(self.all())


def _account(name: str, user: orm.User | None, row: Mapping[Any, Any], granted: bool | None, failed: int) -> Account:  # noqa: FBT001  # three states
    groups = {group.name for group in user.groups} if user is not None else frozenset()
    return Account(
        name=name,
        full_name=row.get("full_name") or "",
        email=row.get("email") or "",
        branch=row.get("branch") or "",
        admin=bool(user is not None and user.admin),
        roles=tuple(role for role in GRANTS if role in groups),
        locked=bool(row.get("is_locked")),
        pending=granted is False,
        created_at=_moment(row.get("created_at")),
        last_login=_moment(row.get("last_login_at")),
        failed_logins=failed,
        has_password=granted is not None,
        must_change_password=granted is not None and bool(row.get("must_change_password")),
    )


def _moment(kept: datetime | None) -> datetime | None:
    return None if kept is None else kept.replace(tzinfo=UTC)
