"""Why a stop does not fit, and which window would: a check of its own for each, then a bisection on the solver."""

from __future__ import annotations

from dataclasses import replace
from time import monotonic
from typing import TYPE_CHECKING

from clientinfo_kernel.tours.courtesy_cars import without_car
from clientinfo_kernel.tours.plan import Unplanned, Window
from clientinfo_kernel.tours.solver import solve
from clientinfo_kernel.tours.translate import branch_label, keeping, translated, with_window
from data_sources.routing.ways import NO_WAY

if TYPE_CHECKING:
    from collections.abc import Callable

    from clientinfo_kernel.tours.day import DriverDay, Stop, TourDay
    from clientinfo_kernel.tours.problem import Answer, Problem
    from clientinfo_kernel.tours.translate import Translated
    from data_sources.routing.ways import Ways

_GRID = 5 * 60
# How long the solver tries one window before it counts as one that does not fit.
_TRY_SECONDS = 0.5
# Widest shift of a window that is tried.
_FARTHEST = 10 * 3600
# Another window could help these.
_TRIED = ("window", "shift")


def impossible(day: TourDay, ways: Ways) -> tuple[Unplanned, ...]:
    """Return the stops that no plan can hold, each with its reason: they are not given to the solver."""
    found = {each.stop_id: each for each in without_car(day)}
    place = len(day.houses)
    for stop in day.stops:
        if stop.place is None or stop.apart_km is not None:
            found[stop.stop_id] = Unplanned(stop.stop_id, "address")
        if stop.place is None:
            continue
        alone = _alone(day, ways, stop, place)
        place += 1
        if alone is not None and stop.stop_id not in found:
            found[stop.stop_id] = alone
    return tuple(found[stop.stop_id] for stop in day.stops if stop.stop_id in found)


def _alone(day: TourDay, ways: Ways, stop: Stop, place: int) -> Unplanned | None:
    """Return why a stop fits into no shift, though nobody else is driven to; None: it fits."""
    drivers = _allowed(day, stop)
    if not any(driver.shifts for driver in drivers):
        return Unplanned(stop.stop_id, "no_driver")
    early, late = (
        (stop.arrives, stop.arrives) if stop.is_locked and stop.arrives is not None else (stop.early, stop.late)
    )
    earliest: int | None = None
    is_in_time = False
    for driver in drivers:
        there, back = int(ways.seconds[driver.house, place]), int(ways.seconds[place, driver.house])
        before, after = (0, day.house_seconds) if stop.kind == "fetch" else (day.house_seconds, 0)
        if NO_WAY in (there, back):
            continue
        for start, end in driver.shifts:
            arrives = start + before + there
            fits_at = max(arrives, early)
            if fits_at + stop.service + back + after > end:
                is_in_time |= fits_at <= late
                continue
            earliest = arrives if earliest is None else min(earliest, arrives)
            if fits_at <= late:
                return None
    if earliest is None and not is_in_time:
        return Unplanned(stop.stop_id, "way" if not _reachable(ways, drivers, place) else "shift")
    if stop.is_locked:
        return Unplanned(stop.stop_id, "lock", earliest)
    return Unplanned(stop.stop_id, "shift" if is_in_time else "window", earliest)


def _reachable(ways: Ways, drivers: list[DriverDay], place: int) -> bool:
    return any(NO_WAY not in (ways.seconds[each.house, place], ways.seconds[place, each.house]) for each in drivers)


def _allowed(day: TourDay, stop: Stop) -> list[DriverDay]:
    """Return who can drive there: the one it is locked to, those of its branch where it has any, or everybody."""
    if stop.is_locked and stop.driver:
        return [each for each in day.drivers if each.name == stop.driver]
    own = [each for each in day.drivers if stop.branch and branch_label(each.branch) == branch_label(stop.branch)]
    return own or list(day.drivers)


def explained(
    asked: Translated,
    answer: Answer,
    known: tuple[Unplanned, ...],
    day: TourDay,
    ways: Ways,
    *,
    seconds: float,
    is_stopped: Callable[[], bool] = lambda: False,
) -> tuple[Unplanned, ...]:
    """Return all that is not planned, with a window that would fit where one is found in time.

    Args:
        asked: What the solver was asked.
        answer: What it said.
        known: What it was not asked about (``impossible``).
        day: Which.
        ways: As for the question.
        seconds: No new window is tried after so long.
        is_stopped: Or when this says so.
    """
    end = monotonic() + seconds
    by_key = {each.key for each in asked.problem.transfers}
    left = [each for each in day.stops if each.stop_id in by_key and each.stop_id in answer.unplanned]
    hopeless = {each.stop_id for each in known if each.reason not in _TRIED}
    every = translated(day, ways, hopeless).problem.transfers
    first = [Unplanned(each.stop_id, "lock" if each.is_locked else "crowded") for each in left]
    late = [each for each in known if each.reason in _TRIED]
    others = [each for each in known if each.reason not in _TRIED]
    found = []
    for each in (*first, *late):
        stop = day.stop(each.stop_id)
        fits = None
        if stop is not None and not stop.is_locked and monotonic() < end and not is_stopped():
            tried = tuple(one for one in every if one.key in by_key or one.key == each.stop_id)
            fits = fitting_window(
                keeping(replace(asked.problem, transfers=tried), answer),
                answer,
                stop,
                each,
                end=end,
                is_stopped=is_stopped,
            )
        found.append(replace(each, fits=fits))
    order = {stop.stop_id: number for number, stop in enumerate(day.stops)}
    return tuple(sorted((*found, *others), key=lambda each: order[each.stop_id]))


def fitting_window(
    problem: Problem,
    answer: Answer,
    stop: Stop,
    why: Unplanned,
    *,
    end: float,
    is_stopped: Callable[[], bool] = lambda: False,
) -> Window | None:
    """Return the window of the same length that is nearest to the agreed one, and in which everything else still fits.

    What fits into a window fits into a wider one: so the least widening is found by halving, first to later hours.
    """
    if not any(each.key == stop.stop_id for each in problem.transfers):
        return None
    length = stop.late - stop.early
    least_later = 0 if why.earliest is None else max(why.earliest - stop.late, 0)

    def fits(by: int) -> bool:
        early, late = (stop.early, stop.late + by) if by > 0 else (stop.early + by, stop.late)
        return _fits(with_window(problem, stop.stop_id, max(early, 0), late), answer, stop.stop_id, is_stopped)

    for way, least in ((1, least_later // _GRID), (-1, 0)):
        most = _FARTHEST // _GRID
        if monotonic() > end or not fits(way * most * _GRID):
            continue
        low, high = least, most
        while high - low > 1 and monotonic() < end:
            middle = (low + high) // 2
            low, high = (low, middle) if fits(way * middle * _GRID) else (middle, high)
        shift = way * high * _GRID
        start = (stop.early + shift) // _GRID * _GRID
        return Window(start, start + length)
    return None


def _fits(changed: Problem, answer: Answer, key: str, is_stopped: Callable[[], bool]) -> bool:
    """Return whether a stop fits into a window without that anything else falls out."""
    before = set(answer.unplanned) - {key}
    enough = False

    def look(better: Answer) -> None:
        nonlocal enough
        enough = enough or (set(better.unplanned) <= before)

    solve(changed, _TRY_SECONDS, on_better=look, is_stopped=lambda: enough or is_stopped())
    return enough
