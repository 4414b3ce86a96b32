"""Whether the courtesy cars are enough, and of which kind each customer gets one, where some want an automatic gearbox."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

# So many ways to share the cars out are looked at side by side: far more than the cars of a day allow.
_MOST_WAYS = 500


@dataclass(frozen=True)
class Need:
    """A courtesy car is away: from when to when, and whether it must be an automatic (None: whichever)."""

    start: int
    end: int
    is_automatic: bool | None = None


def shared_out(needs: Sequence[Need], manuals: int, automatics: int) -> list[bool] | None:
    """Return for each need whether it gets an automatic; None: there are not enough cars for all.

    An automatic is given to whoever does not want one only where that must be: somebody may call for it.

    Args:
        needs: In any order.
        manuals: How many cars there are that are no automatics.
        automatics: How many are.
    """
    order = sorted(range(len(needs)), key=lambda number: needs[number].start)
    # Each way: who has which kind by now. Of those that differ only in cars that are back, one is enough.
    ways: list[tuple[tuple[int, bool], ...]] = [()]
    most = {False: manuals, True: automatics}
    for number in order:
        need = needs[number]
        known: dict[frozenset[tuple[int, bool]], tuple[tuple[int, bool], ...]] = {}
        for way in ways:
            out = [kind for other, kind in way if needs[other].end > need.start]
            for kind in (False, True) if need.is_automatic is None else (need.is_automatic,):
                if out.count(kind) < most[kind]:
                    longer = (*way, (number, kind))
                    still = frozenset(each for each in longer if needs[each[0]].end > need.start)
                    known.setdefault(still, longer)
        ways = sorted(known.values(), key=lambda way: sum(kind for _number, kind in way))[:_MOST_WAYS]
        if not ways:
            return None
    chosen = dict(ways[0])
    return [chosen[number] for number in range(len(needs))]
