"""Versions of notebooks that somebody wants published, as the database holds them: content, steps, and what they come to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import TYPE_CHECKING, Literal, TypeAlias

import sqlalchemy as sa

from clientinfo_kernel.live.errors import PublicationUnknown
from clientinfo_kernel.live.tables import publication_steps, publications

if TYPE_CHECKING:
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
        content: The notebook as text.
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
    def requested_by(self) -> str:
        """Login name of who asked."""
        return self.steps[0].user


def released(database: LiveDatabase) -> list[Publication]:
    """Return what is released now, each file once; a content that is not its hash's is left out.

    For the service of the pages, which asks itself who is allowed to open each.

    Raises:
        LiveUnavailable: The database does not answer.
    """
    if not database.exists():
        return []
    with database.reading() as connection:
        found = [each for each in versions(connection) if each.state == "released"]
    return [each for each in found if sha256(each.content.encode()).hexdigest() == each.sha256]


def versions(connection: sa.Connection, file: str | None = None) -> list[Publication]:
    """Return all versions (of one file), the newest of each file first."""
    steps: dict[tuple[str, int], list[Step]] = {}
    newest_release: dict[str, int] = {}
    step = publication_steps.c
    done = sa.select(step.file, step.version, step.act, step.at, step.user, step.user_name, step.note)
    wanted = sa.true() if file is None else step.file == file
    for row in connection.execute(done.where(wanted).order_by(step.row_id)):
        steps.setdefault((row.file, row.version), []).append(Step(row.act, row.at, row.user, row.user_name, row.note))
        if row.act == "release":
            newest_release[row.file] = row.version
    one = publications.c
    query = sa.select(publications).where(sa.true() if file is None else one.file == file)
    found = []
    for row in connection.execute(query.order_by(one.file, one.version.desc())):
        taken = tuple(steps[row.file, row.version])
        state = _STATES[taken[-1].act]
        if state == "released" and newest_release[row.file] != row.version:
            state = "replaced"
        shown = (row.title, row.description, row.icon, tuple(row.roles.split()))
        found.append(Publication(row.file, row.version, *shown, row.content, row.sha256, taken, state))
    return found


def find_version(connection: sa.Connection, file: str, version: int) -> Publication:
    """Return one version.

    Raises:
        PublicationUnknown: Nobody asked for it.
    """
    found = next((each for each in versions(connection, file) if each.version == version), None)
    if found is None:
        raise PublicationUnknown(file, version)
    return found
