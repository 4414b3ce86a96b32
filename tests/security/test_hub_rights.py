"""What each person may do at the Hub: nothing but log in and out; administrators have one door, analysts their server."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.security.conftest import PEOPLE
from tests.security.discretion import assert_discreet

if TYPE_CHECKING:
    from tests.stack import Client

API = "/hub/api"
REQUESTS = [
    *(f"GET {API}/{path}" for path in ("info", "users", "users?state=active", "users/privacy", "groups", "services")),
    *(f"GET {API}/{path}" for path in ("groups/controlling", "services/clientinfo", "proxy", "users/privacy/tokens")),
    *(f"GET {API}/{path}" for path in ("authorizations/token/x", "authorizations/cookie/a/b", "shares/privacy")),
    *(f"POST {API}/{path}" for path in ("users", "users/mallory", "users/privacy/tokens", "users/privacy/server")),
    *(
        f"POST {API}/{path}"
        for path in ("users/privacy/servers/x", "users/privacy/activity", "groups/mallory", "proxy")
    ),
    *(f"POST {API}/{path}" for path in ("groups/controlling/users", "shutdown", "share-codes/privacy/x", "shares/x")),
    *(f"PATCH {API}/{path}" for path in ("users/privacy", "proxy")),
    *(f"PUT {API}/groups/{path}" for path in ("privacy/properties", "controlling/users")),
    *(f"DELETE {API}/{path}" for path in ("users/privacy", "groups/privacy", "groups/controlling/users")),
    *(f"DELETE {API}/{path}" for path in ("users/privacy/tokens/1", "users/privacy/server")),
    *(f"GET /hub/{path}" for path in ("admin", "token", "signup", "authorize", "authorize/privacy", "discard/privacy")),
    *(f"GET /hub/{path}" for path in ("change-password", "change-password/privacy", "accept-share", "user/privacy/")),
    *(f"GET /hub/{path}" for path in ("spawn/privacy", "spawn-pending/privacy", "stop/privacy", "lab", "oauth_login")),
    *(f"POST /hub/{path}" for path in ("admin", "token", "spawn/privacy", "signup", "authorize/privacy")),
]
ACCOUNTS = [
    f"GET {API}/clientinfo/accounts",
    f"POST {API}/clientinfo/accounts",
    f"PATCH {API}/clientinfo/accounts/privacy",
    f"DELETE {API}/clientinfo/accounts/privacy",
    f"POST {API}/clientinfo/accounts/privacy/password",
    f"POST {API}/clientinfo/accounts/privacy/end-sessions",
]
BODY = {"name": "mallory", "users": ["mallory", "service"], "admin": True, "roles": ["controlling"]}


def ask(client: Client, request: str):
    method, path = request.split()
    token = next((c.value for c in client.web.cookies if c.name == "_xsrf" and c.path == "/hub/"), "")
    body = None if method == "GET" else BODY
    return client.request(method, path, json=body, headers={"X-XSRFToken": token}, allow_redirects=False)


@pytest.mark.parametrize("person", PEOPLE)
def test_nobody_has_more_of_the_hub_than_his_login(people: dict[str, Client], person: str) -> None:
    own = people[person]
    own.get("/hub/home")
    for request in [each.replace("privacy", "sales" if person == "privacy" else "privacy") for each in REQUESTS]:
        answer = ask(own, request)
        assert answer.status_code in {403, 404, 405}, f"{person}: {request}: {answer.status_code}"
        assert_discreet(answer)
    assert own.get(f"{API}/user").json()["name"] == person, "and the login still stands"


@pytest.mark.parametrize("person", [name for name in PEOPLE if name != "admin"])
def test_accounts_are_for_administrators(people: dict[str, Client], person: str) -> None:
    people[person].get("/hub/home")
    for request in ACCOUNTS:
        answer = ask(people[person], request)
        assert answer.status_code == 403, request
        assert_discreet(answer)


@pytest.mark.parametrize("person", PEOPLE)
def test_one_s_own_server_and_tokens(people: dict[str, Client], person: str) -> None:
    """Only an analyst has a server (he is not started here), nobody makes tokens, and nobody raises himself."""
    own = people[person]
    own.get("/hub/home")
    refused = [f"POST {API}/users/{person}/tokens", f"GET {API}/users/{person}/tokens", f"PATCH {API}/users/{person}"]
    refused += [f"POST {API}/groups/analyst/users"]
    if person != "analyst":
        refused += [f"POST {API}/users/{person}/server", "GET /hub/spawn", f"GET /hub/spawn/{person}", "POST /hub/home"]
    for request in refused:
        assert ask(own, request).status_code in {403, 404, 405}, request
    assert own.get(f"{API}/user").json()["groups"] == ([] if person == "admin" else [person])


def test_nobody_learns_nothing(nobody: Client) -> None:
    for request in [*REQUESTS, *ACCOUNTS, f"GET {API}/user", f"GET {API}/users/service", "GET /hub/metrics"]:
        answer = ask(nobody, request)
        assert answer.status_code in {302, 403, 404, 405}, f"{request}: {answer.status_code}"
        if answer.status_code == 302:
            assert answer.headers["Location"].startswith(("/hub/login?next=", "/hub/"))
        assert_discreet(answer)
