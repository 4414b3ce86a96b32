"""Logging in and out, and being shown the door: what stays on the screen, what the back button brings, who gets in."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

from clientinfo_kernel.settings import read_settings
from hub.accounts.account import NewAccount
from hub.accounts.bootstrap import open_door
from hub.configuration.state_folder import hub_state
from tests.browser.published import SMALL, WIDTH
from tests.chromium import PHONE, fill_login, fresh_browser
from tests.stack import Client

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, BrowserContext, Page

    from tests.stack import Stack

MEIER = "Meier Vakuumtechnik GmbH"
PASSWORD = "ein langer Satz 7"
GONE = re.compile("Ihre Sitzung wurde beendet|Sie sind nicht mehr angemeldet")


@pytest.fixture
def person(settings_file: Path, site: Stack, request: pytest.FixtureRequest) -> str:
    """An account of accounting that nobody else uses."""
    name = f"p{abs(hash(request.node.name)) % 10**8}"
    with open_door(hub_state(read_settings(settings_file, state=site.state))) as door:
        door.add(NewAccount(name=name, full_name="Petra Probe", roles=("accounting",), password=PASSWORD))
    return name


@pytest.fixture
def browser(chromium: Browser) -> Iterator[BrowserContext]:
    """A browser in which nobody is logged in."""
    opened = fresh_browser(chromium)
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def change(site: Stack) -> Callable[..., None]:
    """Changes an account, as an administrator does it."""
    admin = Client.of(site, "admin")

    def patch(name: str, **changes: Any) -> None:
        admin.get("/hub/password")
        token = next(each.value for each in admin.web.cookies if each.name == "_xsrf" and each.path == "/hub/")
        answer = admin.request(
            "PATCH", f"/hub/api/clientinfo/accounts/{name}", json=changes, headers={"X-XSRFToken": token}
        )
        assert answer.status_code == 200, answer.text

    return patch


def come_in(browser: BrowserContext, site: Stack, person: str) -> Page:
    """Log in at a customer's deep link."""
    page = browser.new_page()
    page.clock.install()
    page.goto(site.page_address("?customer=10012&tab=revenue"))
    fill_login(page, person, PASSWORD)
    expect(page.get_by_role("tabpanel", name="Umsätze")).to_be_visible()
    expect(page).to_have_url(re.compile(r"customer\.ipynb\?customer=10012&tab=revenue$"))
    return page


def test_a_logout_ends_every_tab_of_the_browser_and_back_shows_nothing(
    browser: BrowserContext, site: Stack, person: str
) -> None:
    page = come_in(browser, site, person)
    other = browser.new_page()
    other.goto(site.page_address("?customer=10012"))
    expect(other.get_by_role("tabpanel", name="Übersicht")).to_be_visible()
    page.get_by_role("button", name=re.compile(r"^Petra Probe .*Buchhaltung$")).click()
    page.get_by_role("menuitem", name="Abmelden").click()
    expect(page.get_by_role("status").filter(has_text="Sie sind abgemeldet.")).to_be_visible()
    expect(other.get_by_role("alertdialog")).to_have_accessible_name(GONE)
    for _step in range(2):
        page.go_back()
        expect(page.get_by_role("heading", name="Anmelden")).to_be_visible()
        assert MEIER not in page.content()
    other.get_by_role("alertdialog").get_by_role("button").click()
    fill_login(other, person, PASSWORD)
    expect(other.get_by_role("tabpanel", name="Übersicht")).to_be_visible()


def test_a_wrong_password_lets_nobody_in(browser: BrowserContext, site: Stack, person: str) -> None:
    page = browser.new_page()
    page.goto(site.page_address("?customer=10012"))
    fill_login(page, person, "geraten")
    expect(page.get_by_role("alert")).to_have_text("Benutzername oder Kennwort stimmt nicht.")
    page.goto(site.page_address("?customer=10012"))
    expect(page.get_by_role("heading", name="Anmelden")).to_be_visible()
    # The right one leads to where the first address pointed.
    fill_login(page, person, PASSWORD)
    expect(page.get_by_role("heading", level=1)).to_have_text(MEIER)


def test_a_locked_person_is_out_at_once(
    browser: BrowserContext, site: Stack, person: str, change: Callable[..., None]
) -> None:
    page = come_in(browser, site, person)
    # The page's next question, half a minute later, never comes: it hears of it by itself.
    page.clock.pause_at(datetime.now(UTC) + timedelta(seconds=20))
    change(person, locked=True)
    notice = page.get_by_role("alertdialog")
    expect(notice).to_have_accessible_name(GONE)
    page.clock.resume()
    assert page.evaluate("document.querySelector('.ci-root').inert")
    notice.get_by_role("button").click()
    expect(page.get_by_role("heading", name="Anmelden")).to_be_visible()
    fill_login(page, person, PASSWORD)
    expect(page.get_by_role("alert")).to_contain_text("gesperrt")
    change(person, locked=False)
    fill_login(page, person, PASSWORD)
    expect(page.get_by_role("tabpanel", name="Umsätze")).to_be_visible()


def test_another_role_counts_at_once(
    browser: BrowserContext, site: Stack, person: str, change: Callable[..., None]
) -> None:
    page = come_in(browser, site, person)
    change(person, roles=["service"])
    notice = page.get_by_role("alertdialog")
    expect(notice).to_have_accessible_name(GONE)
    notice.get_by_role("button").click()
    fill_login(page, person, PASSWORD)
    expect(page.get_by_role("heading", level=1)).to_have_text(MEIER)
    expect(page.get_by_role("tab", name="Umsätze")).to_have_count(0)
    expect(page.locator(".ci-refusal-slot")).to_contain_text("Umsätze ist für die Rolle Service nicht freigegeben")


def test_logging_in_on_the_phone(chromium: Browser, site: Stack, person: str) -> None:
    phone = fresh_browser(chromium, **PHONE)
    page = phone.new_page()
    page.goto(site.page_address("?customer=10012"))
    expect(page.get_by_role("button", name="Anmelden")).to_be_in_viewport()
    assert page.evaluate(WIDTH) == 390
    assert page.evaluate(SMALL, "form") == []
    fill_login(page, person, PASSWORD)
    expect(page.get_by_role("tabpanel", name="Übersicht")).to_be_visible()
    assert page.evaluate(WIDTH) == 390
    page.get_by_role("button", name=re.compile(r"^Petra Probe .*Buchhaltung$")).tap()
    page.get_by_role("menuitem", name="Abmelden").tap()
    expect(page.get_by_role("heading", name="Anmelden")).to_be_visible()
    assert page.evaluate(WIDTH) == 390
    phone.close()
