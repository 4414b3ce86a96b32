"""When a test waits for the next day: in the last minute of a day of Berlin, or of UTC."""

from datetime import UTC, datetime

import pytest

from tests.midnight import seconds_until_tomorrow


@pytest.mark.parametrize(
    ("now", "seconds"),
    [
        # in winter a day of Berlin ends at 23:00 UTC, in summer at 22:00
        (datetime(2026, 11, 30, 22, 59, 45, tzinfo=UTC), 15),
        (datetime(2026, 11, 30, 23, 0, tzinfo=UTC), 0),
        (datetime(2026, 11, 30, 22, 58, 59, tzinfo=UTC), 0),
        (datetime(2026, 7, 31, 21, 59, 59, 500_000, tzinfo=UTC), 0.5),
        (datetime(2026, 7, 31, 22, 59, 45, tzinfo=UTC), 0),
        (datetime(2026, 12, 31, 23, 59, 1, tzinfo=UTC), 59),
        (datetime(2026, 12, 31, 12, 0, tzinfo=UTC), 0),
        # a day of 25 hours
        (datetime(2026, 10, 25, 22, 59, 30, tzinfo=UTC), 30),
    ],
)
def test_the_rest_of_a_day_is_waited_for_in_its_last_minute_alone(now: datetime, seconds: float) -> None:
    assert seconds_until_tomorrow(now) == seconds
