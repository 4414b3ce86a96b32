"""A driver's day where it differs from the settings: away, in another car, at other hours, or driving that day at all.

Why somebody is away is not kept: the plan does not need it, and an illness is nobody's to read here.
"""

from __future__ import annotations

from clientinfo_kernel.live.fields import Field, entity

# ``starts_at`` and ``ends_at``: the shift of the day; a driver whom the settings do not name drives on days that have one.
DRIVER_DAY = entity(
    "driver_day",
    "driver_days",
    "driver_day_id",
    Field("day", "date", required=True),
    Field("driver", required=True),
    Field("away_from", "moment"),
    Field("away_until", "moment"),
    Field("starts_at", "moment"),
    Field("ends_at", "moment"),
    Field("plate"),
    Field("branch"),
    right="tours",
    about="tours",
    natural=("day", "driver"),
    # the beginning of one and the end of another one are nobody's absence
    together=(("away_from", "away_until"), ("starts_at", "ends_at")),
)
