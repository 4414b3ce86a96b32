"""The ``clientinfo`` command. Exit codes: 0 all right, 1 a problem in the data, 2 used wrongly.

Each command is a module that is imported when it runs, so that the short ones answer at once.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from clientinfo_kernel.access import ROLES

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
@click.option("--port", default=8000, show_default=True, help="Port on this machine.")
@click.option("--demo", is_flag=True, help="Serve a demo dealership, built at the first start.")
def serve(settings: Path | None, state: Path | None, port: int, *, demo: bool) -> None:
    """Publish the notebooks until Ctrl-C."""
    from hub.commands import serve as command

    sys.exit(command.run(settings, state, port, demo=demo))


@app.command()
@_settings
@_state
@click.option("--demo", is_flag=True, help="On a demo dealership, built at the first start.")
def lab(settings: Path | None, state: Path | None, *, demo: bool) -> None:
    """Open JupyterLab on the snapshot."""
    from hub.commands import lab as command

    command.run(settings, state, demo=demo)
