"""``clientinfo search``: find customers in the shell."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from clientinfo_kernel.query.directory import CustomerDirectory
from hub.commands import options
from hub.commands.options import choose_settings
from hub.commands.output import print_json, print_rows

if TYPE_CHECKING:
    from hub.commands.options import ChosenSettings

_COLUMNS = ("customer_number", "name", "town", "reason", "score")


@click.command()
@click.argument("text")
@choose_settings
@click.option("--limit", type=click.IntRange(min=1), default=10, show_default=True, help="How many customers at most.")
@options.as_json
def command(text: str, settings: ChosenSettings, limit: int, *, as_json: bool) -> None:
    """Print the hits, best first."""
    hits = CustomerDirectory(settings.read()).search(text, limit)
    if as_json:
        print_json([{column: getattr(hit, column) for column in _COLUMNS} | {"matched": hit.matched} for hit in hits])
    elif hits:
        print_rows(
            (*_COLUMNS, "matched"), [[*(getattr(hit, column) for column in _COLUMNS), hit.matched] for hit in hits]
        )
    else:
        print("nobody found; try a part of the name, a plate, a phone number or an invoice number")
