"""What a solver is asked: visits, transfers and shifts on a matrix of ways, in whole numbers; and what it answers.

It knows neither customers nor clocks: a day of a house (``day``) and a file of benchmarks (``li_lim``) become the same records.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

StepKind = Literal["house", "visit", "pickup", "delivery"]


@dataclass(frozen=True)
class Visit:
    """Somebody drives to a place once.

    Attributes:
        key: Its name in the answer.
        place: Row of the matrices.
        early, late: In this time the service begins.
        service: How long it takes.
        only: Only shifts with this label drive there; empty: any.
        prize: What it costs to leave it out; 0: it must be planned.
    """

    key: str
    place: int
    early: int
    late: int
    service: int = 0
    only: str = ""
    prize: int = 0


@dataclass(frozen=True)
class End:
    """Where and when one end of a transfer is served."""

    place: int
    early: int
    late: int
    service: int = 0


@dataclass(frozen=True)
class Transfer:
    """Something is taken from one place to another by one driver.

    Attributes:
        amount: How much of the capacity it takes meanwhile.
        only: As for a visit.
        prize: As for a visit.
    """

    key: str
    pickup: End
    delivery: End
    amount: int = 1
    only: str = ""
    prize: int = 0


@dataclass(frozen=True)
class Shift:
    """Some drivers are there for some time.

    Attributes:
        labels: Whose they are: driver, branch.
        place: Where they begin and end.
        start, end: When.
        capacity: How much they can carry at once.
        count: How many such drivers there are.
    """

    labels: tuple[str, ...]
    place: int
    start: int
    end: int
    capacity: int = 1
    count: int = 1


@dataclass(frozen=True)
class Problem:
    """All that is to be planned.

    Attributes:
        distances, durations: From each place (row) to each (column); shape (places, places).
        fixed_cost: Of each shift that drives at all.
        distance_cost, duration_cost: Per unit.
    """

    distances: NDArray[np.int64]
    durations: NDArray[np.int64]
    shifts: tuple[Shift, ...]
    visits: tuple[Visit, ...] = ()
    transfers: tuple[Transfer, ...] = ()
    fixed_cost: int = 0
    distance_cost: int = 1
    duration_cost: int = 0

    @property
    def asked(self) -> tuple[Visit | Transfer, ...]:
        """All that is to be planned."""
        return (*self.visits, *self.transfers)


@dataclass(frozen=True)
class Step:
    """One thing after the other on a tour: at which place, from when to when."""

    kind: StepKind
    key: str
    place: int
    start: int
    end: int


@dataclass(frozen=True)
class Route:
    """What is done in one shift, beginning and ending at the house.

    Attributes:
        shift: Number of the shift in the problem.
    """

    shift: int
    steps: tuple[Step, ...]
    distance: int


@dataclass(frozen=True)
class Answer:
    """A plan that keeps every rule.

    Attributes:
        routes: In the order of the shifts; who does not drive has none.
        unplanned: Keys of what is left out.
        cost: The less, the better.
    """

    routes: tuple[Route, ...]
    unplanned: tuple[str, ...]
    cost: int
