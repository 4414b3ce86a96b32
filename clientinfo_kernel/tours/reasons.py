"""Why no plan can hold a stop: a check of each by itself, which needs no solver."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clientinfo_kernel.tours.courtesy_cars import without_car
from clientinfo_kernel.tours.plan import Unplanned
from clientinfo_kernel.tours.translate import branch_label
from clientinfo_kernel.tours.windows import not_fetched, windows_of
from data_sources.routing.ways import NO_WAY

if TYPE_CHECKING:
    from clientinfo_kernel.tours.day import DriverDay, Stop, TourDay
    from data_sources.routing.ways import Ways


def impossible(day: TourDay, ways: Ways) -> tuple[Unplanned, ...]:
    """Return the stops that no plan can hold, each with its reason: they are not given to the solver."""
    found = {each.stop_id: each for each in without_car(day)}
    windows, rows = windows_of(day, ways), day.rows
    names = {each.name for each in day.drivers}
    for stop in day.stops:
        if stop.is_done:
            found.pop(stop.stop_id, None)
            if stop.place is None or stop.driver not in names:
                found[stop.stop_id] = Unplanned(stop.stop_id, "done")
            continue
        if stop.place is None or stop.apart_km is not None:
            found[stop.stop_id] = Unplanned(stop.stop_id, "address")
        elif stop.late < stop.early and stop.held_at is None:
            found[stop.stop_id] = Unplanned(stop.stop_id, "backwards")
        elif stop.stop_id in windows.too_close:
            found[stop.stop_id] = Unplanned(stop.stop_id, "too_close")
        elif stop.stop_id not in found:
            alone = _alone(day, ways, stop, rows[stop.stop_id], windows.of[stop.stop_id])
            if alone is not None:
                found[stop.stop_id] = alone
    for stop_id in not_fetched(day, {each.stop_id for each in day.stops} - set(found)):
        found[stop_id] = Unplanned(stop_id, "not_fetched")
    return tuple(found[stop.stop_id] for stop in day.stops if stop.stop_id in found)


def _alone(day: TourDay, ways: Ways, stop: Stop, place: int, window: tuple[int, int]) -> Unplanned | None:
    """Return why a stop fits into no shift, though nobody else is driven to; None: it fits."""
    drivers = _allowed(day, stop)
    if stop.is_locked and stop.driver and not drivers:
        return Unplanned(stop.stop_id, "lock")  # to somebody who drives no more
    if not any(driver.shifts for driver in drivers):
        return Unplanned(stop.stop_id, "no_driver")
    early, late = window
    now = 0 if stop.held_at is not None else day.now or 0
    earliest: int | None = None
    is_in_time = False
    for driver in drivers:
        there, back = int(ways.seconds[driver.house, place]), int(ways.seconds[place, driver.house])
        before, after = (0, day.house_seconds) if stop.kind == "fetch" else (day.house_seconds, 0)
        if NO_WAY in (there, back):
            continue
        for start, end in driver.shifts:
            arrives = max(start, now) + before + there
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
