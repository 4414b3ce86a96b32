"""The number of a caller, as a telephone system hands it over in an address."""

from __future__ import annotations

import re

_SHORTEST = 4


def caller_number(given: str) -> str | None:
    """Return the number in the query of an address, as a telephone system writes it; None: it is not a number.

    A plus that was not encoded arrives as a blank. Of an address of a call (``tel:``, RFC 3966; ``sip:``, RFC 3261, also in
    angle brackets behind a name) neither the house nor what follows a semicolon belongs to the number: an extension, a context.
    """
    address = re.search(r"\b(?:tel|sips?|callto):/*(.*)", given, re.IGNORECASE)
    given = re.split(r"[;@?>]", address[1] if address else given, maxsplit=1)[0]
    digits = re.sub(r"\D", "", given)
    if not _SHORTEST <= len(digits) <= 20:  # noqa: PLR2004  # E.164 has 15, and a prefix may stand before it
        return None
    # no number begins with a zero behind its country's code
    has_plus = given[:1] in (" ", "+") and not digits.startswith("0")
    return f"+{digits}" if has_plus else re.sub(r"^00", "+", digits)
