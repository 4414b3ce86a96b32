"""View models that hold others."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from widgets.view_models.base import ViewModel
from widgets.view_models.lists import GroupedList
from widgets.view_models.table import Table


@dataclass(frozen=True)
class Stack(ViewModel):
    """Several view models: one below the other, side by side, or on the overview's grid."""

    items: tuple[ViewModel, ...]
    layout: Literal["column", "split", "overview"] = "column"


@dataclass(frozen=True)
class Choice(ViewModel):
    """A choice (fiscal year, ...) that builds what stands below it. ``options``: key -> word.

    An empty key means that nothing was chosen: then neither the choice nor what it builds is printed.

    The words stand in the head of the first tile below where that tile has no title of its own. ``option_of``: the name
    of a thing -> the key under which it is found (the fiscal year of an invoice), None: nowhere.
    """

    label: str
    options: Mapping[str, str]
    selected: str
    build: Callable[[str], ViewModel]
    title: str = ""
    option_of: Callable[[str], str | None] | None = None


@dataclass(frozen=True)
class MasterDetail(ViewModel):
    """A table or grouped list at the left; the chosen row's view model at the right (phone: a sheet)."""

    master: Table | GroupedList
    detail: Callable[[Mapping[str, Any]], ViewModel]
    empty: ViewModel | None = None
    selected: int | None = None
