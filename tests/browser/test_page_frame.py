"""The frame of the published apps: the user's menu by pointer, keyboard and finger, and other apps than the customer."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from playwright.sync_api import expect

from tests.browser.published import DANGLING, LINKS, OWN_LOGOUT, SMALL, UNNAMED, WIDTH, PlayedSession

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

    from tests.stack import Stack

ENTRIES = ["Alle Anwendungen", "Kennwort ändern", "Abmelden"]


def open_customer(page: Page, site: Stack) -> Locator:
    """The user's button of the published customer page."""
    PlayedSession().play(page)
    page.goto(site.page_address("?customer=10012"))
    expect(page.get_by_role("tabpanel", name="Übersicht")).to_be_visible()
    return page.get_by_role("button", name="Karl Controlling Controlling")


def focused(page: Page) -> str:
    return str(page.evaluate("document.activeElement.textContent.trim()"))


def test_the_menu_names_the_user_and_leads_where_the_service_says(page: Page, site: Stack) -> None:
    user = open_customer(page, site)
    expect(user).to_contain_text("Karl Controlling")
    expect(user.locator(".ci-avatar")).to_have_text("KC")
    expect(user).to_have_attribute("aria-haspopup", "menu")
    expect(user).to_have_attribute("aria-expanded", "false")
    user.click()
    menu = page.get_by_role("menu")
    expect(menu.get_by_role("menuitem")).to_have_text(ENTRIES)
    addresses = [entry.get_attribute("href") for entry in menu.get_by_role("menuitem").all()]
    assert addresses[:2] == [LINKS["home"], LINKS["password"]]
    assert OWN_LOGOUT.match(str(addresses[2]))
    assert len(addresses) == 3
    assert page.evaluate(UNNAMED) == []
    assert page.evaluate(DANGLING) == []
    # What the menu covers is still there for a click: it only closes the menu.
    page.get_by_role("heading", level=1).click()
    expect(menu).to_be_hidden()
    search = page.get_by_role("combobox", name="Kunde suchen")
    for reached in (False, True):  # letters pressed alone: off, on again
        user.click()
        menu.get_by_role("menuitemcheckbox", name="Tastenkürzel", checked=not reached).click()
        expect(user).to_be_focused()
        page.keyboard.press("/")
        expect(page.locator("kbd.ci-singlekey").first).to_be_visible(visible=reached)
        expect(search if reached else user).to_be_focused()
    page.get_by_role("button", name=re.compile("^Stand ")).click()
    expect(page.get_by_role("dialog", name="Datenstand")).to_contain_text("Finanzbuchhaltung")
    # How fresh the data is is read whole, in English too.
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Sprache: Deutsch").click()
    label = page.get_by_role("button", name=re.compile("^As of ")).locator("span").last
    expect(label).to_contain_text("key date")
    hidden = "each => [each.scrollWidth - each.clientWidth, each.scrollHeight - each.clientHeight]"
    assert label.evaluate(hidden) == [0, 0]


def test_the_bar_is_skipped_and_the_menu_opened_by_keyboard(page: Page, site: Stack) -> None:
    user = open_customer(page, site)
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Zum Inhalt")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("main")).to_be_focused()
    expect(page).to_have_url(re.compile(r"\?customer=10012$"))
    user.focus()
    page.keyboard.press("ArrowDown")
    assert focused(page) == "Alle Anwendungen"
    page.keyboard.press("ArrowUp")
    assert focused(page) == "Abmelden"
    page.keyboard.press("ArrowDown")
    assert focused(page) == "Alle Anwendungen"
    page.keyboard.press("End")
    assert focused(page) == "Abmelden"
    page.keyboard.press("k")
    assert focused(page) == "Kennwort ändern"
    page.keyboard.press("Escape")
    expect(page.get_by_role("menu")).to_be_hidden()
    expect(user).to_be_focused()
    expect(user).to_have_attribute("aria-expanded", "false")
    page.keyboard.press("ArrowUp")
    assert focused(page) == "Abmelden"
    page.keyboard.press("Tab")
    expect(page.get_by_role("menu")).to_be_hidden()
    user.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("menuitem").first).to_be_focused()
    page.route(re.compile(r"/logout\b"), lambda route, _request: route.fulfill(body="signed out"))
    page.keyboard.press("End")
    page.keyboard.press("Enter")
    expect(page.locator("body")).to_have_text("signed out")


def test_on_the_phone_the_menu_holds_freshness_language_and_theme(phone: Page, site: Stack) -> None:
    user = open_customer(phone, site)
    user.click()
    entries = phone.get_by_role("menuitem")
    expect(entries).to_have_count(6)
    assert phone.evaluate(SMALL, ".ci-appbar") == []
    phone.get_by_role("menuitem", name="Datenstand").click()
    sources = phone.get_by_role("dialog", name="Datenstand")
    expect(sources).to_contain_text("Finanzbuchhaltung")
    phone.keyboard.press("Escape")
    expect(sources).to_be_hidden()
    expect(user).to_be_focused()
    user.click()
    phone.get_by_role("menuitem", name="Farbschema").click()
    expect(phone.locator("html")).to_have_attribute("data-theme", "dark")
    assert phone.locator("meta[name=theme-color]").first.get_attribute("content") == "#161a20"
    user.click()
    phone.get_by_role("menuitem", name="Auf Englisch").click()
    expect(phone.locator("html")).to_have_attribute("lang", "en")
    user.click()
    expect(phone.get_by_role("menuitem", name="Sign out")).to_be_visible()
    assert phone.evaluate(WIDTH) == 390


def test_another_app_has_its_title_in_the_bar_and_is_drawn_anew(page: Page, site: Stack) -> None:
    PlayedSession().play(page)
    page.goto(site.page_address(notebook="other"))
    expect(page.get_by_role("banner").get_by_role("heading", level=1)).to_have_text("Offene Posten")
    expect(page.get_by_role("main").get_by_role("heading", name="Inhalt de")).to_be_visible()
    expect(page).to_have_title("Offene Posten · clientinfo")
    expect(page.get_by_role("link", name="Startseite")).to_have_attribute("href", LINKS["home"])
    # It stands on no data of the sources: nothing is said about their freshness.
    expect(page.get_by_role("button", name=re.compile("^Stand "))).to_have_count(0)
    page.get_by_role("button", name="Sprache: Deutsch").click()
    expect(page.get_by_role("heading", name="Inhalt en")).to_be_visible()
    expect(page.get_by_role("heading", level=1)).to_have_text("Open items")
    expect(page).to_have_title("Open items · clientinfo")
