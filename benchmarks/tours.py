"""Solve a pickup and delivery problem of Li and Lim by the solver of the tours: ``python -m benchmarks.tours FILE``.

Vehicles come first, then the distance. What is printed was computed again from the file's own numbers, in double
precision; a plan that breaks a rule is none.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from time import perf_counter, process_time

from clientinfo_kernel.tours import li_lim
from clientinfo_kernel.tours.solver import solve


def main() -> None:
    """Solve one file and print vehicles and distance."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.tours", description=__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument("--seconds", type=float, default=10.0, help="how long to search (10)")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--json", action="store_true", dest="as_json")
    asked = parser.parse_args()
    read = li_lim.read(asked.file.read_text("utf-8"))
    wall, processor = perf_counter(), process_time()
    answer = solve(read.problem, asked.seconds, seed=asked.seed)
    broken = [*read.broken_rules(answer), *(f"{key} is left out" for key in answer.unplanned)]
    found = {
        "instance": asked.file.stem,
        "vehicles": len(answer.routes),
        "distance": round(read.distance(answer), 4),
        "seconds": round(perf_counter() - wall, 2),
        "processor_seconds": round(process_time() - processor, 2),
        "broken_rules": broken,
    }
    if asked.as_json:
        print(json.dumps(found))
    else:
        print(
            f"{found['instance']}: {found['vehicles']} vehicles, distance {found['distance']:.4f}, {len(broken)} rules broken"
        )
    if broken:
        raise SystemExit(1)  # it is not a plan


if __name__ == "__main__":
    main()
