"""In whose name a command writes: an account of the publication, with its rights, else the user of the operating system."""

from __future__ import annotations

import functools
import os
import pwd
from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from clientinfo_kernel.access.audit import AUDIT_VARIABLE
from clientinfo_kernel.access.colleagues import called
from clientinfo_kernel.access.rights import ADMIN, Viewer, viewer
from clientinfo_kernel.live.commands import new_command_id

if TYPE_CHECKING:
    from collections.abc import Callable

    from clientinfo_kernel.access.accounts import Account
    from clientinfo_kernel.settings import Settings


class Asked(NamedTuple):
    """What ``--command-id`` and ``--as`` say.

    Attributes:
        command_id: The given one, or a new one.
        account: In whose name; None: in that of the operating system's user.
    """

    command_id: str
    account: str | None = None


def asked(command: Callable[..., None]) -> Callable[..., None]:
    """Add ``--command-id`` and ``--as`` to a command that writes, which takes them as one ``asked: Asked``."""

    @click.option("--command-id", metavar="ID", help="Makes a repeat of this call harmless: the same id acts once.")
    @click.option(
        "--as", "account", metavar="ACCOUNT", help="Write in the name of this account, with no more than its rights."
    )
    @functools.wraps(command)
    def with_asked(*arguments: Any, command_id: str | None, account: str | None, **options: Any) -> None:
        chosen = new_command_id() if command_id is None else command_id
        command(*arguments, asked=Asked(chosen, account), **options)

    return with_asked


def who_writes(settings: Settings, account: str | None) -> Viewer:
    """Return who writes.

    Args:
        settings: Say where the accounts are.
        account: Whose name ``--as`` gives. Without one the history names the user of the operating system.

    Raises:
        UsageError: The account cannot be used, or this process works for somebody already.
        AccountError: The accounts cannot be read.
    """
    asking = viewer()
    if account is None:
        return asking if asking.name else replace(asking, full_name=f"shell:{_system_user()}")
    if asking.name:
        raise click.UsageError(f"--as: this process works for {asking.name!r} already")
    found, full_name = _account(settings, account.strip().lower())
    os.environ[AUDIT_VARIABLE] = str(
        settings.audit_folder
    )  # in their name it stands in the log, wherever we were called
    roles = (ADMIN,) if found.admin else found.roles
    return Viewer(
        *(found.name, frozenset(roles), full_name, found.branch),
        at_shell=_system_user(),
        since=found.created_at,
    )


def _account(settings: Settings, name: str) -> tuple[Account, str]:
    """Return an account, and what people call who has it."""
    from hub.accounts.bootstrap import open_door  # JupyterHub's database, which takes a second to import
    from hub.configuration.state_folder import hub_state

    with open_door(hub_state(settings)) as accounts:
        everybody = list(accounts.accounts())
    found = next((each for each in everybody if each.name == name), None)
    if found is None:
        raise click.UsageError(f"--as: there is no account {name!r}; see: clientinfo user list")
    if found.locked or found.pending:
        raise click.UsageError(f"--as: the account {name!r} is {'locked' if found.locked else 'not granted yet'}")
    return found, called(found.name, found.full_name, everybody)


def _system_user() -> str:
    user = os.getuid()
    try:
        return pwd.getpwuid(user).pw_name
    except KeyError:  # a container's user need not have a name
        return str(user)
