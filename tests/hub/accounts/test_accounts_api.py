"""The accounts API of a real Hub: what administrators can do, what nobody else can, and that it takes effect at once."""

import json
import stat
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import UTC, datetime

import psutil
import pytest

from clientinfo_kernel.access.account_names import ACCOUNT_NAMES_FILE, account_names
from clientinfo_kernel.access.accounts import ACCOUNT_CHANGED
from tests.hub.accounts.conftest import PASSWORD
from tests.hub.accounts.visitor import Visitor

KEYS = {
    "name",
    "full_name",
    "email",
    "branch",
    "admin",
    "roles",
    "locked",
    "pending",
    "created_at",
    "last_login",
    "failed_logins",
    "has_password",
    "must_change_password",
    "roles_elsewhere",
}


def test_an_administrator_adds_an_account_and_sees_it(hub, visitor, chef_token):
    new = {
        "name": "Petra.Koenig",
        "full_name": "Petra  König",
        "email": "pk@nordhof.example",
        "branch": "Naila",
        "roles": ["sales", "service"],
    }
    added = visitor().api("POST", body=new, token=chef_token)
    assert (added.status, added.json["name"]) == (201, "petra.koenig")
    visitor().login("petra.koenig", "falsch falsch")
    accounts = {row["name"]: row for row in visitor().api("GET", token=chef_token).json}
    row = accounts["petra.koenig"]
    assert set(row) == KEYS
    assert (row["full_name"], row["email"], row["branch"]) == ("Petra König", "pk@nordhof.example", "Naila")
    assert (row["roles"], row["admin"]) == (["service", "sales"], False)
    assert (row["locked"], row["pending"], row["has_password"]) == (False, False, True)
    assert (row["failed_logins"], row["last_login"]) == (1, None)
    assert accounts["chef"]["admin"]
    assert accounts["chef"]["last_login"].endswith("Z")
    # The page of the audit log calls them so.
    named = account_names(hub.state)["petra.koenig"]
    assert (named.name, named.since) == ("Petra König", datetime.fromisoformat(row["created_at"]))
    assert stat.S_IMODE((hub.state / ACCOUNT_NAMES_FILE).stat().st_mode) == 0o600


def test_nobody_else_gets_in(hub, visitor, account):
    name = account(roles=("controlling", "privacy", "analyst"))
    staff = visitor()
    staff.login(name, PASSWORD)
    token = staff.page_token()
    for who, key in ((staff, None), (visitor(), token), (visitor(), "0" * 32), (visitor(), None)):
        for method, path, body in (
            ("GET", "", None),
            ("POST", "", {"name": "eve", "roles": ["sales"], "admin": True}),
            ("PATCH", f"/{name}", {"admin": True}),
            ("DELETE", "/chef", None),
            ("POST", "/chef/password", {}),
            ("POST", "/chef/end-sessions", {}),
        ):
            refused = who.api(method, path, body, token=key)
            assert (refused.status, set(refused.json)) == (403, {"status", "message"}), (method, path)
            assert "Berechtigung" in refused.json["message"]
    lines = [
        json.loads(line) for file in (hub.state / "audit").glob("*.jsonl") for line in file.read_text().splitlines()
    ]
    refusals = [line["detail"] for line in lines if line["user"] == name and line["action"] == "refuse"]
    assert "DELETE /hub/api/clientinfo/accounts/chef" in refusals


def test_an_administrator_s_cookie_needs_the_xsrf_token(visitor, account, chef):
    name = account()
    forged = chef.ask("PATCH", f"/hub/api/clientinfo/accounts/{name}", b'{"locked": true}')
    assert forged.status == 403
    as_form = chef.ask(
        "POST",
        f"/hub/api/clientinfo/accounts/{name}/end-sessions?_xsrf={chef.xsrf}",
        b"{}",
        **{"Content-Type": "text/plain"},
    )
    assert as_form.status == 403
    assert visitor().login(name, PASSWORD).status == 302


