"""The page beside Dash and stock Voila: collected where the peers are installed (``uv sync --group bench``)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from benchmarks.dealership import Dealership


@pytest.mark.slow
def test_a_page_is_measured_beside_its_peers(dealership: Dealership, tmp_path: Path) -> None:
    """Each click is timed only when all of that customer is painted: a page that shows another one waits for ever."""
    from benchmarks import page_beside_peers

    versions: dict[str, str] = {}
    tables = page_beside_peers.measure(dealership, 1, 7, tmp_path, versions)
    if not tables:
        pytest.skip("no Chromium")
    assert versions.keys() == {"Chromium"}
    *opened, painted, costs, memory = tables
    contestants = [page_beside_peers.CLIENTINFO, page_beside_peers.IN_DASH, page_beside_peers.IN_VOILA]
    assert len({table.title for table in opened}) == 4
    assert [[row[0] for row in table.rows] for table in opened] == [contestants] * 4
    assert [row[0] for row in painted.rows if not row[0].startswith("-")] == contestants
    assert [row[:2] for row in costs.rows] == [(name, "2") for name in contestants]
    assert memory.rows[0][-1] == "1.00 x"
    assert str(tmp_path) not in page_beside_peers.part(tables, 1).markdown()
