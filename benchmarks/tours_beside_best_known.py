"""Li and Lim's problems beside the best plans that are known, and full days of the demo dealership as the page plans them.

The seconds of one core are counted, so that others at work on the machine take nothing from the search.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from math import inf
from time import process_time
from typing import TYPE_CHECKING

from msgspec.structs import replace

from benchmarks.report import Table, span
from clientinfo_kernel.query.directory import CustomerDirectory
from clientinfo_kernel.sections.routing import RoutingService
from clientinfo_kernel.settings import read_settings
from clientinfo_kernel.tours import li_lim
from clientinfo_kernel.tours.planning import plan_day
from clientinfo_kernel.tours.reading import read_day
from clientinfo_kernel.tours.reasons import impossible
from clientinfo_kernel.tours.solver import solve
from clientinfo_kernel.tours.translate import places_of
from clientinfo_kernel.tours.travel import ways_between

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import date
    from pathlib import Path

    import polars as pl

    from benchmarks.dealership import Dealership
    from clientinfo_kernel.sections.tours import TourSettings
    from clientinfo_kernel.tours.day import TourDay
    from clientinfo_kernel.tours.plan import Plan
    from data_sources.routing.ways import Ways

SECONDS, STOPS = 10.0, 30
_DAYS = 5
_CLOSE = 1.01


def problems(folder: Path) -> Table:
    """Solve the problems of a folder (text files and ``best_known.csv``)."""
    return Table(
        f"Li and Lim, {SECONDS:.0f} s of one core each",
        ("problem", "vehicles", "best known", "distance", "best known", "longer", "rules broken"),
        tuple(_problems(folder)),
    )


def days(dealership: Dealership) -> Table:
    """Plan days of a dealership that was refreshed."""
    return Table(
        f"days of the demo dealership with about {STOPS} stops",
        (
            "day",
            "stops",
            "against all shifts and windows",
            "drivers",
            "planned",
            "first plan",
            f"within 1 % of that after {SECONDS:.0f} s",
        ),
        tuple(_days(dealership)),
    )


def _problems(folder: Path) -> Iterator[tuple[str, ...]]:
    with (folder / "best_known.csv").open(encoding="utf-8") as lines:
        for best in csv.DictReader(lines):
            read = li_lim.read((folder / f"{best['instance']}.txt").read_text("utf-8"))
            answer = solve(read.problem, inf, is_stopped=_until(SECONDS))
            distance, known = read.distance(answer), float(best["distance"])
            broken = [*read.broken_rules(answer), *answer.unplanned]
            vehicles = (str(len(answer.routes)), best["vehicles"])
            longer = f"{round(100 * (distance / known - 1), 2) + 0.0:.2f} %"  # a zero has no sign
            yield best["instance"], *vehicles, f"{distance:,.2f}", f"{known:,.2f}", longer, str(len(broken))


def _until(seconds: float) -> Callable[[], bool]:
    end = process_time() + seconds
    return lambda: process_time() > end


@dataclass(frozen=True)
class _Found:
    """A plan, and after how many of the core's seconds it was there."""

    seconds: float
    planned: int
    driving: int


def _days(dealership: Dealership) -> Iterator[tuple[str, ...]]:
    settings = read_settings(dealership.settings_file)
    directory = CustomerDirectory(replace(settings, tours=_of_more(settings.tours)))
    brought = directory.table("appointments", ["bring_at"])["bring_at"].dt.convert_time_zone("Europe/Berlin").dt.date()
    read = [read_day(directory, day) for day in _ahead(brought.filter(brought > directory.key_date))]
    for day in sorted(read, key=lambda each: abs(len(each.stops) - STOPS))[:_DAYS]:
        ways = ways_between(places_of(day), RoutingService(), settings.tours)
        found = _search(day, ways)
        best = found[-1]
        close = next(each for each in found if _is_close(each, best))
        cells = (len(day.stops), len(impossible(day, ways)), len(day.drivers), best.planned)
        yield f"{day.day}", *map(str, cells), span(found[0].seconds), span(close.seconds)


def _of_more(tours: TourSettings) -> TourSettings:
    """Return tours with twice the drivers, and with cars enough: the demo's house is a smaller one."""
    others = tuple(replace(each, name=f"{each.name} II", account="") for each in tours.drivers)
    return replace(tours, drivers=(*tours.drivers, *others), courtesy_cars=())


def _ahead(days: pl.Series) -> list[date]:
    return sorted(days.drop_nulls().unique().to_list())


def _is_close(found: _Found, best: _Found) -> bool:
    return found.planned == best.planned and found.driving <= best.driving * _CLOSE


def _search(day: TourDay, ways: Ways) -> list[_Found]:
    """Return each better plan of a day, the last of which has the time that the page gives it."""
    found: list[_Found] = []
    began = process_time()

    def tell(plan: Plan) -> None:
        found.append(_Found(process_time() - began, len(plan.planned), sum(tour.driving for tour in plan.tours)))

    plan_day(day, ways, 10 * SECONDS, reason_seconds=0.1, on_better=tell, is_stopped=_until(SECONDS))
    return found