@pytest.mark.parametrize(
    ("body", "says"),
    [
        ({}, "unvollständig"),
        ({"name": "a b"}, "Benutzername"),
        ({"name": "../x"}, "Benutzername"),
        ({"name": "x", "roles": ["boss"]}, "Rolle"),
        ({"name": "x", "email": "keine"}, "E-Mail"),
        ({"name": "x", "roles": "sales"}, "unvollständig"),
        ({"name": "x", "is_admin": True}, "unvollständig"),
        ({"name": "x" * 65}, "Benutzername"),
        ({"name": "x", "full_name": "y" * 300}, "Name"),
        ({"name": "x", "password": "ein gewähltes Kennwort"}, "erzeugt"),
        ([], "unvollständig"),
    ],
)
def test_what_cannot_be_is_refused_in_words(visitor, chef_token, body, says):
    refused = visitor().api("POST", body=body, token=chef_token)
    assert refused.status == 400
    assert says in refused.json["message"]


def test_what_is_not_there_or_there_already(visitor, account, chef_token):
    name = account()
    taken = visitor().api("POST", body={"name": name}, token=chef_token)
    assert (taken.status, taken.json["message"]) == (409, f"Das Konto „{name}“ gibt es schon.")
    for method, path, body in (
        ("PATCH", "/niemand", {"locked": True}),
        ("DELETE", "/niemand", None),
        ("POST", "/niemand/password", {}),
        ("POST", "/niemand/end-sessions", {}),
    ):
        missing = visitor().api(method, path, body, token=chef_token)
        assert (missing.status, missing.json["message"]) == (404, "Das Konto „niemand“ gibt es nicht.")
    assert visitor().api("GET", f"/{name}", token=chef_token).json["status"] == 405


@pytest.mark.parametrize("change", [{"roles": ["service"]}, {"locked": True}, {"admin": True}])
def test_a_change_of_rights_ends_cookies_tokens_and_pages_at_once(visitor, account, chef_token, pages_process, change):
    name = account(*change, roles=("sales",))
    browsers = [visitor(), visitor()]
    tokens = []
    for browser in browsers:
        browser.login(name, PASSWORD)
        tokens.append(browser.page_token())
    assert [who(visitor(), token) for token in tokens] == [name, name]
    changed = visitor().api("PATCH", f"/{name}", change, token=chef_token)
    assert changed.status == 200
    assert {key: changed.json[key] for key in change} == change
    assert [browser.is_in for browser in browsers] == [False, False]
    assert [who(visitor(), token) for token in tokens] == [None, None]
    assert pages_process.told_about(name) == [None]


def test_a_change_of_the_name_or_nothing_ends_no_session(visitor, account, chef_token, pages_process):
    name = account(roles=("sales",))
    browser = visitor()
    browser.login(name, PASSWORD)
    change = {"full_name": "Neu Benannt", "roles": ["sales"], "locked": False, "admin": False}
    assert visitor().api("PATCH", f"/{name}", change, token=chef_token).json["full_name"] == "Neu Benannt"
    assert browser.is_in
    assert pages_process.told_about(name) == []


def test_new_roles_are_what_the_pages_are_told_at_the_next_login(visitor, account, chef_token):
    name = account(roles=("sales",))
    browser = visitor()
    for roles in (["accounting", "controlling"], ["service"]):
        visitor().api("PATCH", f"/{name}", {"roles": roles}, token=chef_token)
        browser.login(name, PASSWORD)
        model = browser.ask("GET", "/hub/api/user", Authorization=f"token {browser.page_token()}").json
        assert (sorted(model["groups"]), model["admin"]) == (roles, False)
    visitor().api("PATCH", f"/{name}", {"roles": []}, token=chef_token)
    browser.login(name, PASSWORD)
    model = browser.ask("GET", "/hub/api/user", Authorization=f"token {browser.page_token()}").json
    assert model["groups"] == []  # whom to ask, the pages say


