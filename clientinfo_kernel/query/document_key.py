"""One key for the spellings of a document number in the ledger, the dealer system and the inboxes."""

from __future__ import annotations

import re

_MARKS = re.compile(r"[^A-Z0-9]")


def document_key(number: str | None) -> str | None:
    """Return a document number in capitals without blanks and marks (``RE 2024-0815`` and ``RE2024-0815`` agree).

    Leading zeros stay significant; None where nothing is left. The refresh has the same rule for whole tables.
    """
    return _MARKS.sub("", (number or "").upper()) or None
