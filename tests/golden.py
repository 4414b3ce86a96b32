"""The brochure's example customer, as printed figures."""

import json
from decimal import Decimal
from typing import Any

from tests.samples import BROCHURE


def golden() -> dict[str, Any]:
    """A fresh copy of the brochure's figures; amounts are texts like 1803.22, days like 2011-03-07."""
    return json.loads(BROCHURE.read_text(encoding="utf-8"))


def german(amount: str) -> str:
    """1803.22 as a German reader writes it."""
    return f"{Decimal(amount):,.2f}".translate(str.maketrans(",.", ".,"))


def german_day(iso: str) -> str:
    year, month, day = iso[:10].split("-")
    return f"{day}.{month}.{year}"
