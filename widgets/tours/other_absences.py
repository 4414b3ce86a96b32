"""What is asked before a holiday takes the place of other absences of the same driver."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clientinfo_kernel.tours.clock import DayClock
from clientinfo_kernel.tours.drivers import written_days
from widgets.texts.formats import day as day_words
from widgets.texts.language import _
from widgets.tours.typed_wrong import AskedFirst
from widgets.tours.words import hours

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from clientinfo_kernel.query.directory import CustomerDirectory


def ask_first(directory: CustomerDirectory, driver: str, days: Iterable[date], token: object) -> None:
    """Ask before a driver's other absences on these days are written over.

    Args:
        directory: Who asks.
        driver: Whose days they are.
        days: On which the driver is to be away from morning to evening.
        token: Of the question that was answered.

    Raises:
        AskedFirst: There are some, and it is not these that were asked about.
        NotPermitted: The viewer is not allowed to see customers.
        LiveUnavailable: The live store does not answer.
    """
    said, versions = [], []
    for day in days:
        row = written_days(directory, day).get(driver, {})
        if row.get("away_from") is None:
            continue
        clock = DayClock(day)
        start, end = clock.seconds(row["away_from"]), clock.seconds(row["away_until"])
        if (start, end) == (0, clock.length):
            continue
        said.append(_("{day}, nicht da {hours}").format(day=day_words(day), hours=hours(clock, start, end)))
        versions.append(f"{day}:{row['version']}")
    if versions and token != " ".join(versions):
        ask = _("Schon anders eingetragen: {days}. Noch einmal speichern trägt dort „fährt nicht“ ein.")
        raise AskedFirst(ask.format(days="; ".join(said)), " ".join(versions))
