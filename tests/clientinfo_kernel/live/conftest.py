"""A live store on SQLite and on a real PostgreSQL."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from clientinfo_kernel.access.rights import Viewer
from clientinfo_kernel.live.database import LiveDatabase
from clientinfo_kernel.live.store import LiveStore
from tests.postgres import own_database

if TYPE_CHECKING:
    from pathlib import Path

ANNA = Viewer("anna", frozenset({"service"}), "Anna Ampel")
BERND = Viewer("bernd", frozenset({"sales"}), "Bernd Bremse")


@pytest.fixture(autouse=True)
def audit_log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where what these people do is written down, by the processes that they start, too."""
    folder = tmp_path / "audit"
    monkeypatch.setenv("CLIENTINFO_AUDIT", str(folder))
    return folder


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=[pytest.mark.postgres, pytest.mark.server])])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of an empty database."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'live' / 'live.sqlite'}"
    return own_database(request.getfixturevalue("postgres_server"), f"live_{tmp_path.name}")


@pytest.fixture
def database(url: str) -> LiveDatabase:
    return LiveDatabase(sa.make_url(url))


@pytest.fixture
def store(database: LiveDatabase) -> LiveStore:
    """Anna's."""
    return LiveStore(database, ANNA)


@pytest.fixture
def other(database: LiveDatabase) -> LiveStore:
    """Bernd's, at the same database."""
    return LiveStore(LiveDatabase(database.url), BERND)
