"""Who drives on a day: the drivers of the settings as people changed them for it, and the other people who drive then."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

import polars as pl

from clientinfo_kernel.access.branch_name import branch_key
from clientinfo_kernel.live.driver_days import DRIVER_DAY
from clientinfo_kernel.sections.tours import Driver, span
from clientinfo_kernel.tours.day import DriverDay, House

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date, datetime

    from clientinfo_kernel.query.directory import CustomerDirectory
    from clientinfo_kernel.tours.clock import DayClock

_Span = tuple[int, int]
# Who works for more than six hours has a break (ArbZG, § 4).
_WITHOUT_BREAK_SECONDS = 6 * 3600


def drivers_of(directory: CustomerDirectory, houses: tuple[House, ...], clock: DayClock) -> tuple[DriverDay, ...]:
    """Return the drivers of a day, those of the settings first; who is away has no shift, or a shorter one.

    Raises:
        NotPermitted: The viewer is not allowed to see customers.
        LiveUnavailable: The live store does not answer.
    """
    if not houses:
        return ()
    written = written_days(directory, clock.day)
    regular = directory.settings.tours.drivers
    names = {each.name for each in regular}
    others = (row for name, row in sorted(written.items()) if name not in names and row["starts_at"] is not None)
    extra = (Driver(name=row["driver"], branch=row["branch"] or "") for row in others)
    return (
        *(_driver(each, written.get(each.name, {}), houses, clock) for each in regular),
        *(_driver(each, written[each.name], houses, clock, is_extra=True) for each in extra),
    )


def written_days(directory: CustomerDirectory, day: date) -> dict[str, dict[str, Any]]:
    """Return what people wrote about the drivers of a day, by driver.

    Raises:
        NotPermitted: The viewer is not allowed to see customers.
        LiveUnavailable: The live store does not answer.
    """
    rows = directory.written(DRIVER_DAY).filter(pl.col("day") == day)
    return {row["driver"]: row for row in rows.iter_rows(named=True)}


def _driver(
    driver: Driver, row: Mapping[str, Any], houses: tuple[House, ...], clock: DayClock, *, is_extra: bool = False
) -> DriverDay:
    named = [branch_key(each.name) for each in houses]
    house = named.index(branch_key(driver.branch)) if branch_key(driver.branch) in named else 0
    usual = tuple(sorted((clock.at(start), clock.at(end)) for start, end in map(span, driver.shifts)))
    hours = _between(clock, row.get("starts_at"), row.get("ends_at"))
    away = _between(clock, row.get("away_from"), row.get("away_until"))
    planned = usual if hours is None else _as_long_as(usual, hours)
    shifts = planned if away is None else tuple(_without(planned, away))
    early, late = (clock.at(hour) for hour in span(driver.break_between))
    return DriverDay(
        driver.name,
        house,
        shifts,
        driver.account,
        houses[house].name,
        row.get("plate") or driver.plate,
        driver.break_minutes * 60 if _has_break(shifts, driver.break_minutes * 60) else 0,
        early,
        late,
        driver.cars,
        planned,
        away,
        is_extra,
        row.get("version", 0),
    )


def _between(clock: DayClock, start: datetime | None, end: datetime | None) -> _Span | None:
    """Return a time of the day; None: there is none, or it ends before it begins."""
    if start is None or end is None or start >= end:
        return None
    return max(clock.seconds(start), 0), min(clock.seconds(end), clock.length)


def _as_long_as(usual: tuple[_Span, ...], hours: _Span) -> tuple[_Span, ...]:
    """Return the shifts of a day that begins and ends otherwise: the time between two of them, their break, stays free."""
    shifts: tuple[_Span, ...] = (hours,)
    for earlier, later in pairwise(usual):
        if earlier[1] < later[0]:
            shifts = tuple(_without(shifts, (earlier[1], later[0])))
    return shifts or (hours,)


def _without(shifts: Iterable[_Span], away: _Span) -> Iterable[_Span]:
    for start, end in shifts:
        for first, last in ((start, min(end, away[0])), (max(start, away[1]), end)):
            if first < last:
                yield first, last


def _has_break(shifts: tuple[_Span, ...], seconds: int) -> bool:
    """Return whether a driver is still to have a break: nobody has one who is away for as long between two shifts."""
    worked = sum(end - start for start, end in shifts)
    is_had = any(later[0] - earlier[1] >= seconds for earlier, later in pairwise(shifts))
    return worked > _WITHOUT_BREAK_SECONDS and not is_had
