"""Bring the live store's tables to their newest form."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa

from clientinfo_kernel.live.errors import LiveUnavailable

HEAD = "0029"
FORM = "SELECT version_num FROM alembic_version"
_FOLDER = Path(__file__).parent / "migrations"
# Any number that no other program of the same database takes for its lock.
_LOCK = 0x636C69


def upgrade(connection: sa.Connection) -> None:
    """Create or change the tables in the transaction of this connection; nothing is done where they are current.

    Processes that come at the same time wait for each other, and the second finds it done.

    Raises:
        LiveUnavailable: A newer version of clientinfo made the tables.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_LOCK)))
    version = _version(connection)
    if version == HEAD:
        return
    from alembic import command
    from alembic.config import Config
    from alembic.script import ScriptDirectory
    from alembic.util import CommandError

    config = Config()
    config.set_main_option("script_location", str(_FOLDER).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    if version is not None:
        try:
            ScriptDirectory.from_config(config).get_revision(version)
        except CommandError:
            raise LiveUnavailable(
                f"the live store has the form {version!r} of a newer clientinfo; update this one"
            ) from None
    command.upgrade(config, HEAD)


def _version(connection: sa.Connection) -> str | None:
    if not sa.inspect(connection).has_table("alembic_version"):
        return None
    found = connection.execute(sa.text(FORM)).scalar()
    return None if found is None else str(found)
