"""Whom a new customer record of an inbox resembles: what the column ``resembles`` of the inboxes holds."""

from __future__ import annotations

import json
from typing import NamedTuple


class Resemblance(NamedTuple):
    """A customer whom a new record resembles.

    Attributes:
        reasons: What agrees, the most telling first: words of ``ingest.curate.resemblance.REASONS``.
    """

    customer_number: str
    name: str
    town: str | None
    reasons: tuple[str, ...]


def resemblances(text: str | None) -> tuple[Resemblance, ...]:
    """Return the customers of a ``resembles`` column's value, the likeliest first; none for null."""
    return tuple(
        Resemblance(each["customer_number"], each["name"], each["town"], tuple(each["reason"].split(", ")))
        for each in (json.loads(text) if text else ())
    )
