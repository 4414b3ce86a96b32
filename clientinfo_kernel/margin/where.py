"""Filters of a question: which values of which dimensions, as people and addresses spell them."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date
from typing import TYPE_CHECKING, TypeAlias

from clientinfo_kernel.errors import QuestionError
from clientinfo_kernel.margin.dimensions import ALL_BUT, UNASSIGNED

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from clientinfo_kernel.margin.dimensions import Dimension

Where: TypeAlias = tuple[tuple[str, tuple[str, ...]], ...]
RANGE = ".."
MONTHS = 12
FIRST_YEAR, LAST_YEAR = 1900, 2199  # of a ledger; times outside are slips, and dates near the year 9999 cannot be moved
DAY = "day"
TIMES = frozenset({"year", "month", DAY})
_SLOTS = 31  # of a month: a day takes one, whatever the month, so that the same days of two years have the same ones
_MONTH = re.compile(r"(\d{4})-(\d{2})(-01)?")
_YEAR = re.compile(r"\d{4}")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def of_words(words: Iterable[str], known: Mapping[str, Dimension]) -> Where:
    """Read filters such as ``branch=Hof``; those of one dimension are alternatives.

    Raises:
        QuestionError: One is not spelled so.
    """
    found: dict[str, list[str]] = {}
    for word in words:
        key, equals, value = word.partition("=")
        if not equals:
            raise QuestionError(f"{word!r} is not a filter; write it as branch=Hof")
        found.setdefault(key.strip(), []).append(value.strip())
    return checked(tuple((key, tuple(dict.fromkeys(values))) for key, values in found.items()), known)


def checked(where: Where, known: Mapping[str, Dimension]) -> Where:
    """Return filters, after a look at their names and values. Of a time no value can be left out (``ALL_BUT``).

    Raises:
        QuestionError: There is no such dimension, or it cannot have such a value.
    """
    seen: set[str] = set()
    for key, values in where:
        require(key, known, "dimension")
        if key in seen or not values:
            raise QuestionError(f"the filter on {key} needs its values together, e.g. {key}=A and {key}=B")
        seen.add(key)
        for value in values:
            if value == UNASSIGNED:
                continue
            if key in TIMES:
                bounds(key, value)
            elif known[key].values and value != ALL_BUT:
                require(value, known[key].values, key)
    return where


def require(name: str, known: Iterable[str], what: str) -> None:
    """Make sure that there is such a name.

    Raises:
        QuestionError: There is none; the message names the nearest ones.
    """
    names = list(known)
    if name not in names:
        raise QuestionError.unknown(what, name, names)


def spelled(where: Where) -> list[str]:
    """Return filters as ``of_words`` reads them."""
    return [f"{key}={value}" for key, values in where for value in values]


def bounds(key: str, value: str) -> tuple[int, int]:
    """Return first and last of a range of years, of months (counted through: twelve times the year, from January 0), or of days.

    Days are counted as calendars do (``date.toordinal``).

    A range without its beginning or its end (``2011-03..``) goes as far as the years of a ledger do.

    Raises:
        QuestionError: It is none.
    """
    first, is_range, last = value.partition(RANGE)
    read = _READ[key]
    if not is_range:
        return read(first), read(first)
    if not first and not last:
        raise QuestionError(f"{key}={value}: the range has neither beginning nor end")
    found = read(first) if first else _EARLIEST[key], read(last) if last else _LATEST[key]
    if found[0] > found[1]:
        raise QuestionError(f"{key}={value}: the range ends before it begins")
    return found


def earlier(where: Where, months: int = MONTHS) -> Where:
    """Return filters so many months earlier, of months and days in them and, where these are whole years, of the years.

    A day that a month does not have (the 29th of February) is its last one.
    """
    return tuple(
        (key, tuple(_earlier(key, value, months) for value in values) if key in TIMES else values)
        for key, values in where
    )


def both(where: Where, more: Where) -> Where:
    """Return filters that let through what both do.

    Args:
        where: Filters.
        more: Single values; of a dimension on which ``where`` has a filter, no others than these.
    """
    found = dict(where)
    for key, values in more:
        kept = values if key not in found else tuple(each for each in values if _lets_through(key, found[key], each))
        if not kept:
            return (*((name, those) for name, those in where if name != "month"), ("month", (_NEVER,)))
        found[key] = kept
    return tuple(found.items())


def _lets_through(key: str, values: tuple[str, ...], value: str) -> bool:
    if key not in TIMES or value == UNASSIGNED:
        return (value in values) != (ALL_BUT in values)
    first, last = bounds(key, value)
    ranges = (bounds(key, each) for each in values if each != UNASSIGNED)
    return any(begin <= first and last <= end for begin, end in ranges)


def until(where: Where, last: int) -> Where:
    """Return filters that let no later month through.

    Args:
        where: Filters.
        last: The last month, counted through.
    """
    filtered = dict(where).get("month")
    every = f"{month_spelled(day_of_month(_EARLIEST['month']))}{RANGE}"
    # What has no month is of no year before, either.
    ranges = [bounds("month", value) for value in ((every,) if filtered is None else filtered) if value != UNASSIGNED]
    ended = [(first, min(end, last)) for first, end in ranges]
    kept = [each for each in ended if each[0] <= each[1]]  # what begins later ends before it begins
    return (*((key, values) for key, values in where if key != "month"), ("month", months_spelled(kept)))


def months_spelled(spans: Iterable[tuple[int, int]]) -> tuple[str, ...]:
    """Return the filter on months that lets some spans of them through, counted through; without any nothing."""
    ends = ((month_spelled(day_of_month(first)), month_spelled(day_of_month(last))) for first, last in spans)
    return tuple(f"{first}{RANGE}{last}" for first, last in ends) or (_NEVER,)


def first_month(where: Where) -> int | None:
    """Return the first month that filters let through, counted through, of a year its January; None: there is none."""
    times = [(key, value) for key, values in where if key in TIMES for value in values if value != UNASSIGNED]
    if any(value.startswith(RANGE) for _key, value in times):
        return None
    return min((_in_slots(key, bounds(key, value)[0])[0] // _SLOTS for key, value in times), default=None)


def months_apart(where: Where) -> int:
    """Return how many months lie between a period and the last one of whole years before it that shares no month with it.

    Twelve, and more where it goes on longer or holds the same months of several years; one without an end is taken for a year.
    """
    spans = [
        (_in_slots(key, first)[0], _in_slots(key, last)[1])
        for key, values in where
        if key in TIMES
        for first, last in (bounds(key, value) for value in values if is_bounded(value))
    ]
    begin, end = min((first for first, _end in spans), default=0), max((end for _first, end in spans), default=0)
    apart = range(MONTHS, (end - begin) // _SLOTS + MONTHS + 1, MONTHS)
    return next((months for months in apart if not _meet_after(spans, months * _SLOTS)), MONTHS)


def _in_slots(key: str, number: int) -> tuple[int, int]:
    """Return where a year, a month or a day begins, and where what follows it does, in days as if all months had 31."""
    if key == DAY:
        day = date.fromordinal(number)
        slot = (day.year * MONTHS + day.month - 1) * _SLOTS + day.day - 1
        return slot, slot + 1
    size = MONTHS * _SLOTS if key == "year" else _SLOTS
    return number * size, (number + 1) * size


def _meet_after(spans: list[tuple[int, int]], slots: int) -> bool:
    """Return whether some spans, so much earlier, are among themselves."""
    return any(first < end - slots and begin - slots < last for first, last in spans for begin, end in spans)


def joined(where: Where) -> Where:
    """Return filters on times of which those that follow each other without a gap, chosen one by one, are one range."""
    return tuple((key, _joined(key, values) if all(map(is_bounded, values)) else values) for key, values in where)


def _joined(key: str, values: tuple[str, ...]) -> tuple[str, ...]:
    spans = sorted(bounds(key, value) for value in values)
    ends = [last for _first, last in spans]
    if any(first > max(ends[:place]) + 1 for place, (first, _last) in enumerate(spans) if place):
        return values
    return (_range_spelled(key, spans[0][0], max(ends)),)


def is_bounded(value: str) -> bool:
    """Return whether a time has a beginning and an end: no open range does, nor does what is without a date."""
    return value != UNASSIGNED and not value.startswith(RANGE) and not value.endswith(RANGE)


def month_spelled(day: date) -> str:
    """Return a month as filters spell it."""
    return day.isoformat()[:7]  # strftime writes the year 1 without its zeros


def day_of_month(number: int) -> date:
    """Return the first day of a month that is counted through."""
    return date(number // MONTHS, number % MONTHS + 1, 1)


_EARLIEST = {"year": FIRST_YEAR, "month": FIRST_YEAR * MONTHS, DAY: date(FIRST_YEAR, 1, 1).toordinal()}
_LATEST = {"year": LAST_YEAR, "month": LAST_YEAR * MONTHS + MONTHS - 1, DAY: date(LAST_YEAR, 12, 31).toordinal()}
# One month that has no postings stands for none at all.
_NEVER = month_spelled(date(FIRST_YEAR, 1, 1))


def _earlier(key: str, value: str, months: int) -> str:
    if value == UNASSIGNED or (key == "year" and months % MONTHS):
        return value
    step = months // MONTHS if key == "year" else months
    moved = (_day_earlier(bound, step) if key == DAY else bound - step for bound in bounds(key, value))
    first, last = (min(max(bound, _EARLIEST[key]), _LATEST[key]) for bound in moved)
    return _range_spelled(key, first, last)


def _day_earlier(number: int, months: int) -> int:
    """Return the day of so many months earlier, of a shorter month its last."""
    day = date.fromordinal(number)
    month = day_of_month(day.year * MONTHS + day.month - 1 - months)
    return month.replace(day=min(day.day, monthrange(month.year, month.month)[1])).toordinal()


def _range_spelled(key: str, first: int, last: int) -> str:
    return RANGE.join(dict.fromkeys(_spelled(key, each) for each in (first, last)))


def _spelled(key: str, number: int) -> str:
    if key == DAY:
        return date.fromordinal(number).isoformat()
    return f"{number:04}" if key == "year" else month_spelled(day_of_month(number))


def _year(text: str) -> int:
    if not _YEAR.fullmatch(text) or not _is_of_ledger(int(text)):
        raise QuestionError(f"{text!r} is not a year; write 2024 or 2022..2024")
    return int(text)


def _is_of_ledger(year: int) -> bool:
    return FIRST_YEAR <= year <= LAST_YEAR


def _month(text: str) -> int:
    found = _MONTH.fullmatch(text)
    if found is None or not 1 <= int(found[2]) <= MONTHS or not _is_of_ledger(int(found[1])):
        raise QuestionError(f"{text!r} is not a month; write 2024-03 or 2024-01..2024-06")
    return int(found[1]) * MONTHS + int(found[2]) - 1


def _day(text: str) -> int:
    try:
        found = date.fromisoformat(text) if _DAY.fullmatch(text) else None
    except ValueError:
        found = None
    if found is None or not _is_of_ledger(found.year):
        raise QuestionError(f"{text!r} is not a day; write 2024-03-01 or 2024-03-01..2024-03-14")
    return found.toordinal()


_READ: Mapping[str, Callable[[str], int]] = {"year": _year, "month": _month, DAY: _day}
