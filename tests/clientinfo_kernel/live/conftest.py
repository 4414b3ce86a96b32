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


EACH_DATABASE = ["sqlite", pytest.param("postgresql", marks=[pytest.mark.postgres, pytest.mark.server])]


@pytest.fixture(scope="session")
def migrated(postgres_server: str) -> str:
    """The name of a database on the server whose tables are made: a copy of it costs a fifth of migrating another one."""
    LiveDatabase(sa.make_url(own_database(postgres_server, "live"))).prepare()
    return "live"


@pytest.fixture(params=EACH_DATABASE)
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of a database in which nobody has written."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'live' / 'live.sqlite'}"
    like = request.getfixturevalue("migrated")
    return own_database(request.getfixturevalue("postgres_server"), f"live_{tmp_path.name}", like)


@pytest.fixture(params=EACH_DATABASE)
def empty_place(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of a database without any table."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'live' / 'live.sqlite'}"
    return own_database(request.getfixturevalue("postgres_server"), f"empty_{tmp_path.name}")


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
