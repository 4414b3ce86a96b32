"""Who somebody is, the Hub says: no header, cookie, token or query string of the browser's own changes that."""

from __future__ import annotations

import ast
import json
import os
import re
import socket
from datetime import datetime
from typing import TYPE_CHECKING
from urllib.parse import urlencode

import pytest
from websockets.exceptions import InvalidStatus

from tests.administration import accounts_of
from tests.security.discretion import assert_discreet, telling
from tests.security.raw import ask, cookies
from tests.stack import Client, page_config

if TYPE_CHECKING:
    from tests.security.wire import Line
    from tests.stack import Stack

BASE = "/services/clientinfo"
SECRETS = re.compile(r"(?i)token|secret|api_key|passw|cookie|JUPYTERHUB|CONFIGPROXY")
HEADERS = {
    "X-Forwarded-User": "admin",
    "X-Remote-User": "admin",
    "Remote-User": "admin",
    "X-Forwarded-Preferred-Username": "admin",
    "X-Jupyterhub-User": "admin",
    "X-Forwarded-Groups": "controlling",
    "X-Forwarded-Host": "evil.example",
    "X-Forwarded-Proto": "https",
    "X-Original-Url": "/hub/admin",
    "X-Rewrite-Url": "/hub/admin",
    "X-Http-Method-Override": "DELETE",
    "Forwarded": "for=127.0.0.1;host=evil.example;proto=https",
    "X-Real-Ip": "127.0.0.1",
    "Clientinfo-Roles": "controlling",
}
QUERY = (
    "CLIENTINFO_USER=admin&CLIENTINFO_ROLES=controlling&CLIENTINFO_AUDIT=/dev/null&template=lab&theme=dark&user=admin"
)


def environment(answer) -> dict[str, str]:
    """What the app environment.ipynb shows: the environment of its kernel."""
    assert answer.status_code == 200, answer.text[:300]
    output = re.search(r'vnd.voila.cell-output\+json">(.*?)</script>', answer.text, re.DOTALL)
    return json.loads(ast.literal_eval(json.loads(output[1])["data"]["text/plain"]))


@pytest.mark.parametrize("person", ["service", "privacy"])
def test_a_kernel_knows_its_owner_from_the_hub_alone(stack: Stack, people: dict[str, Client], person: str) -> None:
    answer = people[person].get(f"{BASE}/voila/render/environment.ipynb?{QUERY}", headers=HEADERS)
    found = environment(answer)
    assert found["CLIENTINFO_USER"] == person
    assert found["CLIENTINFO_ROLES"] == person
    account = next(each for each in accounts_of(stack).all() if each.name == person)
    assert datetime.fromisoformat(found["CLIENTINFO_ACCOUNT_SINCE"]) == account.created_at
    assert page_config(answer.text)["accountSince"] == account.created_at.timestamp() * 1000
    assert found.get("CLIENTINFO_AUDIT") != "/dev/null"
    assert found["QUERY_STRING"] == QUERY
    assert not [name for name in found if SECRETS.search(name)]


def test_no_secret_of_the_publication_stands_in_a_kernel(people: dict[str, Client], stack: Stack) -> None:
    found = environment(people["analyst"].get(f"{BASE}/voila/render/environment.ipynb"))
    secrets = json.loads((stack.state / "hub" / "secrets.json").read_text())
    assert len(secrets) >= 4
    assert not [name for name, value in found.items() if any(secret in value for secret in secrets.values())]


@pytest.mark.parametrize(
    "token", ["", "x", "admin", "Bearer", "0" * 64, "undefined", "ünï", "%00", "null", "token", "a" * 8000]
)
@pytest.mark.parametrize("scheme", ["token", "Bearer", "Basic", ""])
def test_a_made_up_token_opens_nothing(stack: Stack, scheme: str, token: str) -> None:
    given = f"{scheme} {token}".strip().encode().decode("latin-1")
    for target in ("/hub/api/users", "/hub/api/user", f"{BASE}/api/session/1-1-1-1-1", f"{BASE}/metrics",
                   f"{BASE}/voila/render/customer.ipynb", "/hub/api/clientinfo/accounts", "/hub/metrics"):  # fmt: skip
        answer = ask(stack, target, Authorization=given)
        assert answer.status_code in {302, 400, 403, 404}, f"{target}: {answer.status_code}"
        assert_discreet(answer)


def test_a_token_in_the_address_opens_nothing(nobody: Client, stack: Stack) -> None:
    service_key = json.loads((stack.state / "hub" / "secrets.json").read_text())["service"]
    for token in ("x", service_key):
        for path in ("/hub/api/users", f"{BASE}/metrics", f"{BASE}/voila/render/customer.ipynb", f"{BASE}/"):
            answer = nobody.get(path, params={"token": token}, allow_redirects=False)
            assert answer.status_code in {302, 403}
            assert_discreet(answer)


def test_the_key_of_the_service_is_nobody_s_login(stack: Stack) -> None:
    """Even who has stolen it sees no page: a service is not a person with a role."""
    keys = json.loads((stack.state / "hub" / "secrets.json").read_text())
    for key in (keys["service"], keys["shell"], keys["proxy"]):
        answer = ask(stack, f"{BASE}/voila/render/customer.ipynb", Authorization=f"token {key}")
        assert answer.status_code in {302, 403, 404}
        assert "Meier" not in answer.text
    for target in ("/hub/api/proxy", "/hub/api/groups", "/hub/api/clientinfo/accounts"):
        assert ask(stack, target, Authorization=f"token {keys['service']}").status_code == 403


