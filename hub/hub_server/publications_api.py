"""Where an analyst's JupyterLab asks for a notebook's publication: JSON in and out, errors in words for people.

The server of JupyterLab asks with the key that the Hub gave it, so that the Hub knows whose it is. Its own check is
repeated here: what runs there is the analyst's.
"""

from __future__ import annotations

import asyncio
import json
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

import msgspec
from jupyterhub.apihandlers.base import APIHandler

from clientinfo_kernel.access.rights import GRANTS, Viewer
from clientinfo_kernel.errors import AuditNotWritten, ChangeNotPermitted, ClientInfoError
from clientinfo_kernel.live.errors import CommandReused, InputRefused
from clientinfo_kernel.live.publications import Draft, Publications
from hub.laboratory.notebook_check import check_notebook
from hub.web.page_texts import _

if TYPE_CHECKING:
    from clientinfo_kernel.live.database import LiveDatabase
    from clientinfo_kernel.live.publication import Publication

PATH = "/api/clientinfo/publications"
_LARGEST_BODY = 1_000_000


class Wanted(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The request's JSON: a command's id and the fields of ``live.publications.Draft``."""

    command_id: str
    file: str
    title: str
    roles: tuple[str, ...]
    content: str
    description: str = ""
    icon: str = "file"
    note: str = ""

    def draft(self) -> Draft:
        """Return it without the id."""
        values = {name: getattr(self, name) for name in self.__struct_fields__ if name != "command_id"}
        return Draft(**values)


class _Refused(Exception):
    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = int(status)
        self.message = message


class PublicationsHandler(APIHandler):  # type: ignore[misc]  # it has no types
    """``POST /hub/api/clientinfo/publications``."""

    def initialize(self, database: LiveDatabase, taken: frozenset[str]) -> None:
        """Keep what the Hub was set up with.

        Args:
            database: Of what people write.
            taken: Names of the notebooks that come with clientinfo.
        """
        self.database = database
        self.taken = taken

    async def post(self) -> None:
        """Keep a version and ask for its release."""
        try:
            made = await self._request()
        except _Refused as refused:
            self.set_status(refused.status)
            self.finish({"status": refused.status, "message": refused.message})
        else:
            self.set_status(HTTPStatus.CREATED)
            self.finish({"file": made.file, "version": made.version})

    async def _request(self) -> Publication:
        """Look at what is wanted, and keep it.

        Raises:
            _Refused: It cannot be.
        """
        user = self.current_user
        # A cookie is a browser's: what it sends may come from a page that somebody else wrote.
        if user is None or self.get_token() is None or getattr(user, "kind", "") != "user":
            raise _Refused(HTTPStatus.FORBIDDEN, _("Das geht nur aus dem eigenen JupyterLab."))
        wanted = _wanted(self.request.body)
        if wanted.file in self.taken:
            raise _Refused(HTTPStatus.CONFLICT, _("Eine Seite von clientinfo heißt schon so."))
        try:
            store = Publications(self.database, self._viewer(user))
            return await asyncio.to_thread(store.request, wanted.command_id, wanted.draft())
        except ClientInfoError as error:
            raise _Refused(*_answer_to(error)) from error

    def _viewer(self, user: Any) -> Viewer:
        roles = frozenset(GRANTS).intersection(group.name for group in user.groups)
        return Viewer(user.name, frozenset({"admin"}) if user.admin else roles, self._full_name(user.name))

    def _full_name(self, name: str) -> str:
        return str(self.authenticator.accounts.find(name).full_name)


def _wanted(body: bytes) -> Wanted:
    """Return the request's JSON, with a notebook that can be published.

    Raises:
        _Refused: It is none, or the notebook cannot.
    """
    if len(body) > _LARGEST_BODY:
        raise _Refused(HTTPStatus.BAD_REQUEST, _("Das Notebook ist zu lang."))
    try:
        wanted = msgspec.json.decode(body, type=Wanted)
        findings = check_notebook(json.loads(wanted.content))
    except (ValueError, TypeError, AttributeError, RecursionError) as error:
        raise _Refused(HTTPStatus.BAD_REQUEST, _("Diese Anfrage war unvollständig.")) from error
    if findings:
        raise _Refused(HTTPStatus.BAD_REQUEST, findings[0].text)
    return wanted


def _answer_to(error: ClientInfoError) -> tuple[int, str]:
    """Return the status and the words for what the store refused."""
    if isinstance(error, ChangeNotPermitted):
        return HTTPStatus.FORBIDDEN, _("Veröffentlichen darf, wer die Rolle Analyse hat.")
    if isinstance(error, InputRefused):
        return HTTPStatus.BAD_REQUEST, _("„{field}“ kann so nicht sein: {wanted}").format(
            field=error.field, wanted=error
        )
    if isinstance(error, CommandReused):
        return HTTPStatus.CONFLICT, _("Bitte senden Sie den Antrag noch einmal.")
    if isinstance(error, AuditNotWritten):
        return HTTPStatus.INSUFFICIENT_STORAGE, _(
            "Das Protokoll lässt sich nicht schreiben; bitte die Administration rufen."
        )
    return HTTPStatus.SERVICE_UNAVAILABLE, _("Die Datenbank antwortet nicht; bitte versuchen Sie es noch einmal.")


def publications_handlers(database: LiveDatabase, taken: frozenset[str]) -> list[tuple[Any, ...]]:
    """Return the address (below /hub) with its handler."""
    return [(PATH, PublicationsHandler, {"database": database, "taken": taken})]
