"""``clientinfo user``: accounts from the shell, whether the Hub runs or not."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from clientinfo_kernel.access.audit import AuditLog
from clientinfo_kernel.errors import SettingsError
from clientinfo_kernel.settings import SETTINGS_FILE, Settings, read_settings
from hub.accounts.account import AccountChange, NewAccount
from hub.accounts.bootstrap import open_door
from hub.commands.output import plain, print_json, print_rows
from hub.configuration.state_folder import hub_state

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from clientinfo_kernel.access.accounts import Account
    from hub.accounts.bootstrap import Door


class Place(NamedTuple):
    """Which accounts: the settings file and the state folder of the command line."""

    settings_file: Path | None
    state: Path | None

    def door(self) -> AbstractContextManager[Door]:
        """The way to the accounts.

        Raises:
            SettingsError: There are no settings, and no state folder was named either.
        """
        settings = self._settings()
        return open_door(hub_state(settings), AuditLog.of(settings).folder)

    def _settings(self) -> Settings:
        try:
            return read_settings(self.settings_file, state=self.state)
        except SettingsError:
            # The state folder alone is enough: that of the demo has no settings in the current folder.
            if self.settings_file is not None or self.state is None or Path(SETTINGS_FILE).exists():
                raise
            return Settings(state=self.state.resolve())


def add(place: Place, new: NewAccount, password_file: Path | None, *, generate: bool) -> None:
    """Add an account. The password comes from a file, is made and printed once, or is asked for."""
    chosen = None if generate else _chosen_password(password_file)
    with place.door() as door:
        password = door.add(msgspec.structs.replace(new, password=chosen))
    print(f"added {new.name.strip().lower()}")
    _say_start_password(password, chosen)


def list_all(place: Place, *, as_json: bool) -> None:
    """Print the accounts."""
    with place.door() as door:
        accounts = door.accounts()
    if as_json:
        print_json(msgspec.to_builtins(accounts))
    elif accounts:
        headings = ("name", "full name", "roles", "state", "last login", "failed logins")
        print_rows(headings, [_row(account) for account in accounts])
    else:
        print("there is no account yet; add an administrator: clientinfo user add NAME --admin")


def lock(place: Place, name: str, *, locked: bool) -> None:
    """Lock or unlock an account."""
    with place.door() as door:
        door.change(_login_name(name), AccountChange(locked=locked))
    print(f"{'locked' if locked else 'unlocked'} {plain(name)}")


def set_password(place: Place, name: str, password_file: Path | None, *, generate: bool) -> None:
    """Replace a password."""
    chosen = None if generate else _chosen_password(password_file)
    with place.door() as door:
        password = door.set_password(_login_name(name), chosen)
    print(f"changed the password of {plain(name)}")
    _say_start_password(password, chosen)


def set_roles(place: Place, name: str, roles: tuple[str, ...] | None, *, admin: bool | None) -> None:
    """Replace the roles of an account (None: leave them), make it an administrator or no longer one."""
    with place.door() as door:
        account = door.change(_login_name(name), AccountChange(roles=roles, admin=admin))
    print(f"{account.name}: {_roles(account)}")


def delete(place: Place, name: str) -> None:
    """Delete an account."""
    with place.door() as door:
        door.delete(_login_name(name))
    print(f"deleted {plain(name)}")


def _login_name(name: str) -> str:
    return name.strip().lower()


def _chosen_password(file: Path | None) -> str | None:
    """From the first line of a file, or typed twice; None where nobody can type: then one is made."""
    if file is not None:
        return file.read_text(encoding="utf-8").splitlines()[0] if file.stat().st_size else ""
    if not sys.stdin.isatty():
        return None
    import click

    return str(click.prompt("Password", hide_input=True, confirmation_prompt=True))


def _say_start_password(password: str, chosen: str | None) -> None:
    if chosen is None:
        print(f"start password (shown once, to be changed at the first login): {password}")


def _row(account: Account) -> tuple[object, ...]:
    states = (("pending", account.pending), ("locked", account.locked), ("no password", not account.has_password))
    state = ", ".join(word for word, holds in states if holds)
    last = account.last_login.strftime("%Y-%m-%d %H:%M") if account.last_login else "never"
    return (account.name, account.full_name, _roles(account), state, last, account.failed_logins)


def _roles(account: Account) -> str:
    return ", ".join([*(["admin"] if account.admin else []), *account.roles]) or "no role"
