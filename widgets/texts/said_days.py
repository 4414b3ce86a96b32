"""Days that people say instead of writing them: *morgen*, *Montag*, *in 2 Wochen*, *+14*."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, timedelta
from unicodedata import combining, normalize

# The screen's German, and its English.
_DAYS = {
    "vorgestern": -2,
    "gestern": -1,
    "heute": 0,
    "morgen": 1,
    "ubermorgen": 2,
    "uebermorgen": 2,
    "yesterday": -1,
    "today": 0,
    "tomorrow": 1,
}
_WEEKDAYS = (
    ("montag", "monday"),
    ("dienstag", "tuesday"),
    ("mittwoch", "wednesday"),
    ("donnerstag", "thursday"),
    ("freitag", "friday"),
    ("samstag", "sonnabend", "saturday"),
    ("sonntag", "sunday"),
)
_SHORT = {"mo": 0, "di": 1, "mi": 2, "do": 3, "fr": 4, "sa": 5, "so": 6}
_LATER = re.compile(
    r"(?:\+\s*|in\s+)(?P<count>\d{1,3})\s*(?P<unit>|t|d|w|m|tag(?:en?)?|days?|wochen?|weeks?|monat(?:en?)?|months?)"
)
_WEEK, _MONTHS = 7, 12


def said_day(text: str, today: date, *, ahead: bool = False) -> date | None:
    """Return the day that is said; None where none is.

    Args:
        text: What was typed.
        today: The day on which it is typed.
        ahead: A weekday is the next one, in a week where it is today's; else the last one.
    """
    said = _plain(text).removesuffix(".")
    if said in _DAYS:
        return moved(today, days=_DAYS[said])
    later = _LATER.fullmatch(said)
    if later is not None:
        count, unit = int(later["count"]), later["unit"][:1]
        return _in_months(today, count) if unit == "m" else moved(today, days=count * (_WEEK if unit == "w" else 1))
    weekday = _weekday(said.removeprefix("am "))
    if weekday is None:
        return None
    if ahead:
        return moved(today, days=(weekday - today.weekday()) % _WEEK or _WEEK)
    return moved(today, days=-((today.weekday() - weekday) % _WEEK or _WEEK))


def moved(day: date, *, days: int) -> date | None:
    """Return the day that is so many days later; None where the calendar has none."""
    try:
        return day + timedelta(days=days)
    except OverflowError:
        return None


def _plain(text: str) -> str:
    """Return a text in small letters without marks above them."""
    return "".join(each for each in normalize("NFD", text.strip().casefold()) if not combining(each))


def _weekday(said: str) -> int | None:
    if said in _SHORT:
        return _SHORT[said]
    return next((place for place, names in enumerate(_WEEKDAYS) if said in names), None)


def _in_months(today: date, count: int) -> date | None:
    """Return the same day of a later month, or its last one where it is shorter."""
    month = today.month - 1 + count
    year, of_year = today.year + month // _MONTHS, month % _MONTHS + 1
    if year > date.max.year:
        return None
    return date(year, of_year, min(today.day, monthrange(year, of_year)[1]))
