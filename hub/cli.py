"""The ``clientinfo`` command. Exit codes: 0 all right, 1 a problem in the data, 2 used wrongly.

Each command is a module that is imported when it runs, so that the short ones answer at once.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(
    no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, help="One view of each customer."
)

SettingsOption = Annotated[
    Path | None, typer.Option("--settings", help="The settings file (default: ./clientinfo.toml).")
]
StateOption = Annotated[Path | None, typer.Option("--state", help="Folder for everything that clientinfo writes.")]
JsonOption = Annotated[bool, typer.Option("--json", help="Answer as JSON, for machines.")]


def main() -> None:
    """Run the command line; known errors become one line and an exit code."""
    from clientinfo_kernel.errors import ClientInfoError, CustomerUnknown, SettingsError

    try:
        app(standalone_mode=True)
    except SettingsError as error:
        sys.exit(_complain(error, 2))
    except (CustomerUnknown, ClientInfoError) as error:
        sys.exit(_complain(error, 1))


def _complain(error: Exception, code: int) -> int:
    print(f"clientinfo: {error}", file=sys.stderr)
    return code


@app.command()
def demo(
    folder: Annotated[Path, typer.Argument(help="Where to write it.")],
    customers: Annotated[int, typer.Option(min=1, help="How many customers.")] = 2000,
    seed: Annotated[int, typer.Option(help="The same seed writes the same dealership.")] = 1,
) -> None:
    """Write a made-up dealership in the formats of its sources."""
    from hub.commands import demo as command

    command.run(folder, customers, seed)


@app.command()
def refresh(settings: SettingsOption = None, state: StateOption = None, *, json: JsonOption = False) -> None:
    """Read the sources and publish a new snapshot."""
    from hub.commands import refresh as command

    command.run(settings, state, as_json=json)


@app.command()
def customer(
    number: Annotated[str, typer.Argument(help="The customer number.")],
    settings: SettingsOption = None,
    state: StateOption = None,
    *,
    json: JsonOption = False,
) -> None:
    """Show everything about one customer."""
    from hub.commands import customer as command

    command.run(number, settings, state, as_json=json)


@app.command()
def search(
    text: Annotated[str, typer.Argument(help="Name, town, phone, plate, number ...")],
    settings: SettingsOption = None,
    state: StateOption = None,
    limit: Annotated[int, typer.Option(min=1, help="How many customers at most.")] = 10,
    *,
    json: JsonOption = False,
) -> None:
    """Find customers."""
    from hub.commands import search as command

    command.run(text, settings, state, limit, as_json=json)


@app.command()
def check(settings: SettingsOption = None, state: StateOption = None, *, json: JsonOption = False) -> None:
    """Hold the snapshot against the ledger: differences by month and account."""
    from hub.commands import check as command

    sys.exit(command.run(settings, state, as_json=json))


@app.command()
def rejects(
    settings: SettingsOption = None,
    state: StateOption = None,
    source: Annotated[str | None, typer.Option(help="Only this kind of source.")] = None,
    *,
    json: JsonOption = False,
) -> None:
    """List the quarantined records: file, line, rule, value."""
    from hub.commands import rejects as command

    command.run(settings, state, source, as_json=json)


@app.command()
def serve(
    settings: SettingsOption = None,
    state: StateOption = None,
    port: Annotated[int, typer.Option(help="Port on this machine.")] = 8000,
    *,
    demo: Annotated[bool, typer.Option("--demo", help="Serve a demo dealership, built at the first start.")] = False,
) -> None:
    """Publish the notebooks until Ctrl-C."""
    from hub.commands import serve as command

    sys.exit(command.run(settings, state, port, demo=demo))


@app.command()
def lab(
    settings: SettingsOption = None,
    state: StateOption = None,
    *,
    demo: Annotated[bool, typer.Option("--demo", help="On a demo dealership, built at the first start.")] = False,
) -> None:
    """Open JupyterLab on the snapshot."""
    from hub.commands import lab as command

    command.run(settings, state, demo=demo)
