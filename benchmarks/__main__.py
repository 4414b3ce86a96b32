"""``python -m benchmarks``: measure, print the report, write it to benchmarks/README.md."""

from __future__ import annotations

import argparse
from pathlib import Path

from benchmarks.run import PARTS, Plan, run
from benchmarks.sections import with_sections

REPORT = Path(__file__).with_name("README.md")
_AMOUNTS = {
    "refreshes": "rounds of the refresh",
    "rounds": "rounds of processes",
    "pages": "rounds of pages in the browser",
    "clicks": "customers opened in a page in the browser",
    "customers": "customers asked for",
    "searches": "texts typed of each sort",
    "houses": "customers of the made-up tables of margins",
    "margins": "clicks on margins of each sort",
    "saves": "saves of each of twenty people",
}


def main() -> None:
    """Read the arguments, run, write."""
    plan = Plan()
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--sizes", type=_numbers, default=plan.sizes, help="numbers of customers, such as 1000,10000")
    parser.add_argument("--parts", type=_parts, default=plan.parts, help=f"what is measured: {','.join(PARTS)}")
    for name, what in _AMOUNTS.items():
        parser.add_argument(f"--{name}", type=int, default=getattr(plan, name), help=f"{what} (default: %(default)s)")
    parser.add_argument("--output", type=Path, default=REPORT, help="where to write (default: benchmarks/README.md)")
    chosen = parser.parse_args()
    for report in run(Plan(chosen.sizes, parts=chosen.parts, **{name: getattr(chosen, name) for name in _AMOUNTS})):
        chosen.output.write_text(with_sections(report), encoding="utf-8")
    print(chosen.output.read_text(encoding="utf-8"))


def _numbers(text: str) -> tuple[int, ...]:
    return tuple(sorted(int(part) for part in text.split(",")))


def _parts(text: str) -> tuple[str, ...]:
    chosen = tuple(text.split(","))
    if not set(chosen) <= set(PARTS):
        raise argparse.ArgumentTypeError(f"there are {', '.join(PARTS)}")
    return chosen


if __name__ == "__main__":
    main()
