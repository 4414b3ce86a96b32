"""Forms and APIs of the Hub with input that no form sends: refused in words, never a failure of the server."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tests.security.discretion import assert_discreet
from tests.security.raw import ask, cookies
from tests.stack import Client

if TYPE_CHECKING:
    from tests.stack import Stack

ACCOUNTS = "/hub/api/clientinfo/accounts"
BODIES = [
    *(b"", b"{", b"null", b"5", b"[]", b'"x"', b"\xff\xfe", b"{}" * 1000, b"[" * 100_000, b'{"name": ' * 5000),
    *(b'{"name": 5}', b'{"name": null}', b'{"name": ["x"]}', b'{"name": {"x": 1}}', b'{"name": ""}', b'{"name": " "}'),
    *(b'{"name": "a b"}', b'{"name": "../admin"}', b'{"name": "<script>"}', b'{"name": "x\\u0000"}', b'{"name": "\\ud800"}'),
    *(b'{"name": "' + b"x" * 65 + b'"}', b'{"name": "x", "password": "chosen password"}', b'{"name": "x", "id": 1}'),
    *(b'{"name": "x", "roles": ["root"]}', b'{"name": "x", "roles": "admin"}', b'{"name": "x", "roles": [["sales"]]}'),
    *(b'{"name": "x", "admin": "yes"}', b'{"name": "x", "email": "@"}', b'{"name": "x", "email": "a b@c"}'),
    *(b'{"name": "x", "full_name": "' + b"x" * 201 + b'"}', b'{"name": "x", "locked": true}', b'{"__class__": "x"}'),
    '{"name": "аdmin"}'.encode(),  # with a Cyrillic a
    '{"name": "admın"}'.encode(),
]  # fmt: skip
NAMES = [
    "%00",
    "..%2fadmin",
    "%2e%2e",
    "x" * 3000,
    "%ff",
    "nobody",
    "%3Cscript%3E",
    "admin%2fpassword",
    "%20",
    "'--",
    "%0a",
]


def sent(stack: Stack, people: dict[str, Client], method: str, target: str, body: bytes):
    admin = people["admin"]
    token = next(c.value for c in admin.web.cookies if c.name == "_xsrf" and c.path == "/hub/")
    headers = {"Cookie": cookies(admin, "/hub/"), "X_XSRFToken": token, "Content_Type": "application/json"}
    return ask(stack, target, method, body, **headers)


@pytest.fixture(autouse=True)
def hub_page(people: dict[str, Client]) -> None:
    people["admin"].get("/hub/home")


def test_an_administrator_s_odd_orders_are_refused_in_words(stack: Stack, people: dict[str, Client]) -> None:
    before = people["admin"].get(ACCOUNTS).json()
    for body in BODIES:
        for method, target in (
            ("POST", ACCOUNTS),
            ("PATCH", f"{ACCOUNTS}/nobody"),
            ("POST", f"{ACCOUNTS}/nobody/password"),
        ):
            answer = sent(stack, people, method, target, body)
            assert answer.status_code in {400, 404, 409}, f"{method} {body[:60]!r}: {answer.status_code}"
            assert_discreet(answer)
    assert people["admin"].get(ACCOUNTS).json() == before


def test_odd_names_in_addresses_are_nobody(stack: Stack, people: dict[str, Client]) -> None:
    before = people["admin"].get(ACCOUNTS).json()
    for name in NAMES:
        for method, further in (("PATCH", ""), ("DELETE", ""), ("POST", "/password"), ("POST", "/end-sessions")):
            answer = sent(stack, people, method, f"{ACCOUNTS}/{name}{further}", b"{}")
            assert answer.status_code in {400, 404, 405, 500 if name == "%ff" else 404}, (
                f"{name[:50]}: {answer.status_code}"
            )
            assert_discreet(answer)
    assert people["admin"].get(ACCOUNTS).json() == before


def test_an_administrator_cannot_saw_off_his_own_branch(stack: Stack, people: dict[str, Client]) -> None:
    for method, target, body in (
        ("PATCH", f"{ACCOUNTS}/admin", b'{"locked": true}'),
        ("PATCH", f"{ACCOUNTS}/ADMIN", b'{"admin": false}'),
        ("DELETE", f"{ACCOUNTS}/admin", b""),
        ("POST", ACCOUNTS, b'{"name": "Admin"}'),
        ("POST", ACCOUNTS, b'{"name": " SERVICE "}'),
    ):
        answer = sent(stack, people, method, target, body)
        assert answer.status_code == 409, f"{method} {target}"
    assert people["admin"].get("/hub/api/user").json()["admin"]


def form_of(client: Client) -> str:
    return re.search(r'name="_xsrf"\s+value="([^"]+)"', client.get("/hub/login").text)[1]


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"username": ""},
        {"username": "x" * 10_000, "password": "x" * 500_000},
        {"username": "service", "password": ""},
        {"username": "\x00", "password": "\x00"},
        {"username": ["service", "admin"], "password": ["x", "y"]},
        {"username": "sérvice", "password": "ü" * 5000},
        {"username": "service'; drop table users; --", "password": "x"},
        {"username": "*)(uid=*))(|(uid=*", "password": "*"},
        {"username": "{{7*7}}", "password": "${7*7}"},
    ],
    ids=range(10),
)
def test_odd_logins_are_wrong_logins(stack: Stack, data: dict) -> None:
    client = Client(stack)
    for path in ("/hub/login", "/hub/first-password"):
        answer = client.request("POST", path, data=data | {"_xsrf": form_of(client)}, allow_redirects=False)
        assert answer.status_code in {302, 400, 403, 429}, f"{path}: {answer.status_code}"
        assert "jupyterhub-hub-login" not in {cookie.name for cookie in client.web.cookies}
        assert_discreet(answer)


@pytest.mark.parametrize(
    "body", [b"username=%ed%a0%80&password=%ff", b"username", b"&&&=", b"a=1&" * 50_000, b"\x00" * 100]
)
def test_broken_forms_are_wrong_logins(stack: Stack, body: bytes) -> None:
    client = Client(stack)
    token = form_of(client)
    answer = ask(
        stack,
        "/hub/login",
        "POST",
        body + f"&_xsrf={token}".encode(),
        Cookie=cookies(client, "/hub/"),
        Content_Type="application/x-www-form-urlencoded",
        User_Agent=client.web.headers["User-Agent"],
    )
    assert answer.status_code in {400, 403, 429}
    assert_discreet(answer)


def test_a_ticket_for_a_first_password_cannot_be_made_up(stack: Stack) -> None:
    client = Client(stack)
    for ticket in (
        "",
        "x",
        "2|1:0|10:1700000000|25:clientinfo-first-password|8:WyJhZG1pbiJd|" + "0" * 64,
        "admin",
        '["admin", ""]',
    ):
        form = {"ticket": ticket, "new_password": "a good new password", "new_password_again": "a good new password"}
        answer = client.request(
            "POST", "/hub/first-password", data=form | {"_xsrf": form_of(client)}, allow_redirects=False
        )
        assert answer.status_code == 403
        assert_discreet(answer)
