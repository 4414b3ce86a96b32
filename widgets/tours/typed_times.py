"""Hours and days that were typed in a form of the board."""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import date, time, timedelta
from typing import TYPE_CHECKING, Protocol

from widgets.texts.language import _
from widgets.texts.typed import typed_day
from widgets.tours.typed_wrong import TypedWrong

if TYPE_CHECKING:
    from clientinfo_kernel.tours.clock import DayClock

NO_SPAN = (0, 0)  # of hours that are none
# Longer holidays are entered in two.
_MOST_DAYS = 62
_HOUR = re.compile(r"(\d{1,2})(?:[:.]?(\d\d))?(?:\s*(?:h|Uhr))?", re.ASCII)


class Texts(Protocol):
    """The texts of a form's fields."""

    def __getitem__(self, name: str) -> str:
        """Return the text of a field; empty: there is none."""


def days_until(first: date, typed: str) -> list[date]:
    """Return the days from the first to one that was typed; nothing typed is the first alone.

    Raises:
        TypedWrong: It is not a day, or not one of the next weeks.
    """
    last = typed_day(typed, first, ahead=True) if typed.strip() else first
    if last is None:
        raise TypedWrong(fields={"until": _("Bis wann? Ein Datum, bitte.")})
    count = (last - first).days + 1
    if not 1 <= count <= _MOST_DAYS:
        raise TypedWrong(fields={"until": _("Das Ende muss 1 bis {count} Tage weit sein.").format(count=_MOST_DAYS)})
    return [first + timedelta(days=by) for by in range(count)]


def _hour(text: str) -> time:
    """Return the hour that a text means: ``7:30``, ``07.30``, ``730``, ``7``.

    Raises:
        ValueError: It means none.
    """
    found = _HOUR.fullmatch(text.strip())
    if found is None:
        raise ValueError(text)
    return time(int(found[1]), int(found[2] or 0))


def span(clock: DayClock, typed: Texts, first: str, last: str) -> tuple[int, int]:
    """Return the seconds of a day that two fields name, the earlier one first.

    Raises:
        TypedWrong: One of them holds no hour, or the end is before the beginning.
    """
    ends: dict[str, int] = {}
    for name in (first, last):
        with suppress(ValueError):
            ends[name] = clock.at(_hour(typed[name]))
    no_hour = _("Das ist keine Uhrzeit, zum Beispiel 07:30.")
    if wrong := {name: no_hour for name in (first, last) if name not in ends}:
        raise TypedWrong(fields=wrong)
    if ends[first] >= ends[last]:
        raise TypedWrong(fields={last: _("Das Ende liegt vor dem Anfang.")})
    return ends[first], ends[last]
