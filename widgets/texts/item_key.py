"""The form in which names of things (plates, order and invoice numbers) are compared."""

from __future__ import annotations


def item_key(text: str) -> str:
    """Return a name without case, blanks and hyphens: ``NA-FR 472`` and ``nafr472`` name one vehicle."""
    return "".join(text.casefold().replace("-", "").split())


def number_key(text: str) -> str:
    """Return a document's number without marks and leading zeros, too: two lists of one ledger can differ in them."""
    return "".join(filter(str.isalnum, text.casefold())).lstrip("0")
