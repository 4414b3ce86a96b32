"""Labelled values, and one large figure."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from widgets.view_models.base import Chip, Kind, Link, Value, ViewModel


@dataclass(frozen=True)
class Fact:
    """One labelled value. ``hint`` explains its definition, ``chip`` catches the eye below it."""

    label: str
    value: Value
    kind: Kind = "text"
    link: Link | None = None
    chip: Chip | None = None
    hint: str | None = None


@dataclass(frozen=True)
class Facts(ViewModel):
    """A block of labelled values.

    Attributes:
        facts: The values.
        title: Heading.
        is_printed: It says something on paper, too: not where it is nothing but links.
    """

    facts: tuple[Fact, ...]
    title: str = ""
    is_printed: bool = True


@dataclass(frozen=True)
class KeyFigure(ViewModel):
    """One large figure with its explanation, a chip, and something below (an ageing bar)."""

    value: Decimal
    title: str = ""
    unit: str = "EUR"
    text: str = ""
    chip: Chip | None = None
    below: ViewModel | None = None
    foot: str = ""
    more: tuple[str, Link] | None = None
