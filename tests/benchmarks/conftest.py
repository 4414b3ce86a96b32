"""The demo dealership as the benchmarks know it."""

from __future__ import annotations

from importlib.util import find_spec
from typing import TYPE_CHECKING

import pytest

from benchmarks.dealership import Dealership

if TYPE_CHECKING:
    from pathlib import Path

# What measures the page beside its peers needs them (group bench), as `make bench` does.
collect_ignore = [] if find_spec("dash") else ["test_page_beside_peers.py"]


@pytest.fixture(scope="session")
def dealership(demo_settings: Path) -> Dealership:
    return Dealership(demo_settings.parent, 60)
