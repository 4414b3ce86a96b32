"""``clientinfo user``: accounts from the shell, whether the Hub runs or not."""

from __future__ import annotations

import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click
import msgspec

from clientinfo_kernel.access.audit import AuditLog
from clientinfo_kernel.access.rights import GRANTS
from clientinfo_kernel.errors import SettingsError
from clientinfo_kernel.settings import SETTINGS_FILE, Settings
from hub.accounts.account import AccountChange, NewAccount, rights_text
from hub.accounts.bootstrap import open_door
from hub.commands import options
from hub.commands.options import choose_settings
from hub.commands.output import plain, print_json, print_rows
from hub.configuration.hub_settings import hub_settings
from hub.configuration.state_folder import hub_state
from hub.hub_server.analyst_servers import WARNING as ANALYSTS_WARNING

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from clientinfo_kernel.access.accounts import Account
    from hub.accounts.bootstrap import Door
    from hub.commands.options import ChosenSettings

_password_file = click.option(
    "--password-file", type=click.Path(path_type=Path), help="File whose first line is the password."
)
_generate = click.option("--generate", is_flag=True, help="Make a start password and print it once.")


@click.group()
def command() -> None:
    """Accounts: who is allowed to log in, with which roles."""


@command.command()
@click.argument("name")
@choose_settings
@click.option("--role", "roles", type=click.Choice(GRANTS), multiple=True, help="May be given several times.")
@click.option("--admin", is_flag=True, help="Manages accounts; sees no customer data.")
@click.option("--full-name", default="", help="For people.")
@click.option("--email", default="")
@click.option("--branch", default="", help="Where the person works, as the dealer system writes it.")
@_password_file
@_generate
def add(
    *,
    name: str,
    settings: ChosenSettings,
    roles: tuple[str, ...],
    full_name: str,
    email: str,
    branch: str,
    password_file: Path | None,
    admin: bool,
    generate: bool,
) -> None:
    """Add an account. Asks for the password, unless there is a file, or --generate, or no terminal."""
    chosen = None if generate else _chosen_password(password_file)
    about = {"full_name": full_name, "email": email, "branch": branch}
    new = NewAccount(name=name, roles=roles, admin=admin, password=chosen, **about)
    with _accounts(settings) as accounts:
        password = accounts.add(new)
    print(f"added {new.name.strip().lower()}")
    _say_what_analysts_can(settings, roles)
    _say_start_password(password, chosen)


@command.command("list")
@choose_settings
@options.as_json
def list_all(settings: ChosenSettings, *, as_json: bool) -> None:
    """List the accounts."""
    with _accounts(settings) as accounts:
        found = accounts.accounts()
    if as_json:
        print_json(msgspec.to_builtins(found))
    elif found:
        headings = ("name", "full name", "roles", "state", "last login", "failed logins")
        print_rows(headings, [_row(account) for account in found])
    else:
        print("there is no account yet; add an administrator: clientinfo user add NAME --admin")


@command.command()
@click.argument("name")
@choose_settings
def lock(name: str, settings: ChosenSettings) -> None:
    """Lock an account; its sessions end."""
    with _accounts(settings) as accounts:
        accounts.change(_login_name(name), AccountChange(locked=True))
    print(f"locked {plain(name)}")


@command.command()
@click.argument("name")
@choose_settings
def unlock(name: str, settings: ChosenSettings) -> None:
    """Unlock an account, and forget its failed logins."""
    with _accounts(settings) as accounts:
        accounts.change(_login_name(name), AccountChange(locked=False))
    print(f"unlocked {plain(name)}")


@command.command()
@click.argument("name")
@choose_settings
@_password_file
@_generate
def passwd(name: str, settings: ChosenSettings, password_file: Path | None, *, generate: bool) -> None:
    """Replace a password; the sessions end."""
    chosen = None if generate else _chosen_password(password_file)
    with _accounts(settings) as accounts:
        password = accounts.set_password(_login_name(name), chosen)
    print(f"changed the password of {plain(name)}")
    _say_start_password(password, chosen)


