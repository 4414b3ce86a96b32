"""Sessions that really end: by the clock, and because the service died; the page says so and leads back."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.chromium import logged_in
from tests.stack import running

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, BrowserContext, Page

    from tests.stack import Stack


@pytest.fixture(scope="module")
def hasty(settings_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """A publication in which nobody may rest for long."""
    patience = {"CLIENTINFO_HUB__IDLE_MINUTES": "0.3", "CLIENTINFO_HUB__WARN_SECONDS": "12"}
    with running(settings_file, tmp_path_factory.mktemp("hasty"), **patience) as stack:
        yield stack


@pytest.fixture(scope="module")
def sales(chromium: Browser, hasty: Stack) -> Iterator[BrowserContext]:
    opened = logged_in(chromium, hasty, "sales")
    yield opened
    opened.close()


@pytest.fixture
def page(sales: BrowserContext, hasty: Stack) -> Iterator[Page]:
    """A customer's revenue."""
    opened = sales.new_page()
    opened.goto(hasty.page_address("?customer=10012&tab=revenue"))
    expect(opened.get_by_role("tabpanel", name="Umsätze")).to_be_visible()
    yield opened
    opened.close()


def continue_session(page: Page) -> None:
    ended = page.get_by_role("alertdialog", name="Ihre Sitzung wurde beendet")
    expect(ended).to_be_visible()
    ended.get_by_role("button", name="Sitzung fortsetzen").click()
    expect(ended).to_have_count(0)
    expect(page.get_by_role("tabpanel", name="Umsätze")).to_contain_text("15.960,00")
    expect(page).to_have_url(re.compile(r"\?customer=10012&tab=revenue$"))


def test_an_idle_page_warns_ends_and_goes_on_where_it_was(page: Page, hasty: Stack) -> None:
    (kernel,) = hasty.kernels()
    warning = page.get_by_role("alertdialog", name=re.compile(r"Ihre Sitzung endet in 0:\d\d"))
    warning.get_by_role("button", name="Weiterarbeiten").click()
    expect(warning).to_have_count(0)
    # It was given more time; nobody is there when it warns again.
    expect(warning).to_be_visible()
    continue_session(page)
    assert not kernel.is_running()


def test_a_dead_service_is_said_and_survived(page: Page, hasty: Stack) -> None:
    hasty.service().kill()
    continue_session(page)
