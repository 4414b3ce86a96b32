"""Ask PyVRP for a plan; the best one so far is reported while it searches.

It computes in this process and thread until it is told to stop: pages run it in a process of its own (``run``).
"""

from __future__ import annotations

import warnings
from math import inf
from time import monotonic
from typing import TYPE_CHECKING, Any, cast

import pyvrp
from pyvrp import (
    Activity,
    ActivityType,
    Client,
    CostEvaluator,
    Depot,
    IteratedLocalSearchCallbacks,
    IteratedLocalSearchParams,
    Location,
    ProblemData,
    Shipment,
    Solution,
    SolveParams,
    VehicleType,
)
from pyvrp.exceptions import PenaltyBoundWarning

from clientinfo_kernel.tours.first_plan import first_plan
from clientinfo_kernel.tours.problem import Answer, Route, Step, Visit

if TYPE_CHECKING:
    from collections.abc import Callable

    from clientinfo_kernel.tours.problem import Problem, StepKind, Transfer

# A capacity that is not reached.
_ANY = 1_000_000
# The solver fines each unit too many by no more than a constant; a load counts so much that no prize outweighs a fine.
_LOAD = 1000


class _Telling(IteratedLocalSearchCallbacks):
    """Tells each better plan, and the one with which the search begins: on a short day it is often the best."""

    def __init__(self, tell: Callable[[Solution], None]) -> None:
        self._tell, self._is_first = tell, True

    def on_best(self, best: Solution) -> None:
        self._is_first = False
        self._tell(best)

    def on_iteration(self, _current: Solution, _candidate: Solution, best: Solution, _evaluator: CostEvaluator) -> None:
        if self._is_first:
            self.on_best(best)


class _Until:
    """Ends the search after some time, when nothing better was found for long, or when somebody says so."""

    def __init__(self, seconds: float, patience: float, is_stopped: Callable[[], bool]) -> None:
        self._end, self._is_stopped = monotonic() + seconds, is_stopped
        self._best, self._patience, self._patient_until = inf, patience, self._end

    def __call__(self, best_cost: float) -> bool:
        now = monotonic()
        if best_cost < self._best:
            self._best, self._patient_until = best_cost, now + self._patience
        return now > min(self._end, self._patient_until) or self._is_stopped()


def _never() -> bool:
    return False


def solve(
    problem: Problem,
    seconds: float,
    *,
    patience: float = inf,
    on_better: Callable[[Answer], None] | None = None,
    is_stopped: Callable[[], bool] = _never,
    seed: int = 0,
) -> Answer:
    """Return the best plan that is found.

    Args:
        problem: What is to be planned.
        seconds: How long to search.
        patience: A search that found nothing better for so many seconds ends.
        on_better: Called with each plan that is better than all before.
        is_stopped: Asked again and again; True: take what there is.
        seed: The same seed finds the same, as far as the time allows.
    """
    if not problem.asked or not problem.shifts:
        return Answer((), tuple(each.key for each in problem.asked), 0)
    data = _data(problem)
    evaluator = CostEvaluator([0] * data.num_load_dimensions, 0, 0)

    def tell(found: Solution) -> None:
        if on_better is not None and found.is_feasible():
            on_better(_answer(problem, found, evaluator))

    search = IteratedLocalSearchParams(callbacks=_Telling(tell))
    stop = _Until(seconds, patience, is_stopped)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", PenaltyBoundWarning)  # some days have stops that do not go together
        result = pyvrp.solve(
            data,
            stop,
            seed=seed,
            collect_stats=False,
            params=SolveParams(ils=search),
            initial_solution=_begun(problem, data),
        )
    found = result.best
    if found.is_feasible():
        return _answer(problem, found, evaluator)
    nothing = Solution(data, [])
    return _answer(problem, nothing, evaluator)


