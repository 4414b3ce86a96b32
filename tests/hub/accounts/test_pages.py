"""The Hub's pages: in our words, from our host only, with nothing that a strict content policy forbids."""

import re

import pytest

from tests.hub.accounts.conftest import PASSWORD, add_account
from tests.hub.accounts.hub_process import running_hub, write_settings
from tests.hub.accounts.visitor import Visitor


@pytest.fixture(scope="module")
def staff(hub):
    browser = Visitor(hub.port)
    browser.login(add_account(hub.settings, "seiten.person", roles=("sales",)), PASSWORD)
    return browser


@pytest.fixture(scope="module")
def nobody(hub):
    return Visitor(hub.port)


@pytest.fixture(scope="module")
def analyst(hub):
    browser = Visitor(hub.port)
    browser.login(add_account(hub.settings, "seiten.analyse", roles=("analyst",)), PASSWORD)
    return browser


@pytest.mark.parametrize(
    ("who", "path", "status", "says"),
    [
        ("nobody", "/hub/login", 200, "Autohaus Nordhof GmbH"),
        ("nobody", "/hub/login?logged-out=1", 200, "Sie sind abgemeldet."),
        ("nobody", "/hub/nichts", 404, "Diese Seite gibt es nicht"),
        ("nobody", "/hub/signup", 404, "Diese Seite gibt es nicht"),
        ("nobody", "/hub/error/503", 200, "Im Moment nicht erreichbar"),
        ("nobody", "/hub/error/429", 200, "Zu viele Anfragen"),
        ("nobody", "/hub/error/500", 200, "Das hat nicht geklappt"),
        ("staff", "/hub/password", 200, "Kennwort ändern"),
        ("staff", "/hub/spawn", 403, "nicht freigegeben"),
        ("staff", "/hub/admin", 404, "gibt es nicht"),
        ("staff", "/hub/token", 404, "gibt es nicht"),
        ("staff", "/hub/accept-share?code=x", 404, "gibt es nicht"),
        ("analyst", "/hub/home", 200, "läuft nicht"),
        ("analyst", "/hub/user/seiten.analyse/lab", 424, "JupyterLab läuft nicht"),
    ],
)
def test_a_page_speaks_german_and_calls_no_other_host(request, who, path, status, says):
    browser = request.getfixturevalue(who)
    page = browser.get(path)
    assert page.status == status
    assert says in page.text
    assert not re.findall(r"""(?:src|href|action)=["'](?:https?:)?//""", page.text)
    assert not re.search(r"<script(?![^>]* src=)|<style|\sstyle=|\son\w+=", page.text)
    assert "JupyterHub" not in page.text
    policy = page.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    for address in re.findall(r'(?:src|href)="(/hub/clientinfo/assets/[^"#]+)"', page.text):
        asset = browser.get(address)
        assert (asset.status, asset.headers["X-Content-Type-Options"]) == (200, "nosniff"), address
        assert ("immutable" in asset.headers["Cache-Control"]) == ("?v=" in address)


@pytest.mark.parametrize(
    ("path", "accepted", "cookie", "language", "says"),
    [
        ("/hub/login", "en-GB,en;q=0.9", "", "en", "Forgotten your password?"),
        ("/hub/login", "de", "en", "en", "Forgotten your password?"),
        ("/hub/login", "en", "de", "de", "Kennwort vergessen?"),
        ("/hub/login", "fr", "", "de", "Kennwort vergessen?"),
        # Pages of stock JupyterHub's own handlers.
        ("/hub/nichts", "en", "", "en", "This page does not exist"),
        ("/hub/error/503", "en", "", "en", "Unavailable at the moment"),
    ],
)
def test_a_page_speaks_the_language_of_its_reader(hub, path, accepted, cookie, language, says):  # noqa: PLR0917  # the columns of the table above
    headers = {"Accept-Language": accepted} | ({"Cookie": f"clientinfo-language={cookie}"} if cookie else {})
    page = Visitor(hub.port).get(path, **headers)
    assert f'<html lang="{language}"' in page.text
    assert says in page.text
    assert "Accept-Language" in page.headers["Vary"]


def test_a_refused_login_is_explained_in_the_language_of_the_browser(hub):
    browser = Visitor(hub.port)
    browser.get("/hub/login")
    form = f"_xsrf={browser.xsrf}&username=nobody.at.all&password=wrong".encode()
    refused = browser.ask("POST", "/hub/login", form, **{"Accept-Language": "en"})
    assert (refused.status, refused.alert) == (403, "The user name or the password is wrong.")
    # The next request of the same Hub is not in English.
    assert Visitor(hub.port).get("/hub/login").heading == "Anmelden"


def test_forms_are_kept_nowhere(hub, staff):
    for browser, path in ((Visitor(hub.port), "/hub/login"), (staff, "/hub/password")):
        assert browser.get(path).headers["Cache-Control"] == "no-store"


def test_a_name_with_markup_is_only_a_name(hub):
    page = Visitor(hub.port).login('"><script>alert(1)</script>', "falsch falsch")
    assert "<script>alert" not in page.text
    assert page.value("username") == '"><script>alert(1)</script>'
    assert (
        "<script"
        not in Visitor(hub.port).get("/hub/login?next=%22%3E%3Cscript%3E&username=%3Cb%3E").text.split("<form")[1]
    )


