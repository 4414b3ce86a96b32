"""What stands in the sources' texts stays text: in a real browser nothing runs, nothing is asked for, all is readable."""

from __future__ import annotations

import re
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Page, expect

from tests.chromium import KnownBrowsers
from tests.security.hostile_dealership import ATTEMPTS, HOST
from tests.security.test_written import write_everywhere
from tests.stack import eventually

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser

    from tests.stack import Client, Stack

pytestmark = pytest.mark.browser
BASE = "/services/clientinfo"
NAME = "<img src=x onerror=window.hit=1><script>window.hit=2</script>"
# Every inline handler that got into the page would run now, and every frame, script or link of a text be found. The page's
# own stylesheets stand beside its cells, where no text comes.
PROVOKE = """() => {
    const all = [...document.body.querySelectorAll("*")];
    for (const kind of ["mouseover", "focus", "error", "load", "animationstart", "toggle"])
        for (const element of all) element.dispatchEvent(new MouseEvent(kind, {clientX: 1, clientY: 1}));
    const planted = all.filter((e) => e.matches(
        "[onerror],[onload],[onmouseover],[onfocus],[srcdoc],base,object,embed,meta," +
        "link:not(#ci-cells > link[rel=stylesheet][href^='/services/clientinfo/'])," +
        "iframe:not([src^='blob:']),img[src='x'],[src*='evil.invalid']") || (e.hostname || "").includes("evil.invalid"));
    const links = [...document.querySelectorAll("a[href]")].map((a) => a.protocol);
    return {
        hit: window.hit ?? null,
        planted: planted.map((e) => e.outerHTML.slice(0, 200)),
        links: links.filter((p) => !["http:", "https:", "mailto:", "tel:", "blob:", "geo:"].includes(p)),
        hidden: getComputedStyle(document.body).display === "none",
    };
}"""


