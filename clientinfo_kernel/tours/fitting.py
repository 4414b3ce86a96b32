"""Which window would fit a stop that is left out: the least change is found by halving, on the solver."""

from __future__ import annotations

from dataclasses import replace
from time import monotonic
from typing import TYPE_CHECKING

from clientinfo_kernel.tours.plan import Unplanned, Window
from clientinfo_kernel.tours.solver import solve
from clientinfo_kernel.tours.translate import keeping, translated, with_window
from clientinfo_kernel.tours.windows import not_fetched, pairs, windows_of

if TYPE_CHECKING:
    from clientinfo_kernel.tours.day import Stop, TourDay
    from clientinfo_kernel.tours.problem import Answer, Problem
    from clientinfo_kernel.tours.translate import Translated
    from data_sources.routing.ways import Ways

_GRID = 5 * 60
# How long the solver tries one window before it counts as one that does not fit.
_TRY_SECONDS = 0.5
# Widest shift of a window that is tried.
_FARTHEST = 10 * 3600
_END_OF_DAY = 24 * 3600
# No window that is shorter is offered, unless the agreed one was.
_SHORTEST = 15 * 60
# Another window could help these.
_TRIED = ("window", "shift", "backwards")


def explained(
    asked: Translated,
    answer: Answer,
    known: tuple[Unplanned, ...],
    day: TourDay,
    ways: Ways,
    *,
    seconds: float,
) -> tuple[Unplanned, ...]:
    """Return all that is not planned, with a window that would fit where one is found in time.

    Args:
        asked: What the solver was asked.
        answer: What it said.
        known: What it was not asked about (``impossible``).
        day: Which.
        ways: As for the question.
        seconds: No new window is tried after so long.
    """
    end = monotonic() + seconds
    by_key = {each.key for each in asked.problem.transfers}
    left = [each for each in day.stops if each.stop_id in by_key and each.stop_id in answer.unplanned]
    left = [each for each in left if not each.is_done]
    orphans = not_fetched(day, {step.key for route in answer.routes for step in route.steps})
    hopeless = {each.stop_id for each in known if each.reason not in _TRIED}
    every = translated(day, ways, hopeless).problem.transfers
    first = [Unplanned(each.stop_id, "lock" if each.is_locked else "crowded") for each in left]
    first = [replace(each, reason="not_fetched") if each.stop_id in orphans else each for each in first]
    bounds = _bounds(day, ways)
    late = [each for each in known if each.reason in _TRIED]
    others = [each for each in known if each.reason not in _TRIED]
    found = []
    for each in (*first, *late):
        stop = day.stop(each.stop_id)
        fits = None
        can_help = each.reason in ("crowded", *_TRIED) and stop is not None and not stop.is_locked
        if stop is not None and can_help and monotonic() < end:
            tried = tuple(one for one in every if one.key in by_key or one.key == each.stop_id)
            problem = keeping(replace(asked.problem, transfers=tried), answer)
            fits = fitting_window(problem, answer, stop, each, bounds[stop.stop_id], end=end)
        found.append(replace(each, fits=fits))
    order = {stop.stop_id: number for number, stop in enumerate(day.stops)}
    return tuple(sorted((*found, *others), key=lambda each: order[each.stop_id]))


def fitting_window(
    problem: Problem,
    answer: Answer,
    stop: Stop,
    why: Unplanned,
    bounds: tuple[int, int],
    *,
    end: float,
) -> Window | None:
    """Return the window that is nearest to the agreed one, and in which everything else still fits.

    It is as long as the agreed one, or as the bounds allow.

    What fits into a window fits into a wider one: so the least widening is found by halving, first to later hours.

    Args:
        problem: With this stop.
        answer: What holds everything else.
        stop: Which.
        why: Why it is left out.
        bounds: No window reaches beyond them.
        end: Nothing is tried after that (``monotonic``).
    """
    if not any(each.key == stop.stop_id for each in problem.transfers):
        return None
    if stop.late < stop.early:  # the two hours were most likely typed the wrong way round
        stop = replace(stop, early=stop.late, late=stop.early)
    least_later = 0 if why.earliest is None else max(why.earliest - stop.late, 0)

    def fits(early: int, late: int) -> bool:
        early, late = max(early, bounds[0]), min(late, bounds[1])
        return early <= late and _fits(with_window(problem, stop.stop_id, early, late), answer, stop.stop_id)

    def fits_widened(by: int) -> bool:
        return fits(stop.early, stop.late + by) if by > 0 else fits(stop.early + by, stop.late)

    if why.reason == "backwards" and stop.early >= bounds[0] and stop.late <= bounds[1] and fits(stop.early, stop.late):
        return Window(stop.early, stop.late)
    for way, least in ((1, least_later // _GRID), (-1, 0)):
        most = _FARTHEST // _GRID
        if monotonic() > end or not fits_widened(way * most * _GRID):
            continue
        low, high = least, most
        while high - low > 1 and monotonic() < end:
            middle = (low + high) // 2
            low, high = (low, middle) if fits_widened(way * middle * _GRID) else (middle, high)
        window = _shifted(stop, way * high * _GRID, bounds)
        if window is not None and fits(window.start, window.end):
            return window
    return None


def _shifted(stop: Stop, by: int, bounds: tuple[int, int]) -> Window | None:
    """Return a stop's window so much later or earlier, on the grid and within bounds; None: too little is left of it."""
    length = stop.late - stop.early
    # to the grid away from the agreed hour: to the other side, the hour that was found would lie outside
    start = _on_grid(stop.early + by) if by > 0 else (stop.early + by) // _GRID * _GRID
    start = max(start, _on_grid(bounds[0]))
    end = min(start + length, bounds[1])
    return Window(start, end) if end - start >= min(length, _SHORTEST) else None


def _on_grid(second: int) -> int:
    return -(-second // _GRID) * _GRID


def _bounds(day: TourDay, ways: Ways) -> dict[str, tuple[int, int]]:
    """Return, for each stop, what no other window of it may leave: now, and the other way of the same car."""
    windows = windows_of(day, ways)
    bounds = {each.stop_id: (day.now or 0, _END_OF_DAY) for each in day.stops}
    for fetch, bring in pairs(day):
        gap = windows.least.get(bring.stop_id)
        if gap is not None:
            bounds[fetch.stop_id] = day.now or 0, windows.of[bring.stop_id][0] - gap
            bounds[bring.stop_id] = max(day.now or 0, windows.of[fetch.stop_id][1] + gap), _END_OF_DAY
    return bounds


def _fits(changed: Problem, answer: Answer, key: str) -> bool:
    """Return whether a stop fits into a window without that anything else falls out."""
    before = set(answer.unplanned) - {key}
    enough = False

    def look(better: Answer) -> None:
        nonlocal enough
        enough = enough or (set(better.unplanned) <= before)

    solve(changed, _TRY_SECONDS, on_better=look, is_stopped=lambda: enough)
    return enough