def test_a_new_password_is_one_time_and_ends_the_sessions(visitor, account, chef_token, pages_process):
    name = account(roles=("sales",))
    browser = visitor()
    browser.login(name, PASSWORD)
    password = visitor().api("POST", f"/{name}/password", {}, token=chef_token).json["password"]
    assert not browser.is_in
    assert pages_process.told_about(name) == [None]
    assert visitor().login(name, PASSWORD).status == 403
    assert visitor().login(name, password).heading == "Neues Kennwort"


def test_sessions_can_be_ended_without_changing_anything(visitor, account, chef_token):
    name = account()
    browser = visitor()
    browser.login(name, PASSWORD)
    assert visitor().api("POST", f"/{name}/end-sessions", {}, token=chef_token).status == 204
    assert not browser.is_in
    assert browser.login(name, PASSWORD).status == 302


def test_a_deleted_account_is_gone_and_its_name_free(visitor, account, chef_token, pages_process):
    name = account(roles=("sales",))
    browser = visitor()
    browser.login(name, PASSWORD)
    token = browser.page_token()
    assert visitor().api("DELETE", f"/{name}", token=chef_token).status == 204
    assert not browser.is_in
    assert who(visitor(), token) is None
    assert pages_process.told_about(name) == [None]
    assert visitor().login(name, PASSWORD).status == 403
    assert name not in {row["name"] for row in visitor().api("GET", token=chef_token).json}
    again = visitor().api("POST", body={"name": name}, token=chef_token)
    assert again.status == 201
    assert visitor().login(name, again.json["password"]).heading == "Neues Kennwort"


def test_an_application_that_was_granted_meanwhile_is_not_discarded(visitor, account, chef_token):
    """One administrator looks at an application, another one grants it, and the first one presses "discard"."""
    name = account(roles=("sales",))
    looked = {"pending": True, "roles": [], "admin": False, "locked": False}
    refused = visitor().api("DELETE", f"/{name}", looked, token=chef_token)
    assert (refused.status, refused.json["error"]) == (409, ACCOUNT_CHANGED)
    assert visitor().login(name, PASSWORD).status == 302
    for outdated in ({"roles": ["service"]}, {"admin": True}, {"locked": True}):
        assert visitor().api("DELETE", f"/{name}", outdated, token=chef_token).status == 409, outdated
    now = {"pending": False, "roles": ["sales"], "admin": False, "locked": False}
    assert visitor().api("DELETE", f"/{name}", now, token=chef_token).status == 204


def test_a_deleted_analyst_s_server_is_stopped_first(visitor, account, chef_token):
    name = account(roles=("analyst",))
    browser = visitor()
    browser.login(name, PASSWORD)
    assert start_server(browser)
    servers = [each for each in processes_below_this_one() if environment(each).get("JUPYTERHUB_USER") == name]
    assert len(servers) == 1
    token = environment(servers[0])["JUPYTERHUB_API_TOKEN"]
    used = json.dumps({"last_activity": datetime.now(UTC).isoformat()}).encode()
    path = f"/hub/api/users/{name}/activity"
    assert visitor().ask("POST", path, used, Authorization=f"token {token}").status == 200
    assert visitor().api("DELETE", f"/{name}", token=chef_token).status == 204
    assert not servers[0].is_running()
    assert visitor().login(name, PASSWORD).status == 403


def test_one_cannot_shut_oneself_out(visitor, chef_token):
    own = "Das eigene Konto können Sie nicht sperren, zurückstufen oder löschen."
    for method, change in (("PATCH", {"locked": True}), ("PATCH", {"admin": False}), ("DELETE", None)):
        refused = visitor().api(method, "/chef", change, token=chef_token)
        assert (refused.status, refused.json["message"]) == (409, own)
    assert visitor().api("PATCH", "/chef", {"full_name": "Carla Chef"}, token=chef_token).status == 200


