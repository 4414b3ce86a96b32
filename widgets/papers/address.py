"""The lines of an address as they stand in the window of an envelope (DIN 5008)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from babel import Locale

from clientinfo_kernel.query.countries import GERMANY, country_code

if TYPE_CHECKING:
    from clientinfo_kernel.query.header import CustomerHeader

# The window's zone for the address has so many.
MOST_LINES = 6
_CODE = re.compile("[A-Z]{2}")


def address_lines(header: CustomerHeader, person: str = "") -> tuple[str, ...]:
    """Return the lines of a customer's address; of another country its name in capitals comes last.

    Args:
        header: Whose.
        person: To whom in a company it goes; empty: nobody by name.
    """
    is_person = header.kind == "person"
    # The accusative, as to whom the letter goes (DIN 5008).
    salutation = "Herrn" if (header.salutation or "").strip().casefold() == "herr" else header.salutation
    name = " ".join(filter(None, (salutation, header.title, header.name) if is_person else (header.name,)))
    lines = (
        name,
        header.name_2,
        None if person == header.name else person,
        header.street,
        " ".join(filter(None, (header.postal_code, header.town))),
        _country(country_code(header.country)),
    )
    return tuple(line for line in lines if line)[:MOST_LINES]


def _country(said: str) -> str | None:
    """Return a country in German capitals; None at home."""
    if said == GERMANY:
        return None
    return (Locale("de").territories.get(said) or said).upper() if _CODE.fullmatch(said) else said
