"""What is measured in runs of its own: where it stands in the report."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from benchmarks import outside, sections
from benchmarks.apart import of_report
from benchmarks.report import Table
from benchmarks.sections import APART, MUTANTS, OUTSIDE, with_sections

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(sections, "FOLDER", tmp_path)
    (tmp_path / "README.md").write_text("# Measured\n\nbegun\n", "utf-8")
    return tmp_path


def headings(text: str) -> list[str]:
    return [line for line in text.splitlines() if line.startswith("#")]


def test_a_section_takes_the_place_of_its_old_one_in_the_order_of_all(folder: Path) -> None:
    MUTANTS.write("all")
    for distance in ("70", "68"):
        outside.write((Table("problems", ("", "distance"), (("line", distance),)),), 0.5)
        APART.write(f"- {distance}")
        text = (folder / "README.md").read_text("utf-8")
        assert headings(text) == ["# Measured", APART.heading, OUTSIDE.heading, MUTANTS.heading]
        assert f"| line | {distance} |" in text
        assert text.endswith(f"\n\n{MUTANTS.heading}\n\nall\n")
    assert (text.count("| line |"), text.count("begun"), text.count("- 6")) == (1, 1, 1)


def test_what_a_report_measures_itself_is_not_said_beside_it(folder: Path) -> None:
    APART.write("- 28 November")
    report = f"# Measured\n\n{APART.instead}\n\nnow\n"
    assert headings(with_sections(report)) == ["# Measured", APART.instead]
    assert headings(with_sections((folder / "README.md").read_text("utf-8"))) == ["# Measured", APART.heading]


def test_a_report_of_saves_and_margins_becomes_a_section() -> None:
    report = "# Measured side by side\n\nWritten by\n\n- 29 November\n- 2 cores\n\n**the demo**\n\n| a |\n\n"
    text = of_report(f"{report}**what must hold**\n\n| kept |\n\n## Saves\n\ntwenty\n\n## Margins\n\nclicks\n")
    assert text.startswith("- 29 November\n- 2 cores\n\n**what must hold**\n\n| kept |\n")
    assert headings(text) == ["### Saves", "### Margins"]
    assert "the demo" not in text
