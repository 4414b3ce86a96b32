"""What all view models have in common, and the small values that they are made of."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Literal, TypeAlias

Tone: TypeAlias = Literal["neutral", "accent", "ok", "warn", "danger"]
Kind: TypeAlias = Literal[
    "text", "money", "number", "percent", "share", "date", "moment", "plate", "identifier", "chip", "yes_no"
]
# Row -> the names by which it can be asked for: plate and VIN of a vehicle. None among them names nothing.
ItemNames: TypeAlias = Callable[[Mapping[str, Any]], Iterable[str | None]]
Value: TypeAlias = str | int | float | Decimal | date | datetime | bool | None


class ViewModel:
    """Anything a panel can show: a frozen record that ``widgets.views`` draws."""


@dataclass(frozen=True)
class Link:
    """Where a click leads: to a tab, to another customer, or out (``tel:``, ``mailto:``, ``geo:``, ``https:``).

    Attributes:
        item: The thing in the tab: a license plate, an order, the number of an invoice (see ``Table.names``).
    """

    tab: str | None = None
    customer_number: str | None = None
    href: str | None = None
    item: str | None = None


@dataclass(frozen=True)
class Chip:
    """A short word on a soft ground, with an icon where the tone warns."""

    text: str
    tone: Tone = "neutral"
