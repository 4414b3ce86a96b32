"""The plan with which a search begins: each visit and transfer where it costs its driver the least time, one after the other.

On a day with more than its drivers can do, a search that begins with nothing finds room for a fraction of it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from clientinfo_kernel.tours.problem import Transfer, Visit

if TYPE_CHECKING:
    from clientinfo_kernel.tours.problem import End, Problem, Shift

Order = tuple[Visit | Transfer, ...]


def first_plan(problem: Problem) -> list[tuple[int, Order]]:
    """Return shifts (their number in the problem) with what is done in each, in this order; what has no room is left out.

    What is worth more is placed first, and of the same worth what has to be done earlier. A transfer's ends follow each other.
    """
    shifts = [(number, each) for number, each in enumerate(problem.shifts) for _ in range(each.count)]
    orders: list[Order] = [() for _ in shifts]
    home = [shift.start for _number, shift in shifts]
    for each in sorted(problem.asked, key=lambda one: (-one.prize, min(end.late for end in _ends(one)))):
        best: tuple[int, int, Order] | None = None
        for place, (_number, shift) in enumerate(shifts):
            if not _can(shift, each):
                continue
            for order in _inserted(orders[place], each):
                end = _home(problem, shift, order)
                if end is not None and (best is None or end - home[place] < best[0]):
                    best = end - home[place], place, order
        if best is not None:
            longer, place, orders[place] = best
            home[place] += longer
    return [(number, order) for (number, _shift), order in zip(shifts, orders, strict=True) if order]


def _can(shift: Shift, asked: Visit | Transfer) -> bool:
    is_one = not asked.only or asked.only in shift.labels
    return is_one and (isinstance(asked, Visit) or asked.amount <= shift.capacity)


def _inserted(order: Order, asked: Visit | Transfer) -> list[Order]:
    return [(*order[:place], asked, *order[place:]) for place in range(len(order) + 1)]


def _ends(asked: Visit | Transfer) -> tuple[Visit | End, ...]:
    return (asked,) if isinstance(asked, Visit) else (asked.pickup, asked.delivery)


def _home(problem: Problem, shift: Shift, order: Order) -> int | None:
    """Return when a driver is home after all that; None: they are late somewhere."""
    now, here = shift.start, shift.place
    for end in (end for each in order for end in _ends(each)):
        now = max(now + int(problem.durations[here, end.place]), end.early)
        if now > end.late:
            return None
        now, here = now + end.service, end.place
    now += int(problem.durations[here, shift.place])
    return now if now <= shift.end else None
