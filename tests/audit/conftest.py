"""One business, written down in the plain way and read from the raw files."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from demo_dealership.habits import Habits
from tests.audit.dealership import dealership
from tests.audit.second_opinion import second_opinion

if TYPE_CHECKING:
    from pathlib import Path

    from tests.audit.second_opinion import Figures


@pytest.fixture(scope="package")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return dealership(tmp_path_factory.mktemp("plain"), Habits())


@pytest.fixture(scope="package")
def events(plain: Path) -> dict[str, Figures]:
    """The figures of the business, read from the plain spelling."""
    return second_opinion(plain)
