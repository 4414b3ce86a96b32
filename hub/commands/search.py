"""``clientinfo search``: find customers in the shell."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clientinfo_kernel.query.directory import CustomerDirectory
from clientinfo_kernel.settings import read_settings
from hub.commands.output import print_json, print_rows

if TYPE_CHECKING:
    from pathlib import Path

_COLUMNS = ("customer_number", "name", "town", "reason", "score")


def run(text: str, settings_file: Path | None, state: Path | None, limit: int, *, as_json: bool) -> None:
    """Print the hits, best first."""
    hits = CustomerDirectory(read_settings(settings_file, state=state)).search(text, limit)
    if as_json:
        print_json([{column: getattr(hit, column) for column in _COLUMNS} | {"matched": hit.matched} for hit in hits])
    elif hits:
        print_rows(
            (*_COLUMNS, "matched"), [[*(getattr(hit, column) for column in _COLUMNS), hit.matched] for hit in hits]
        )
    else:
        print("nobody found; try a part of the name, a plate, a phone number or an invoice number")
