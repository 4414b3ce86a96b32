"""What administrators can ask to add or change; the JSON of the REST API is made of these and the kernel's ``Account``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from clientinfo_kernel.access.email_address import is_email_address
from clientinfo_kernel.access.login_name import as_login_name, is_login_name
from clientinfo_kernel.access.rights import ADMIN, GRANTS
from hub.accounts.errors import AccountInvalid
from hub.web.page_texts import _

if TYPE_CHECKING:
    from clientinfo_kernel.access.accounts import Account

_LONGEST_TEXT = 200


class NewAccount(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """An account to add. ``password`` (kept as it is, no start password) is for the shell only."""

    name: str
    full_name: str = ""
    email: str = ""
    branch: str = ""
    roles: tuple[str, ...] = ()
    admin: bool = False
    password: str | None = None

    def checked(self) -> NewAccount:
        """Return a tidied copy.

        Raises:
            AccountInvalid: A field that cannot be.
        """
        name = as_login_name(self.name)
        if not is_login_name(name):
            raise AccountInvalid(
                f"{self.name[:80]!r} cannot be a name: letters a-z, digits, . _ - @ +, at most 64",
                _("Der Benutzername darf nur aus den Buchstaben a-z, Ziffern und . _ - @ + bestehen (höchstens 64)."),
                "name",
            )
        return msgspec.structs.replace(
            self,
            name=name,
            roles=checked_roles(self.roles),
            full_name=checked_text(self.full_name),
            email=checked_email(self.email),
            branch=checked_text(self.branch, "branch"),
        )


class AccountState(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Of an account what administrators change; None: nothing is said of it."""

    roles: tuple[str, ...] | None = None
    locked: bool | None = None
    full_name: str | None = None
    email: str | None = None
    branch: str | None = None
    admin: bool | None = None


class AccountChange(AccountState, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What to change; None: leave it. Roles, or ``locked=False``, grant an account that was applied for.

    ``seen`` is what stood on the screen where it was decided; None: nobody looked at anything before.
    """

    seen: AccountState | None = None

    def is_outdated(self, now: Account) -> bool:
        """Return whether somebody else changed meanwhile what was decided on, and not to what is wanted here, too."""
        if self.seen is None:
            return False
        for name in AccountState.__struct_fields__:
            seen, wanted, today = (getattr(each, name) for each in (self.seen, self, now))
            if seen is not None and today not in (seen, wanted):
                return True
        return False

    def checked(self) -> AccountChange:
        """Return a tidied copy.

        Raises:
            AccountInvalid: A field that cannot be.
        """
        return msgspec.structs.replace(
            self,
            roles=None if self.roles is None else checked_roles(self.roles),
            full_name=None if self.full_name is None else checked_text(self.full_name),
            email=None if self.email is None else checked_email(self.email),
            branch=None if self.branch is None else checked_text(self.branch, "branch"),
        )


class AccountDeletion(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What stood on the screen where it was decided that an account, or an application, goes; None: nobody looked."""

    pending: bool | None = None
    roles: tuple[str, ...] | None = None
    admin: bool | None = None
    locked: bool | None = None

    def is_outdated(self, now: Account) -> bool:
        """Return whether somebody else granted, locked or changed meanwhile what was decided on."""
        told = {name: getattr(self, name) for name in self.__struct_fields__}
        return any(seen is not None and seen != getattr(now, name) for name, seen in told.items())


def checked_roles(roles: tuple[str, ...]) -> tuple[str, ...]:
    """Return the roles in the order of ``GRANTS``, each once.

    Raises:
        AccountInvalid: There is no such role.
    """
    for unknown in (role for role in roles if role not in GRANTS):
        raise AccountInvalid(
            f"there is no role {unknown[:80]!r}; there are: {', '.join(GRANTS)}",
            _("Die Rolle „{role}“ gibt es nicht.").format(role=unknown[:80]),
            "roles",
        )
    return tuple(role for role in GRANTS if role in roles)


def checked_text(text: str, field: str = "full_name") -> str:
    """Return a name of a person or a branch on one line.

    Raises:
        AccountInvalid: It is longer than 200 characters.
    """
    tidy = " ".join(text.split())
    if len(tidy) > _LONGEST_TEXT:
        text = _("Der Name darf höchstens {limit} Zeichen haben.").format(limit=_LONGEST_TEXT)
        raise AccountInvalid(f"{field}: too long", text, field)
    return tidy


def checked_email(email: str) -> str:
    """Return an address that could be one, or nothing.

    Raises:
        AccountInvalid: It has no form of an address.
    """
    tidy = email.strip()
    if tidy and not is_email_address(tidy):
        raise AccountInvalid(f"{tidy[:80]!r} is not an e-mail address", _("Das ist keine E-Mail-Adresse."), "email")
    return tidy


def rights_text(account: Account) -> str:
    """Return an account's administration and roles for the shell and the audit log: ``admin, sales`` or ``no role``."""
    return ", ".join([*([ADMIN] if account.admin else []), *account.roles]) or "no role"
