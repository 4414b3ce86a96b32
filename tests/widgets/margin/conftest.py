"""The margin page over the demo, as a controller opens it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from msgspec import structs

from clientinfo_kernel.access.rights import Viewer
from clientinfo_kernel.query.directory import CustomerDirectory, open_directory
from tests.widgets.margin.page import state
from widgets.margin.app import MarginApp
from widgets.margin.figures import ask

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from clientinfo_kernel.margin import Margin
    from widgets.margin.figures import Figures
    from widgets.margin.view import View

ADDRESS = "where=month%3D2011-01..2011-12&by=branch,division,customer&compare=previous_year"


@pytest.fixture(scope="session")
def directory(demo_settings: Path) -> CustomerDirectory:
    return replace(open_directory(demo_settings), viewer=Viewer("", frozenset({"controlling"})))


@pytest.fixture(scope="session")
def opening() -> Callable[[Margin, View], Figures]:
    """Asks for what a page of the demo opens with, which stays as it is, once for all tests of a worker."""
    known: dict[View, Figures] = {}

    def asked(margin: Margin, view: View) -> Figures:
        if view not in known:
            known[view] = ask(margin, view)
        return known[view]

    return asked


@pytest.fixture
def app(
    directory: CustomerDirectory, opening: Callable[[Margin, View], Figures], monkeypatch: pytest.MonkeyPatch
) -> MarginApp:
    """A page of its own; what a test asks for on it is asked anew."""
    monkeypatch.setenv("QUERY_STRING", ADDRESS)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("widgets.margin.app.ask", opening)
        return MarginApp(directory)


@pytest.fixture(scope="session")
def _first_page(directory: CustomerDirectory, opening: Callable[[Margin, View], Figures]) -> MarginApp:
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("QUERY_STRING", ADDRESS)
        patched.setattr("widgets.margin.app.ask", opening)
        return MarginApp(directory)


@pytest.fixture
def opened_page(_first_page: MarginApp) -> Iterator[MarginApp]:
    """The page as it opens, one per worker: for tests that only read it, and fail where they go elsewhere on it."""
    before = state(_first_page)[0], _first_page._equation.html, _first_page._below._pivot.html
    yield _first_page
    assert (state(_first_page)[0], _first_page._equation.html, _first_page._below._pivot.html) == before


@pytest.fixture
def own_house(directory: CustomerDirectory, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> CustomerDirectory:
    """The demo with a live store of this test alone, asked by Clara."""
    monkeypatch.setenv("CLIENTINFO_AUDIT", str(tmp_path / "audit"))
    settings = structs.replace(directory.settings, live_database=f"sqlite:///{tmp_path / 'live.sqlite'}")
    return CustomerDirectory(settings, Viewer("clara", frozenset({"controlling"}), "Clara Kurz"))
