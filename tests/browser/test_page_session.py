"""Whose kernel is whose, when it ends, and what a page says when it has none."""

from __future__ import annotations

from typing import TYPE_CHECKING

import psutil
import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import answer_of, serving

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser

    from tests.browser.conftest import Site


def open_start(page: Page, site: Site) -> psutil.Process:
    """Open the start page; its kernel."""
    before = {process.pid for process in site.kernels()}
    page.goto(site.address)
    expect(page.get_by_role("heading", name="Welchen Kunden suchen Sie?")).to_be_visible()
    (kernel,) = (process for process in site.kernels() if process.pid not in before)
    return kernel


def kernel_id(page: Page) -> str:
    return str(page.evaluate("JSON.parse(document.getElementById('jupyter-config-data').textContent).kernelId"))


def test_a_closed_page_ends_its_kernel(page: Page, site: Site) -> None:
    kernel = open_start(page, site)
    page.close()
    psutil.wait_procs([kernel], timeout=30)
    assert not kernel.is_running() or kernel.status() == psutil.STATUS_ZOMBIE


def test_a_phone_link_does_not_end_the_session(page: Page, site: Site) -> None:
    page.goto(site.page_address("?customer=10012"))
    page.locator(".ci-customer a[href^='tel:']").first.click()
    # The browser may now ask which program to call with, and takes no clicks meanwhile: this one comes from the page.
    page.get_by_role("tab", name="Ansprechpartner").dispatch_event("click")
    expect(page.get_by_role("tabpanel", name="Ansprechpartner")).to_be_visible()
    expect(page.locator(".ci-lost")).to_have_count(0)


def test_the_server_takes_its_kernels_with_it(settings_file: Path, notebooks: Path) -> None:
    with serving(settings_file, notebooks) as site:
        assert answer_of(site.page_address()).status == 200
        (kernel,) = site.kernels()
    psutil.wait_procs([kernel], timeout=30)
    assert not kernel.is_running()


def test_the_page_says_when_its_connection_is_lost(page: Page, site: Site) -> None:
    kernel = open_start(page, site)
    kernel.kill()
    banner = page.locator(".ci-lost")
    expect(banner).to_contain_text("Die Verbindung zum Server ist unterbrochen")
    banner.get_by_role("button", name="Neu laden").click()
    expect(page.get_by_role("heading", name="Welchen Kunden suchen Sie?")).to_be_visible()
    expect(banner).to_have_count(0)


def test_another_session_s_kernel_does_not_exist(page: Page, chromium: Browser, site: Site) -> None:
    kernel = open_start(page, site)
    own = f"{site.address}api/kernels/{kernel_id(page)}"
    assert page.request.get(own).status == 200
    assert answer_of(own).status == 404

    stranger = chromium.new_context()
    try:
        tab = stranger.new_page()
        open_start(tab, site)
        assert tab.request.get(own).status == 404
        token = next(cookie["value"] for cookie in stranger.cookies() if cookie["name"] == "_xsrf")
        farewell = f"{site.address}voila/api/shutdown/{kernel_id(page)}"
        assert tab.request.post(farewell, form={"_xsrf": token}).status == 404
        # Without the token a foreign site could send one's own browser.
        assert page.request.post(farewell).status == 403
    finally:
        stranger.close()
    assert kernel.is_running()


def test_a_client_without_the_subprotocol_is_refused(page: Page, site: Site) -> None:
    open_start(page, site)
    outcome = page.evaluate(
        """id => new Promise(done => {
            const socket = new WebSocket(location.origin.replace("http", "ws") + `/api/kernels/${id}/channels`);
            socket.onopen = () => done("open");
            socket.onerror = () => done("refused");
        })""",
        kernel_id(page),
    )
    assert outcome == "refused"


@pytest.mark.parametrize(
    "path",
    [
        *("voila/tree", "voila/api/contents", "voila/files/customer.ipynb", "api/kernels", "api/contents", "lab"),
        *("voila/render/nothing.ipynb", "voila/render/../customer.ipynb", "assets/../serve.py", "api/terminals"),
    ],
)
def test_there_is_nothing_else(site: Site, path: str) -> None:
    assert answer_of(site.address + path).status in {403, 404}


def test_error_pages_are_german_and_tell_no_secrets(page: Page, site: Site) -> None:
    page.goto(f"{site.address}nothing/here")
    expect(page.get_by_role("heading", name="Diese Seite gibt es nicht")).to_be_visible()
    expect(page.get_by_role("link", name="Zur Startseite")).to_be_visible()
    page.goto(site.page_address(notebook="failing"))
    expect(page.get_by_role("heading", name="Die Seite konnte nicht gestartet werden")).to_be_visible()
    assert "secret" not in page.content()
    assert "Traceback" not in page.content()


def test_answers_are_compressed(site: Site) -> None:
    answer = answer_of(f"{site.address}assets/clientinfo.css", **{"Accept-Encoding": "gzip"})
    assert answer.headers["Content-Encoding"] == "gzip"
