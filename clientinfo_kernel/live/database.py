"""The live store's database: SQLite in the state folder, or PostgreSQL where the settings name one.

A connection is opened for each transaction and closed after it: an idle page costs the server none, and a file that was
put back from a backup is the one that is written next. Only those who read a file keep theirs (``kept_reader``).
"""

from __future__ import annotations

import os
import secrets
import sqlite3
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import cached_property, partial
from pathlib import Path
from random import uniform
from time import monotonic, sleep
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import quote

import sqlalchemy as sa
import sqlalchemy.dialects.sqlite.pysqlite

from clientinfo_kernel.errors import SettingsError
from clientinfo_kernel.live.errors import LiveUnavailable, VolumeUnwritable
from clientinfo_kernel.live.kept_reader import KeptReader
from clientinfo_kernel.live.upgrade import FORM, HEAD, upgrade
from clientinfo_kernel.operation.private_folder import make_private
from clientinfo_kernel.operation.volume_trouble import volume_trouble

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from clientinfo_kernel.settings import Settings

_Answer = TypeVar("_Answer")

# How long a writer waits for the others. A transaction takes milliseconds.
PATIENCE_SECONDS = 10
# A server that does not answer holds up every page that opens.
_CONNECT_SECONDS = 3
_LOOKS_AGAIN_SECONDS = (0.001, 0.004)
_PRIMARY = 0xFF  # an extended result code of SQLite has the primary one in its last byte
_WRITES = "clientinfo_writes"
_VALUE = " with text "  # SQLite's driver shows behind it what it cannot decode
_FILE_MODE = 0o600


@dataclass
class LiveDatabase:
    """Where the live store is.

    Attributes:
        url: SQLAlchemy URL of SQLite (a file) or PostgreSQL. A password belongs into a file that it names (``passfile``).
    """

    url: sa.URL
    _engine: sa.Engine | None = field(default=None, repr=False)
    _current: object = field(default=None, repr=False)
    _kept: KeptReader = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Keep nothing open yet."""
        # However many read at once: who finds none open opens one, and so many stay open.
        self._kept = KeptReader(partial(self._file_engine, self.file, sa.QueuePool, max_overflow=-1))

    @classmethod
    def of(cls, settings: Settings) -> LiveDatabase:
        """Return the database of the settings: ``live_database``, else ``live/live.sqlite`` in the state folder.

        Raises:
            SettingsError: The URL cannot work.
        """
        try:
            url = sa.make_url(settings.live_database) if settings.live_database else None
        except sa.exc.ArgumentError as error:
            raise SettingsError(f"live_database is not an SQLAlchemy URL: {error}") from None
        if url is None:
            return cls.at(settings.live_file or Path())
        if url.get_backend_name() == "postgresql":
            return cls(url.set(drivername="postgresql+psycopg"))
        if url.get_backend_name() != "sqlite" or not url.database or url.database == ":memory:":
            raise SettingsError("live_database: a file of sqlite, or postgresql, is wanted")
        return cls(url.set(database=str(settings.path(url.database))))

    @classmethod
    def at(cls, file: Path) -> LiveDatabase:
        """Return the database in a file of SQLite."""
        return cls(sa.URL.create("sqlite", database=str(file)))

    @cached_property
    def file(self) -> Path | None:
        """The file of SQLite; None: the database is a server's."""
        return Path(self.url.database) if self.url.get_backend_name() == "sqlite" and self.url.database else None

    def exists(self) -> bool:
        """Return whether anything can have been written yet.

        Raises:
            LiveUnavailable: This user of the machine is not allowed to look.
        """
        try:
            return self.file is None or self.file.exists()
        except PermissionError as error:
            raise LiveUnavailable(f"this user is not allowed to read the live store ({self.file})") from error

    def prepare(self) -> None:
        """Make the tables, or bring them to this version, so that no page has to.

        Raises:
            LiveUnavailable: The database does not answer, or is of a newer version.
        """
        self._make_current()

    @contextmanager
    def reading(self) -> Iterator[sa.Connection]:
        """Give a connection that sees one state of the tables.

        Raises:
            LiveUnavailable: The database does not answer.
        """
        self._make_current()
        with self._transaction(writes=False, engine=self._readers()) as connection:
            yield connection

    def answer(self, question: Callable[[sa.Connection], _Answer], nothing: _Answer) -> _Answer:
        """Return what a question finds in one state of the tables; looking makes no database where there is none.

        Args:
            question: Reads what it needs before it returns.
            nothing: The answer where nothing can have been written yet.

        Raises:
            LiveUnavailable: The database does not answer.
        """
        if not self.exists():
            return nothing
        with self.reading() as connection:
            return question(connection)

    @contextmanager
    def writing(self) -> Iterator[sa.Connection]:
        """Give a connection whose changes are on the disk when the block ends, all or none.

        On SQLite nobody else writes meanwhile: a transaction that begins to write only at its first change loses most
        of its races.

        Raises:
            LiveUnavailable: The database does not answer, or others wrote for too long.
        """
        self._make_current()
        with self._transaction(writes=True) as connection:
            yield connection

    def _make_current(self) -> None:
        """Bring the tables to this version, at this process's first look at this database."""
        known = self._identity()
        if known is not None and known == self._current:
            return
        self._create_file()
        if not self._has_newest_form():
            with self._transaction(writes=True) as connection:
                upgrade(connection)
        self._current = self._identity()

    def _has_newest_form(self) -> bool:
        """Return whether the tables of a file are as this version makes them, without waiting for those who write."""
        if self.file is None:
            return False
        try:
            with self._transaction(writes=False) as connection:
                return connection.exec_driver_sql(FORM).scalar() == HEAD
        except LiveUnavailable:  # there are no tables yet; or ``upgrade`` says what is wrong
            return False

    def _identity(self) -> object:
        if self.file is None:
            return self.url
        try:
            found = self.file.stat()
        except OSError:
            return None
        return found.st_dev, found.st_ino

    def _create_file(self) -> None:
        """Make the file of SQLite, for its user only; its journal gets the same rights.

        It is made whole under another name and then linked to its own: a process that comes at the same moment finds
        either nothing or a file that has its journal already, for changing the kind of journal waits for nobody.
        """
        if self.file is None or self.exists():
            return
        draft = self.file.with_name(f".{self.file.name}.{os.getpid()}.{secrets.token_hex(4)}")
        try:
            make_private(self.file.parent)
            os.close(os.open(draft, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, _FILE_MODE))
            try:
                connection = self._connect_file(draft)
                try:
                    connection.execute("PRAGMA journal_mode = WAL")  # it stays so
                finally:
                    connection.close()
                with suppress(FileExistsError):
                    os.link(draft, self.file)
            finally:
                draft.unlink()
        except (OSError, sqlite3.Error) as error:
            raise LiveUnavailable(f"the live store cannot be made at {self.file}: {error}") from error

    @contextmanager
    def _transaction(self, *, writes: bool, engine: sa.Engine | None = None) -> Iterator[sa.Connection]:
        options: dict[str, Any] = {_WRITES: writes}
        if self.file is None and not writes:
            options["isolation_level"] = "REPEATABLE READ"  # as SQLite does: one state, from the first look on
        try:
            with (engine or self._open()).connect().execution_options(**options) as connection, connection.begin():
                yield connection
        except sa.exc.IntegrityError:
            raise
        except sa.exc.DBAPIError as error:
            self._kept.let_go()  # the next look begins afresh
            raise _unavailable(error, self.file) from error

    def _readers(self) -> sa.Engine:
        return self._open() if self.file is None else self._kept.of(self._current)

    def _open(self) -> sa.Engine:
        if self._engine is None:
            self._engine = self._server_engine() if self.file is None else self._file_engine(self.file, sa.NullPool)
        return self._engine

    def _server_engine(self) -> sa.Engine:
        waiting = f"-c lock_timeout={PATIENCE_SECONDS}s -c statement_timeout={3 * PATIENCE_SECONDS}s"
        arguments = {"connect_timeout": _CONNECT_SECONDS, "options": waiting}
        # an error message must not carry the rows: they are about people
        return sa.create_engine(
            self.url,
            poolclass=sa.NullPool,
            hide_parameters=True,
            isolation_level="READ COMMITTED",
            connect_args={key: value for key, value in arguments.items() if key not in self.url.query},
        )

    @classmethod
    def _file_engine(cls, file: Path | None, pool: type[sa.Pool], **limits: int) -> sa.Engine:
        creator = partial(cls._connect_file, file)
        engine = sa.create_engine("sqlite://", poolclass=pool, hide_parameters=True, creator=creator, **limits)
        sa.event.listen(engine, "begin", _begin)
        return engine

    @staticmethod
    def _connect_file(file: Path | None) -> sqlite3.Connection:
        # mode=rw: a file that is gone is an error, not a new and empty one
        address = f"file:{quote(str(file))}?mode=rw"
        # A kept one is used by one thread at a time, and not always by the one that opened it.
        connection = sqlite3.connect(
            address, uri=True, timeout=PATIENCE_SECONDS, isolation_level=None, check_same_thread=False
        )
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA synchronous = FULL")
        return connection


