"""The section about tours and the map: what is measured at a tiny size."""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmarks import tours_beside_best_known
from tests.clientinfo_kernel.tours.test_li_lim import TEXT

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

    from benchmarks.dealership import Dealership


def test_a_problem_stands_beside_the_best_plan_that_is_known(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """On one line it can be solved on paper: 2 vehicles, 68; somebody knows a plan of 64."""
    monkeypatch.setattr(tours_beside_best_known, "SECONDS", 0.2)
    (tmp_path / "line.txt").write_text(TEXT.lstrip(), "utf-8")
    (tmp_path / "best_known.csv").write_text("instance,vehicles,distance\nline,2,64\n", "utf-8")
    table = tours_beside_best_known.problems(tmp_path)
    assert table.rows == (("line", "2", "2", "68.00", "64.00", "6.25 %", "0"),)


def test_a_day_of_the_dealership_is_planned(dealership: Dealership, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tours_beside_best_known, "SECONDS", 0.2)
    monkeypatch.setattr(tours_beside_best_known, "_DAYS", 1)
    (row,) = tours_beside_best_known.days(dealership).rows
    stops, impossible, drivers, planned = map(int, row[1:5])
    assert drivers == 6, "twice the three of the demo"
    assert 0 < planned <= stops - impossible