class Watch:
    """A browser tab, and what went wrong in it."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.wrong: list[str] = []
        page.on("dialog", lambda dialog: (self.wrong.append(f"dialog: {dialog.message}"), dialog.dismiss()))
        page.on("request", self._requested)
        page.on("pageerror", lambda error: self.wrong.append(f"error: {error}"))
        page.on("popup", lambda popup: self.wrong.append(f"popup: {popup.url}"))

    def _requested(self, request) -> None:
        if HOST in request.url.partition("?")[0] or request.url.endswith("/x"):
            self.wrong.append(f"request: {request.url}")

    def clean(self) -> None:
        found = self.page.evaluate(PROVOKE)
        assert found == {"hit": None, "planted": [], "links": [], "hidden": False}
        assert not self.wrong


@pytest.fixture(scope="module")
def browsers(chromium: Browser, stack: Stack) -> KnownBrowsers:
    return KnownBrowsers(chromium, stack)


@contextmanager
def tab(browsers: KnownBrowsers, person: str) -> Iterator[Watch]:
    context = browsers.open(person)
    try:
        yield Watch(context.new_page())
    finally:
        context.close()


@pytest.fixture(scope="module")
def visitor(browsers: KnownBrowsers) -> Iterator[Watch]:
    """One tab of the service desk, in which one address is opened after the other."""
    with tab(browsers, "service") as watch:
        yield watch


def test_every_tab_shows_texts_as_texts(browsers: KnownBrowsers, stack: Stack, people: dict[str, Client]) -> None:
    write_everywhere(people["service"], NAME)
    with tab(browsers, "controlling") as watch:
        page = watch.page
        page.goto(stack.page(query="?customer=10012"))
        expect(page.get_by_role("heading", level=1)).to_contain_text("Meier Vakuumtechnik GmbH")
        tabs = page.get_by_role("tab")
        expect(tabs.first).to_be_visible()
        shown = ""
        for number in range(tabs.count()):
            tabs.nth(number).click()
            expect(page.get_by_role("tabpanel").filter(visible=True).first).to_be_visible()
            expect(page.locator(".ci-skeleton:visible")).to_have_count(0)
            _open_details(page)
            watch.clean()
            shown += page.locator("body").inner_text()
        # Each kind of attempt is there to be read, letter by letter.
        for attempt in ATTEMPTS:
            assert re.search(re.escape(attempt.format(n="NUMBER")).replace("NUMBER", r"\d+"), shown), attempt
        assert "window.hit=" in page.title() + shown


def _open_details(page: Page) -> None:
    """The first rows and their details, as far as this tab has some."""
    panel = page.get_by_role("tabpanel").filter(visible=True).first
    for selector in ("tbody tr", "[data-choose]", "button[aria-expanded=false]"):
        found = panel.locator(f"{selector}:visible")
        for number in range(min(found.count(), 2)):
            found.nth(number).click(timeout=5000)


def test_the_search_and_the_start_page_show_texts_as_texts(browsers: KnownBrowsers, stack: Stack) -> None:
    with tab(browsers, "service") as watch:
        page = watch.page
        page.goto(stack.page())
        search = page.get_by_role("combobox")
        for words in ("Meier", "<script>", "img src", "javascript:", NAME):
            search.fill(words)
            expect(page.get_by_role("option").first.or_(page.get_by_text("Kein Treffer")).first).to_be_visible()
            watch.clean()
        page.goto(stack.page(query="?customer=10012"))
        expect(page.get_by_role("heading", level=1)).to_contain_text("Meier")
        page.goto(stack.page())  # with the customer among the recent ones
        expect(page.get_by_text("Meier Vakuumtechnik GmbH").first).to_be_visible()
        watch.clean()
        page.goto(stack.page(query=f"?customer={NAME}&tab={NAME}"))
        expect(page.get_by_text(NAME).first).to_be_visible()
        watch.clean()


@pytest.mark.parametrize(
    "path",
    [
        *(f"{BASE}/<script>window.hit=1</script>", f"{BASE}/voila/render/<img src=x onerror=window.hit=1>.ipynb"),
        *(f'{BASE}/?x="><img src=x onerror=window.hit=1>', "/hub/login?next=\"'><script>window.hit=1</script>"),
        *("/hub/<script>window.hit=1</script>", "/hub/error/404?x=<script>window.hit=1</script>", "/hub/login?error=<b>"),
        *(f"{BASE}/oauth_callback?error=<img src=x onerror=window.hit=1>&error_description=<script>window.hit=1</script>",),
        *("/hub/api/oauth2/authorize?client_id=<script>window.hit=1</script>", "/hub/user-redirect/<svg onload=window.hit=1>"),
    ],
)  # fmt: skip
def test_no_address_runs_in_a_page(visitor: Watch, stack: Stack, path: str) -> None:
    visitor.page.goto(stack.root + path)
    expect(visitor.page.locator("body")).to_be_visible()
    visitor.clean()


def test_names_and_typed_names_show_as_texts(
    chromium: Browser, browsers: KnownBrowsers, stack: Stack, people: dict[str, Client]
) -> None:
    """Whoever administers or audits reads what strangers typed."""
    people["admin"].get("/hub/home")
    token = next(c.value for c in people["admin"].web.cookies if c.name == "_xsrf" and c.path == "/hub/")
    new = {"name": "hostile", "full_name": NAME, "email": "<svg/onload=window.hit=1>@x", "roles": ["service"]}
    made = people["admin"].request("POST", "/hub/api/clientinfo/accounts", json=new, headers={"X-XSRFToken": token})
    assert made.status_code in {201, 409}
    stranger = chromium.new_page(locale="de-DE")
    watch = Watch(stranger)
    stranger.goto(stack.base)
    for name in (NAME, "hostile\r\nadmin", "{{7*7}}"):
        stranger.get_by_label("Benutzername").fill(name)
        stranger.get_by_label("Kennwort", exact=True).fill("x" * 12)
        stranger.get_by_role("button", name="Anmelden").click()
        expect(stranger.get_by_text("Benutzername oder Kennwort stimmt nicht")).to_be_visible()
        expect(stranger.get_by_label("Benutzername")).to_have_value(re.compile(re.escape(name[-5:])))
        watch.clean()
    stranger.close()
    with tab(browsers, "admin") as watch:
        watch.page.goto(stack.page("users.ipynb"))
        expect(watch.page.get_by_text(NAME).first).to_be_visible()
        watch.clean()
        watch.page.get_by_text(NAME).first.click()
        watch.clean()
    with tab(browsers, "privacy") as watch:
        watch.page.goto(stack.page("audit.ipynb"))
        expect(watch.page.get_by_text("window.hit").first).to_be_visible()
        watch.clean()


def test_a_page_of_another_site_cannot_frame_ours(browsers: KnownBrowsers, stack: Stack) -> None:
    """localhost and 127.0.0.1 are different sites for a browser."""
    context = browsers.open("service")
    try:
        page = context.new_page()
        page.goto(f"http://127.0.0.1:{stack.port}/hub/login")
        refused: list[str] = []
        page.on("console", lambda message: refused.append(message.text))
        for address in (f"{stack.base}voila/render/nothing.ipynb", f"{stack.root}/hub/login"):
            refused.clear()
            page.set_content(f'<iframe src="{address}"></iframe>')
            eventually(lambda: any("frame" in text.lower() for text in refused), "the browser refuses the frame")
            assert "clientinfo" not in [frame.title() for frame in page.frames[1:]]
    finally:
        context.close()
