"""For whom a courtesy car is left, and where one goes on from one customer to the next."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from clientinfo_kernel.tours.car_sharing import are_enough
from clientinfo_kernel.tours.cars_away import END_OF_DAY, away, cars_with, has_car, is_free, taking, use_at
from clientinfo_kernel.tours.plan import Unplanned

if TYPE_CHECKING:
    from clientinfo_kernel.tours.cars_away import CarUse
    from clientinfo_kernel.tours.day import Stop, TourDay
    from clientinfo_kernel.tours.plan import Plan, Reason


def without_car(day: TourDay) -> tuple[Unplanned, ...]:
    """Return the stops for which no courtesy car is left, or not the one that was chosen, and when one comes back.

    Whose customer has a car by now is never one of them. What is locked has its car first, then who agreed on the
    earliest hour: nobody gets one, chosen or not, where somebody before would have none then.
    """
    if not day.cars:
        return ()
    uses = away(day) + [use_at(day, each) for each in taking(day) if has_car(each) and _is_counted(day, each)]
    asking = [each for each in taking(day) if not has_car(each)]
    refused = []
    for stop in sorted(asking, key=lambda each: (each.held_at is None, each.agreed, each.stop_id)):
        wanted = use_at(day, stop)
        if _is_possible(day, uses, wanted):
            uses.append(wanted)
        else:
            refused.append(Unplanned(stop.stop_id, _why_none(day, uses, wanted), _free_again(day, uses, wanted)))
    return tuple(refused)


def _is_counted(day: TourDay, stop: Stop) -> bool:
    return stop.courtesy_car in {"", *day.cars}


def _is_possible(day: TourDay, uses: list[CarUse], wanted: CarUse) -> bool:
    """Return whether one more gets a car, the chosen one if one was chosen, and everybody else still has theirs."""
    if wanted.car and (wanted.car not in day.cars or not is_free(wanted.car, wanted, uses)):
        return False
    every = [*uses, wanted]
    return are_enough([each.need for each in every if not each.car], cars_with(day, every))


def _why_none(day: TourDay, uses: list[CarUse], wanted: CarUse) -> Reason:
    if not _is_possible(day, uses, replace(wanted, car="", is_automatic=False)):
        return "no_courtesy_car"
    if wanted.car and wanted.car not in day.cars:
        return "car_unknown"
    return "car_taken" if wanted.car else "no_automatic"


def _free_again(day: TourDay, uses: list[CarUse], wanted: CarUse) -> int | None:
    """Return when a car is there that would do; None: not on this day."""
    for end in sorted({each.end for each in uses if wanted.start < each.end < END_OF_DAY}):
        if _is_possible(day, uses, replace(wanted, start=end, end=max(wanted.end, end + 1))):
            return end
    return None


def car_out(plan: Plan, stop: Stop) -> str:
    """Return the courtesy car that the customer has when their own one is brought; empty: none."""
    if stop.kind != "bring":
        return ""
    return dict(plan.cars).get(f"{stop.appointment}:fetch") or stop.courtesy_car


def changes_car(day: TourDay, bring: Stop, fetch: Stop) -> bool:
    """Return whether a driver who comes from one stop in a courtesy car changes it at the house for the other one's customer.

    The car that is taken back at the first is not the one that was chosen for the other, or was chosen for somebody else; or it
    is not an automatic, where that one wants one.
    """
    if (bring.kind, fetch.kind) != ("bring", "fetch") or not (bring.place and fetch.place):
        return False
    if not fetch.needs_car or fetch.is_handed_over:
        return False
    own = day.stop(f"{bring.appointment}:fetch")  # it will get one today
    back = (own.chosen_car if own is not None else "") or bring.courtesy_car
    if fetch.chosen_car:
        return back != fetch.chosen_car
    others = (each for each in day.stops if each is not own and each.kind == "fetch")
    if back and any(each.chosen_car == back for each in others):
        return True
    if not fetch.is_automatic_wanted:
        return False
    return back not in day.automatics if back else own is None or not own.is_automatic_wanted
