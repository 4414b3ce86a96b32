"""Whoever opens many customers in one session fills neither the kernel nor the browser."""

from __future__ import annotations

from collections import Counter
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
from widgets.views.widget_frame import WidgetFrame

if TYPE_CHECKING:
    from pathlib import Path

    import ipywidgets

pytestmark = pytest.mark.filterwarnings(
    "ignore:metadata .* was set from the constructor:DeprecationWarning"  # bqplot's import
)
MEIER = "10012"
OTHERS = 5


@pytest.fixture(scope="module")
def directory(demo_settings: Path) -> CustomerDirectory:
    return open_directory(demo_settings)


def open_widgets() -> list[ipywidgets.Widget]:
    """All that the kernel and the browser hold: figures, marks, axes, scales, layouts and styles among them."""
    return list(registry._instances.values())


def kinds(since: set[str]) -> Counter[str]:
    return Counter(type(each).__name__ for each in open_widgets() if each.model_id not in since)


def look_at_everything(app: CustomerApp, customer_number: str) -> None:
    """Open every tab of a customer, with its map, the details of each table, and all choices."""
    app.show_customer(customer_number)
    for panel in all_panels():
        app._tabs.selected = panel.key
    for each in open_widgets():
        if isinstance(each, WidgetFrame):
            each.fill(800)
        elif isinstance(each, Grid):
            each._receive(None, {"do": "open", "row": 0}, [])
            each._receive(None, {"do": "choose", "row": 0}, [])
        elif isinstance(each, MarkupView):
            for number in reversed(choices(each)[:2]):
                each._receive(None, {"do": "act", "number": number}, [])


def test_after_many_customers_as_much_is_open_as_after_the_first(directory: CustomerDirectory) -> None:
    before = {each.model_id for each in open_widgets()}
    app = CustomerApp(directory)
    look_at_everything(app, MEIER)
    first, comms = kinds(before), len(get_comm_manager().comms)
    assert {"Map", "Layout", "Grid", "MarkupView"} <= set(first)
    others = [hit.customer_number for hit in directory.search("a", 50) if hit.customer_number != MEIER]
    assert len(others) >= OTHERS
    for number in others[:OTHERS]:
        look_at_everything(app, number)
    app._go(app._address.__class__())
    look_at_everything(app, MEIER)
    assert kinds(before) == first
    assert comms > sum(first.values()) / 2
    assert len(get_comm_manager().comms) == comms
