"""Which years the days of a dealership fall in: what is outside was written or read wrongly."""

import datetime as dt

EARLIEST_YEAR, LATEST_YEAR = 1850, 2200
# How databases write that there is no day: the least of .NET, that of SQL Server (Dynamics NAV), the last one of all.
NO_DAYS = (dt.date(1, 1, 1), dt.date(1753, 1, 1), dt.date(9999, 12, 31))


def is_plausible(day: dt.date) -> bool:
    """Return whether anything of a dealership can have been on a day, or can be due on it."""
    return EARLIEST_YEAR <= day.year <= LATEST_YEAR
