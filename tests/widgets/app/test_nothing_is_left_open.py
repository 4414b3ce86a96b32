"""Whoever opens many customers in one session fills neither the kernel nor the browser."""

from __future__ import annotations

from collections import Counter
from itertools import cycle, islice
from typing import TYPE_CHECKING

import pytest
from comm import get_comm_manager
from ipywidgets.widgets import widget as registry

from clientinfo_kernel.query.directory import CustomerDirectory, open_directory
from tests.widgets.clicks import choices
from widgets.app import CustomerApp
from widgets.panel import all_panels
from widgets.views.markup_view import MarkupView
from widgets.views.table import Grid

if TYPE_CHECKING:
    from pathlib import Path

    import ipywidgets

pytestmark = pytest.mark.filterwarnings(
    "ignore:metadata .* was set from the constructor:DeprecationWarning"  # bqplot's import
)
MEIER = "10012"
CUSTOMERS = 60
LOOKED_AT = 20  # of so many customers one is looked at to the last detail; the others' tabs are opened


@pytest.fixture(scope="module")
def directory(demo_settings: Path) -> CustomerDirectory:
    return open_directory(demo_settings)


def open_widgets() -> list[ipywidgets.Widget]:
    """All that the kernel and the browser hold: figures, marks, axes, scales, layouts and styles among them."""
    return list(registry._instances.values())


def kinds(since: set[str]) -> Counter[str]:
    return Counter(type(each).__name__ for each in open_widgets() if each.model_id not in since)


def open_every_tab(app: CustomerApp, customer_number: str) -> None:
    app.show_customer(customer_number)
    for panel in all_panels():
        app._tabs.selected = panel.key


def look_at_everything(app: CustomerApp, customer_number: str) -> None:
    """Open every tab of a customer, with its map, the details of each table, and all choices."""
    open_every_tab(app, customer_number)
    for each in open_widgets():
        if isinstance(each, Grid):
            each._receive(None, {"do": "open", "row": 0}, [])
            each._receive(None, {"do": "choose", "row": 0}, [])
        elif isinstance(each, MarkupView):
            for number in reversed(choices(each)[:2]):
                each._receive(None, {"do": "act", "number": number}, [])


@pytest.mark.slow
def test_after_60_customers_as_much_is_open_as_after_the_first(directory: CustomerDirectory) -> None:
    before = {each.model_id for each in open_widgets()}
    app = CustomerApp(directory)
    look_at_everything(app, MEIER)
    first, comms = kinds(before), len(get_comm_manager().comms)
    assert {"OrientationMap", "Grid", "MarkupView"} <= set(first)
    assert "Layout" not in first  # the stylesheet lays out: none is made, held and closed
    numbers = cycle(directory.table("customers", ["customer_number"])["customer_number"])
    others = list(islice(numbers, CUSTOMERS))
    assert len(set(others)) > CUSTOMERS / 4
    for place, number in enumerate(others):
        (open_every_tab if place % LOOKED_AT else look_at_everything)(app, number)
    app._go(app._address.__class__())
    look_at_everything(app, MEIER)
    assert kinds(before) == first
    assert comms > sum(first.values()) / 2
    assert len(get_comm_manager().comms) == comms
