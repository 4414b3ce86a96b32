"""The page's own click on margins: everything that it draws, by one controller beside peers, and by ten at once."""

from __future__ import annotations

import os
import random
import time
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context
from typing import TYPE_CHECKING, TypeAlias

from benchmarks.margin_world import FIRST_YEAR, VALUES, YEARS, House
from benchmarks.timing import Series, duration, in_turns, series
from clientinfo_kernel.margin import Margin, Question
from widgets.margin.figures import ask, asked
from widgets.margin.view import PREVIOUS_YEAR, View

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

Peer: TypeAlias = "Callable[[tuple[Question, ...]], object]"
PEOPLE = 10
# As the pages' kernels have them (hub/forked_kernels/zygote_environment.py).
_THREADS = str(min(4, os.cpu_count() or 1))


def pages(
    count: int, seed: int, levels: tuple[str, ...] = ("branch", "division", "customer"), compare: str = PREVIOUS_YEAR
) -> list[View]:
    """So many states of the page: a year of a branch beside something, by default the year before and with its customers below it."""
    draw = random.Random(seed)  # noqa: S311 - no secret
    return [
        View(
            Question(
                ("gross_profit",),
                levels,
                (
                    ("year", (str(FIRST_YEAR + draw.randrange(1, YEARS)),)),
                    ("branch", (draw.choice(VALUES["branch"]),)),
                ),
                compare,
            )
        )
        for _ in range(count)
    ]


def alone(margin: Margin, clicks: int, seed: int, peers: Mapping[str, Peer]) -> dict[str, Series]:
    """One controller's clicks, ours beside the peers, who answer the page's questions without what opens below them."""
    contestants: dict[str, Callable[[View], object]] = {"clientinfo": partial(ask, margin)}
    contestants |= {name: partial(_as_questions, peer) for name, peer in peers.items()}
    first, *views = pages(clicks + 1, seed)
    ask(margin, first)
    return in_turns(views, contestants)


def by_itself(margin: Margin, name: str, states: list[View]) -> Series:
    """One controller's clicks on states of the page that peers do not know: ours alone, the first not counted."""
    first, *views = states
    ask(margin, first)
    return series(name, [duration(partial(ask, margin), view) for view in views])


def _as_questions(peer: Peer, view: View) -> object:
    return peer(tuple(asked(view).values()))


def at_once(folder: Path, clicks: int, pause: float, people: int = PEOPLE) -> Series:
    """Ten controllers, each in a process of their own as pages are, with a pause between their clicks.

    Args:
        folder: Of the made-up tables.
        clicks: Of each.
        pause: Seconds between two clicks of a person; they begin at different moments.
        people: How many.
    """
    before = os.environ.get("POLARS_MAX_THREADS")
    os.environ["POLARS_MAX_THREADS"] = _THREADS
    try:
        with ProcessPoolExecutor(people, get_context("spawn")) as pool:
            waits = [pause * person / people for person in range(people)]
            everybody = pool.map(partial(_one_of_them, folder, clicks, pause), range(people), waits)
            pairs = [each for person in everybody for each in person]
    finally:
        if before is None:
            del os.environ["POLARS_MAX_THREADS"]
        else:
            os.environ["POLARS_MAX_THREADS"] = before
    return series(f"{people} at once", pairs)


def _one_of_them(folder: Path, clicks: int, pause: float, person: int, wait: float) -> list[tuple[float, float]]:
    margin = Margin(House(folder))  # type: ignore[arg-type]  # it needs no more of a directory
    first, *views = pages(clicks + 1, person)
    ask(margin, first)
    time.sleep(wait)
    taken = []
    for view in views:
        taken.append(duration(partial(ask, margin), view))
        time.sleep(pause)
    return taken
