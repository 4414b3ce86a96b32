"""Short lists: a tile of the overview, and entries under group headings."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import polars as pl

from widgets.view_models.actions import Action, Download
from widgets.view_models.base import Chip, ItemNames, Link, ViewModel
from widgets.view_models.table import Table


@dataclass(frozen=True)
class Item:
    """One line of a list tile: title (plate first), text below, chip and figure at the right.

    ``body`` (what somebody wrote) is shown whole, with its line ends; ``origin`` (file and line) stands below all, whole
    at every width. ``actions`` are buttons about this line, at its right.
    """

    title: str
    text: str = ""
    plate: str | None = None
    chip: Chip | None = None
    amount: Decimal | None = None
    on: date | None = None
    link: Link | None = None
    origin: str = ""
    body: str = ""
    actions: tuple[Action | Download, ...] = ()


@dataclass(frozen=True)
class ItemList(ViewModel):
    """A tile with a few lines, a count and one link to the whole.

    ``as_table``: the same lines as a table with a download name; it brings buttons that copy the lines and export them.
    """

    items: tuple[Item, ...]
    title: str = ""
    note: str = ""
    foot: str = ""
    more: tuple[str, Link] | None = None
    empty: str = ""
    as_table: Table | None = None


@dataclass(frozen=True)
class GroupedList(ViewModel):
    """Lists under group headings (inboxes by upstream system). ``rows[i]`` belongs to the i-th item over all groups.

    ``states``: one chip per group (how fresh its source is), shown as a dot and text in the heading.
    ``names``: how a link names a row (see ``Table.names``).
    """

    groups: tuple[tuple[str, tuple[Item, ...]], ...]
    rows: pl.DataFrame
    title: str = ""
    chip: Chip | None = None
    empty: str = ""
    states: tuple[Chip | None, ...] = ()
    names: ItemNames | None = None
