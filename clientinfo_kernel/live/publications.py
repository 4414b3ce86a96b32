"""Notebooks that analysts want published: each version with its content, who asked, who released and who withdrew it.

Nothing is changed or deleted: a step is a line, and what counts is the last one. A content is pinned by its hash: what
was looked at is what is released, and what is shown is what was released.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256

import sqlalchemy as sa

from clientinfo_kernel.access.audit import record
from clientinfo_kernel.access.audit_subject import AuditSubject
from clientinfo_kernel.access.rights import ROLES, Viewer
from clientinfo_kernel.live.commands import require_id
from clientinfo_kernel.live.database import LiveDatabase
from clientinfo_kernel.live.errors import CommandReused, InputRefused, LiveUnavailable, PublicationRefused
from clientinfo_kernel.live.publication import (
    Act,
    Publication,
    State,
    Step,
    find_version,
    lock_versions,
    open_requests,
    owner_of,
    steps_since,
    versions,
)
from clientinfo_kernel.live.tables import publication_steps, publications

LONGEST_TITLE, LONGEST_TEXT, LONGEST_CONTENT = 80, 300, 200_000
_FILE = re.compile(r"[a-z0-9][a-z0-9_]{0,59}\.ipynb")
_ICON = re.compile(r"[a-z_]{1,30}")
_MAY_BE_RELEASED: frozenset[State] = frozenset({"requested", "replaced", "withdrawn"})
_MOST_ATTEMPTS = 5
# Versions of a file that one person can have waiting: nobody reads more, and each is kept for good.
MOST_OPEN = 5
# Steps of one person in a day, whatever becomes of each: what is asked for is kept for good, also what is withdrawn.
MOST_A_DAY = 50
_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Draft:
    """What somebody wants published.

    Attributes:
        file: The page's name: small letters, digits and ``_``, ending in ``.ipynb``.
        title: Of its tile.
        description: One line about what it is for.
        icon: Of its tile.
        roles: Who is to open it, of ``ROLES``.
        content: The notebook, as text.
        note: For the person who releases it.
        takes_over: Whether it is allowed to follow another person's version: without, a page is not replaced by mistake.
    """

    file: str
    title: str
    roles: tuple[str, ...]
    content: str
    description: str = ""
    icon: str = "file"
    note: str = ""
    takes_over: bool = False


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True)
class Publications:
    """The publications, for one viewer.

    Attributes:
        database: Where they are.
        viewer: Who asks; analysts request, who has the right releases.
        now: The clock.
    """

    database: LiveDatabase
    viewer: Viewer
    now: Callable[[], datetime] = field(default=_now, repr=False)

    def every(self) -> list[Publication]:
        """Return all versions without their contents, those of a file together, the newest of each first.

        Raises:
            ChangeNotPermitted: The viewer neither requests nor releases.
            LiveUnavailable: The database does not answer.
        """
        self._require_look()
        return self.database.answer(versions, [])

    def with_content(self, listed: Publication) -> Publication:
        """Return a version of the list as it is now, with its content.

        Raises:
            ChangeNotPermitted: The viewer neither requests nor releases.
            PublicationUnknown: There is no such version.
            LiveUnavailable: The database does not answer.
        """
        self._require_look()
        with self.database.reading() as connection:
            return find_version(connection, listed.file, listed.version)

    def _require_look(self) -> None:
        access = self.viewer.access
        if "releases" not in access.changes:
            access.require_change("publications")

    def request(self, command_id: str, draft: Draft) -> Publication:
        """Keep a new version, and ask for its release. The same command again changes nothing.

        Raises:
            ChangeNotPermitted: The viewer is not allowed to ask.
            InputRefused: A value cannot stand in its field.
            PublicationRefused: The newest version is another person's, too many wait already, or it is too much for a day.
            CommandReused: The id was used for something else.
            LiveUnavailable: The database does not answer.
        """
        self.viewer.access.require_change("publications")
        checked = _checked(draft)

        def add(connection: sa.Connection) -> Publication:
            before = owner_of(connection, draft.file)
            if before is not None and not self._took(before) and not draft.takes_over:
                raise PublicationRefused("owner", f"the page is {before.user_name}'s", before.user_name)
            self._require_room(connection)
            if open_requests(connection, draft.file, self.viewer) >= MOST_OPEN:
                raise PublicationRefused("open", f"{MOST_OPEN} versions of it wait already; withdraw some first")
            of_file = publications.c.file == draft.file
            newest = connection.scalar(sa.select(sa.func.max(publications.c.version)).where(of_file))
            version = int(newest or 0) + 1
            digest = sha256(checked.content.encode()).hexdigest()
            row = {"file": draft.file, "version": version, "sha256": digest, "content": checked.content}
            shown = {"title": checked.title, "description": checked.description, "icon": checked.icon}
            connection.execute(sa.insert(publications).values(**row, **shown, roles=" ".join(checked.roles)))
            step = {"act": "request", "file": draft.file, "version": version, "note": checked.note}
            self._note(connection, command_id, step)
            return find_version(connection, draft.file, version)

        return self._once(command_id, "request", draft.file, add)

    def release(self, command_id: str, seen: Publication) -> Publication:
        """Release a version, in the place of the one that is released now.

        Args:
            command_id: Sent again, it changes nothing.
            seen: As it was looked at: only that content is released.

        Raises:
            ChangeNotPermitted: The viewer does not have the right.
            PublicationRefused: It is their own, has another content than was seen or asked for, or was decided meanwhile.
            PublicationUnknown: There is no such version.
            LiveUnavailable: The database does not answer.
        """
        self.viewer.access.require_change("releases")
        return self._decide(command_id, "release", seen, _MAY_BE_RELEASED)

    def refuse(self, command_id: str, seen: Publication, note: str) -> Publication:
        """Refuse a request, and say why.

        Raises:
            ChangeNotPermitted: The viewer does not have the right.
            PublicationRefused: It is their own, or was decided meanwhile.
            PublicationUnknown: There is no such version.
            LiveUnavailable: The database does not answer.
        """
        self.viewer.access.require_change("releases")
        return self._decide(command_id, "refuse", seen, frozenset({"requested"}), note)

    def withdraw(self, command_id: str, seen: Publication, note: str = "") -> Publication:
        """Withdraw what is released, or the viewer's own request; the page is gone within seconds.

        Raises:
            ChangeNotPermitted: The viewer did not ask for it, and does not have the right.
            PublicationRefused: It is neither released nor requested any more.
            PublicationUnknown: There is no such version.
            LiveUnavailable: The database does not answer.
        """
        self.viewer.access.require_change("publications" if self._took(seen.request) else "releases")
        return self._decide(command_id, "withdraw", seen, frozenset({"released", "requested"}), note)

    def _took(self, step: Step) -> bool:
        return bool(self.viewer.name) and self.viewer.wrote(step.user, step.at)

    def _decide(
        self, command_id: str, act: Act, seen: Publication, states: Collection[State], note: str = ""
    ) -> Publication:
        def decide(connection: sa.Connection) -> Publication:
            lock_versions(connection, seen.file)
            if act == "release":
                self._require_room(connection)
            known = find_version(connection, seen.file, seen.version)
            # By the name: who comes back as a new account would decide about what they asked for before.
            if act != "withdraw" and (not self.viewer.name or known.requested_by == self.viewer.name):
                raise PublicationRefused("own", "another person than the one who asked has to decide")
            if known.sha256 != seen.sha256:
                raise PublicationRefused("content", "its content is not the one that was looked at; look again")
            if act == "release" and sha256(known.content.encode()).hexdigest() != known.sha256:
                raise PublicationRefused("altered", "its content is not the one that was asked for; ask for it again")
            if known.state not in states:
                raise PublicationRefused("state", f"it is {known.state} by now; look again")
            step = {"act": act, "file": seen.file, "version": seen.version, "note": _line("note", note, LONGEST_TEXT)}
            self._note(connection, command_id, step)
            return find_version(connection, seen.file, seen.version)

        return self._once(command_id, act, seen.file, decide)

    def _once(self, command_id: str, act: Act, file: str, do: Callable[[sa.Connection], Publication]) -> Publication:
        """Do something in one transaction; what a command did before is answered, not done again."""
        require_id(command_id)
        for _attempt in range(_MOST_ATTEMPTS):
            try:
                with self.database.writing() as connection:
                    step = publication_steps.c
                    query = sa.select(step.act, step.user, step.file, step.version)
                    before = connection.execute(query.where(step.command_id == command_id)).first()
                    if before is None:
                        return do(connection)
                    if (before.act, before.user, before.file) != (act, self.viewer.name, file):
                        raise CommandReused(command_id)
                    return find_version(connection, file, before.version)
            except sa.exc.IntegrityError:  # somebody asked for the same version's number, or sent the same command
                continue
        raise LiveUnavailable("others publish the same notebook all the time; try again")

    def _require_room(self, connection: sa.Connection) -> None:
        """Make sure that this person does not fill the store; what is to go can go at any time.

        Raises:
            PublicationRefused: They did more in a day than anybody reads.
        """
        if steps_since(connection, self.viewer, self.now() - _DAY) >= MOST_A_DAY:
            raise PublicationRefused("day", f"{MOST_A_DAY} steps in a day are enough; go on tomorrow")

    def _note(self, connection: sa.Connection, command_id: str, what: Mapping[str, object]) -> None:
        author = {"user": self.viewer.name, "user_name": self.viewer.full_name or self.viewer.name}
        connection.execute(sa.insert(publication_steps).values(command_id=command_id, at=self.now(), **author, **what))
        record(
            "change",
            AuditSubject("app", str(what["file"])),
            f"publication, version {what['version']}: {what['act']}",
            viewer=self.viewer,
        )


def _checked(draft: Draft) -> Draft:
    """Return a draft as it is kept.

    Raises:
        InputRefused: A value cannot stand in its field.
    """
    if not _FILE.fullmatch(draft.file):
        raise InputRefused("file", "bad_characters", "small letters, digits and _ are wanted, and .ipynb")
    if not _ICON.fullmatch(draft.icon):
        raise InputRefused("icon", "not_a_word", "the name of an icon is wanted")
    if not draft.roles or not set(draft.roles) <= set(ROLES):
        raise InputRefused("roles", "not_a_word", f"some of {', '.join(ROLES)} are wanted")
    if len(draft.content) > LONGEST_CONTENT:
        raise InputRefused("content", "too_long", "the notebook is too long", LONGEST_CONTENT)
    title = _line("title", draft.title, LONGEST_TITLE)
    if not title:
        raise InputRefused("title", "missing", "a title is wanted")
    return replace(
        draft,
        title=title,
        description=_line("description", draft.description, LONGEST_TEXT),
        note=_line("note", draft.note, LONGEST_TEXT),
        roles=tuple(role for role in ROLES if role in draft.roles),
    )


def _line(name: str, text: str, longest: int) -> str:
    line = " ".join(text.split())
    if not line.isprintable():
        raise InputRefused(name, "bad_characters", "plain text is wanted")
    if len(line) > longest:
        raise InputRefused(name, "too_long", f"at most {longest} characters are wanted", longest)
    return line