def _begun(problem: Problem, data: ProblemData) -> Solution | None:
    """Return with what the search begins (``first_plan``); None: nothing can be left out, and the solver begins by itself."""
    if not all(each.prize for each in problem.asked):
        return None
    visits = {each.key: at for at, each in enumerate(problem.visits)}
    transfers = {each.key: at for at, each in enumerate(problem.transfers)}

    def done(each: Visit | Transfer) -> tuple[Activity, ...]:
        if isinstance(each, Visit):
            return (Activity(ActivityType.CLIENT, visits[each.key]),)
        ends = (ActivityType.PICKUP, ActivityType.DELIVERY)
        return tuple(Activity(end, transfers[each.key]) for end in ends)

    routes = [
        pyvrp.Route(data, [activity for each in order for activity in done(each)], shift)
        for shift, order in first_plan(problem)
    ]
    return Solution(data, routes)


def _data(problem: Problem) -> ProblemData:
    """Translate a problem; what only some can do is a load that nobody else can carry."""
    tied = sorted({each.only for each in problem.asked if each.only})

    def load(amount: int, only: str) -> list[int]:
        return [amount * _LOAD, *(_LOAD * (only == each) for each in tied)]

    houses = sorted({shift.place for shift in problem.shifts})
    shifts = [
        VehicleType(
            num_available=shift.count,
            capacity=[shift.capacity * _LOAD, *(_ANY if each in shift.labels else 0 for each in tied)],
            start_depot=(house := houses.index(shift.place)),
            end_depot=house,
            fixed_cost=problem.fixed_cost,
            tw_early=shift.start,
            tw_late=shift.end,
            unit_distance_cost=problem.distance_cost,
            unit_duration_cost=problem.duration_cost,
        )
        for shift in problem.shifts
    ]
    visits = [
        Client(
            each.place,
            delivery=load(0, each.only),
            service_duration=each.service,
            tw_early=each.early,
            tw_late=each.late,
            prize=each.prize,
            required=not each.prize,
        )
        for each in problem.visits
    ]
    transfers = [
        Shipment(
            each.pickup.place,
            each.delivery.place,
            pickup_tw_early=each.pickup.early,
            pickup_tw_late=each.pickup.late,
            pickup_service_duration=each.pickup.service,
            delivery_tw_early=each.delivery.early,
            delivery_tw_late=each.delivery.late,
            delivery_service_duration=each.delivery.service,
            amount=load(each.amount, each.only),
            prize=each.prize,
            required=not each.prize,
        )
        for each in problem.transfers
    ]
    return ProblemData(
        locations=[Location(0, 0)] * len(problem.distances),
        clients=visits,
        depots=[Depot(place) for place in houses],
        vehicle_types=shifts,
        distance_matrices=[cast("Any", problem.distances)],
        duration_matrices=[cast("Any", problem.durations)],
        shipments=transfers,
    )


def _answer(problem: Problem, found: Solution, evaluator: CostEvaluator) -> Answer:
    routes = []
    for each in found.routes():
        steps = tuple(_step(problem, each.vehicle_type(), activity) for activity in each.schedule())
        routes.append(Route(each.vehicle_type(), steps, each.distance()))
    done = {step.key for route in routes for step in route.steps}
    left_out = tuple(each.key for each in problem.asked if each.key not in done)
    return Answer(tuple(sorted(routes, key=lambda each: each.shift)), left_out, int(evaluator.cost(found)))


def _step(problem: Problem, shift: int, activity: pyvrp.ScheduledActivity) -> Step:
    kind: StepKind
    if activity.is_client():
        visit = problem.visits[activity.idx]
        kind, key, place = "visit", visit.key, visit.place
    elif activity.is_shipment():
        transfer = problem.transfers[activity.idx]
        kind, end = ("pickup", transfer.pickup) if activity.is_pickup() else ("delivery", transfer.delivery)
        key, place = transfer.key, end.place
    else:
        kind, key, place = "house", "", problem.shifts[shift].place
    return Step(kind, key, place, activity.start_time, activity.end_time)
