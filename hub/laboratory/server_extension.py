"""What the command *Veröffentlichen für …* asks its JupyterLab server: check the notebook, run it, send it to the Hub."""

from __future__ import annotations

import json
import os
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
from jupyter_server.base.handlers import APIHandler
from jupyter_server.utils import ensure_async, url_path_join
from tornado import web
from tornado.httpclient import AsyncHTTPClient, HTTPClientError

from clientinfo_kernel.live.commands import new_command_id
from hub.laboratory.notebook_check import Finding, check_notebook
from hub.laboratory.notebook_run import run_as_roles
from hub.laboratory.published_form import NotANotebook, published_form
from hub.web.page_texts import _

if TYPE_CHECKING:
    from jupyter_server.serverapp import ServerApp

MODULE = "hub.laboratory.server_extension"
_HUB_SECONDS = 30


class Wish(msgspec.Struct, frozen=True):
    """What the dialogue says: ``path`` of the notebook on this server, the rest as in ``live.publications.Draft``."""

    path: str
    file: str
    title: str
    roles: tuple[str, ...]
    description: str = ""
    icon: str = "file"
    note: str = ""
    takes_over: bool = False


class PublishHandler(APIHandler):
    """``POST clientinfo/publications``: 201 asked for, 400 with ``findings``, else with the Hub's ``message``."""

    @web.authenticated
    async def post(self) -> None:
        """Check, run and send."""
        self.set_header("Content-Type", "application/json")
        try:
            wish = msgspec.json.decode(self.request.body, type=Wish)
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise web.HTTPError(HTTPStatus.BAD_REQUEST) from error
        contents: Any = self.contents_manager
        model = await ensure_async(contents.get(wish.path, type="notebook"))
        try:
            notebook = published_form(model["content"])
        except NotANotebook as error:
            raise web.HTTPError(HTTPStatus.BAD_REQUEST, str(error)) from error
        findings = check_notebook(notebook) or await run_as_roles(notebook, wish.roles, os.fspath(Path.cwd()))
        if findings:
            self.set_status(HTTPStatus.BAD_REQUEST)
            self.finish({"findings": [_in_words(finding) for finding in findings]})
            return
        status, answer = await _send(wish, notebook)
        self.set_status(status)
        self.finish(answer)


def _in_words(finding: Finding) -> str:
    if not finding.cell:
        return finding.text
    return _("Zelle {cell}, Zeile {line}: {text}").format(cell=finding.cell, line=finding.line, text=finding.text)


async def _send(wish: Wish, notebook: dict[str, Any]) -> tuple[int, dict[str, Any]]:
    """Ask the Hub, as the person whose server this is; return its status and answer."""
    hub, token = os.environ.get("JUPYTERHUB_API_URL"), os.environ.get("JUPYTERHUB_API_TOKEN")
    if not hub or not token:
        return HTTPStatus.CONFLICT, {
            "message": _("Dieses JupyterLab gehört zu keiner Veröffentlichung (clientinfo serve).")
        }
    draft = {name: getattr(wish, name) for name in wish.__struct_fields__ if name != "path"}
    body = draft | {"command_id": new_command_id(), "content": json.dumps(notebook, ensure_ascii=False, indent=1)}
    headers = {"Authorization": f"token {token}", "Content-Type": "application/json"}
    try:
        answer = await AsyncHTTPClient().fetch(
            url_path_join(hub, "clientinfo/publications"),
            method="POST",
            headers=headers,
            body=json.dumps(body),
            request_timeout=_HUB_SECONDS,
            raise_error=False,
        )
        said = json.loads(answer.body or b"{}")
    except (OSError, HTTPClientError, ValueError):
        return HTTPStatus.BAD_GATEWAY, {"message": _("Der Server der Seiten antwortet nicht.")}
    return answer.code, said if isinstance(said, dict) else {}


def _jupyter_server_extension_points() -> list[dict[str, str]]:
    return [{"module": MODULE}]


def _load_jupyter_server_extension(server: ServerApp) -> None:
    address = url_path_join(server.base_url, "clientinfo", "publications")
    application: Any = server.web_app
    application.add_handlers(".*$", [(address, PublishHandler)])
