"""No test begins in the last minute of a day: what it expects of today would be said of tomorrow."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta, tzinfo

import pytest

from clientinfo_kernel.settings import BERLIN

# What speaks of today takes seconds on a quiet machine.
LAST_SECONDS = 60
# The screen's day, and the one of what is kept in UTC.
ZONES: tuple[tzinfo, ...] = (BERLIN, UTC)


def seconds_until_tomorrow(now: datetime, last_seconds: float = LAST_SECONDS) -> float:
    """Return the seconds until the day is over, in Berlin or in UTC; 0 where that is longer away than ``last_seconds``."""
    soon = now + timedelta(seconds=last_seconds)
    for zone in ZONES:
        tomorrow = soon.astimezone(zone).date()
        if tomorrow != now.astimezone(zone).date():
            return (datetime(tomorrow.year, tomorrow.month, tomorrow.day, tzinfo=zone) - now).total_seconds()
    return 0


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup() -> None:
    """Wait for the next day, where this one ends at any moment."""
    if seconds := seconds_until_tomorrow(datetime.now(UTC)):
        time.sleep(seconds)
