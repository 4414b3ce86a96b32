"""The period that a list of an accounting program says it is for: in a heading, a title, or the file's name."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

_DAY = r"(\d{1,2}\.\d{1,2}\.\d{4})"
_RANGE = re.compile(rf"{_DAY}\s*(?:-|–|bis)\s*{_DAY}")
_ON = re.compile(rf"(?:stand|stichtag|per|bis|zum)\W+{_DAY}", re.IGNORECASE)
_YEAR = r"((?!0000)\d{4})"  # no calendar has a year 0
_MONTHS = ("jan", "feb", "mär", "apr", "mai", "jun", "jul", "aug", "sep", "okt", "nov", "dez")
_OTHER_SPELLINGS = {"mrz": 3, "mae": 3, "mar": 3}
_NAMES = (
    r"jan(?:uar)?|feb(?:ruar)?|m(?:ä|ae|a)rz?|mrz|apr(?:il)?|mai|juni?|juli?|aug(?:ust)?|"
    r"sep(?:t|tember)?|okt(?:ober)?|nov(?:ember)?|dez(?:ember)?"
)
_MONTH = re.compile(rf"(?<![a-zäöüß])({_NAMES})\.?[ _/-]*{_YEAR}(?!\d)", re.IGNORECASE)
_MONTHS_RANGE = re.compile(
    rf"(?<![a-zäöüß])({_NAMES})\.?(?:[ _/-]*{_YEAR})?\s*(?:-|–|bis)\s*({_NAMES})\.?[ _/-]*{_YEAR}(?!\d)",
    re.IGNORECASE,
)
_MONTH_ALONE = re.compile(rf"({_NAMES})\.?(?:[ _/-]*{_YEAR})?", re.IGNORECASE)
_DAY_IN_NAME = re.compile(rf"(?<![\d.]){_DAY}(?!\d)")
_IN_NAME = re.compile(r"(?<!\d)(\d{4})[-_.]?(\d{2})(?:[-_.]?(\d{2}))?(?!\d)")


@dataclass(frozen=True)
class Period:
    """From its first day (None: the fiscal year's) to its last."""

    start: dt.date | None
    end: dt.date


def month_in(text: str) -> Period | None:
    """Return the month or months that a heading or title names; None if it names none.

    ``Mrz 2026`` and ``März/2026`` are that month; ``Januar bis März 2026`` goes from the first to the last.
    """
    if both := _MONTHS_RANGE.search(text):
        year = int(both[4])
        return Period(dt.date(int(both[2] or year), _month(both[1]), 1), _last_day(year, _month(both[3])))
    if found := _MONTH.search(text):
        return Period(None, _last_day(int(found[2]), _month(found[1])))
    return None


def month_alone(heading: str) -> tuple[int | None, int] | None:
    """Return year (None: it says none) and month of a heading that is a month and nothing else: ``Jan``, ``Mrz 2026``."""
    found = _MONTH_ALONE.fullmatch(heading.strip())
    return (int(found[2]) if found[2] else None, _month(found[1])) if found else None


def period_of(titles: Sequence[str], file_name: str) -> Period | None:
    """Return the period that the lines above the headings name, else the one of the file's name (``susa_2026-03.csv``)."""
    for title in titles:
        if both := _RANGE.search(title):
            first, last = _date(both[1]), _date(both[2])
            if first and last:
                return Period(first, last)
        if (said := _ON.search(title)) and (day := _date(said[1])):
            return Period(None, day)
    named = next((found for title in titles if (found := month_in(title))), None)
    return named or month_in(file_name) or _of_name(file_name)


def _of_name(file_name: str) -> Period | None:
    if day := next((day for text in _DAY_IN_NAME.findall(file_name) if (day := _date(text))), None):
        return Period(None, day)
    for year, month, day in _IN_NAME.findall(file_name):
        try:
            last = dt.date(int(year), int(month), int(day)) if day else _last_day(int(year), int(month))
        except ValueError:
            continue
        return Period(None, last)
    return None


def _month(name: str) -> int:
    short = name.lower()[:3]
    return _OTHER_SPELLINGS.get(short) or _MONTHS.index(short) + 1


def _last_day(year: int, month: int) -> dt.date:
    if not 1 <= month <= 12:  # noqa: PLR2004 - months
        raise ValueError(month)
    return dt.date(year, month, calendar.monthrange(year, month)[1])


def _date(text: str) -> dt.date | None:
    try:
        return dt.datetime.strptime(text, "%d.%m.%Y").date()  # noqa: DTZ007 - a day, no moment
    except ValueError:
        return None