@command.command()
@click.argument("name")
@choose_settings
@click.option(
    "--role", "roles", type=click.Choice(GRANTS), multiple=True, help="From now on these roles and no others."
)
@click.option("--no-role", is_flag=True, help="Take all roles.")
@click.option("--admin/--no-admin", default=None, help="Make an administrator, or no longer one.")
def role(name: str, settings: ChosenSettings, roles: tuple[str, ...], *, no_role: bool, admin: bool | None) -> None:
    """Replace the roles; the sessions end."""
    if bool(roles) == no_role and (no_role or admin is None):
        raise click.UsageError("say what to change: --role (several times), or --no-role, or --admin, or --no-admin")
    change = AccountChange(roles=roles if roles or no_role else None, admin=admin)
    with _accounts(settings) as accounts:
        account = accounts.change(_login_name(name), change)
    print(f"{account.name}: {rights_text(account)}")
    _say_what_analysts_can(settings, roles)


@command.command()
@click.argument("name")
@click.argument("code", required=False)
@choose_settings
def bind(name: str, code: str | None, settings: ChosenSettings) -> None:
    """Say whose an account is at the OpenID Connect provider or in the LDAP directory.

    CODE is what the person reads at their first login; without it, who waits for the account is listed.
    """
    from hub.accounts.bootstrap import DatabaseDoor, database
    from hub.login.provider_identities import Identities

    chosen = _settings(settings)
    with database(hub_state(chosen)) as db:
        door, identities = DatabaseDoor(db, AuditLog.of(chosen).folder), Identities(db)
        if code is not None:
            door.bind(_login_name(name), partial(identities.bind, code=code))
            print(f"bound {plain(name)}")
        elif waiting := identities.waiting(_login_name(name)):
            print_rows(("code", "asked (UTC)"), [(each, at.strftime("%Y-%m-%d %H:%M")) for each, at in waiting])
        else:
            print("nobody waits for this account")


@command.command()
@click.argument("name")
@choose_settings
@click.option("--yes", is_flag=True, help="Do not ask.")
def delete(name: str, settings: ChosenSettings, *, yes: bool) -> None:
    """Delete an account."""
    if not yes:
        click.confirm(f"Delete the account {name!r}?", abort=True)
    with _accounts(settings) as accounts:
        accounts.delete(_login_name(name))
    print(f"deleted {plain(name)}")


def _accounts(chosen: ChosenSettings) -> AbstractContextManager[Door]:
    """Open the accounts of a publication.

    Raises:
        SettingsError: There are no settings, and no state folder was named either.
    """
    settings = _settings(chosen)
    return open_door(hub_state(settings), AuditLog.of(settings).folder)


def _settings(chosen: ChosenSettings) -> Settings:
    try:
        return chosen.read()
    except SettingsError:
        # The state folder alone is enough: that of the demo has no settings in the current folder.
        if chosen.file is not None or chosen.state is None or Path(SETTINGS_FILE).exists():
            raise
        return Settings(state=chosen.state.resolve())


def _login_name(name: str) -> str:
    return name.strip().lower()


def _chosen_password(file: Path | None) -> str | None:
    """Take it from the first line of a file, or typed twice; None where nobody can type: then one is made."""
    if file is not None:
        return file.read_text(encoding="utf-8").splitlines()[0] if file.stat().st_size else ""
    if not sys.stdin.isatty():
        return None
    return str(click.prompt("Password", hide_input=True, confirmation_prompt=True))


def _say_start_password(password: str, chosen: str | None) -> None:
    if chosen is None:
        print(f"start password (shown once, to be changed at the first login): {password}")


def _row(account: Account) -> tuple[object, ...]:
    states = (("pending", account.pending), ("locked", account.locked), ("no password", not account.has_password))
    state = ", ".join(word for word, holds in states if holds)
    last = account.last_login.strftime("%Y-%m-%d %H:%M") if account.last_login else "never"
    return (account.name, account.full_name, rights_text(account), state, last, account.failed_logins)


def _say_what_analysts_can(chosen: ChosenSettings, roles: tuple[str, ...]) -> None:
    if "analyst" in roles and hub_settings(_settings(chosen)).analysts == "same-user":
        print(ANALYSTS_WARNING, file=sys.stderr)
