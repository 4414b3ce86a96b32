"""The brochure's customer in the demo dealership, and unusual customers in a small house, both refreshed for real."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from clientinfo_kernel.query.directory import CustomerDirectory, open_directory
from tests.once import once_per_run
from tests.widgets.panels.edge_customers import KEYS, KROLL, LOST, NOBODY, write_edge_customers
from widgets.panel import all_panels
from widgets.texts.language import session
from widgets.view_models import Choice, KeyFigure, MasterDetail, Notice, Stack, Table, ViewModel

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from clientinfo_kernel.query.customer_file import CustomerFile


@pytest.fixture(autouse=True)
def german() -> Iterator[None]:
    with session("de"):
        yield


@pytest.fixture(scope="session")
def demo_directory(demo_settings: Path) -> CustomerDirectory:
    return open_directory(demo_settings)


@pytest.fixture(scope="session")
def edge_directory(tmp_path_factory: pytest.TempPathFactory) -> CustomerDirectory:
    return open_directory(once_per_run(tmp_path_factory, "edge", _make_edge) / "clientinfo.toml")


def _make_edge(folder: Path) -> None:
    write_edge_customers(folder).refresh()


@pytest.fixture
def meier(demo_directory: CustomerDirectory) -> CustomerFile:
    """The brochure's customer: his figures are in tests/samples/brochure."""
    return demo_directory.customer("10012")


@pytest.fixture
def kroll(edge_directory: CustomerDirectory) -> CustomerFile:
    """A customer in whom everything is unusual."""
    return edge_directory.customer(KROLL)


@pytest.fixture
def keys(edge_directory: CustomerDirectory) -> CustomerFile:
    """A customer of whom every source delivers one row, and in it only what it must."""
    return edge_directory.customer(KEYS)


@pytest.fixture
def lost(edge_directory: CustomerDirectory) -> CustomerFile:
    """A customer whose address no directory knows."""
    return edge_directory.customer(LOST)


@pytest.fixture
def nobody(edge_directory: CustomerDirectory) -> CustomerFile:
    """A customer of whom no source knows anything but the name."""
    return edge_directory.customer(NOBODY)


DETAILS = 5


def walk(view: ViewModel) -> Iterator[ViewModel]:
    """The view model and everything that opens from it: choices, details of the first rows."""
    yield view
    inner: list[ViewModel] = []
    if isinstance(view, Stack):
        inner.extend(view.items)
    elif isinstance(view, Choice):
        inner.extend(view.build(option) for option in view.options)
    elif isinstance(view, MasterDetail):
        rows = view.master.rows.head(DETAILS).iter_rows(named=True)
        inner.extend([view.master, *(view.detail(row) for row in rows)])
    elif isinstance(view, KeyFigure) and view.below:
        inner.append(view.below)
    elif isinstance(view, Table) and view.detail:
        inner.extend(view.detail(row) for row in view.rows.head(DETAILS).iter_rows(named=True))
    for each in inner:
        yield from walk(each)


def _check_every_panel(customer_file: CustomerFile, role: str | None = None) -> int:
    """Build every panel (of a role) and return how many view models came of it."""
    count = 0
    for panel in [each for each in all_panels() if role is None or role in each.roles]:
        if panel.badge:
            panel.badge(customer_file)
        for view in walk(panel.build(customer_file)):
            count += 1
            if isinstance(view, Table):
                named = {column.key for column in view.columns} | {c.beside for c in view.columns if c.beside}
                assert named <= set(view.rows.columns), (panel.key, named - set(view.rows.columns))
                for column in view.columns:
                    for row in view.rows.iter_rows(named=True):
                        if column.link:
                            column.link(row)
                    if column.summary:
                        column.summary(view.rows)
            if isinstance(view, Notice):
                assert view.title
    return count


@pytest.fixture
def every_panel() -> Callable[..., int]:
    """Builds every tab of a customer down to the last detail, and returns how many view models came of it."""
    return _check_every_panel
