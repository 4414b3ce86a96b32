"""The seconds of a day, as plans count them: from midnight in Berlin on, also on the days with 23 and 25 hours."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from clientinfo_kernel.settings import BERLIN


@dataclass(frozen=True)
class DayClock:
    """Turns moments into seconds of a day, and back."""

    day: date

    @property
    def midnight(self) -> datetime:
        """Where the day begins (UTC)."""
        try:
            return datetime.combine(self.day, time(), BERLIN).astimezone(UTC)
        except OverflowError:  # the first day that there is began before it
            return datetime.min.replace(tzinfo=UTC)

    def seconds(self, moment: datetime) -> int:
        """Return the second of the day at which a moment is; less than 0 before it."""
        return round((moment - self.midnight).total_seconds())

    def at(self, hour: time) -> int:
        """Return the second at which clocks in Berlin show an hour."""
        return self.seconds(datetime.combine(self.day, hour, BERLIN))

    @property
    def length(self) -> int:
        """How many seconds the day has."""
        return self.seconds(DayClock(self.day + timedelta(days=1)).midnight) if self.day < date.max else 24 * 3600

    def holds(self, moment: datetime) -> bool:
        """Return whether a moment is on the day."""
        return 0 <= self.seconds(moment) < self.length

    def shown(self, seconds: int) -> datetime:
        """Return what clocks in Berlin show at a second."""
        return self.moment(seconds).astimezone(BERLIN)

    def moment(self, seconds: int) -> datetime:
        """Return the moment (UTC) of a second."""
        return self.midnight + timedelta(seconds=seconds)
