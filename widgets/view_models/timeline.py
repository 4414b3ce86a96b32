"""Events in the order of time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from widgets.view_models.base import Link, ViewModel


@dataclass(frozen=True)
class TimelineEntry:
    """One event. ``kind`` chooses the filter, and the icon unless ``icon`` names one (see assets/icons.svg)."""

    at: datetime | date
    kind: str
    title: str
    text: str = ""
    amount: Decimal | None = None
    link: Link | None = None
    icon: str = ""


@dataclass(frozen=True)
class Timeline(ViewModel):
    """Events, newest first, grouped by month (older years: by year).

    Attributes:
        entries: All events; a sequence can make each when it is first looked at.
        title: Heading.
        filters: Word of a filter button -> the kinds that it shows.
        empty: What to say when there are none.
    """

    entries: Sequence[TimelineEntry]
    title: str = ""
    filters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    empty: str = ""
