"""What people type as a day, a time of day, a moment or an amount, in the way that they write or say it."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation

from clientinfo_kernel.settings import BERLIN
from widgets.texts.language import language
from widgets.texts.said_days import said_day

_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_WRITTEN = re.compile(r"(\d{1,2})\s*[./\s-]\s*(\d{1,2})(?:\s*[./\s-]\s*(\d{4}|\d{2})?)?")
# Behind the day; "9.30" is a time only with its "Uhr", else a day.
_TIME = re.compile(
    r"(?P<day>.*?)(?:^|[\s,]|um)\s*(?:(?P<hour>\d{1,2}):(?P<minute>\d{2})|(?P<of_day>\d{1,2})(?:\.(?P<past>\d{2}))?\s*uhr)(?:\s*uhr)?",
    re.IGNORECASE,
)
# So the browser says of what was typed on an earlier day when that was (assets/date_field.js).
_TYPED_ON = re.compile(r"(?P<said>.*\S),\s*(?:getippt am|typed on)\s+(?P<day>[\d./]+)", re.IGNORECASE | re.DOTALL)
_OF_DAY = re.compile(r"(?:um\s+)?(\d{1,2})(?:[:.]?(\d{2}))?\s*(?:uhr|h)?", re.IGNORECASE)
_RUN_TOGETHER = re.compile(r"(\d{2})(\d{2})(\d{4}|\d{2})")
_CENTURY = 100
# A day this long ago was not meant to come: who writes "27.11." on the 28th means yesterday, "15.1." the next January.
_JUST_PAST = timedelta(days=31)
# A browser keeps a draft for seven days (assets/drafts.js); one that is sent in the night after is still that one.
_OLDEST_DRAFT = timedelta(days=8)


def typed_day(text: str, today: date, *, ahead: bool = False, past: bool = False) -> date | None:
    """Return the day that a text means; None where it means none.

    ``20.10.2012``, ``20.10.12``, ``20.10.`` (of this year), ``20/10/2012``, ``20102012`` and ``2012-10-20`` are one: the
    day comes first in German and in the British English of the screen. Days can be said, too: ``morgen``, ``+14``. In a
    draft of an earlier day they are that day's: ``morgen, getippt am 29.11.2026``.

    Args:
        text: What was typed.
        today: The day on which it is typed, or a draft of an earlier day is sent.
        ahead: It is a day that comes (a promise, a follow-up): without its year it is the next year's where this year's
            is over for more than a month.
        past: It is a day that was (or is tomorrow): without its year it is the last one of its name.
    """
    trimmed, ago = _as_typed(text)
    today = day_then(today, ago)
    iso = _ISO.fullmatch(trimmed)
    if iso is not None:
        return _day(*(int(part) for part in iso.groups()))
    found = _WRITTEN.fullmatch(trimmed) or _RUN_TOGETHER.fullmatch(trimmed)
    if found is None:
        return said_day(trimmed, today, ahead=ahead)
    of_month, month, year = found.groups()
    if year is None:
        this_year = _day(today.year, int(month), int(of_month))
        if ahead and (this_year is None or this_year < today - _JUST_PAST):
            return _day(today.year + 1, int(month), int(of_month))
        if past and (this_year is None or this_year > today + timedelta(days=1)):
            return _day(today.year - 1, int(month), int(of_month))
        return this_year
    century = today.year // _CENTURY * _CENTURY if len(year) <= 2 else 0  # noqa: PLR2004  # digits of a short year
    return _day(century + int(year), int(month), int(of_month))


def typed_time(text: str) -> time | None:
    """Return the time of day that a text means; None where it means none: ``14:30``, ``14.30 Uhr``, ``1430``, ``9 Uhr``."""
    found = _OF_DAY.fullmatch(text.strip())
    if found is None:
        return None
    try:
        return time(int(found[1]), int(found[2] or 0))
    except ValueError:
        return None


def typed_moment(text: str, now: datetime, *, past: bool = False) -> datetime | None:
    """Return the moment that a text means; None where it means none: a day without a time is none.

    ``20.10.2012, 14:05``, ``gestern 9 Uhr``, ``9.30 Uhr`` (today).

    Args:
        text: What was typed.
        now: When it is typed, in the time zone in which it is meant, or a draft of an earlier day is sent.
        past: See ``typed_day``.
    """
    typed, ago = _as_typed(text)
    now -= ago
    found = _TIME.fullmatch(typed)
    if found is None:
        return None
    said = found["day"].strip().rstrip(",").strip().removesuffix("um").rstrip()
    day = typed_day(said, now.date(), past=past) if said else now.date()
    hour, minute = int(found["hour"] or found["of_day"]), int(found["minute"] or found["past"] or 0)
    try:
        return None if day is None else datetime.combine(day, time(hour, minute), now.tzinfo)
    except ValueError:
        return None


def typed_amount(text: str) -> Decimal | None:
    """Return the amount that a text means; None where it means none. Nothing is rounded.

    German ``1.803,22``, ``1803,22`` and ``1.803`` (a point before three digits parts thousands), English ``1,803.22``;
    a sign of the currency can stand beside it, and the minus sign of printed papers is one, too.
    """
    trimmed = (
        text.replace("\N{MINUS SIGN}", "-")
        .replace("€", "")
        .replace("EUR", "")
        .replace("\N{NO-BREAK SPACE}", "")
        .replace(" ", "")
    )
    thousands, decimal = (".", ",") if language() == "de" else (",", ".")
    grouped = re.fullmatch(rf"[+-]?\d{{1,3}}(\{thousands}\d{{3}})+(\{decimal}\d*)?", trimmed)
    if grouped is not None:
        trimmed = trimmed.replace(thousands, "")
    trimmed = trimmed.replace(decimal, ".")
    if re.fullmatch(r"[+-]?\d+(\.\d{0,2})?", trimmed) is None:
        return None
    try:
        return Decimal(trimmed)
    except InvalidOperation:
        return None


def days_ago(day: object) -> timedelta:
    """Return how many days ago a day was (``2012-10-20``), as a browser says it: none where it is no draft's."""
    found = _ISO.fullmatch(day) if isinstance(day, str) else None
    known = None if found is None else _day(*(int(part) for part in found.groups()))
    ago = timedelta() if known is None else datetime.now(BERLIN).date() - known
    return ago if timedelta() <= ago <= _OLDEST_DRAFT else timedelta()


def day_then(today: date, ago: timedelta) -> date:
    """Return the house's day so many days ago; a house whose key date is fixed has one day alone."""
    return today - ago if today == datetime.now(BERLIN).date() else today


def _as_typed(text: str) -> tuple[str, timedelta]:
    """Return what was typed, and how many days ago: none where it does not say so."""
    found = _TYPED_ON.fullmatch(text.strip())
    day = None if found is None else _WRITTEN.fullmatch(found["day"])
    if found is None or day is None or day[3] is None:
        return text.strip(), timedelta()
    return found["said"], days_ago(f"{day[3]}-{day[2]}-{day[1]}")


def _day(year: int, month: int, of_month: int) -> date | None:
    try:
        return date(year, month, of_month)
    except ValueError:
        return None
