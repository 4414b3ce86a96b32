"""What all view models have in common, and the small values that they are made of."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Literal, TypeAlias

Tone: TypeAlias = Literal["neutral", "accent", "ok", "warn", "danger"]
Kind: TypeAlias = Literal[
    "text", "money", "number", "percent", "date", "moment", "plate", "identifier", "chip", "yes_no"
]
Value: TypeAlias = str | int | float | Decimal | date | datetime | bool | None


class ViewModel:
    """Anything a panel can show: a frozen record that ``widgets.views`` draws."""


@dataclass(frozen=True)
class Link:
    """Where a click leads: to a tab, to another customer, or out (``tel:``, ``mailto:``, ``geo:``, ``https:``)."""

    tab: str | None = None
    customer_number: str | None = None
    href: str | None = None


@dataclass(frozen=True)
class Chip:
    """A short word on a soft ground, with an icon where the tone warns."""

    text: str
    tone: Tone = "neutral"
