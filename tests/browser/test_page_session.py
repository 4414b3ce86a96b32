"""When a page's kernel ends, when it does not, and what a page says that has none."""

from __future__ import annotations

from typing import TYPE_CHECKING

import psutil
import requests
from playwright.sync_api import Page, expect

from tests.browser.published import LINKS, OWN_LOGOUT
from tests.chromium import leave

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import BrowserContext

    from tests.stack import Stack


def open_start(page: Page, site: Stack) -> psutil.Process:
    """Open the page without a customer; its kernel."""
    before = {process.pid for process in site.kernels()}
    page.goto(site.page_address())
    expect(page.get_by_role("heading", name="Welchen Kunden suchen Sie?")).to_be_visible()
    (kernel,) = (process for process in site.kernels() if process.pid not in before)
    return kernel


def kernel_id(page: Page) -> str:
    return str(page.evaluate("JSON.parse(document.getElementById('jupyter-config-data').textContent).kernelId"))


def assert_ends(kernel: psutil.Process) -> None:
    psutil.wait_procs([kernel], timeout=30)
    assert not kernel.is_running() or kernel.status() == psutil.STATUS_ZOMBIE


def test_a_phone_link_does_not_end_the_session(page: Page, site: Stack) -> None:
    page.goto(site.page_address("?customer=10012"))
    page.locator(".ci-customer a[href^='tel:']").first.click()
    # The browser may now ask which program to call with, and takes no clicks meanwhile: this one comes from the page.
    page.get_by_role("tab", name="Ansprechpartner").dispatch_event("click")
    expect(page.get_by_role("tabpanel", name="Ansprechpartner")).to_be_visible()
    expect(page.locator(".ci-session")).to_have_text("")


def test_the_same_page_in_two_tabs_is_two_sessions_and_the_closed_one_ends_its_kernel(
    context: BrowserContext, site: Stack
) -> None:
    first, second = context.new_page(), context.new_page()
    kept, ended = open_start(first, site), open_start(second, site)
    assert kernel_id(first) != kernel_id(second)
    second.close()
    assert_ends(ended)
    assert kept.is_running()
    first.get_by_role("combobox", name="Kunde suchen").fill("meier vakuum")
    expect(first.get_by_role("option").first).to_contain_text("Meier Vakuumtechnik GmbH")


def test_nobody_else_can_end_a_page_and_leading_it_elsewhere_does(
    page: Page, session_of: Callable[..., BrowserContext], site: Stack
) -> None:
    kernel = open_start(page, site)
    farewell = f"{site.base}voila/api/shutdown/{kernel_id(page)}"
    stranger = session_of("service")
    tab = stranger.new_page()
    tab.goto(site.page("nothing.ipynb"))
    token = next(each["value"] for each in stranger.cookies() if each["name"] == "_xsrf")
    assert tab.request.post(farewell, form={"_xsrf": token}).status in {403, 404}
    leave(stranger)
    # Without the token a foreign site could send one's own browser.
    assert page.request.post(farewell).status == 403
    assert kernel.is_running()
    page.goto(site.base)
    expect(page.get_by_role("heading", name="Guten Tag, Karl Controlling")).to_be_visible()
    assert_ends(kernel)


def test_error_pages_are_german_tell_no_secrets_and_lead_out(page: Page, site: Stack) -> None:
    page.goto(f"{site.base}nothing/here")
    expect(page.get_by_role("heading", name="Diese Seite gibt es nicht")).to_be_visible()
    expect(page.get_by_role("link", name="Zur Startseite")).to_be_visible()
    page.goto(site.page_address(notebook="failing"))
    expect(page.get_by_role("heading", name="Die Seite konnte nicht gestartet werden")).to_be_visible()
    notice = page.get_by_role("alert")
    expect(notice.get_by_role("link", name="Alle Anwendungen")).to_have_attribute("href", LINKS["home"])
    expect(notice.get_by_role("link", name="Abmelden")).to_have_attribute("href", OWN_LOGOUT)
    assert "secret" not in page.content()
    assert "Traceback" not in page.content()


def test_answers_are_compressed(site: Stack) -> None:
    style = f"{site.base}assets/clientinfo.css"
    assert requests.get(style, headers={"Accept-Encoding": "gzip"}, timeout=60).headers["Content-Encoding"] == "gzip"