def test_stock_ways_around_the_api_are_closed_to_administrators(visitor, account, chef, chef_token):
    name = account(roles=("analyst",))
    for method, path, body in (
        ("GET", "/hub/admin", None),
        ("GET", "/hub/token", None),
        ("POST", f"/hub/api/users/{name}/tokens", {}),
        ("POST", f"/hub/api/users/{name}/server", {}),
        ("POST", "/hub/api/users", {"usernames": ["eve"]}),
        ("PATCH", f"/hub/api/users/{name}", {"admin": True}),
        ("DELETE", f"/hub/api/users/{name}", None),
        ("POST", "/hub/api/groups/controlling/users", {"users": ["chef"]}),
        ("POST", "/hub/api/shutdown", {}),
        ("GET", "/hub/api/users", None),
        ("GET", f"/hub/spawn/{name}", None),
    ):
        data = None if body is None else json.dumps(body).encode()
        headers = {"Content-Type": "application/json", "X-XSRFToken": chef.xsrf}
        assert chef.ask(method, path, data, **headers).status in {403, 404}, path
        by_token = visitor().ask(method, path, data, **headers | {"Authorization": f"token {chef_token}"})
        assert by_token.status in {302, 403, 404}, path


def test_who_is_no_administrator_any_more_can_do_nothing_more(visitor, account, chef_token):
    name = account(admin=True)
    browser = visitor()
    browser.login(name, PASSWORD)
    assert visitor().api("GET", token=browser.page_token()).status == 200
    assert visitor().api("PATCH", f"/{name}", {"admin": False, "roles": ["sales"]}, token=chef_token).status == 200
    browser.login(name, PASSWORD)
    assert browser.api("GET").status == 403
    assert visitor().api("GET", token=browser.page_token()).status == 403


def test_staff_make_no_tokens_and_start_no_servers(visitor, account):
    name = account(roles=("controlling",))
    browser = visitor()
    browser.login(name, PASSWORD)
    for method, path in (
        ("POST", f"/hub/api/users/{name}/tokens"),
        ("POST", f"/hub/api/users/{name}/server"),
        ("GET", "/hub/spawn"),
        ("GET", "/hub/admin"),
        ("GET", "/hub/authorize"),
        ("GET", f"/hub/authorize/{name}"),
        ("GET", f"/hub/discard/{name}"),
        ("GET", "/hub/confirm/x"),
    ):
        data = b"{}" if method == "POST" else None
        answer = browser.ask(method, path, data, **{"Content-Type": "application/json", "X-XSRFToken": browser.xsrf})
        assert answer.status in {403, 404}, path


def test_an_administrator_has_no_jupyterlab_whatever_groups(visitor, account):
    name = account(roles=("analyst",), admin=True)
    browser = visitor()
    browser.login(name, PASSWORD)
    assert browser.get("/hub/home").location == "/services/clientinfo/"
    refused = browser.get("/hub/spawn")
    if refused.status == 302:
        refused = browser.get(refused.location)
    assert refused.status == 403


def test_an_analyst_s_server_stops_when_the_role_goes(visitor, account, chef_token):
    name = account(roles=("analyst",))
    browser = visitor()
    browser.login(name, PASSWORD)
    assert start_server(browser)
    assert "läuft." in browser.get("/hub/home").text
    assert visitor().api("PATCH", f"/{name}", {"roles": ["sales"]}, token=chef_token).status == 200
    browser.login(name, PASSWORD)
    assert browser.get("/hub/home").location == "/services/clientinfo/"
    assert browser.get("/hub/spawn").status == 403
    visitor().api("PATCH", f"/{name}", {"roles": ["analyst"]}, token=chef_token)
    browser.login(name, PASSWORD)
    assert "läuft nicht" in browser.get("/hub/home").text


