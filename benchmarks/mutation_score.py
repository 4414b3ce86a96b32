"""``python -m benchmarks.mutation_score``: how many small changes of the rules a test noticed in the last ``make mutants``.

The score is killed / (killed + survived + without a test), by module. What took too long is neither: on a busy machine
time says nothing about a test.
"""

from __future__ import annotations

import json
import sys
from collections import Counter, defaultdict
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.report import Table
from benchmarks.sections import MUTANTS

_TRIED = Path("mutants")
# mutmut's exit codes; all others but None (not tried) are too slow.
_KILLED, _SURVIVED, _WITHOUT_TEST = (1, 3), (0,), (5, 33)
GOAL = 85.0
_ONLY_SOME = " Not all were tried: those that were are spread evenly over each module, and modules of which none was are left out."


def main() -> None:
    """Count, write the section, and put it in the place of the report's old one."""
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for meta in _TRIED.rglob("*.meta"):
        for mutant, code in json.loads(meta.read_text(encoding="utf-8"))["exit_code_by_key"].items():
            found[mutant.partition(".x")[0].removeprefix("clientinfo_kernel.")][_outcome(code)] += 1
    counts = {module: count for module, count in found.items() if set(count) != {"not tried"}}
    if not any(count["killed"] for count in counts.values()):
        sys.exit("no mutants were tried; run: make mutants")
    MUTANTS.write(_markdown(counts))
    print(MUTANTS.text())


def _outcome(code: int | None) -> str:
    if code is None:
        return "not tried"
    for name, codes in (("killed", _KILLED), ("survived", _SURVIVED), ("without a test", _WITHOUT_TEST)):
        if code in codes:
            return name
    return "too slow"


def _markdown(counts: dict[str, Counter[str]]) -> str:
    outcomes = ("killed", "survived", "without a test", "too slow", "not tried")
    together: Counter[str] = Counter()
    for count in counts.values():
        together += count
    rows = [
        (module, *(str(count[each]) for each in outcomes), _score(count))
        for module, count in [*sorted(counts.items()), ("all", together)]
    ]
    table = Table("of clientinfo_kernel, by module", ("module", *outcomes, "score"), tuple(rows)).markdown()
    return (
        f"Written by `make mutants` (mutmut) on {datetime.now(UTC):%d %B %Y}; the goal is above {GOAL:.0f} %. "
        "A mutant runs the tests of its module's own file and the quickest of its room that call its function. Some of "
        f"what survived changes nothing that can be seen.{_ONLY_SOME if together['not tried'] else ''}\n\n" + table
    )


def _score(count: Counter[str]) -> str:
    decided = count["killed"] + count["survived"] + count["without a test"]
    return f"{100 * count['killed'] / decided:.1f} %" if decided else ""


if __name__ == "__main__":
    main()
