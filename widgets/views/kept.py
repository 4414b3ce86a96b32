"""What somebody set in the tables of a tab (filter, order): it outlives the tab's being drawn again."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from widgets.view_models import Table


class Setting(NamedTuple):
    """A table's filter, and the number of the column by which it is sorted with whether it descends."""

    text: str
    sort: tuple[int, bool] | None


def table_key(table: Table) -> str:
    """Return what a table is recognised by when its tab is drawn again."""
    return table.download or table.title
