"""The section about tours and the map: what is measured at a tiny size, and where it stands in the report."""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmarks import mutation_score, outside, tours_beside_best_known
from benchmarks.report import Table
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


def test_the_section_takes_the_place_of_the_old_one_before_the_score(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    report, section, score = (tmp_path / name for name in ("README.md", "OUTSIDE.md", "MUTANTS.md"))
    score.write_text(f"{mutation_score.HEADING}\n\nall\n", "utf-8")
    report.write_text(f"# Measured\n\nfirst\n\n{score.read_text('utf-8')}", "utf-8")
    for module, name, path in (
        (mutation_score, "REPORT", report),
        (mutation_score, "SCORE", score),
        (outside, "SECTION", section),
    ):
        monkeypatch.setattr(module, name, path)
    for distance in ("70", "68"):
        outside.write((Table("problems", ("", "distance"), (("line", distance),)),), 0.5)
        text = report.read_text("utf-8")
        assert [line for line in text.splitlines() if line.startswith("#")] == [
            "# Measured",
            outside.HEADING,
            mutation_score.HEADING,
        ]
        assert f"| line | {distance} |" in text
        assert text.endswith(f"\n\n{score.read_text('utf-8')}")
    assert text.count("| line |") == 1
