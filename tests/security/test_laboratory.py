"""An analyst's JupyterLab is the analyst's alone, and knows no key of the publication."""

from __future__ import annotations

import json
from contextlib import suppress
from typing import TYPE_CHECKING
from urllib.parse import unquote

import psutil
import pytest

from tests.security.raw import ask
from tests.security.test_publishing import ask as ask_for_release
from tests.security.test_publishing import notebook
from tests.stack import eventually

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.stack import Client, Stack


@pytest.fixture(scope="module")
def laboratory(people: dict[str, Client]) -> Iterator[str]:
    """The address of the analyst's running JupyterLab."""
    analyst = people["analyst"]
    analyst.get("/hub/home")
    token = {"X-XSRFToken": next(c.value for c in analyst.web.cookies if c.name == "_xsrf" and c.path == "/hub/")}
    started = analyst.request("POST", "/hub/api/users/analyst/server", headers=token)
    assert started.status_code in {201, 202} or "already running" in started.text  # by an attack before
    eventually(
        lambda: analyst.get("/user/analyst/lab").url.endswith("/user/analyst/lab"), "the JupyterLab answers", 120
    )
    yield "/user/analyst/"
    analyst.request("DELETE", "/hub/api/users/analyst/server", headers=token)


def test_nobody_else_gets_in(people: dict[str, Client], nobody: Client, laboratory: str) -> None:
    for person in ("service", "controlling", "privacy", "admin"):
        for path in ("lab", "api/contents", "api/terminals", "api/kernels", "api/sessions", "files/x", "api/status"):
            answer = people[person].get(laboratory + path)
            assert answer.status_code in {403, 404}, f"{person} {path}: {answer.status_code} {answer.url}"
        for path in ("api/terminals", "api/kernels", "api/sessions"):
            assert people[person].request("POST", laboratory + path, json={}).status_code in {403, 404, 405}
    for path in ("api/contents", "api/terminals", "api/kernels"):
        assert nobody.get(laboratory + path, allow_redirects=False).status_code in {302, 403}


def test_it_has_a_host_name_of_its_own(stack: Stack, laboratory: str) -> None:
    """A port separates no cookies, and a path separates nothing: on the staff's name there is no JupyterLab at all."""
    staff, lab = f"localhost:{stack.port}", f"lab.localhost:{stack.port}"
    spellings = (laboratory, "/%75ser/analyst/", "//user/analyst/", "/services/clientinfo/../../user/analyst/",
                 "/hub/%2e%2e/user/analyst/", "/user/analyst/api/contents?x=/hub/")  # fmt: skip
    for host in (
        staff,
        staff.upper(),
        f"127.0.0.1:{stack.port}",
        "localhost",
        "anything.example",
        f"{lab}.evil.example",
        "",
    ):
        for target in spellings:
            answer = ask(stack, target, Host=host)
            # "//user/..." is a host name to the proxy, which looks for the rest of it.
            location = unquote(answer.headers.get("location", ""))
            led_away = answer.status_code == 302 and location.startswith(f"http://{lab}/user/analyst/")
            assert led_away or target.startswith("//"), f"{host} {target} {answer.status_code}"
            assert "set-cookie" not in answer.headers or target.startswith("//")
            assert ask(stack, target, "POST", b"{}", Host=host).status_code in {403, 404, 405}
    for host in (lab, lab.upper(), "lab.localhost"):
        for target in (
            "/",
            "/hub/login",
            "/hub/../services/clientinfo/",
            "/services/clientinfo/health",
            "/user/../hub/login",
        ):
            answer = ask(stack, target, Host=host)
            assert (answer.status_code, answer.headers["location"].startswith(f"http://{staff}/")) == (302, True), (
                target
            )
        for target in ("/hub/login", "/hub/api/clientinfo/accounts", "/services/clientinfo/internal/end-sessions"):
            assert ask(stack, target, "POST", b"{}", Host=host).status_code == 404
        socket = {"Upgrade": "websocket", "Connection": "Upgrade", "Sec_WebSocket_Key": "x" * 22 + "==",
                  "Sec_WebSocket_Version": "13"}  # fmt: skip
        assert ask(stack, "/services/clientinfo/api/kernels/0-0-0-0-0/channels", Host=host, **socket).status_code == 404


def test_it_knows_no_key_of_the_publication(stack: Stack, laboratory: str) -> None:
    keys = list(json.loads((stack.state / "hub" / "secrets.json").read_text()).values())
    assert laboratory
    mine = [p for p in stack.hub().children(recursive=True) if "singleuser" in " ".join(_command(p))]
    assert mine
    own_token = ""
    for process in mine:
        known = _environment(process)
        own_token = known.get("JUPYTERHUB_API_TOKEN", own_token)
        assert not [key for key in keys if key in "\n".join(known.values())]
        assert not [
            name for name in known if name.startswith(("CONFIGPROXY", "CLIENTINFO_COOKIE", "CLIENTINFO_ACCOUNTS"))
        ]
    # What it may say to the Hub is that it is there.
    assert own_token
    given = {"Authorization": f"token {own_token}"}
    for target in ("/hub/api/users", "/hub/api/clientinfo/accounts", "/hub/api/proxy", "/hub/api/groups"):
        assert ask(stack, target, **given).status_code == 403
    for method, target in (("POST", "/hub/api/users/analyst/tokens"), ("POST", "/hub/api/users/admin/server")):
        assert ask(stack, target, method, b"{}", **given).status_code in {403, 404}


def test_its_key_asks_for_a_publication_and_the_hub_looks_again(
    stack: Stack, people: dict[str, Client], laboratory: str
) -> None:
    """What JupyterLab's own check finds is the analyst's to change; the Hub's is not."""
    assert laboratory
    [token] = {key for process in stack.hub().children(recursive=True) if "singleuser" in " ".join(_command(process))
               if (key := _environment(process).get("JUPYTERHUB_API_TOKEN"))}  # fmt: skip
    analyst = people["analyst"]
    for content, status in (("import os", 400), ("1 + 1", 201)):
        assert ask_for_release(analyst, token, content=notebook(content), title=content)[0] == status
    for changed in ({"file": "customer.ipynb"}, {"roles": ["admin"]}, {"roles": []}, {"content": "[]"}, {"title": ""},
                    {"content": json.dumps({"nbformat": 4, "cells": [{}]})}, {"unknown": 1}):  # fmt: skip
        status, message = ask_for_release(analyst, token, **changed)
        assert (status in {400, 409}, bool(message)) == (True, True), changed


def _command(process: psutil.Process) -> list[str]:
    with suppress(psutil.NoSuchProcess):
        return process.cmdline()
    return []


def _environment(process: psutil.Process) -> dict[str, str]:
    """What it was given; a child of the laboratory that is about to become another program may be gone by now."""
    with suppress(psutil.NoSuchProcess):
        return process.environ()
    return {}
