"""Which row, entry or option is the thing that a link or the address bar names."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from widgets.texts.item_key import item_key
from widgets.view_models import Choice, GroupedList, MasterDetail, Stack, Table

if TYPE_CHECKING:
    from collections.abc import Mapping

    from widgets.view_models import ItemNames, ViewModel


def named_rows(view: Table | GroupedList, item: str | None) -> list[int]:
    """Return the numbers of the rows that an item names; one order names all of its splits."""
    if item is None:
        return []
    own = _rows(view, view.names, item)
    return own or (_rows(view, view.shared_names, item) if isinstance(view, Table) else [])


def own_name(view: Table | GroupedList, row: Mapping[str, Any]) -> str | None:
    """Return a name of a row that no other has; None: it has none."""
    names = () if view.names is None else view.names(row)
    return next((name for name in names if name and len(_rows(view, view.names, name)) == 1), None)


def stands_for_several(table: Table, item: str | None) -> bool:
    """Return whether an item names all of its rows together, so that they are shown alone."""
    if item is None:
        return False
    own = _rows(table, table.names, item)
    return len(own) > 1 or (not own and bool(_rows(table, table.shared_names, item)))


def _rows(view: Table | GroupedList, names: ItemNames | None, item: str) -> list[int]:
    if names is None:
        return []
    key = item_key(item)
    rows = enumerate(view.rows.iter_rows(named=True))
    return [number for number, row in rows if any(name and item_key(name) == key for name in names(row))]


def wanted_option(choice: Choice, item: str | None) -> str | None:
    """Return the option under which an item is found; None: under none of them."""
    found = choice.option_of(item) if item is not None and choice.option_of is not None else None
    return found if found in choice.options else None


def holds(view_model: ViewModel, item: str) -> bool:
    """Return whether a view model, or one of those it is made of, has the item."""
    match view_model:
        case Stack():
            return any(holds(each, item) for each in view_model.items)
        case Choice():
            return wanted_option(view_model, item) is not None
        case MasterDetail():
            return bool(named_rows(view_model.master, item))
        case Table() | GroupedList():
            return bool(named_rows(view_model, item))
        case _:
            return False