def test_an_administrator_s_token_has_one_door(people: dict[str, Client], stack: Stack) -> None:
    """The token that the user administration's kernel gets manages accounts; it opens no customer and no other API."""
    shown = environment(people["admin"].get(f"{BASE}/voila/render/accounts.ipynb"))
    token = shown["CLIENTINFO_ACCOUNTS_TOKEN"]
    assert shown["CLIENTINFO_ROLES"] == "admin"
    given = {"Authorization": f"token {token}"}
    assert ask(stack, "/hub/api/clientinfo/accounts", **given).status_code == 200
    for target in ("/hub/api/users", "/hub/api/groups", "/hub/api/proxy", "/hub/api/services", "/hub/api/info"):
        assert ask(stack, target, **given).status_code == 403, target
    answer = ask(stack, f"{BASE}/voila/render/customer.ipynb", **given)
    assert answer.status_code in {302, 403}
    # And no log knows it.
    assert token not in stack.log("service") + stack.log("hub")


@pytest.mark.parametrize("person", ["service", "controlling"])
def test_no_other_role_gets_the_administration(people: dict[str, Client], person: str) -> None:
    assert people[person].get(f"{BASE}/voila/render/accounts.ipynb").status_code == 403


@pytest.mark.parametrize(
    "headers",
    [
        {"X-Forwarded-For": "127.0.0.1"},
        {"X-Forwarded-For": ""},
        {"X_Forwarded_For": "127.0.0.1"},
        {"X-Real-Ip": "127.0.0.1", "Forwarded": "for=127.0.0.1"},
        {"Host": "127.0.0.1"},
        {"Connection": "close, X-Forwarded-For"},
        {"Connection": "X-Forwarded-For", "X-Forwarded-For": "::1"},
    ],
    ids=range(7),
)
def test_metrics_are_for_the_operator_however_one_says_where_one_is(stack: Stack, headers: dict[str, str]) -> None:
    answer = ask(stack, f"{BASE}/metrics", **headers)
    assert answer.status_code == 403
    assert_discreet(answer)


def test_metrics_with_the_key_and_health_tell_no_names(stack: Stack) -> None:
    key = json.loads((stack.state / "hub" / "secrets.json").read_text())["service"]
    answer = ask(stack, f"{BASE}/metrics", Authorization=f"Bearer {key}")
    assert answer.status_code == 200
    assert not re.search('service"|controlling|customer=', answer.text)
    health = ask(stack, f"{BASE}/health")
    assert health.status_code == 200
    assert_discreet(health)


@pytest.mark.parametrize(
    "origin",
    ["https://evil.example", "null", "http://localhost:1", "http://localhost.evil.example", "file://", "http://",
     "http://127.0.0.1.evil.example", "https://evil.example#http://localhost"],
)  # fmt: skip
def test_another_site_s_page_gets_no_socket(service: Client, own: Line, origin: str) -> None:
    """A browser sends the cookies along; the Origin says whose page it is."""
    with pytest.raises(InvalidStatus) as refusal, service.socket(own.kernel_id, headers={"Origin": origin}):
        pass
    assert refusal.value.response.status_code == 403


def test_forged_hosts_lead_nowhere_else(stack: Stack, service: Client) -> None:
    for host in ("evil.example", "evil.example:80", "localhost:1", "[::1]", "x" * 300, "evil.example/path"):
        for target in (f"{BASE}/", "/hub/login", "/", "/hub/home", f"{BASE}/voila/render/nothing"):
            answer = ask(stack, target, Host=host, Cookie=cookies(service))
            assert "evil" not in answer.headers.get("location", "")
            assert "evil.example" not in answer.text
            if answer.status_code == 200:  # one's own page greets by name
                assert telling(answer.text) == []
            else:
                assert_discreet(answer)


@pytest.mark.skipif(os.geteuid() != 0, reason="needs a second user of the machine")
def test_a_user_of_the_machine_makes_up_no_address_at_the_login(stack: Stack) -> None:
    """They came past nginx, and locked a name wherever they said they were."""
    browser = Client(stack)
    token = browser.get("/hub/login").text.split('name="_xsrf"')[1].split('value="')[1].split('"')[0]
    form = urlencode({"_xsrf": token, "username": "sales", "password": "falsch falsch"}).encode()
    cookie = "; ".join(f"{each.name}={each.value}" for each in browser.web.cookies)
    head = (
        f"POST /hub/login HTTP/1.1\r\nHost: localhost:{stack.port}\r\nCookie: {cookie}\r\nX-Forwarded-For: 203.0.113.77"
    )
    head += f"\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(form)}\r\nConnection: close\r\n\r\n"

    def tried_by(user: int) -> str:
        os.seteuid(user)  # a socket belongs to whoever made it
        try:
            with socket.socket() as connection:
                os.seteuid(0)
                connection.connect(("127.0.0.1", stack.port))
                connection.sendall(head.encode() + form)
                assert b" 403 " in connection.recv(1000)
        finally:
            os.seteuid(0)
        log = max((stack.state / "audit").glob("*.jsonl")).read_text("utf-8").splitlines()
        return next(each["detail"] for each in map(json.loads, reversed(log)) if each["action"] == "login_failed")

    assert tried_by(65534) == "from 127.0.0.1"
    assert tried_by(0) == "from 203.0.113.77"
