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

from clientinfo_kernel.access.colleagues import called
from clientinfo_kernel.access.rights import GRANTS, Viewer
from clientinfo_kernel.errors import AuditNotWritten, ChangeNotPermitted, ClientInfoError, TooManyLines
from clientinfo_kernel.live.errors import CommandReused, InputRefused, PublicationRefused
from clientinfo_kernel.live.publications import LONGEST_CONTENT, MOST_A_DAY, MOST_OPEN, Draft, Publications
from hub.laboratory.notebook_check import check_notebook
from hub.laboratory.published_form import NotANotebook, published_form
from hub.web.page_texts import N_, _
from widgets.texts.pauses import too_many_lines
from widgets.texts.wrong_value import wrong_words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from clientinfo_kernel.access.accounts import Account
    from clientinfo_kernel.live.database import LiveDatabase
    from clientinfo_kernel.live.publication import Publication

PATH = "/api/clientinfo/publications"
_LARGEST_BODY = 1_000_000
# What people type in the dialogue.
_TOO_LONG: Mapping[str, str] = {
    "title": N_("Der Titel hat höchstens {most} Zeichen."),
    "description": N_("Der Satz, wozu die Seite dient, hat höchstens {most} Zeichen."),
    "note": N_("Die Nachricht an die Freigabe hat höchstens {most} Zeichen."),
}


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
    takes_over: bool = False

    def draft(self) -> Draft:
        """Return it without the id."""
        values = {name: getattr(self, name) for name in self.__struct_fields__ if name != "command_id"}
        return Draft(**values)


class Refused(Exception):  # an answer, not a mistake of ours
    """A refusal, with its status and its words."""

    def __init__(self, status: int, message: str, owner: str = "") -> None:
        super().__init__(message)
        self.status = int(status)
        self.message = message
        self.owner = owner


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
        except Refused as refused:
            self.set_status(refused.status)
            self.finish({"status": refused.status, "message": refused.message, "owner": refused.owner})
        else:
            self.set_status(HTTPStatus.CREATED)
            self.finish({"file": made.file, "version": made.version})

    async def _request(self) -> Publication:
        """Look at what is wanted, and keep it.

        Raises:
            Refused: It cannot be.
        """
        user = self.current_user
        # A cookie is a browser's: what it sends can come from a page that somebody else wrote.
        if user is None or self.get_token() is None or getattr(user, "kind", "") != "user":
            raise Refused(HTTPStatus.FORBIDDEN, _("Das geht nur aus dem eigenen JupyterLab."))
        try:
            store = Publications(self.database, self._viewer(user))
            store.viewer.access.require_change("publications")  # before anything is read for somebody who cannot ask
        except ClientInfoError as error:
            raise Refused(*_answer_to(error)) from error
        # Python that is long to read must not keep everybody from the Hub meanwhile.
        wanted = await asyncio.to_thread(wanted_of, self.request.body)
        if wanted.file in self.taken:
            raise Refused(HTTPStatus.CONFLICT, _("Eine Seite von clientinfo heißt schon so."))
        try:
            return await asyncio.to_thread(store.request, wanted.command_id, wanted.draft())
        except PublicationRefused as error:
            raise Refused(HTTPStatus.CONFLICT, _words_for(error), error.owner) from error
        except ClientInfoError as error:
            raise Refused(*_answer_to(error)) from error

    def _viewer(self, user: Any) -> Viewer:
        roles = frozenset(GRANTS).intersection(group.name for group in user.groups)
        account: Account = self.authenticator.accounts.find(user.name)
        roles = frozenset({"admin"}) if user.admin else roles
        full_name = called(user.name, account.full_name, self.authenticator.accounts.all())
        return Viewer(user.name, roles, full_name, since=account.created_at)


def wanted_of(body: bytes) -> Wanted:
    """Return the request's JSON, with a notebook that can be published, in the form in which it is.

    Raises:
        Refused: It is none, or the notebook cannot.
    """
    if len(body) > _LARGEST_BODY:
        raise Refused(HTTPStatus.BAD_REQUEST, _("Das Notebook ist zu lang."))
    try:
        wanted = msgspec.json.decode(body, type=Wanted)
        if len(wanted.content) > LONGEST_CONTENT:
            raise Refused(HTTPStatus.BAD_REQUEST, _("Das Notebook ist zu lang."))
        notebook = published_form(json.loads(wanted.content))
        findings = check_notebook(notebook)
    except NotANotebook as error:
        raise Refused(HTTPStatus.BAD_REQUEST, _("Das ist kein Notebook.")) from error
    except (ValueError, RecursionError, MemoryError) as error:
        raise Refused(HTTPStatus.BAD_REQUEST, _("Diese Anfrage war unvollständig.")) from error
    if findings:
        raise Refused(HTTPStatus.BAD_REQUEST, findings[0].text)
    return msgspec.structs.replace(wanted, content=json.dumps(notebook, ensure_ascii=False, indent=1))


def _words_for(error: PublicationRefused) -> str:
    if error.owner:
        return _("Eine Seite dieses Namens hat bisher {owner}.").format(owner=error.owner)
    if error.rule == "day":
        return _("Mehr als {most} Schritte am Tag werden nicht angenommen; bitte morgen weiter.").format(
            most=MOST_A_DAY
        )
    return _("Von dieser Seite warten schon {most} Versionen auf Freigabe.").format(most=MOST_OPEN)


def _answer_to(error: ClientInfoError) -> tuple[int, str]:
    """Return the status and the words for what the store refused."""
    if isinstance(error, ChangeNotPermitted):
        return HTTPStatus.FORBIDDEN, _("Veröffentlichen darf, wer die Rolle Analyse hat.")
    if isinstance(error, InputRefused):
        return HTTPStatus.BAD_REQUEST, _what_is_wanted(error)
    if isinstance(error, CommandReused):
        return HTTPStatus.CONFLICT, _("Bitte senden Sie den Antrag noch einmal.")
    if isinstance(error, TooManyLines):
        return HTTPStatus.TOO_MANY_REQUESTS, too_many_lines(error)[1]
    if isinstance(error, AuditNotWritten):
        return HTTPStatus.INSUFFICIENT_STORAGE, _(
            "Das Protokoll lässt sich nicht schreiben; bitte die Administration rufen."
        )
    return HTTPStatus.SERVICE_UNAVAILABLE, _("Die Datenbank antwortet nicht; bitte versuchen Sie es noch einmal.")


def _what_is_wanted(error: InputRefused) -> str:
    """Return what to change in the dialogue."""
    if error.field == "roles":
        return _("Wählen Sie, wer die Seite öffnet.")
    if error.rule == "missing":  # of all that people type, a page needs only this
        return _("Geben Sie der Seite einen Titel.")
    if error.rule == "too_long" and error.field in _TOO_LONG:
        return _(_TOO_LONG[error.field]).format(most=error.most)
    return _("„{field}“ kann so nicht sein: {wanted}").format(field=error.field, wanted=wrong_words(error))


def publications_handlers(database: LiveDatabase, taken: frozenset[str]) -> list[tuple[Any, ...]]:
    """Return the address (below /hub) with its handler."""
    return [(PATH, PublicationsHandler, {"database": database, "taken": taken})]
