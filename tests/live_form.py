"""An empty SQLite file of what people write gets the tables that this process migrated to before, without Alembic.

Twenty-three migrations take a tenth of a second of the processor, and hundreds of tests begin with an empty file. The
first file of each process is migrated as the product does it, as is every file that has tables already.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from clientinfo_kernel.live import database, upgrade

if TYPE_CHECKING:
    from collections.abc import Iterator

    import sqlalchemy as sa

_migrate = upgrade.upgrade
_NEWEST = upgrade.HEAD
_IS_EMPTY = "SELECT count(*) = 0 FROM sqlite_master"
_statements: list[str] = []


def made_once(connection: sa.Connection) -> None:
    """Do as ``upgrade`` does; an empty file gets what the first one got."""
    is_empty = connection.dialect.name == "sqlite" and connection.exec_driver_sql(_IS_EMPTY).scalar()
    if not is_empty or upgrade.HEAD != _NEWEST:
        _migrate(connection)
    elif _statements:
        for statement in _statements:
            connection.exec_driver_sql(statement)
    else:
        _migrate(connection)
        # between BEGIN and COMMIT; set, not added: two threads can come first
        _statements[:] = list(connection.connection.dbapi_connection.iterdump())[1:-1]


@pytest.fixture(scope="session", autouse=True)
def _live_stores_are_migrated_once() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(database, "upgrade", made_once)
        yield
