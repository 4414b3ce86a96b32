"""Whether the courtesy cars are enough, and of which kind each customer gets one, where some want an automatic gearbox."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

# So many ways to share the cars out are looked at side by side, those that give fewest automatics away. Where the customers of a
# day could have many more, one that fits can be missed: then somebody is left for whom a person finds a car.
_MOST_WAYS = 500
# When cars that are out come back, and whether each is an automatic.
_Out = tuple[tuple[int, bool], ...]


@dataclass(frozen=True)
class Need:
    """A courtesy car is away: from when to when, and whether it must be an automatic (None: whichever)."""

    start: int
    end: int
    is_automatic: bool | None = None


def are_enough(needs: Sequence[Need], manuals: int, automatics: int) -> bool:
    """Return whether there are cars for all (``shared_out``); how they are shared out is computed only where it decides."""
    if not _could_be_enough(needs, manuals, automatics):
        return False
    return _as_they_come(needs, manuals, automatics) is not None or shared_out(needs, manuals, automatics) is not None


def shared_out(needs: Sequence[Need], manuals: int, automatics: int) -> list[bool] | None:
    """Return for each need whether it gets an automatic; None: there are not enough cars for all.

    An automatic is given to whoever does not want one only where that must be: somebody may call for it.

    Args:
        needs: In any order.
        manuals: How many cars there are that are not automatics.
        automatics: How many are.
    """
    if not _could_be_enough(needs, manuals, automatics):
        return None
    simple = _as_they_come(needs, manuals, automatics)
    wanted = [bool(need.is_automatic) for need in needs]
    if simple == wanted or (simple is not None and all(need.is_automatic is None for need in needs)):
        return simple
    order = sorted(range(len(needs)), key=lambda number: needs[number].start)
    # Each way: how many automatics are given, and who has which kind, in that order. Of those of which as many of each kind
    # are out until the same moments, one is enough: what comes is the same for all of them.
    ways: dict[_Out, tuple[int, tuple[bool, ...]]] = {(): (0, ())}
    most = {False: manuals, True: automatics}
    for number in order:
        need = needs[number]
        longer: dict[_Out, tuple[int, tuple[bool, ...]]] = {}
        for before, (count, way) in ways.items():
            out = [each for each in before if each[0] > need.start]
            taken = sum(kind for _end, kind in out)
            for kind in (False, True) if need.is_automatic is None else (need.is_automatic,):
                if (taken if kind else len(out) - taken) < most[kind]:
                    still = tuple(sorted((*out, (need.end, kind))))
                    if still not in longer or count + kind < longer[still][0]:
                        longer[still] = count + kind, (*way, kind)
        ways = dict(sorted(longer.items(), key=lambda each: each[1][0])[:_MOST_WAYS])
        if not ways:
            return None
    chosen = dict(zip(order, next(iter(ways.values()))[1], strict=True))
    return [chosen[number] for number in range(len(needs))]


def _could_be_enough(needs: Sequence[Need], manuals: int, automatics: int) -> bool:
    """Return whether at no time more cars are out than there are, in all and of each kind."""
    for now in needs:
        out = [each.is_automatic for each in needs if each.start <= now.start < each.end]
        if len(out) > manuals + automatics or out.count(True) > automatics or out.count(False) > manuals:
            return False
    return True


def _as_they_come(needs: Sequence[Need], manuals: int, automatics: int) -> list[bool] | None:
    """Share the cars out without looking ahead: whoever comes takes a manual, else an automatic; None: that does not do."""
    given = [False] * len(needs)
    out: list[tuple[int, bool]] = []
    for number in sorted(range(len(needs)), key=lambda each: needs[each].start):
        need = needs[number]
        out = [each for each in out if each[0] > need.start]
        taken = sum(kind for _end, kind in out)
        free = {False: len(out) - taken < manuals, True: taken < automatics}
        kinds = (False, True) if need.is_automatic is None else (need.is_automatic,)
        kind = next((each for each in kinds if free[each]), None)
        if kind is None:
            return None
        given[number] = kind
        out.append((need.end, kind))
    return given
