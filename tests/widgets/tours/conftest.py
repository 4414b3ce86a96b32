"""The house whose tours are planned."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
import pytest

from clientinfo_kernel.access.rights import Viewer
from clientinfo_kernel.query.directory import CustomerDirectory
from tests.clientinfo_kernel.tours.house import tours_house

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="session")
def refreshed(tmp_path_factory: pytest.TempPathFactory) -> CustomerDirectory:
    return tours_house(tmp_path_factory.mktemp("tours") / "house").refresh()


@pytest.fixture
def directory(refreshed: CustomerDirectory, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> CustomerDirectory:
    """The house, in which nobody has written anything yet."""
    monkeypatch.setenv("CLIENTINFO_SETTINGS", str(refreshed.settings.base / "clientinfo.toml"))
    monkeypatch.setattr("widgets.tours.desk.REPLAN_SECONDS", 0.3)
    settings = msgspec.structs.replace(refreshed.settings, live_database=f"sqlite:///{tmp_path / 'live.sqlite'}")
    return CustomerDirectory(settings, Viewer("karin", frozenset({"service"}), "Karin Lorenz"))
