"""A real PostgreSQL for the connectors that read one."""

from collections.abc import Iterator

import psycopg
import pytest


@pytest.fixture
def database(postgres_server, request) -> Iterator[str]:
    """Address of an empty database of the test's own."""
    name = f"t{abs(hash(request.node.nodeid))}"
    with psycopg.connect(postgres_server, autocommit=True) as connection:
        connection.execute(f"create database {name}")
    yield postgres_server.replace("/postgres?", f"/{name}?")
    with psycopg.connect(postgres_server, autocommit=True) as connection:
        connection.execute(f"drop database {name} with (force)")