def test_home_is_the_start_page_for_who_has_no_server(staff, analyst):
    assert staff.get("/hub/home").location == "/services/clientinfo/"
    assert analyst.get("/hub/home").status == 200
    assert staff.submit("/hub/home").status == 403


def test_cookies_are_kept_from_scripts_and_from_other_sites(hub):
    browser = Visitor(hub.port)
    browser.get("/hub/login")
    answer = browser.submit("/hub/login", username="seiten.person", password=PASSWORD)
    cookies = answer.headers.get_all("Set-Cookie")
    login = next(cookie for cookie in cookies if cookie.startswith("jupyterhub-hub-login="))
    assert {"HttpOnly", "SameSite=Lax"} <= {part.strip() for part in login.split(";")}


def test_asking_by_get_changes_nothing(hub, staff):
    before = staff.api("GET", token=hub.shell_token).json
    for path in (
        "/hub/first-password?ticket=x&new_password=abc",
        "/hub/password?password=x&new_password=neuer+langer+Satz&new_password_again=neuer+langer+Satz",
        "/hub/signup?name=eve&new_password=langer+langer+Satz",
        "/hub/authorize/seiten.person",
        "/hub/discard/seiten.person",
        "/hub/change-password/seiten.person",
        "/hub/api/clientinfo/accounts/seiten.person/password",
        "/hub/api/clientinfo/accounts/seiten.person/end-sessions",
        "/hub/api/clientinfo/accounts/seiten.person",
    ):
        assert staff.get(path).status in {200, 302, 403, 404, 405}, path
    assert staff.is_in
    assert staff.api("GET", token=hub.shell_token).json == before


@pytest.fixture(scope="module")
def open_hub(tmp_path_factory):
    """A Hub that takes applications."""
    settings = write_settings(tmp_path_factory.mktemp("open"), 'enable_signup = true\ncontact = "Frau Huber (Tel. 12)"')
    add_account(settings, "chef", admin=True)
    with running_hub(settings) as running:
        yield running


def apply(browser, **fields):
    form = {"full_name": "Neu Hier", "email": "", "new_password": PASSWORD, "new_password_again": PASSWORD}
    browser.get("/hub/signup")
    return browser.submit("/hub/signup", **form | fields)


def test_an_application_waits_for_an_administrator(open_hub):
    applicant, chef = Visitor(open_hub.port), Visitor(open_hub.port)
    assert 'href="/hub/signup"' in applicant.get("/hub/login").text
    assert apply(applicant, name="Neu.Hier").heading == "Antrag gesendet"
    refused = applicant.login("neu.hier", PASSWORD)
    assert refused.alert == "Ihr Zugang ist noch nicht freigegeben. Darüber entscheidet Frau Huber (Tel. 12)."
    chef.login("chef", PASSWORD)
    token = chef.page_token()
    row = next(row for row in chef.api("GET", token=token).json if row["name"] == "neu.hier")
    assert (row["pending"], row["roles"], row["admin"], row["full_name"]) == (True, [], False, "Neu Hier")
    granted = chef.api("PATCH", "/neu.hier", {"roles": ["sales"]}, token=token)
    assert (granted.json["pending"], granted.json["roles"]) == (False, ["sales"])
    assert applicant.login("neu.hier", PASSWORD).status == 302
    assert applicant.page_token()


def test_the_first_who_applies_as_admin_is_nobody(open_hub):
    browser = Visitor(open_hub.port)
    apply(browser, name="admin")
    assert "noch nicht freigegeben" in browser.login("admin", PASSWORD).alert


def test_an_application_tells_nobody_which_names_are_taken(open_hub):
    taken = apply(Visitor(open_hub.port), name="chef")
    free = apply(Visitor(open_hub.port), name="noch.frei")
    assert (taken.status, taken.heading) == (free.status, free.heading) == (200, "Antrag gesendet")
    assert Visitor(open_hub.port).login("chef", PASSWORD).status == 302


def test_an_application_can_be_turned_down(open_hub):
    apply(Visitor(open_hub.port), name="nicht.gewollt")
    shell = open_hub.shell_token
    assert Visitor(open_hub.port).api("DELETE", "/nicht.gewollt", token=shell).status == 204
    assert "stimmt nicht" in Visitor(open_hub.port).login("nicht.gewollt", PASSWORD).alert


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"name": "a b"}, "Benutzername"),
        ({"name": "neu", "new_password": "kurz", "new_password_again": "kurz"}, "mindestens"),
        ({"name": "neu", "new_password_again": "anders als das"}, "verschieden"),
        ({"name": "neu", "email": "keine"}, "E-Mail"),
    ],
)
def test_what_is_wrong_in_an_application_is_said_and_the_rest_stays(open_hub, fields, says):
    page = apply(Visitor(open_hub.port), **fields)
    assert page.status == 400
    assert says in page.alert
    assert page.value("full_name") == "Neu Hier"
    assert PASSWORD not in page.text
