"""A calendar of whole days as programs read it: iCalendar (RFC 5545)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from widgets.texts.said_days import moved

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

# Octets of a line without its end (RFC 5545, 3.1).
_LONGEST_LINE = 75
_ESCAPED = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n"})
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f]")
# A calendar without any component is none (RFC 5545, 3.6), and somebody may have no day: the zone is always there.
# The Union's summer time: the last Sundays of March and October, at 1:00 UTC.
_ZONE = (
    "BEGIN:VTIMEZONE",
    "TZID:Europe/Berlin",
    "BEGIN:DAYLIGHT",
    "DTSTART:19960331T020000",
    "RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU",
    "TZOFFSETFROM:+0100",
    "TZOFFSETTO:+0200",
    "TZNAME:CEST",
    "END:DAYLIGHT",
    "BEGIN:STANDARD",
    "DTSTART:19961027T030000",
    "RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU",
    "TZOFFSETFROM:+0200",
    "TZOFFSETTO:+0100",
    "TZNAME:CET",
    "END:STANDARD",
    "END:VTIMEZONE",
)


@dataclass(frozen=True)
class Entry:
    """A whole day in a calendar.

    Attributes:
        uid: Unique in the world, and the same at each reading (RFC 7986, 5.3).
        day: Which day.
        summary: What stands there.
    """

    uid: str
    day: date
    summary: str


def calendar_text(name: str, entries: Iterable[Entry], now: datetime) -> bytes:
    """Return a calendar in UTF-8; programs look for a newer one every hour.

    Args:
        name: What they call it.
        entries: Its days.
        now: When it is written (UTC); with a method, that is what the stamp of each day says (3.8.7.2).
    """
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//clientinfo//follow-ups//DE",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        f"NAME:{_text(name)}",
        f"X-WR-CALNAME:{_text(name)}",  # what programs read that are older than RFC 7986
        "REFRESH-INTERVAL;VALUE=DURATION:PT1H",
        "X-PUBLISHED-TTL:PT1H",
        *_ZONE,
    ]
    for each in entries:
        lines += [
            "BEGIN:VEVENT",
            f"UID:{_text(each.uid)}",
            f"DTSTAMP:{now:%Y%m%dT%H%M%SZ}",
            f"DTSTART;VALUE=DATE:{_day(each.day)}",
            *(f"DTEND;VALUE=DATE:{_day(end)}" for end in [moved(each.day, days=1)] if end is not None),
            f"SUMMARY:{_text(each.summary)}",
            "CLASS:PRIVATE",
            "TRANSP:TRANSPARENT",
            "END:VEVENT",
        ]
    lines.append("END:VCALENDAR")
    return b"".join(_folded(line) for line in lines)


def _day(day: date) -> str:
    return day.isoformat().replace("-", "")  # strftime writes the year 1 without its zeros


def _text(value: str) -> str:
    return _CONTROL.sub("", value.replace("\r\n", "\n")).translate(_ESCAPED)


def _folded(line: str) -> bytes:
    """Return a line with its end, in pieces that begin with a blank from the second on; no character is cut in two."""
    pieces, piece = [], b""
    for character in line:
        octets = character.encode()
        if len(piece) + len(octets) > _LONGEST_LINE:
            pieces.append(piece)
            piece = b" "
        piece += octets
    return b"\r\n".join([*pieces, piece]) + b"\r\n"
