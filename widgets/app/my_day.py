"""Mein Tag: a tile per work list on the start page. Its count comes later, so that no search waits for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from widgets.app.list_address import ListAddress
from widgets.markup import heading, tag
from widgets.pages import LISTS_PAGE
from widgets.texts.formats import day as day_words
from widgets.texts.language import _
from widgets.texts.long_words import partable

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from markupsafe import Markup

    from widgets.work_list import WorkList


def my_day(lists: Iterable[WorkList], day: date | None) -> Markup | None:
    """Write the tiles of the lists that are counted, and the way to all of them; None: there is no list.

    Args:
        lists: The viewer's own.
        day: The day from which they are seen; None: not said.
    """
    tiles = [tag("li", _tile(each)) for each in lists if each.is_counted]
    if not tiles:
        return None
    title = _("Mein Tag") if day is None else f"{_('Mein Tag')} · {day_words(day)}"
    every = tag("a", _("Alle Arbeitslisten"), href=LISTS_PAGE, class_="ci-button ci-button--link")
    return tag("section", heading(title, every), tag("ul", *tiles, class_="ci-day"), class_="ci-tile")


def _tile(each: WorkList) -> Markup:
    count = tag(
        "span",
        class_="ci-day__count",
        data_ci_count=each.key,
        data_ci_counted="{count}",
        data_ci_urgent=_("davon {count} dringend"),
    )
    return tag(
        "a",
        tag("span", partable(_(each.title)), class_="ci-day__title"),
        count,
        tag("span", class_="ci-day__more ci-small ci-muted", data_ci_count_more=True),
        href=LISTS_PAGE + ListAddress(each.key).write(),
        class_="ci-day__tile",
    )
