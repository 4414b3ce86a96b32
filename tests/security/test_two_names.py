"""What an analyst serves, against the staff: two names of one domain, real TLS, a real browser.

The analyst's page stands at the child name of the staff's, for which it can set cookies. The administrator opens it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import requests
from playwright.sync_api import expect

from tests.chromium import ARGUMENTS, OPTIONS, PATIENCE, fill_login, find_chromium
from tests.security.two_names import LABORATORY, STAFF, TwoNames, two_names

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, BrowserContext, Page

pytestmark = pytest.mark.browser
FETCH = """async ([address, method, type]) => {
    try {
        const answer = await fetch(address, {method, mode: type ? "no-cors" : "cors", credentials: "include",
            headers: type ? {"Content-Type": type} : {}, body: method == "GET" ? undefined : '{"name": "mallory", "admin": true}'});
        return answer.type == "opaque" ? "opaque" : `${answer.status} ${await answer.text()}`;
    } catch (error) { return "refused"; }
}"""
FRAME = """address => new Promise(done => {
    const frame = document.createElement("iframe");
    frame.onload = () => { try { done(frame.contentDocument.body.innerText) } catch { done("not ours") } };
    frame.src = address;
    document.body.append(frame);
})"""
SOCKET = """address => new Promise(done => {
    const socket = new WebSocket(address, "v1.kernel.websocket.jupyter.org");
    socket.onopen = () => done("open");
    socket.onerror = () => done("refused");
})"""
PLANT = """names => {
    for (const name of names)
        for (const more of ["Domain=house.test; Path=/", "Domain=house.test; Path=/hub/", "Domain=house.test; Path=/services/clientinfo/"])
            document.cookie = `${name}=planted; Secure; ${more}`;
    return document.cookie;
}"""


@pytest.fixture(scope="module")
def names(dealership: Path, notebooks: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TwoNames]:
    with two_names(dealership, tmp_path_factory.mktemp("names"), notebooks) as running:
        yield running


@pytest.fixture(scope="module")
def browser(chromium: Browser, names: TwoNames) -> Iterator[Browser]:
    """A browser for which both names are this machine."""
    rules = f"--host-resolver-rules=MAP {STAFF} 127.0.0.1, MAP *.{STAFF} 127.0.0.1"
    started = chromium.browser_type.launch(executable_path=find_chromium(is_whole=True), args=[*ARGUMENTS, rules])
    analyst = enter(started, names, "analyst")
    page = analyst.new_page()
    page.goto(f"{names.staff}/hub/spawn")
    page.wait_for_url(f"{names.laboratory}/user/analyst/lab**")
    analyst.close()
    yield started
    started.close()


def enter(browser: Browser, names: TwoNames, user: str) -> BrowserContext:
    """A browser of this user, who came in by the login page."""
    context = browser.new_context(**OPTIONS, ignore_https_errors=True)
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    page.goto(names.page("nothing.ipynb"))
    fill_login(page, user, names.stack.logins[user])
    expect(page.get_by_role("heading", name="Diese Seite gibt es nicht")).to_be_visible()
    page.close()
    return context


@pytest.fixture(scope="module")
def administrator(browser: Browser, names: TwoNames) -> Iterator[BrowserContext]:
    context = enter(browser, names, "admin")
    yield context
    context.close()


@pytest.fixture
def hostile(administrator: BrowserContext, names: TwoNames) -> Iterator[Page]:
    """The analyst's page in the administrator's browser."""
    page = administrator.new_page()
    page.goto(names.report)
    expect(page.get_by_role("button", name="Bericht")).to_be_visible()
    yield page
    page.close()


def still_in(context: BrowserContext, names: TwoNames) -> bool:
    page = context.new_page()
    page.goto(names.page("nothing.ipynb"))
    found = page.get_by_role("heading", name="Diese Seite gibt es nicht").is_visible()
    page.close()
    return found


def test_every_cookie_that_stands_for_a_person_is_of_one_host_alone(
    administrator: BrowserContext,
) -> None:
    of_staff = [each for each in administrator.cookies() if each["domain"].lstrip(".") == STAFF]
    persons = [each for each in of_staff if each["name"] != "_xsrf"]
    assert {each["name"] for each in persons} == {
        "__Host-jupyterhub-session-id",
        "__Host-jupyterhub-hub-login",
        "__Host-service-clientinfo",
        "__Host-clientinfo-browser",
        "__Host-clientinfo-form",
    }
    for each in persons:
        assert (each["domain"], each["path"], each["secure"], each["httpOnly"]) == (STAFF, "/", True, True), each
        assert each["sameSite"] == "Lax"
    assert all(each["secure"] for each in of_staff)


def test_https_is_remembered(administrator: BrowserContext, names: TwoNames) -> None:
    page = administrator.new_page()
    for address in (f"{names.staff}/hub/login", names.page("nothing.ipynb"), names.report):
        answer = page.goto(address)
        values = [
            each["value"] for each in answer.headers_array() if each["name"].lower() == "strict-transport-security"
        ]
        assert values == ["max-age=31536000"], address
    page.close()


@pytest.mark.parametrize("host", ["evil.example", "house.test.evil.example", LABORATORY, "127.0.0.1", ""])
def test_without_tls_everybody_is_led_to_the_house_and_nowhere_else(names: TwoNames, host: str) -> None:
    """Not to the name that a request claims: who fills a cache or a link with it sends people there."""
    path = "/hub/login?next=//evil.example/"
    answer = requests.get(names.unsafe + path, headers={"Host": host}, allow_redirects=False, timeout=30)
    if host:
        assert (answer.status_code, answer.headers["Location"]) == (301, f"https://{STAFF}{path}")
    else:  # RFC 9112, 3.2: a request of HTTP/1.1 has a name
        assert answer.status_code in {301, 400}
        assert "evil" not in answer.headers.get("Location", "").partition("?")[0]


def test_no_cookie_of_the_staff_s_reaches_the_analyst(hostile: Page, names: TwoNames) -> None:
    assert hostile.evaluate("document.cookie") == ""
    assert names.brought_cookies()
    assert not [cookie for cookie in names.brought_cookies() if "service" in cookie or "hub-login" in cookie]
    assert not [cookie for cookie in names.brought_cookies() if "session-id" in cookie]


def test_an_opened_window_is_out_of_reach(hostile: Page, names: TwoNames) -> None:
    """Review of security, attack 2: the page opened the user administration and drove it."""
    with hostile.context.expect_page() as opened:
        hostile.evaluate("address => { window.theirs = window.open(address) }", names.page("users.ipynb"))
    expect(opened.value.get_by_role("heading", name="Benutzer").first).to_be_visible()
    assert hostile.evaluate("theirs.closed"), "the window must have left the group of its opener"
    assert opened.value.evaluate("window.opener === null")
    opened.value.close()


def test_nothing_is_sent_in_the_administrator_s_name(hostile: Page, names: TwoNames) -> None:
    accounts = f"{names.staff}/hub/api/clientinfo/accounts"
    for address, method, kind in (
        (accounts, "POST", "text/plain"),
        (accounts, "POST", ""),
        (accounts, "GET", ""),
        (names.page("users.ipynb"), "GET", ""),
        (f"{names.staff}/hub/logout", "GET", "text/plain"),
        (f"{names.staff}/services/clientinfo/logout", "GET", "text/plain"),
        (f"{names.staff}/hub/login", "POST", "text/plain"),
    ):
        assert hostile.evaluate(FETCH, [address, method, kind]) in {"refused", "opaque"}, address
    hostile.evaluate("address => { const image = new Image(); image.src = address }", f"{names.staff}/hub/logout")
    assert hostile.evaluate(FRAME, names.page("users.ipynb")) == "not ours"
    socket = names.staff.replace("https", "wss") + "/services/clientinfo/api/kernels/0-0-0-0-0/channels"
    assert hostile.evaluate(SOCKET, socket) == "refused"
    assert still_in(hostile.context, names)
    page = hostile.context.new_page()
    page.goto(names.page("users.ipynb"))
    expect(page.get_by_text("Sabine Service")).to_be_visible()
    assert not page.get_by_text("mallory").count()
    page.close()


def test_a_form_or_link_of_the_analyst_s_neither_logs_in_nor_out(hostile: Page, names: TwoNames) -> None:
    submit = """([address, method]) => {
        const form = document.createElement("form");
        form.action = address; form.method = method;
        for (const [name, value] of [["username", "analyst"], ["password", "x"], ["_xsrf", "planted"]])
            form.append(Object.assign(document.createElement("input"), {name, value}));
        document.body.append(form); form.submit();
    }"""
    # A link to the logout leads to a question: that is a page like another.
    for address, method, status in (
        ("/hub/login", "post", 403),
        ("/hub/logout", "post", 403),
        ("/hub/logout", "get", 200),
        ("/services/clientinfo/logout", "get", 302),
    ):
        page = hostile.context.new_page()  # a refusal without a page of its own leaves an error page behind
        page.goto(names.report)
        with page.expect_response(lambda answer: STAFF in answer.url and LABORATORY not in answer.url) as answered:
            page.evaluate(submit, [names.staff + address, method])
        assert answered.value.status == status, address
        page.close()
    assert still_in(hostile.context, names)


def test_no_planted_cookie_takes_a_person_s_place(hostile: Page, names: TwoNames) -> None:
    """The hostile page is below the staff's name, and sets cookies for it: browsers and the Hub must not take them."""
    before = {each["name"]: each["value"] for each in hostile.context.cookies() if each["name"].startswith("__Host-")}
    plain = [name.removeprefix("__Host-") for name in before]
    hostile.evaluate(PLANT, [*before, *plain])
    after = [each for each in hostile.context.cookies() if each["name"].startswith("__Host-")]
    assert {each["name"]: each["value"] for each in after if each["domain"] == STAFF} == before
    assert not [each for each in after if each["value"] == "planted"]
    assert [each for each in hostile.context.cookies() if each["value"] == "planted"], "the attack must have been one"
    assert still_in(hostile.context, names)


