"""Birthdays, seen from the key date."""

from datetime import date, timedelta

from widgets.texts.due import due_words
from widgets.texts.language import _
from widgets.view_models import Chip

# So many days before, it is worth a word on the telephone.
_SOON = 7
_OLDEST = 120


def age(birthday: date, key_date: date) -> int | None:
    """Return how many years somebody has turned; None for a day that no living person can have."""
    years = key_date.year - birthday.year - ((key_date.month, key_date.day) < (birthday.month, birthday.day))
    return years if 0 <= years <= _OLDEST else None


def birthday_chip(birthday: date, key_date: date) -> Chip | None:
    """Return that a birthday is today or in the next days; None: it is not, or the day is none of a living person."""
    ahead = next_birthday(birthday, key_date)
    if age(birthday, key_date) is None or ahead - key_date > timedelta(days=_SOON):
        return None
    return Chip(_("Geburtstag {when}").format(when=due_words(ahead, key_date)), "accent")


def next_birthday(birthday: date, key_date: date) -> date:
    """Return the first birthday from the key date on; that of 29 February is on 1 March in other years."""
    this_year = _in_year(birthday, key_date.year)
    return this_year if this_year >= key_date else _in_year(birthday, key_date.year + 1)


def _in_year(birthday: date, year: int) -> date:
    try:
        return birthday.replace(year=year)
    except ValueError:
        return date(year, 3, 1)
