"""What is typed into the grid of targets stands there again after a reload, until it is given up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playwright.sync_api import expect

from tests.browser.published import keeps_no_draft

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import BrowserContext, Locator, Page

    from tests.stack import Stack


def test_targets_that_are_not_saved_survive_a_reload(site: Stack, session_of: Callable[..., BrowserContext]) -> None:
    page = session_of("controlling").new_page()
    page.goto(site.page("margin.ipynb"))
    opens(page)
    cell(page).fill("12.500,00")
    other = cell(page, 1)
    other.press_sequentially("7")
    page.reload()
    opens(page)
    expect(cell(page)).to_have_value("12.500,00")
    expect(other).to_have_value("7")
    other.fill("sieben")
    page.get_by_role("button", name="Speichern", exact=True).click()
    wrong = page.get_by_role("alert").filter(has_text="kein Betrag")
    expect(wrong).to_be_visible()
    assert wrong.bounding_box()["height"] < 60  # it stands in a line, not letter below letter
    page.get_by_role("button", name="Verwerfen").click()
    expect(cell(page)).to_have_value("")
    keeps_no_draft(page)
    page.close()


def opens(page: Page) -> None:
    page.get_by_role("button", name="Ziele").click()
    expect(page.get_by_role("table", name="Ziele je Monat und Sparte")).to_be_visible()


def cell(page: Page, place: int = 0) -> Locator:
    return page.get_by_role("table", name="Ziele je Monat und Sparte").get_by_role("textbox").nth(place)
