"""A real Chromium, one for each process of tests, and how somebody comes in by the login page and leaves."""

from __future__ import annotations

import os
import shutil
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psutil
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, expect, sync_playwright

from tests.requirements import missing
from tests.stack import Stack

if TYPE_CHECKING:
    from collections.abc import Iterator


# The demo's Chromium may run as root in a container, and must not speak to anybody on its own.
ARGUMENTS = [
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
]
PATIENCE = 120_000
OPTIONS: dict[str, Any] = {
    "viewport": {"width": 1440, "height": 900},
    "locale": "de-DE",
    "color_scheme": "light",
    "reduced_motion": "reduce",
}
PHONE: dict[str, Any] = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}


def find_chromium(playwright: Playwright | None = None, *, is_whole: bool = False) -> str | None:
    """CLIENTINFO_CHROMIUM, then PATH, then Playwright's own.

    The shell is the same engine without the browser's own windows around it, which take a third of a page's processor time.
    A whole browser is asked for where a page is closed that shows an error page of the browser: the shell never answers.
    """
    named = [os.environ.get("CLIENTINFO_CHROMIUM")]
    on_path = [
        shutil.which(name)
        for name in ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "chrome")
        if not (is_whole and name == "chromium-headless-shell")
    ]
    own = [playwright.chromium.executable_path] if playwright is not None else []
    candidates = [*named, *on_path, *own]
    return next((path for path in candidates if path and Path(path).exists()), None)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The browser; without one the tests are skipped loudly, or fail where CLIENTINFO_REQUIRE_BROWSER=1."""
    with sync_playwright() as playwright:
        path = find_chromium(playwright)
        if path is None:
            message = "NO CHROMIUM FOUND: the page was not tested. Set CLIENTINFO_CHROMIUM or install chromium."
            missing("BROWSER", message)
        expect.set_options(timeout=PATIENCE)
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS, timeout=2 * PATIENCE)
        yield browser
        browser.close()


def fresh_browser(chromium: Browser, **more: Any) -> BrowserContext:
    """A browser in which nobody is logged in, and that waits as long as a busy machine needs."""
    opened = chromium.new_context(**OPTIONS | more)
    opened.set_default_timeout(PATIENCE)
    return opened


def logged_in(chromium: Browser, stack: Stack, user: str, **more: Any) -> BrowserContext:
    """A browser session of this user, who came in by the login page."""
    opened = fresh_browser(chromium, **more)
    page = opened.new_page()
    page.goto(stack.page("nothing.ipynb"))  # whatever it is, it wants a login; and no kernel starts for it
    fill_login(page, user, stack.logins[user])
    expect(page.get_by_role("heading", name="Diese Seite gibt es nicht")).to_be_visible()
    page.close()
    return opened


@dataclass
class KnownBrowsers:
    """Browsers of a publication's users who logged in before: one login per user.

    Whoever logs out, or ends sessions, needs a login of their own.
    """

    chromium: Browser
    stack: Stack
    _states: dict[str, Any] = field(default_factory=dict)

    def open(self, user: str, **more: Any) -> BrowserContext:
        """A new browser of this user, with nothing in it but the login."""
        if user not in self._states:
            first = logged_in(self.chromium, self.stack, user)
            self._states[user] = first.storage_state()
            first.close()
        return fresh_browser(self.chromium, storage_state=self._states[user], **more)


def fill_login(page: Page, user: str, password: str) -> None:
    """Log in on the login page that is open."""
    page.get_by_label("Benutzername").fill(user)
    page.get_by_label("Kennwort", exact=True).fill(password)
    page.get_by_role("button", name="Anmelden").click()


def leave(context: BrowserContext) -> None:
    """Close the pages one by one, so that each says farewell and its kernel ends; then the browser."""
    for page in context.pages:
        page.close()
    context.close()


@contextmanager
def network_stands_still() -> Iterator[None]:
    """Suspend what the browsers have for their network, of a page that is offline for long.

    Chromium's own way of being offline takes a whole core as long as a socket of the page is open.
    """
    services = [each for each in psutil.Process().children(recursive=True) if _is_network(each)]
    for each in services:
        each.suspend()
    try:
        yield
    finally:
        for each in services:
            each.resume()


def _is_network(process: psutil.Process) -> bool:
    try:
        return "network.mojom.NetworkService" in " ".join(process.cmdline())
    except psutil.NoSuchProcess:
        return False
