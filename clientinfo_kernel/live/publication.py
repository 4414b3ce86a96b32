"""Versions of notebooks that somebody wants published, as the database holds them: content, steps, and what they come to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

import sqlalchemy as sa

from clientinfo_kernel.live.errors import PublicationUnknown
from clientinfo_kernel.live.tables import publication_steps, publications

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from clientinfo_kernel.access.rights import Viewer
    from clientinfo_kernel.live.database import LiveDatabase

Act: TypeAlias = Literal["request", "release", "refuse", "withdraw"]
# ``replaced``: another version was released after it, which can be taken back by releasing this one again.
State: TypeAlias = Literal["requested", "released", "replaced", "refused", "withdrawn"]

_STATES: dict[Act, State] = {
    "request": "requested",
    "release": "released",
    "refuse": "refused",
    "withdraw": "withdrawn",
}

_Key: TypeAlias = tuple[str, int]
_ONE = publications.c
_EVERY = sa.select(publications).order_by(_ONE.file, _ONE.version.desc())


@dataclass(frozen=True)
class Step:
    """Somebody did something to a version; ``at`` in UTC."""

    act: Act
    at: datetime
    user: str
    user_name: str
    note: str


@dataclass(frozen=True)
class Publication:
    """One version of a notebook.

    Attributes:
        file: Name of the page.
        version: Counted from 1 for each file.
        title: Of its tile.
        description: Below it.
        icon: Of its tile.
        roles: Who opens it.
        content: The notebook as text; empty in a list of versions, which can be many.
        sha256: Hash of the content.
        steps: Oldest first; the first is the request.
        state: What the steps come to.
    """

    file: str
    version: int
    title: str
    description: str
    icon: str
    roles: tuple[str, ...]
    content: str
    sha256: str
    steps: tuple[Step, ...] = ()
    state: State = "requested"

    @property
    def request(self) -> Step:
        """The first step: who asked, and when."""
        return self.steps[0]

    @property
    def requested_by(self) -> str:
        """Login name of who asked."""
        return self.request.user


def newest_step(database: LiveDatabase) -> str:
    """Return the command of the newest step; empty: nobody did anything yet. While it is the same, so are all states.

    Raises:
        LiveUnavailable: The database does not answer.
    """
    step = publication_steps.c
    query = sa.select(step.command_id).order_by(step.row_id.desc()).limit(1)
    return database.answer(lambda connection: str(connection.scalar(query) or ""), "")


def released(database: LiveDatabase) -> list[Publication]:
    """Return what is released now, each file once; a content that is not its hash's is left out.

    For the service of the pages, which asks itself who is allowed to open each. Of all the contents that were ever
    asked for, only those are read.

    Raises:
        LiveUnavailable: The database does not answer.
    """

    def read(connection: sa.Connection) -> list[Publication]:
        steps = _Steps.read(connection)
        shown = [key for key in steps.of if steps.state(key) == "released"]
        return [_publication(row, steps) for row in _rows(connection, shown)]

    found: list[Publication] = database.answer(read, [])
    return [each for each in found if sha256(each.content.encode()).hexdigest() == each.sha256]


def waiting(database: LiveDatabase) -> tuple[str, ...]:
    """Return by whom each version was asked for that nobody has decided about; no content is read.

    Raises:
        LiveUnavailable: The database does not answer.
    """
    steps = database.answer(_Steps.read, None)
    if steps is None:
        return ()
    return tuple(taken[0].user for key, taken in steps.of.items() if steps.state(key) == "requested")


def versions(connection: sa.Connection) -> list[Publication]:
    """Return all versions without their contents, those of a file together, the newest of each first."""
    steps = _Steps.read(connection)
    shown = (column for column in _ONE if column is not _ONE.content)
    listed: sa.Select[Any] = _EVERY.with_only_columns(*shown, sa.literal("").label("content"))
    return [_publication(row, steps) for row in connection.execute(listed)]


def find_version(connection: sa.Connection, file: str, version: int) -> Publication:
    """Return one version.

    Raises:
        PublicationUnknown: Nobody asked for it.
    """
    steps = _Steps.read(connection, file)
    row = next(_rows(connection, [(file, version)]), None)
    if row is None:
        raise PublicationUnknown(file, version)
    return _publication(row, steps)


def open_requests(connection: sa.Connection, file: str, viewer: Viewer) -> int:
    """Return how many versions of a file a viewer has asked for that nobody decided about."""
    steps = _Steps.read(connection, file)
    asked = (taken[0] for key, taken in steps.of.items() if steps.state(key) == "requested")
    return sum(viewer.wrote(request.user, request.at) for request in asked)


def steps_since(connection: sa.Connection, viewer: Viewer, moment: datetime) -> int:
    """Return how many steps a viewer has taken since a moment."""
    step = publication_steps.c
    taken = connection.execute(sa.select(step.user, step.at).where(step.user == viewer.name, step.at > moment))
    return sum(viewer.wrote(user, at) for user, at in taken)


def owner_of(connection: sa.Connection, file: str) -> Step | None:
    """Return the request for the newest version of a file; None: nobody asked for one yet."""
    steps = _Steps.read(connection, file)
    return steps.of[max(steps.of)][0] if steps.of else None


def lock_versions(connection: sa.Connection, file: str) -> None:
    """Let nobody else decide about a file until this transaction ends; on SQLite nobody else writes anyway."""
    query = sa.select(_ONE.version).where(_ONE.file == file).order_by(_ONE.version).with_for_update()
    connection.execute(query).all()


@dataclass(frozen=True)
class _Steps:
    """What was done to each version, oldest first, and which version of each file was released last."""

    of: dict[_Key, list[Step]]
    newest_release: dict[str, int]

    @classmethod
    def read(cls, connection: sa.Connection, file: str | None = None) -> _Steps:
        found = cls({}, {})
        step = publication_steps.c
        done = sa.select(step.file, step.version, step.act, step.at, step.user, step.user_name, step.note)
        wanted = sa.true() if file is None else step.file == file
        for row in connection.execute(done.where(wanted).order_by(step.row_id)):
            taken = Step(row.act, row.at, row.user, row.user_name, row.note)
            found.of.setdefault((row.file, row.version), []).append(taken)
            if row.act == "release":
                found.newest_release[row.file] = row.version
        return found

    def state(self, key: _Key) -> State:
        file, version = key
        state = _STATES[self.of[key][-1].act]
        return "replaced" if state == "released" and self.newest_release[file] != version else state


def _rows(connection: sa.Connection, keys: Sequence[_Key]) -> Iterator[sa.Row[Any]]:
    """Yield the rows of some versions, each read by itself: a file has few that are shown."""
    for file, version in keys:
        yield from connection.execute(_EVERY.where(_ONE.file == file, _ONE.version == version))


def _publication(row: sa.Row[Any], steps: _Steps) -> Publication:
    shown = (row.title, row.description, row.icon, tuple(row.roles.split()))
    taken, state = tuple(steps.of[row.file, row.version]), steps.state((row.file, row.version))
    return Publication(row.file, row.version, *shown, row.content, row.sha256, taken, state)
