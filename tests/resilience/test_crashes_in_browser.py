"""What somebody in front of a browser sees when a part is killed, and how he goes on."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.chromium import KnownBrowsers

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

    from tests.stack import Stack

pytestmark = pytest.mark.browser
LOST = "Die Verbindung zum Server ist unterbrochen."


@pytest.fixture(scope="module")
def known(chromium: Browser, site: Stack) -> KnownBrowsers:
    return KnownBrowsers(chromium, site)


@pytest.fixture
def tab(known: KnownBrowsers, site: Stack) -> Iterator[Page]:
    """A browser that shows a customer."""
    context = known.open("controlling")
    tab = context.new_page()
    tab.goto(site.page_address("?customer=10012&tab=revenue"))
    expect(tab.get_by_role("tabpanel", name="Umsätze")).to_be_visible()
    yield tab
    context.close()


def shows_another_tab(tab: Page, name: str) -> None:
    """The kernel answers: a tab is drawn by it."""
    tab.get_by_role("tab", name=name).click()
    expect(tab.get_by_role("tabpanel", name=name)).to_be_visible()


def goes_on(tab: Page) -> None:
    """What the session's end says is true: one click, and one is where one was."""
    end = tab.get_by_role("alertdialog", name="Ihre Sitzung wurde beendet")
    expect(end).to_be_visible()
    end.get_by_role("button", name="Sitzung fortsetzen").click()
    expect(tab.get_by_role("heading", level=1)).to_have_text("Meier Vakuumtechnik GmbH")
    expect(tab.get_by_role("tabpanel", name="Umsätze")).to_be_visible()
    shows_another_tab(tab, "Offene Posten")


def test_whoever_works_notices_no_dead_hub_and_a_login_page_comes_by_itself(tab: Page, site: Stack) -> None:
    other = tab.context.browser.new_page(locale="de-DE")
    site.hub().kill()
    other.goto(f"{site.root}/hub/login")
    # Either the Hub was quick, or its absence is told until it is back.
    expect(other.get_by_label("Benutzername").or_(other.get_by_text("Im Moment nicht erreichbar"))).to_be_visible()
    shows_another_tab(tab, "Offene Posten")
    expect(tab.locator(".ci-session")).to_have_text("")
    expect(other.get_by_label("Benutzername")).to_be_visible()
    other.close()
    shows_another_tab(tab, "Rohertrag")


def test_a_dead_proxy_loses_nothing_and_the_page_goes_on_by_itself(tab: Page, site: Stack) -> None:
    tab.evaluate("window.stayed = true")
    site.proxy().kill()
    shows_another_tab(tab, "Offene Posten")
    # It may have been told for a moment, on a slow machine; then that goes away again.
    expect(tab.get_by_role("alert").filter(has_text=LOST)).to_have_count(0)
    assert tab.evaluate("window.stayed")


def test_a_dead_service_ends_the_session_and_one_goes_on(tab: Page, site: Stack) -> None:
    site.service().kill()
    goes_on(tab)


def test_a_dead_kernel_ends_the_session_and_one_goes_on(tab: Page, site: Stack) -> None:
    for kernel in site.kernels():
        kernel.kill()
    goes_on(tab)
