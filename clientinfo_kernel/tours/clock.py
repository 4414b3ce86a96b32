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
        return datetime.combine(self.day, time(), BERLIN).astimezone(UTC)

    def seconds(self, moment: datetime) -> int:
        """Return the second of the day at which a moment is; less than 0 before it."""
        return round((moment - self.midnight).total_seconds())

    def at(self, hour: time) -> int:
        """Return the second at which clocks in Berlin show an hour."""
        return self.seconds(datetime.combine(self.day, hour, BERLIN))

    def moment(self, seconds: int) -> datetime:
        """Return the moment (UTC) of a second."""
        return self.midnight + timedelta(seconds=seconds)
