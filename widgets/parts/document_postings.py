"""What was booked under one document of a debtor account, each posting with its file and line."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from widgets.texts.language import _, ngettext
from widgets.texts.movements import movement
from widgets.view_models import Item, ItemList

if TYPE_CHECKING:
    from collections.abc import Mapping

    from clientinfo_kernel.query.customer_file import CustomerFile


def document_postings(customer_file: CustomerFile, debtor_account: str, number: str | None) -> ItemList | None:
    """Return the postings under a number, oldest first; None: it has none."""
    booked = customer_file.movements(debtor_account, number) if number else None
    if booked is None or booked.is_empty():
        return None
    items = tuple(_posting(entry) for entry in booked.iter_rows(named=True))
    count = ngettext("{count} Buchung", "{count} Buchungen", len(items))
    return ItemList(items, title=_("Woher kommt diese Zahl?"), note=count)


def _posting(entry: Mapping[str, Any]) -> Item:
    return Item(
        movement(entry["movement"], entry["movement_reason"]),
        entry["text"] or "",
        amount=entry["amount"],
        on=entry["posted_on"],
        origin=_("{file}, Zeile {line}").format(file=entry["source_file"], line=entry["source_row"]),
    )
