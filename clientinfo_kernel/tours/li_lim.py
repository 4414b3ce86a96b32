"""Read the pickup and delivery problems of Li and Lim as files hold them (line 1: vehicles, capacity, speed).

A row is ``id x y demand ready due service pickup delivery``; row 0 is the depot. Fewer vehicles come first, then the
Euclidean distance in double precision: here in thousandths, as a solver in whole numbers needs it.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from math import hypot
from typing import TYPE_CHECKING

import numpy as np

from clientinfo_kernel.tours.problem import End, Problem, Shift, Transfer

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from clientinfo_kernel.tours.problem import Answer

SCALE = 1000
# The last bits of a double.
_TOLERANCE = 1e-6


@dataclass(frozen=True)
class Row:
    """One line of the file; ``pickup`` and ``delivery`` name other rows, 0 is none."""

    number: int
    x: int
    y: int
    demand: int
    ready: int
    due: int
    service: int
    pickup: int
    delivery: int


@dataclass(frozen=True)
class LiLim:
    """A problem with the rows that it was made from."""

    problem: Problem
    rows: tuple[Row, ...]
    capacity: int

    def distance(self, answer: Answer) -> float:
        """Return the distance of a plan as it is published: of unrounded ways."""
        routes = ([self.rows[step.place] for step in route.steps] for route in answer.routes)
        return sum(_way(start, end) for rows in routes for start, end in pairwise(rows))

    def broken_rules(self, answer: Answer) -> list[str]:
        """Return what a plan does against the rules, driven through again by the rows of the file alone."""
        broken: list[str] = []
        visited: list[int] = []
        for number, route in enumerate(answer.routes):
            rows = [self.rows[step.place] for step in route.steps]
            broken += (f"route {number}: {said}" for said in self._driven(rows))
            visited += (row.number for row in rows[1:-1])
        if sorted(visited) != [row.number for row in self.rows[1:]]:
            broken.append("not every row is visited once")
        return broken

    def _driven(self, rows: Sequence[Row]) -> Iterator[str]:
        now, load, seen = float(rows[0].ready), 0, [row.number for row in rows]
        if seen[0] or seen[-1]:
            yield "it does not begin and end at the depot"
        for before, row in pairwise(rows):
            now = max(now + before.service + _way(before, row), row.ready)
            load += row.demand
            if now > row.due + _TOLERANCE:
                yield f"too late at {row.number}"
            if not 0 <= load <= self.capacity:
                yield f"a load of {load} after {row.number}"
            if row.delivery and row.delivery not in seen[seen.index(row.number) :]:
                yield f"{row.number} is not taken to {row.delivery}"


def read(text: str) -> LiLim:
    """Read a file's text.

    Raises:
        ValueError: It is no such file.
    """
    (vehicles, capacity, *_speed), *lines = (
        [int(value) for value in line.split()] for line in text.splitlines() if line
    )
    if any(len(line) != len(Row.__dataclass_fields__) for line in lines) or not lines:
        raise ValueError("not a problem of Li and Lim: its rows need nine numbers")
    rows = tuple(Row(*line) for line in lines)
    x, y = np.array([(row.x, row.y) for row in rows], dtype=np.float64).T
    # rounded up: what is in time here is in time there
    ways = np.ceil(np.hypot(x[:, None] - x, y[:, None] - y) * SCALE).astype(np.int64)
    transfers = tuple(
        Transfer(str(row.number), _end(row), _end(rows[row.delivery]), row.demand) for row in rows[1:] if row.delivery
    )
    shift = Shift((), 0, rows[0].ready * SCALE, rows[0].due * SCALE, capacity, vehicles)
    farthest = int(ways.max()) * 2 * len(rows)
    return LiLim(Problem(ways, ways, (shift,), transfers=transfers, fixed_cost=farthest), rows, capacity)


def _end(row: Row) -> End:
    return End(row.number, row.ready * SCALE, row.due * SCALE, row.service * SCALE)


def _way(start: Row, end: Row) -> float:
    return hypot(start.x - end.x, start.y - end.y)