def test_changing_one_s_own_password_ends_the_other_browsers_and_spares_the_own_server(visitor, account, pages_process):
    name = account(roles=("analyst",))
    here, there = visitor(), visitor()
    tokens = []
    for browser in (here, there):
        browser.login(name, PASSWORD)
        tokens.append(browser.page_token())
    assert start_server(here)
    elsewhere = next(cookie.value for cookie in there.jar if cookie.name == "jupyterhub-session-id")
    here.get("/hub/password")

    def change(old: str, new: str, again: str | None = None):
        return here.submit("/hub/password", password=old, new_password=new, new_password_again=again or new)

    assert "verschieden" in change(PASSWORD, "ein neuer Satz", "ein anderer Satz").alert
    assert "zu leicht" in change(PASSWORD, "1234567890").alert
    assert change("falsch falsch", "ein neuer Satz").alert == "Das bisherige Kennwort stimmt nicht."
    assert there.is_in
    assert "geändert" in change(PASSWORD, "ein neuer Satz").text
    assert (here.is_in, there.is_in) == (True, False)
    assert [who(visitor(), token) for token in tokens] == [name, None]
    assert pages_process.told_about(name) == [elsewhere]
    assert "läuft." in here.get("/hub/home").text
    assert visitor().login(name, "ein neuer Satz").status == 302


def test_wrong_old_passwords_lock_like_wrong_logins(visitor, account):
    name = account()
    browser = visitor()
    browser.login(name, PASSWORD)
    browser.get("/hub/password")
    form = {"password": "falsch falsch", "new_password": "ein neuer Satz", "new_password_again": "ein neuer Satz"}
    alerts = [browser.submit("/hub/password", **form).alert for _ in range(6)]
    assert "Zu viele Versuche" in alerts[-1]


def test_every_change_names_who_made_it(hub, visitor, account, chef_token):
    name = account(roles=("sales",))
    visitor().api("PATCH", f"/{name}", {"roles": ["service"], "locked": True}, token=chef_token)
    visitor().api("POST", f"/{name}/password", {}, token=chef_token)
    visitor().api("DELETE", f"/{name}", token=chef_token)
    lines = [
        json.loads(line) for file in (hub.state / "audit").glob("*.jsonl") for line in file.read_text().splitlines()
    ]
    mine = [line for line in lines if line["subject"] == f"user {name}" and line["user"] == "chef"]
    assert {(line["action"], *line["roles"]) for line in mine} == {("change", "admin")}
    assert [line["detail"] for line in mine] == ["sales -> service, locked", "new password", "deleted"]


def test_two_changes_at_the_same_time_both_hold(visitor, account, chef_token):
    names = [account(str(number), roles=("sales",)) for number in range(6)]
    with ThreadPoolExecutor(6) as pool:
        answers = list(
            pool.map(lambda name: visitor().api("PATCH", f"/{name}", {"roles": ["service"]}, token=chef_token), names)
        )
    assert [answer.status for answer in answers] == [200] * 6
    roles = {row["name"]: row["roles"] for row in visitor().api("GET", token=chef_token).json}
    assert [roles[name] for name in names] == [["service"]] * 6


def processes_below_this_one():
    return psutil.Process().children(recursive=True)


def environment(process):
    with suppress(psutil.Error):
        return process.environ()
    return {}


def who(browser: Visitor, token: str) -> str | None:
    """Whose token it is; None: nobody's any more."""
    answer = browser.ask("GET", "/hub/api/user", Authorization=f"token {token}")
    return answer.json["name"] if answer.status == 200 else None


def start_server(browser: Visitor, patience: float = 60) -> bool:
    """Start the own server and wait until the Hub sends the browser there."""
    answer = browser.get("/hub/spawn")
    deadline = time.monotonic() + patience
    while time.monotonic() < deadline:
        if answer.location.startswith("/user/"):
            return True
        answer = browser.get(answer.location or "/hub/spawn")
        if answer.status == 200:
            assert "JupyterLab startet" in answer.text
            answer = browser.get("/hub/spawn")
    return False
