"""What somebody set and opened in the tables of a tab: it outlives the tab's being drawn again."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from widgets.view_models import Table


class Setting(NamedTuple):
    """What is set in a table.

    Attributes:
        text: Its filter.
        sort: The number of the column by which it is sorted, and whether it descends.
        opened: The names of the rows that are open.
        opened_sum: Whether the sums are open.
    """

    text: str
    sort: tuple[int, bool] | None
    opened: frozenset[str] = frozenset()
    opened_sum: bool = False


def table_key(table: Table) -> str:
    """Return what a table is recognised by when its tab is drawn again."""
    return table.download or table.title
