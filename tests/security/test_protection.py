"""What keeps other sites out: tokens of forms, cookies, policies, and no word to foreign origins."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

import pytest

from tests.security.discretion import assert_discreet
from tests.security.raw import ask, cookies
from tests.security.wire import Line, page
from tests.stack import Client

if TYPE_CHECKING:
    from tests.stack import Stack

BASE = "/services/clientinfo"
ACCOUNTS = "/hub/api/clientinfo/accounts"
CROSS_SITE = {"Origin": "https://evil.example", "Referer": "https://evil.example/x", "Sec-Fetch-Site": "cross-site"}
FETCHED = {"navigate": {"Sec-Fetch-Mode": "navigate"}, "no-cors": {"Sec-Fetch-Mode": "no-cors"},
           "cors": {"Sec-Fetch-Mode": "cors"}, "old": {}}  # fmt: skip


def changes(kernel_id: str) -> list[tuple[str, str, str]]:
    """Who, and which request that changes something."""
    return [
        ("service", "POST", f"{BASE}/api/session/{kernel_id}"),
        ("service", "POST", f"{BASE}/voila/api/shutdown/{kernel_id}"),
        ("service", "POST", f"{BASE}/internal/end-sessions"),
        ("service", "POST", "/hub/login"),
        ("service", "POST", "/hub/password"),
        ("service", "POST", "/hub/first-password"),
        ("service", "POST", "/hub/home"),
        ("service", "POST", "/hub/logout"),
        ("analyst", "POST", "/hub/home"),
        ("analyst", "POST", "/hub/spawn"),
        ("analyst", "POST", "/hub/api/users/analyst/server"),
        ("analyst", "DELETE", "/hub/api/users/analyst/server"),
        ("admin", "POST", ACCOUNTS),
        ("admin", "PATCH", f"{ACCOUNTS}/sales"),
        ("admin", "DELETE", f"{ACCOUNTS}/sales"),
        ("admin", "POST", f"{ACCOUNTS}/sales/password"),
        ("admin", "POST", f"{ACCOUNTS}/sales/end-sessions"),
        ("admin", "POST", "/hub/api/users"),
        ("admin", "POST", "/hub/api/shutdown"),
    ]


def test_nothing_is_changed_without_the_token_of_the_form(people: dict[str, Client], own: Line) -> None:
    """As a form or script of another site would send it: with the cookies, without the token or with a foreign one."""
    people["analyst"].get("/hub/home")
    people["admin"].get("/hub/home")
    foreign = people["controlling"].xsrf
    for person, method, path in changes(own.kernel_id):
        for token in (None, "", "x", foreign, foreign[:-4]):
            for site in FETCHED.values():
                headers = CROSS_SITE | site | ({"X-XSRFToken": token} if token is not None else {})
                body = {"data": {"_xsrf": token or "", "name": "mallory", "locked": "true"}}
                if path.startswith("/hub/api"):
                    headers["Content-Type"] = "application/json"
                    body = {"data": b'{"name": "mallory", "locked": true}'}
                answer = people[person].request(method, path, headers=headers, allow_redirects=False, **body)
                assert answer.status_code in {403, 404, 405}, f"{method} {path} {token!r} {site}: {answer.status_code}"
                assert_discreet(answer)
    assert own.settle()
    accounts = people["admin"].get(ACCOUNTS).json()
    assert not next(each for each in accounts if each["name"] == "sales")["locked"]
    assert "mallory" not in [each["name"] for each in accounts]


def test_reading_another_site_s_way_changes_nothing(people: dict[str, Client], own: Line) -> None:
    """A GET, which a mere image sends, neither ends a page nor changes an account."""
    for path in (f"{BASE}/voila/api/shutdown/{own.kernel_id}", f"{BASE}/internal/end-sessions", f"{ACCOUNTS}/sales",
                 f"{ACCOUNTS}/sales/end-sessions", f"{ACCOUNTS}/sales/password", "/hub/first-password"):  # fmt: skip
        answer = people["admin"].get(path, headers=CROSS_SITE | FETCHED["no-cors"], allow_redirects=False)
        assert answer.status_code in {302, 403, 404, 405}
        assert_discreet(answer)
    assert own.settle()


def test_a_picture_in_a_foreign_page_logs_nobody_out(stack: Stack) -> None:
    """The cookies do not go with it, because they are for our own site; old browsers aside."""
    client = Client.of(stack, "privacy")
    client.get(f"{BASE}/voila/render/nothing.ipynb")
    set_cookies = [cookie for cookie in client.web.cookies if cookie.name != "jupyterhub-session-id"]
    assert len(set_cookies) >= 4
    for cookie in client.web.cookies:
        rest = {name.lower(): value for name, value in cookie._rest.items()}
        assert rest.get("samesite", "").lower() == "lax", cookie.name
        assert "httponly" in rest or cookie.name == "_xsrf", cookie.name
        assert cookie.domain.startswith(("localhost", ".localhost")), cookie.name


PAGES = [
    *("/hub/login", "/hub/nothing", "/hub/password", "/hub/error/500", f"{BASE}/", f"{BASE}/nothing"),
    *(f"{BASE}/voila/render/nothing.ipynb", f"{BASE}/voila/render/controllers.ipynb", f"{BASE}/assets/nothing"),
    *("/hub/home", "/hub/spawn", "/hub/admin", "/hub/logout-nothing", f"{BASE}/oauth_callback", "/hub/api/nothing"),
    *(f"{BASE}/voila/render/failing.ipynb", "/hub/static/nothing", f"{BASE}/page_script/nothing.js"),
]


@pytest.mark.parametrize("path", PAGES)
def test_every_answer_has_a_policy_and_none_invites_other_sites(people: dict[str, Client], path: str) -> None:
    for person in ("analyst", "admin"):
        answer = people[person].get(path, headers={"Origin": "https://evil.example"}, allow_redirects=False)
        headers = answer.headers
        policy = headers["Content-Security-Policy"]
        assert "default-src" in policy
        assert "frame-ancestors 'self'" in policy or "frame-ancestors 'none'" in policy
        assert "*" not in policy.replace("https://*.", "")
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["X-Frame-Options"] == "SAMEORIGIN"
        assert headers["Referrer-Policy"] == "same-origin"
        assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
        assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
        assert "Access-Control-Allow-Origin" not in headers
        assert "Access-Control-Allow-Credentials" not in headers


@pytest.mark.parametrize("path", ["/hub/api/", "/hub/api"])
def test_nobody_is_told_which_version_of_the_hub_runs(nobody: Client, path: str) -> None:
    answer = nobody.get(path)
    assert answer.json() == {}
    assert_discreet(answer)


@pytest.mark.parametrize("path", ["/hub/login", "/hub/api/users", ACCOUNTS, f"{BASE}/", f"{BASE}/api/session/1-1-1-1-1",
                                  f"{BASE}/page_script/nothing.js", f"{BASE}/assets/clientinfo.css"])  # fmt: skip
def test_a_foreign_script_is_not_even_asked_in(stack: Stack, service: Client, path: str) -> None:
    answer = ask(
        stack,
        path,
        "OPTIONS",
        Origin="https://evil.example",
        Cookie=cookies(service),
        Access_Control_Request_Method="POST",
        Access_Control_Request_Headers="x-xsrftoken",
    )
    assert "access-control-allow-origin" not in answer.headers
    assert_discreet(answer)


def test_pages_are_not_kept_by_caches(people: dict[str, Client]) -> None:
    for path in (f"{BASE}/voila/render/environment.ipynb", f"{BASE}/", f"{BASE}/api/session/1-1-1-1-1", f"{BASE}/nothing",
                 "/hub/api/user", "/hub/api/users", ACCOUNTS, "/hub/nothing"):  # fmt: skip
        answer = people["analyst"].get(path)
        assert answer.headers["Cache-Control"] == "no-store", path


def test_the_hub_s_word_to_end_sessions_needs_its_key(stack: Stack, nobody: Client, own: Line) -> None:
    for given in (None, "", "token", "token ", "token x", "Bearer x", f"token {uuid.uuid4().hex * 2}", "ü"):
        headers = {} if given is None else {"Authorization": given.encode().decode("latin-1")}
        answer = ask(stack, f"{BASE}/internal/end-sessions", "POST", b'{"user": "service", "session": null}', **headers)
        assert answer.status_code == 403
        assert_discreet(answer)
    assert nobody.request("POST", f"{BASE}/internal/end-sessions", json={"user": "service"}).status_code == 403
    assert own.settle()


def test_a_form_of_one_browser_is_worth_nothing_in_another(stack: Stack, people: dict[str, Client]) -> None:
    """Somebody logs a victim in as himself: the token of the form is bound to the browser."""
    attacker, victim = Client(stack), Client(stack)
    token = attacker.get("/hub/login").text.split('name="_xsrf"')[1].split('value="')[1].split('"')[0]
    victim.get("/hub/login")
    form = {"username": "service", "password": stack.logins["service"], "_xsrf": token}
    answer = victim.request("POST", "/hub/login", data=form, allow_redirects=False)
    assert answer.status_code == 403
    assert_discreet(answer)
    with page(people["service"]) as opened:
        assert opened.settle()
