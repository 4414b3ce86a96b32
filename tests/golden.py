"""The brochure's example customer, as printed figures; kept beside the repository."""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

FILE = Path(__file__).parents[1] / ".." / "shared" / "brochure" / "golden_meier.json"


def golden() -> dict[str, Any]:
    if not FILE.exists():
        pytest.skip("the brochure's figures are not beside this repository")
    return json.loads(FILE.read_text(encoding="utf-8"))


def german(amount: str) -> str:
    """1803.22 as a German reader writes it."""
    return f"{Decimal(amount):,.2f}".translate(str.maketrans(",.", ".,"))


def german_day(iso: str) -> str:
    year, month, day = iso[:10].split("-")
    return f"{day}.{month}.{year}"
