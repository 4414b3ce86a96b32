"""The ``clientinfo`` command. Exit codes: 0 all right, 1 a problem in the data, 2 used wrongly.

Each command is a module that is imported when it runs, so that the short ones answer at once.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from clientinfo_kernel.access.rights import ROLES

if TYPE_CHECKING:
    from datetime import datetime

_settings = click.option(
    "--settings", type=click.Path(path_type=Path), help="The settings file (default: ./clientinfo.toml)."
)
_state = click.option("--state", type=click.Path(path_type=Path), help="Folder for everything that clientinfo writes.")
_json = click.option("--json", "as_json", is_flag=True, help="Answer as JSON, for machines.")


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def app() -> None:
    """One view of each customer of a car dealership."""


def main() -> None:
    """Run the command line; known errors become one line and an exit code."""
    from clientinfo_kernel.errors import ClientInfoError, SettingsError

    try:
        app()
    except SettingsError as error:
        sys.exit(_complain(error, 2))
    except (ClientInfoError, OSError) as error:
        sys.exit(_complain(error, 1))


def _complain(error: Exception, code: int) -> int:
    print("clientinfo:", " ".join(str(error).split()), file=sys.stderr)
    return code


@app.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--customers", type=click.IntRange(min=1), default=2000, show_default=True, help="How many customers.")
@click.option(
    "--seed", type=click.IntRange(min=0), default=1, show_default=True, help="The same seed writes the same dealership."
)
def demo(folder: Path, customers: int, seed: int) -> None:
    """Write a made-up dealership into FOLDER, in the formats of its sources."""
    from hub.commands import demo as command

    command.run(folder, customers, seed)


@app.command()
@_settings
@_state
@_json
def refresh(settings: Path | None, state: Path | None, *, as_json: bool) -> None:
    """Read the sources and publish a new snapshot."""
    from hub.commands import refresh as command

    command.run(settings, state, as_json=as_json)


@app.command()
@click.argument("number")
@_settings
@_state
@click.option("--role", type=click.Choice(ROLES), help="Show what this role may see (default: everything).")
@_json
def customer(number: str, settings: Path | None, state: Path | None, role: str | None, *, as_json: bool) -> None:
    """Show everything about the customer with this NUMBER."""
    from hub.commands import customer as command

    command.run(number, settings, state, role, as_json=as_json)


@app.command()
@click.argument("text")
@_settings
@_state
@click.option("--limit", type=click.IntRange(min=1), default=10, show_default=True, help="How many customers at most.")
@_json
def search(text: str, settings: Path | None, state: Path | None, limit: int, *, as_json: bool) -> None:
    """Find customers by name, town, phone, plate, number ..."""
    from hub.commands import search as command

    command.run(text, settings, state, limit, as_json=as_json)


@app.command()
@_settings
@_state
@_json
def check(settings: Path | None, state: Path | None, *, as_json: bool) -> None:
    """Hold the snapshot against the ledger: differences by month and account."""
    from hub.commands import check as command

    sys.exit(command.run(settings, state, as_json=as_json))


@app.command()
@_settings
@_state
@click.option("--source", help="Only this kind of source.")
@_json
def rejects(settings: Path | None, state: Path | None, source: str | None, *, as_json: bool) -> None:
    """List the quarantined records: file, line, rule, value."""
    from hub.commands import rejects as command

    command.run(settings, state, source, as_json=as_json)


@app.command()
@_settings
@_state
@click.option("--since", type=click.DateTime(["%Y-%m-%d"]), metavar="DATE", help="From this day on (2026-11-03).")
@click.option("--user", help="Only this login name.")
@click.option("--customer", metavar="NUMBER", help="Only this customer: who opened him?")
@_json
def audit(
    settings: Path | None,
    state: Path | None,
    since: datetime | None,
    user: str | None,
    customer: str | None,
    *,
    as_json: bool,
) -> None:
    """Show the audit log: who opened, exported, changed or was refused what, and when."""
    from hub.commands import audit as command

    command.run(settings, state, since.date() if since else None, user, customer, as_json=as_json)


@app.command()
@_settings
@_state
@click.option("--port", type=click.IntRange(1, 65535), help="Port (default: the setting, else 8000).")
@click.option(
    "--notebooks",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="Folder of the notebooks to publish (default: the shipped ones).",
)
@click.option("--demo", is_flag=True, help="Serve a demo dealership, built at the first start.")
def serve(settings: Path | None, state: Path | None, port: int | None, notebooks: Path | None, *, demo: bool) -> None:
    """Publish the notebooks behind a login until Ctrl-C."""
    from hub.commands import serve as command

    sys.exit(command.run(settings, state, port, notebooks, demo=demo))


@app.command()
@_settings
@_state
@click.option("--demo", is_flag=True, help="On a demo dealership, built at the first start.")
def lab(settings: Path | None, state: Path | None, *, demo: bool) -> None:
    """Open JupyterLab on the snapshot."""
    from hub.commands import lab as command

    command.run(settings, state, demo=demo)


@app.group()
def user() -> None:
    """Accounts: who may log in, with which roles. Works whether the Hub runs or not."""


_password_file = click.option(
    "--password-file", type=click.Path(path_type=Path), help="File whose first line is the password."
)
_generate = click.option("--generate", is_flag=True, help="Make a start password and print it once.")


@user.command("add")
@click.argument("name")
@_settings
@_state
@click.option("--role", "roles", type=click.Choice(ROLES), multiple=True, help="May be given several times.")
@click.option("--admin", is_flag=True, help="Manages accounts; sees no customer data.")
@click.option("--full-name", default="", help="For people.")
@click.option("--email", default="")
@_password_file
@_generate
def user_add(
    *,
    name: str,
    settings: Path | None,
    state: Path | None,
    roles: tuple[str, ...],
    full_name: str,
    email: str,
    password_file: Path | None,
    admin: bool,
    generate: bool,
) -> None:
    """Add an account. Asks for the password, unless there is a file, or --generate, or no terminal."""
    from hub.accounts.account import NewAccount
    from hub.commands import user as command

    new = NewAccount(name=name, roles=roles, admin=admin, full_name=full_name, email=email)
    command.add(command.Place(settings, state), new, password_file, generate=generate)


@user.command("list")
@_settings
@_state
@_json
def user_list(settings: Path | None, state: Path | None, *, as_json: bool) -> None:
    """List the accounts."""
    from hub.commands import user as command

    command.list_all(command.Place(settings, state), as_json=as_json)


@user.command("lock")
@click.argument("name")
@_settings
@_state
def user_lock(name: str, settings: Path | None, state: Path | None) -> None:
    """Lock an account; its sessions end."""
    from hub.commands import user as command

    command.lock(command.Place(settings, state), name, locked=True)


@user.command("unlock")
@click.argument("name")
@_settings
@_state
def user_unlock(name: str, settings: Path | None, state: Path | None) -> None:
    """Unlock an account, and forget its failed logins."""
    from hub.commands import user as command

    command.lock(command.Place(settings, state), name, locked=False)


@user.command("passwd")
@click.argument("name")
@_settings
@_state
@_password_file
@_generate
def user_passwd(
    name: str, settings: Path | None, state: Path | None, password_file: Path | None, *, generate: bool
) -> None:
    """Replace a password; the sessions end."""
    from hub.commands import user as command

    command.set_password(command.Place(settings, state), name, password_file, generate=generate)


@user.command("role")
@click.argument("name")
@_settings
@_state
@click.option("--role", "roles", type=click.Choice(ROLES), multiple=True, help="From now on these roles and no others.")
@click.option("--no-role", is_flag=True, help="Take all roles.")
@click.option("--admin/--no-admin", default=None, help="Make an administrator, or no longer one.")
def user_role(
    name: str,
    settings: Path | None,
    state: Path | None,
    roles: tuple[str, ...],
    *,
    no_role: bool,
    admin: bool | None,
) -> None:
    """Replace the roles; the sessions end."""
    from hub.commands import user as command

    if bool(roles) == no_role and (no_role or admin is None):
        raise click.UsageError("say what to change: --role (several times), or --no-role, or --admin, or --no-admin")
    command.set_roles(command.Place(settings, state), name, roles if roles or no_role else None, admin=admin)


@user.command("delete")
@click.argument("name")
@_settings
@_state
@click.option("--yes", is_flag=True, help="Do not ask.")
def user_delete(name: str, settings: Path | None, state: Path | None, *, yes: bool) -> None:
    """Delete an account."""
    from hub.commands import user as command

    if not yes:
        click.confirm(f"Delete the account {name!r}?", abort=True)
    command.delete(command.Place(settings, state), name)


@app.command()
@_settings
@_state
@click.option("--port", type=click.IntRange(1, 65535), default=8100, show_default=True, help="Port of this process.")
@click.option("--address", default="127.0.0.1", show_default=True, help="Network address to listen on.")
@click.option("--hub", required=True, help="Address of the Hub itself, as this machine reaches it.")
@click.option("--notebooks", type=click.Path(path_type=Path, exists=True, file_okay=False), help="What to publish.")
def pages(
    *, settings: Path | None, state: Path | None, port: int, address: str, hub: str, notebooks: Path | None
) -> None:
    """Serve pages for a Hub on another machine (operator guide: several machines)."""
    from hub.commands import pages as command

    command.run(settings, state, command.Place(hub, address, port, notebooks))
