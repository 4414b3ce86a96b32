"""``clientinfo statement``: a customer's open items as a PDF on the house's paper."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from clientinfo_kernel.query.directory import CustomerDirectory
from hub.commands.options import choose_settings
from widgets.papers.statement import statement
from widgets.papers.typesetting import Letterhead

if TYPE_CHECKING:
    from datetime import datetime

    from hub.commands.options import ChosenSettings


@click.command()
@click.argument("number")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@choose_settings
@click.option(
    "--as-of",
    type=click.DateTime(["%Y-%m-%d"]),
    help="Show the items as they were on this day (YYYY-MM-DD), rebuilt from the postings.",
)
def command(number: str, file: Path, settings: ChosenSettings, as_of: datetime | None) -> None:
    """Write the statement, readable by its owner alone."""
    chosen = settings.read()
    customer = CustomerDirectory(chosen).customer(number)
    shown = customer.asked_for(None if as_of is None else as_of.date())
    file.write_bytes(statement(shown, Letterhead.of(chosen)))
    print(f"written: {file}")
