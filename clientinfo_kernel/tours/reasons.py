"""Why no plan can hold a stop: a check of each by itself, which needs no solver."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clientinfo_kernel.tours.courtesy_cars import without_car
from clientinfo_kernel.tours.plan import Unplanned
from clientinfo_kernel.tours.translate import branch_label
from data_sources.routing.ways import NO_WAY

if TYPE_CHECKING:
    from clientinfo_kernel.tours.day import DriverDay, Stop, TourDay
    from data_sources.routing.ways import Ways


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
