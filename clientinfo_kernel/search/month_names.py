"""Days with the name of their month, as people say birthdays: 3. April 1975, 3 Apr 75."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

# German and English, in full and cut, as they are folded.
_NAMES = (
    "jan|januar|january|jaenner",
    "feb|februar|february|feber",
    "maerz|mrz|mar|march",
    "apr|april",
    "mai|may",
    "jun|juni|june",
    "jul|juli|july",
    "aug|august",
    "sep|sept|september",
    "okt|oct|oktober|october",
    "nov|november",
    "dez|dec|dezember|december",
)
_MONTHS = {name: month for month, names in enumerate(_NAMES, start=1) for name in names.split("|")}
_DAY, _YEAR = re.compile(r"[0-9]{1,2}"), re.compile(r"[0-9]{2}|[0-9]{4}")


def with_numbered_month(words: Sequence[str]) -> list[str]:
    """Return the words with day, month and year in one, as days are filed without marks and zeros; nothing without a day.

    Args:
        words: Folded words of a text, without blanks and marks.
    """
    for place in range(len(words) - 2):
        day, name, year = words[place : place + 3]
        if _DAY.fullmatch(day) and name in _MONTHS and _YEAR.fullmatch(year):
            return [*words[:place], f"{int(day)}{_MONTHS[name]}{year}", *words[place + 3 :]]
    return []
