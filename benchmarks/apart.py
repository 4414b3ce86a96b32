"""``python -m benchmarks.apart``: what needs no demo dealership (twenty people save, a click on margins), as a section of the report.

It takes eight minutes, the whole report half an hour: so it is measured more often, and says when.
"""

from __future__ import annotations

from collections import deque

from benchmarks.run import Plan, run
from benchmarks.sections import APART

_PARTS = ("writing", "margin")
_WHEN, _PROMISES, _PART = "- ", "**what must hold", "\n## "


def main() -> None:
    """Measure, and write the section."""
    (last,) = deque(run(Plan(sizes=(), parts=_PARTS)), maxlen=1)
    APART.write(of_report(last))
    print(APART.text())


def of_report(measured: str) -> str:
    """Return the report of a run of these parts alone as the text of a section: when, what must hold, and the parts."""
    head, promises, rest = measured.partition(_PROMISES)
    when = "\n".join(line for line in head.splitlines() if line.startswith(_WHEN))
    return f"{when}\n\n{promises}{rest}".replace(_PART, f"{_PART.rstrip()}# ")


if __name__ == "__main__":
    main()
