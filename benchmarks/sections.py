"""What stands at the end of the report: measured in runs of their own, each kept in a file of its own."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parent
REPORT = "README.md"


@dataclass(frozen=True)
class Section:
    """A section that is kept.

    Attributes:
        file: Where, in this folder.
        heading: Its first line.
        instead: Heading of what the report's own run says instead of it, if it measured that, too.
    """

    file: str
    heading: str
    instead: str = ""

    def text(self) -> str:
        """Return what was measured last; empty: nothing was."""
        file = FOLDER / self.file
        return file.read_text(encoding="utf-8") if file.exists() else ""

    def write(self, text: str) -> None:
        """Keep it, and put it in the place of the report's old one.

        Args:
            text: What stands below the heading.
        """
        (FOLDER / self.file).write_text(f"{self.heading}\n\n{text.rstrip()}\n", encoding="utf-8")
        report = FOLDER / REPORT
        report.write_text(with_sections(report.read_text(encoding="utf-8")), encoding="utf-8")


APART = Section("APART.md", "## Saves and margins, measured on their own", instead="## A click on margins")
LISTS = Section("LISTS.md", "## Work lists of a million customers")
OUTSIDE = Section("OUTSIDE.md", "## Tours and the map")
MUTANTS = Section("MUTANTS.md", "## Small changes of the rules that a test notices")
_ALL = (APART, LISTS, OUTSIDE, MUTANTS)


def with_sections(report: str) -> str:
    """Return a report with the sections as they are kept now, whatever it had of them."""
    for each in _ALL:
        report = report.partition(f"\n{each.heading}\n")[0]
    lines = report.splitlines()
    kept = [each.text() for each in _ALL if not each.instead or each.instead not in lines]
    return "\n".join((f"{report.rstrip()}\n", *filter(None, kept)))
