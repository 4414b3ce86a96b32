"""The ways of a desk's day: estimated at once, and the routing service's as soon as it has answered. Nobody waits for it."""

from __future__ import annotations

from threading import Thread
from time import monotonic
from typing import TYPE_CHECKING

from clientinfo_kernel.sections.routing import RoutingService, routing_service
from clientinfo_kernel.tours.travel import ways_between

if TYPE_CHECKING:
    from collections.abc import Callable

    from clientinfo_kernel.settings import Settings
    from data_sources.routing.ways import Place, Ways

# A service that did not answer is asked again after so long.
_AGAIN_SECONDS = 60


class DayWays:
    """The ways between the places of a day.

    Args:
        settings: Of the house: which service, and how an estimate is made.
        way_home: Returns what carries a call from another thread to the page's own; asked on that.
        answered: Called on the page's thread when other ways, or why there are none, have come.
    """

    def __init__(
        self,
        settings: Settings,
        way_home: Callable[[], Callable[[Callable[[], None]], object]],
        answered: Callable[[], None],
    ) -> None:
        self._service, self._tours = routing_service(settings.services), settings.tours
        self._way_home, self._answered = way_home, answered
        self._places: list[Place] | None = None
        self._ways: Ways | None = None
        self._asked_at: float | None = None

    def of(self, places: list[Place]) -> Ways:
        """Return the ways between places, as far as they are known now."""
        if self._ways is None or places != self._places:
            self._places, self._asked_at = places, None
            self._ways = ways_between(places, RoutingService(), self._tours)
        is_due = self._asked_at is None or (self._ways.problem and monotonic() > self._asked_at + _AGAIN_SECONDS)
        if self._service.osrm_url and places and is_due:
            self._asked_at = monotonic()
            Thread(target=self._ask, args=(places, self._way_home()), name="tour ways", daemon=True).start()
        return self._ways

    def _ask(self, places: list[Place], home: Callable[[Callable[[], None]], object]) -> None:
        ways = ways_between(places, self._service, self._tours)
        home(lambda: self._came(places, ways))

    def _came(self, places: list[Place], ways: Ways) -> None:
        if places == self._places:
            self._ways = ways
            self._answered()
