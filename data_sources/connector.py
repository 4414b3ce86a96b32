"""The seam between a source and the refresh: a connector yields batches, and is found by its name."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias, TypeVar, runtime_checkable

import polars as pl

from data_sources.errors import SourceSettingsWrong
from data_sources.remarks import Remark

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

UNREAD = "unread"  # ``Batch.content`` of a file that could not be opened, or read to its end


@dataclass(frozen=True)
class Export:
    """What a ledger's export says about itself; two exports of one batch differ in ``created`` alone. Days are ISO text.

    Attributes:
        client: Whose ledger it is.
        fiscal_year: First day of the fiscal year.
        period_start: First day of its period, empty if not said.
        period_end: Last day.
        origin: The program that it comes from.
        name: Its title.
        created: When it was written, as text that sorts by time.
    """

    client: str
    fiscal_year: str
    period_start: str
    period_end: str
    origin: str
    name: str
    created: str

    @property
    def batch(self) -> tuple[str, ...]:
        """What names the batch, whenever it was written."""
        return (self.client, self.fiscal_year, self.period_start, self.period_end, self.origin, self.name)


@dataclass(frozen=True)
class Batch:
    """The checked records of one file (or of one stretch of a large one) for one table.

    ``rows == kept.height + rejects.height`` always holds.

    Attributes:
        table: Name of the contract's member.
        file: File (relative to the source's folder) or database table, as shown to people.
        kept: Records that keep the contract, typed, with ``source_file`` and ``source_row``.
        rejects: Records that break it (schema ``data_sources.contract.Reject``).
        damage: Set where the file as a whole cannot be trusted: why. Not understood, all its records are rejects;
            cut off, the records before the cut are kept.
        notes: What is missing in the file, or left out of it, without harm; only in the file's first batch.
        attribution: What the licence of these records asks to be shown wherever they are; empty where nothing is.
        export: Which batch of a ledger the file holds, where it says so.
        content: SHA-256 of the file's bytes as far as they are read (all, with its last batch), where the reader took it;
            ``UNREAD`` where they could not be had: such a file is read again, whatever its size and time say.
        is_away: The damage takes nothing along, like that of a server that was not reached: what was read before is
            delivered as well.
    """

    table: str
    file: str
    kept: pl.DataFrame
    rejects: pl.DataFrame
    damage: str | None = None
    notes: tuple[Remark, ...] = ()
    attribution: str = ""
    export: Export | None = None
    content: str = ""
    is_away: bool = False

    @property
    def rows(self) -> int:
        """Records read: kept and quarantined ones."""
        return self.kept.height + self.rejects.height


@dataclass(frozen=True)
class Unchanged:
    """Stands for the batches of a file that was read at the last refresh and is the same today."""

    file: str
    table: str


@dataclass(frozen=True)
class AsBefore:
    """Stands for the batches of a file as they were last read: it cannot be read today, and the others go on without it.

    A batch of the same file that follows says what is wrong with it today.
    """

    file: str
    table: str


@dataclass(frozen=True)
class SourceNotes:
    """What a connector has to say about its source as a whole, e.g. about files that are not read."""

    notes: tuple[Remark, ...]


Delivered: TypeAlias = Batch | Unchanged | AsBefore | SourceNotes


@dataclass(frozen=True)
class LastReading:
    """What the last reading of a file came to.

    Attributes:
        depends_on: What else than the file it depended on, as the connector said then.
        kept: The records that kept the contract; None: it had none.
    """

    depends_on: str
    kept: pl.LazyFrame | None


class Known(Protocol):
    """What the refresh remembers of the files of a source."""

    def is_unchanged(
        self, file: str, table: str, path: Path, depends_on: str = "", *, is_hashed_in_reading: bool = False
    ) -> bool:
        """Return whether the file's batches need not be read again.

        Args:
            file: Its name, as in the batches.
            table: The table that it fills.
            path: Where it is.
            depends_on: What else than the file, the settings and our code its batches depend on.
            is_hashed_in_reading: Its batches will say its ``content``.
        """
        ...

    def last_reading(self, file: str, table: str, path: Path) -> LastReading | None:
        """Return the last reading of a file whose content is the same, whatever else changed; None: there is none."""
        ...

    def last_files(self) -> dict[tuple[str, str], bool]:
        """Return name and table of each file that can be delivered as it was last read, and whether it was sound then.

        Empty where nothing is known, or where something of it is lost.
        """
        ...


class NothingKnown:
    """The memory of a first refresh."""

    def is_unchanged(
        self, file: str, table: str, path: Path, depends_on: str = "", *, is_hashed_in_reading: bool = False
    ) -> bool:
        """Return that every file has to be read."""
        del file, table, path, depends_on, is_hashed_in_reading
        return False

    def last_reading(self, file: str, table: str, path: Path) -> None:
        """Return that there was none."""
        del file, table, path

    def last_files(self) -> dict[tuple[str, str], bool]:
        """Return that there were none."""
        return {}


def batches_alone(delivered: Iterator[Delivered]) -> Iterator[Batch]:
    """Yield the batches; the first one carries the notes on the source as a whole."""
    notes: tuple[Remark, ...] = ()
    for each in delivered:
        if isinstance(each, SourceNotes):
            notes += each.notes
        elif isinstance(each, Batch):
            yield replace(each, notes=(*notes, *each.notes)) if notes else each
            notes = ()


class Connector(Protocol):
    """Reads one configured source. Implementations are frozen dataclasses.

    One that reads files can leave out those that are unchanged: see ``KnowingConnector``.
    """

    def read(self) -> Iterator[Batch]:
        """Yield every batch, files in a stable order.

        Raises:
            SourceError: The source as a whole cannot deliver.
        """
        ...


@runtime_checkable
class KnowingConnector(Protocol):
    """A connector that learns which files it need not read again."""

    def read_changes(self, known: Known) -> Iterator[Delivered]:
        """Yield the batches of new and changed files, and ``Unchanged`` for the others, in the order of ``read``.

        Raises:
            SourceError: The source as a whole cannot deliver.
        """
        ...


ConnectorType = TypeVar("ConnectorType", bound=type[Any])
_REGISTRY: dict[tuple[str, str], type[Any]] = {}


def connector(kind: str, name: str) -> Callable[[ConnectorType], ConnectorType]:
    """Register a connector class under the name that ``clientinfo.toml`` uses for it.

    Raises:
        SourceSettingsWrong: Another class has this name; the message names both places.
    """

    def register(cls: ConnectorType) -> ConnectorType:
        known = _REGISTRY.get((kind, name), cls)
        if (known.__module__, known.__qualname__) != (cls.__module__, cls.__qualname__):
            places = f"{_place(known)} and {_place(cls)}"
            raise SourceSettingsWrong(kind, f"two connectors for {kind} have the name {name!r}: {places}; rename one")
        _REGISTRY[kind, name] = cls
        return cls

    return register


def _place(cls: type[Any]) -> str:
    """Return where a class stands, as ``file:line``; its dotted name where its source is not there."""
    try:
        return f"{inspect.getsourcefile(cls)}:{inspect.getsourcelines(cls)[1]}"
    except (OSError, TypeError):
        return f"{cls.__module__}.{cls.__qualname__}"


def connector_class(kind: str, name: str) -> type[Any]:
    """Find a connector by kind and name; the modules of the kind's folder are imported on demand.

    The module that has the connector's name comes first, and suffices where it registers it: what another connector of
    the kind needs (a mail client, a database driver) is not a condition for this one.

    Raises:
        SourceSettingsWrong: No such connector; the message lists those that exist.
    """
    package = importlib.import_module(f"data_sources.{kind}")
    modules = sorted((each.name for each in pkgutil.iter_modules(package.__path__)), key=lambda module: module != name)
    for module in modules:
        importlib.import_module(f"data_sources.{kind}.{module}")
        if module == name and (kind, name) in _REGISTRY:
            break
    try:
        return _REGISTRY[kind, name]
    except KeyError:
        known = ", ".join(sorted(n for k, n in _REGISTRY if k == kind))
        raise SourceSettingsWrong(kind, f"unknown connector {name!r} for {kind}; there are: {known}") from None
