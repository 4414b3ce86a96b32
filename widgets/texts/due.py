"""How far away a day is, in words, seen from the key date (never from the clock)."""

import calendar
from datetime import date, timedelta

from widgets.texts.language import _, ngettext
from widgets.view_models import Chip

# From these many days on, the next larger unit says more: "in 25 Tagen", "in 5 Wochen", "in 5 Monaten".
_WEEKS, _MONTHS, _YEARS = 28, 84, 730
_DAYS_PER_MONTH, _DAYS_PER_YEAR = 30.44, 365.25


def month_end(day: date | None) -> date | None:
    """Return the last day of the month: inspections (HU, AU) are due by month, not by day."""
    return day and day.replace(day=calendar.monthrange(day.year, day.month)[1])


def due_words(day: date, key_date: date) -> str:
    """Return ``überfällig``, ``heute``, ``morgen`` or the distance in whole units of the one that fits."""
    days = (day - key_date).days
    if days < 0:
        return _("überfällig")
    if days <= 1:
        return _("morgen") if days else _("heute")
    if days < _WEEKS:
        return ngettext("in {count} Tag", "in {count} Tagen", days)
    if days < _MONTHS:
        return ngettext("in {count} Woche", "in {count} Wochen", days // 7)
    if days < _YEARS:
        return ngettext("in {count} Monat", "in {count} Monaten", int(days / _DAYS_PER_MONTH))
    return ngettext("in {count} Jahr", "in {count} Jahren", int(days / _DAYS_PER_YEAR))


def end_chip(day: date | None, key_date: date, warn_days: int = 0) -> Chip | None:
    """Return how long something still runs: over when past, warn within ``warn_days``, neutral else."""
    return Chip(_("abgelaufen")) if day is not None and day < key_date else due_chip(day, key_date, warn_days)


def due_chip(day: date | None, key_date: date, warn_days: int = 0) -> Chip | None:
    """Return the distance as a chip: danger when past, accent today, warn within ``warn_days``, neutral else."""
    if day is None:
        return None
    words = due_words(day, key_date)
    if day < key_date:
        return Chip(words, "danger")
    if day <= key_date + timedelta(days=warn_days):
        return Chip(words, "warn" if warn_days else "accent")
    return Chip(words)
