"""The margin page over the demo, as a controller opens it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from msgspec import structs

from clientinfo_kernel.access.rights import Viewer
from clientinfo_kernel.query.directory import CustomerDirectory, open_directory
from widgets.margin.app import MarginApp

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="session")
def directory(demo_settings: Path) -> CustomerDirectory:
    return replace(open_directory(demo_settings), viewer=Viewer("", frozenset({"controlling"})))


@pytest.fixture
def app(directory: CustomerDirectory, monkeypatch: pytest.MonkeyPatch) -> MarginApp:
    monkeypatch.setenv(
        "QUERY_STRING", "where=month%3D2011-01..2011-12&by=branch,division,customer&compare=previous_year"
    )
    return MarginApp(directory)


@pytest.fixture
def own_house(directory: CustomerDirectory, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> CustomerDirectory:
    """The demo with a live store of this test alone, asked by Clara."""
    monkeypatch.setenv("CLIENTINFO_AUDIT", str(tmp_path / "audit"))
    settings = structs.replace(directory.settings, live_database=f"sqlite:///{tmp_path / 'live.sqlite'}")
    return CustomerDirectory(settings, Viewer("clara", frozenset({"controlling"}), "Clara Kurz"))
