"""A new SQLite file of what people write begins as a copy of the first one that this process migrated, without Alembic.

Twenty-three migrations take a tenth of a second of the processor, and hundreds of tests begin with an empty file. The
first file of each process is migrated as the product does it, as is every file that is there already.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from clientinfo_kernel.live import database, upgrade
from clientinfo_kernel.live.database import LiveDatabase

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator
    from pathlib import Path

    import sqlalchemy as sa

_migrate = upgrade.upgrade
_connect = LiveDatabase._connect_file
_NEWEST = upgrade.HEAD
_IS_EMPTY = "SELECT count(*) = 0 FROM sqlite_master"
_first: list[bytes] = []


def made_once(connection: sa.Connection) -> None:
    """Do as ``upgrade`` does, and keep what an empty file gets."""
    is_empty = connection.dialect.name == "sqlite" and connection.exec_driver_sql(_IS_EMPTY).scalar()
    _migrate(connection)
    if is_empty and upgrade.HEAD == _NEWEST:
        _first[:] = [connection.connection.dbapi_connection.serialize()]  # set, not added: two threads can come first


def connect_file(file: Path | None) -> sqlite3.Connection:
    """Do as ``LiveDatabase`` does; a draft, of which nobody else knows yet, is filled before."""
    is_draft = file is not None and file.name.startswith(".") and not file.stat().st_size
    if is_draft and _first and upgrade.HEAD == _NEWEST and database.upgrade is made_once:
        file.write_bytes(_first[0])
    return _connect(file)


@pytest.fixture(scope="session", autouse=True)
def _live_stores_are_migrated_once() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(database, "upgrade", made_once)
        patched.setattr(LiveDatabase, "_connect_file", staticmethod(connect_file))
        yield