def test_a_planted_token_neither_keeps_people_out_nor_ends_their_page(
    browser: Browser, administrator: BrowserContext, names: TwoNames
) -> None:
    """It is one of the Hub's own, signed, but made for the analyst: the first signed one counted, and was not the person's."""
    tokens = [each["value"] for each in administrator.cookies() if each["name"] == "_xsrf"]
    context = browser.new_context(**OPTIONS, ignore_https_errors=True)
    context.set_default_timeout(PATIENCE)
    for path in ("/", "/hub/", "/hub/login", "/services/clientinfo/", "/services/clientinfo/api/"):
        for value in ("planted", *tokens[:1]):
            cookie = {"name": "_xsrf", "value": value, "domain": f".{STAFF}", "path": path, "secure": True}
            context.add_cookies([cookie])
    page = context.new_page()
    page.goto(names.page("customer.ipynb"))
    fill_login(page, "sales", names.stack.logins["sales"])
    expect(page.get_by_role("combobox").first).to_be_visible()
    token = page.evaluate("window.ci_xsrf_token()")
    assert token not in {"planted", *tokens}
    answer = page.evaluate(
        """async token => {
            const address = JSON.parse(document.getElementById("jupyter-config-data").textContent).sessionUrl;
            const told = await fetch(address, {method: "POST", headers: {"X-XSRFToken": token}});
            return told.status;
        }""",
        token,
    )
    assert answer == 200
    context.close()


def test_each_name_has_its_own_half(hostile: Page, names: TwoNames) -> None:
    """No page of the staff's at the analysts' name, and nothing of the analysts' at the staff's."""
    answer = hostile.goto(f"{names.staff}/user/analyst/report")
    assert (answer.status, hostile.url) == (200, names.report)
    hostile.goto(f"{names.laboratory}/hub/login")
    assert hostile.url.startswith(f"{names.staff}/")
    assert hostile.goto(names.report).status == 200
    assert hostile.evaluate(FETCH, ["/hub/api/clientinfo/accounts", "POST", ""]).startswith("404")