def _begin(connection: sa.Connection) -> None:
    if connection.get_execution_options().get(_WRITES):
        raw: Any = connection.connection.dbapi_connection
        _wait_for_turn(raw)
        # What fails here, after all the waiting, is said in SQLAlchemy's words, as everything else is.
        if not raw.in_transaction:
            connection.exec_driver_sql("BEGIN IMMEDIATE")
    else:
        connection.exec_driver_sql("BEGIN")


def _wait_for_turn(file: sqlite3.Connection) -> None:
    """Begin to write as soon as nobody else does; somebody who has waited too long learns it from the next try.

    SQLite itself looks again ever more seldom, up to ten times a second: the last to come is first, and of twenty
    people who write all the time one waited for longer than the patience. Here all look equally often.
    """
    file.execute("PRAGMA busy_timeout = 0")
    deadline = monotonic() + PATIENCE_SECONDS
    while monotonic() < deadline:
        try:
            file.execute("BEGIN IMMEDIATE")
            break
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & _PRIMARY != sqlite3.SQLITE_BUSY:
                break
            sleep(uniform(*_LOOKS_AGAIN_SECONDS))  # noqa: S311  # no secret
    file.execute(f"PRAGMA busy_timeout = {PATIENCE_SECONDS * 1000}")


def _unavailable(error: sa.exc.DBAPIError, file: Path | None) -> LiveUnavailable:
    """Return what went wrong and what to do; of the driver's words those that hold no values of a row."""
    first = str(error.orig).strip().partition("\n")[0].partition(_VALUE)[0]
    trouble = volume_trouble(file.parent) if file is not None else ""
    why = ": ".join(filter(None, (first, trouble)))
    said = f"the live store does not answer ({why}); what was not confirmed is not lost where it was typed: try again"
    return VolumeUnwritable(said) if trouble else LiveUnavailable(said)
