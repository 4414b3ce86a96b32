"""The house whose tours are planned."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
import pytest

from clientinfo_kernel.access.rights import Viewer
from clientinfo_kernel.query.directory import CustomerDirectory, open_directory
from tests.clientinfo_kernel.tours.house import tours_house
from tests.once import once_per_run

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="session")
def refreshed(tmp_path_factory: pytest.TempPathFactory) -> CustomerDirectory:
    return open_directory(once_per_run(tmp_path_factory, "tours", _make_house) / "clientinfo.toml")


def _make_house(folder: Path) -> None:
    tours_house(folder).refresh()


@pytest.fixture
def directory(refreshed: CustomerDirectory, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> CustomerDirectory:
    """The house, in which nobody has written anything yet."""
    monkeypatch.setenv("CLIENTINFO_SETTINGS", str(refreshed.settings.base / "clientinfo.toml"))
    monkeypatch.setattr("widgets.tours.day_plan.REPLAN_SECONDS", 0.3)
    settings = msgspec.structs.replace(refreshed.settings, live_database=f"sqlite:///{tmp_path / 'live.sqlite'}")
    return CustomerDirectory(settings, Viewer("karin", frozenset({"service"}), "Karin Lorenz"))
