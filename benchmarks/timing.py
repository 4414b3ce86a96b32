"""Durations, measured in turns: A B C, B A C, ..., so that whatever slows the machine down slows all.

The order is drawn again for each case: who comes after somebody with many threads finds the caches cold.
"""

from __future__ import annotations

import math
import random
import resource
import statistics
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

Case = TypeVar("Case")
_SEED = 3


@dataclass(frozen=True)
class Series:
    """The durations of one contestant, in seconds, in the order in which they were taken.

    Attributes:
        processor: Processor time of each, of this process and of child processes that ended; empty: not taken.
    """

    name: str
    seconds: tuple[float, ...]
    processor: tuple[float, ...] = ()

    @property
    def median(self) -> float:
        """The middle one."""
        return statistics.median(self.seconds)

    @property
    def p95(self) -> float:
        """The 95th percentile (nearest rank): with fewer than 20 durations that is the longest."""
        return _p95(self.seconds)

    @property
    def processor_p95(self) -> float:
        """The same of the processor time, which others at work on the machine lengthen less."""
        return _p95(self.processor)


def _p95(values: tuple[float, ...]) -> float:
    return sorted(values)[math.ceil(0.95 * len(values)) - 1]


def processor_time() -> float:
    """Processor seconds of this process and of its children that ended."""
    ended = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + ended.ru_utime + ended.ru_stime


def duration(work: Callable[[Case], object], case: Case) -> tuple[float, float]:
    """How long a piece of work takes for a case, in seconds; and its processor time."""
    used, started = processor_time(), time.perf_counter()
    work(case)
    return time.perf_counter() - started, processor_time() - used


def in_turns(cases: Iterable[Case], contestants: Mapping[str, Callable[[Case], object]]) -> dict[str, Series]:
    """Give each case to each contestant, one after the other; answers a series per contestant."""
    taken: dict[str, list[tuple[float, float]]] = {name: [] for name in contestants}
    draw = random.Random(_SEED)  # noqa: S311  # no secret
    for case in cases:
        for name, work in draw.sample(list(contestants.items()), len(contestants)):
            taken[name].append(duration(work, case))
    return {name: series(name, pairs) for name, pairs in taken.items()}


def series(name: str, pairs: Iterable[tuple[float, float]]) -> Series:
    """A series of durations with their processor times."""
    seconds, processor = zip(*pairs, strict=True)
    return Series(name, seconds, processor)
