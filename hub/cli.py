"""The ``clientinfo`` command. Exit codes: 0 all right, 1 a problem in the data, 2 used wrongly.

Each command is the ``command`` of a module of ``hub.commands``, which is imported when it runs: the short ones answer
at once.
"""

from __future__ import annotations

import os
import sys
from contextlib import nullcontext
from importlib import import_module
from typing import TYPE_CHECKING

import click

from clientinfo_kernel.errors import ClientInfoError, SettingsError
from clientinfo_kernel.operation.allocator import keep_freed_memory
from clientinfo_kernel.operation.private_folder import PRIVATE_UMASK
from hub.supervision.large_imports import large_imports

if TYPE_CHECKING:
    from collections.abc import Mapping

_COMMANDS: Mapping[str, str] = {
    "demo": "Write a made-up dealership into FOLDER, in the formats of its sources.",
    "refresh": "Read the sources and publish a new snapshot.",
    "customer": "Show everything about the customer with this NUMBER.",
    "search": "Find customers by name, town, phone, plate, number ...",
    "check": "Hold the snapshot against the ledger: differences by month and account.",
    "rejects": "List the quarantined records: file, line, rule, value.",
    "case": "Cases of a customer: list, add, change, close; who changed what.",
    "contact": "Contacts with a customer: list, add, change, link to a case; who changed what.",
    "dunning": "Open items: no dunning until a day, promises to pay, disputes, notes; who changed what.",
    "statement": "Write a customer's open items as a PDF on the house's paper: FILE.pdf.",
    "list": "Show a work list over all customers: follow-ups, appointments, who owes ...",
    "margin": "Ask for revenue, costs and gross profit by year, division, branch, customer ...",
    "tour": "Plan the pickups and deliveries of a day: who drives where when, and what does not fit.",
    "vat": "Ask whether the VAT ID of a customer (NUMBER), or any VAT ID, is registered; keeps the proof.",
    "geocode": "Ask a geocoder where a customer (NUMBER) or all customers are, and keep their points for the map.",
    "crm": "Take the cases and contacts of another CRM over, once.",
    "audit": "Show the audit log: who opened, exported, changed or was refused what, and when.",
    "backup": "Copy accounts, audit log, settings and what else cannot be made again, while everything runs.",
    "restore": "Put a backup back; what it replaces is kept beside.",
    "serve": "Publish the notebooks behind a login until Ctrl-C.",
    "lab": "Open JupyterLab on the snapshot.",
    "user": "Accounts: who is allowed to log in, with which roles. Works whether the Hub runs or not.",
    "pages": "Serve pages for a Hub on another machine (operator guide: several machines).",
}


class LazyCommands(click.Group):
    """Lists all commands without importing any, and imports the one that runs."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  # click's signature
        """Return the names of the commands."""
        return sorted(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002  # click's signature
        """Import a command; None where there is none of this name."""
        if cmd_name not in _COMMANDS:
            return None
        if cmd_name == "refresh":
            keep_freed_memory()
        module = f"hub.commands.{cmd_name}"
        with nullcontext() if module in sys.modules else large_imports():
            command: click.Command = import_module(module).command
        command.help = _COMMANDS[cmd_name]
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002  # click's signature
        """Write the list of the commands."""
        with formatter.section("Commands"):
            formatter.write_dl(sorted(_COMMANDS.items()))


@click.group(cls=LazyCommands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="clientinfo", message="%(prog)s %(version)s", prog_name="clientinfo")
def app() -> None:
    """One view of each customer of a car dealership."""


def main() -> None:
    """Run the command line; known errors become one line and an exit code.

    What the command writes, and every process that it starts, is for this user only, whatever the shell's umask is.
    """
    os.umask(PRIVATE_UMASK)
    try:
        app(prog_name="clientinfo")
    except SettingsError as error:
        sys.exit(_complain(error, 2))
    except (ClientInfoError, OSError) as error:
        sys.exit(_complain(error, 1))


def _complain(error: Exception, code: int) -> int:
    print("clientinfo:", " ".join(str(error).split()), file=sys.stderr)
    return code


if __name__ == "__main__":
    main()
