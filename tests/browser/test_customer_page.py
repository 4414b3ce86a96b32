"""What a user sees and does on the customer page."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from playwright.sync_api import Page, Route, expect

from tests.stack import eventually

if TYPE_CHECKING:
    from tests.stack import Stack

MEIER = "Meier Vakuumtechnik GmbH"
MEIER_NUMBER = "10012"


def open_meier(page: Page, site: Stack, more: str = "") -> None:
    page.goto(site.page_address(f"?customer={MEIER_NUMBER}{more}"))
    expect(page.get_by_role("heading", level=1)).to_have_text(MEIER)


def test_search_and_tabs_by_keyboard(page: Page, site: Stack) -> None:
    page.goto(site.page_address())
    expect(page.get_by_role("heading", name="Welchen Kunden suchen Sie?")).to_be_visible()
    page.keyboard.press("/")
    search = page.get_by_role("combobox", name="Kunde suchen")
    expect(search).to_be_focused()
    page.keyboard.type("meier vakuum")
    first = page.get_by_role("option").first
    expect(first).to_contain_text(MEIER)
    expect(first).to_have_attribute("aria-selected", "true")
    expect(first.locator("mark").first).to_have_text("Meier")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(MEIER)
    expect(page).to_have_title(f"{MEIER} · clientinfo")
    expect(page).to_have_url(re.compile(rf"\?customer={MEIER_NUMBER}$"))
    expect(search).to_have_value("")

    # Back to the start page, which now knows this customer; and forward by a click on the name.
    page.go_back()
    remembered = page.get_by_role("link", name=MEIER)
    expect(remembered).to_be_visible()
    remembered.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(MEIER)

    page.get_by_role("tab", selected=True).focus()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("tab", selected=True)).to_have_text("Ansprechpartner")
    expect(page.get_by_role("tab", selected=True)).to_be_focused()
    expect(page.get_by_role("tabpanel", name="Ansprechpartner")).to_be_visible()
    page.keyboard.press("End")
    expect(page.get_by_role("tab", selected=True)).to_have_text("Ort")


def test_no_row_of_the_overview_is_cut_on_a_large_screen(page: Page, site: Stack) -> None:
    page.set_viewport_size({"width": 1440, "height": 900})
    open_meier(page, site)
    lists = page.locator(".ci-overview .ci-list")
    expect(lists.first).to_be_visible()
    eventually(
        lambda: lists.evaluate_all("all => all.every((each) => each.scrollHeight <= each.clientHeight)"),
        "every list of a tile is whole",
    )


def test_enter_before_the_answer_opens_whom_the_whole_text_finds(page: Page, site: Stack) -> None:
    page.goto(site.page_address())
    search = page.get_by_role("combobox", name="Kunde suchen")
    search.fill("a")
    first = page.get_by_role("option").first
    expect(first).to_be_visible()
    expect(first).not_to_contain_text(MEIER)
    # typed on and confirmed before any answer can come
    search.evaluate(
        """(field) => {
          field.value = "meier vakuum";
          field.dispatchEvent(new Event("input", { bubbles: true }));
          field.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true, cancelable: true }));
        }"""
    )
    expect(page.get_by_role("heading", level=1)).to_have_text(MEIER)
    expect(page).to_have_url(re.compile(rf"\?customer={MEIER_NUMBER}$"))
    expect(search).to_have_value("")


# Where the parts of the page in grey stand, and how far the page's own stylesheets are.
FRAME = """[...document.querySelectorAll("#ci-loading *")].map((part) => {
  const { x, y, width, height } = part.getBoundingClientRect();
  const { color, backgroundColor, fontSize } = getComputedStyle(part);
  return [part.className, x, y, width, height, color, backgroundColor, fontSize].join(" ");
})"""
STYLES_ARE_THERE = """(() => {
  const styles = [...document.querySelectorAll("link[rel=stylesheet]")];
  return styles.length > 0 && styles.every((each) => each.sheet);
})()"""


def test_what_is_typed_before_styles_and_scripts_have_come_is_not_lost_and_nothing_moves(
    page: Page, site: Stack
) -> None:
    held: list[Route] = []
    held_styles: list[Route] = []
    is_typed = False

    def hold(route: Route) -> None:
        if is_typed:
            route.continue_()
        else:
            held.append(route)

    def hold_style(route: Route) -> None:
        held_styles.append(route)

    style = re.compile(r"\.css(\?|$)")
    page.route("**/page_script/*.js*", hold)
    page.route(style, hold_style)
    page.goto(site.page_address(), wait_until="commit")
    # Not wait_for_function, which the page's policy lets evaluate nothing.
    eventually(lambda: page.evaluate("window.ci_early_note !== undefined"), "the page takes early keys")
    page.keyboard.type("n/meier vakuumx")  # "n" is for a customer's page
    page.keyboard.press("Backspace")
    painted = page.evaluate(FRAME)
    assert held_styles, "the page's stylesheets are not where this test holds them"
    page.unroute(style)
    for each in held_styles:
        each.continue_()
    eventually(lambda: page.evaluate(STYLES_ARE_THERE), "the page has its styles")
    assert page.evaluate(FRAME) == painted
    is_typed = True
    assert held, "the page's scripts are not where this test holds them"
    for each in held:
        each.continue_()
    expect(page.get_by_role("option").first).to_contain_text(MEIER)
    expect(page.get_by_role("combobox", name="Kunde suchen")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(MEIER)


def test_what_is_not_found_gets_advice(page: Page, site: Stack) -> None:
    page.goto(site.page_address("?customer=0<b>0"))
    notice = page.get_by_role("alert")
    expect(notice).to_contain_text("Kunde 0<b>0 ist nicht bekannt")
    expect(notice).to_contain_text("Prüfen Sie die Nummer")
    notice.get_by_role("button", name="Zur Startseite").click()
    expect(page.get_by_role("heading", name="Welchen Kunden suchen Sie?")).to_be_visible()
    page.get_by_role("combobox").fill("qqqqxxxx")
    expect(page.locator(".ci-suggest__empty")).to_contain_text("Kein Treffer")
    expect(page.locator(".ci-suggest__empty")).to_contain_text("Prüfen Sie")
    page.get_by_role("combobox").fill("Köppel Nadine")  # sells here
    expect(page.locator(".ci-suggest__empty")).to_contain_text("Nadine Köppel gehört zum Haus")
    expect(page.locator(".ci-suggest__empty")).not_to_contain_text("Prüfen Sie")
    page.keyboard.press("Escape")
    expect(page.locator(".ci-suggest")).to_be_hidden()


def test_a_failing_tab_leaves_the_others_alive(page: Page, site: Stack) -> None:
    page.goto(site.page_address(f"?customer={MEIER_NUMBER}&tab=broken", notebook="broken"))
    notice = page.get_by_role("tabpanel", name="Kaputt").get_by_role("alert")
    expect(notice).to_contain_text(re.compile(r"V-[0-9A-F]{4}-[0-9A-F]{4}"))
    number = notice.locator(".ci-mono").inner_text()
    assert "secret" not in page.content()
    logged = [line for line in site.log("service").splitlines() if number in line]
    assert len(logged) == 1
    assert "fails_once" in logged[0]
    assert MEIER not in logged[0]

    page.get_by_role("tab", name="Ansprechpartner").click()
    expect(page.get_by_role("tabpanel", name="Ansprechpartner")).to_be_visible()
    page.get_by_role("tab", name="Kaputt").click()
    notice.get_by_role("button", name="Erneut versuchen").click()
    expect(page.get_by_role("tabpanel", name="Kaputt")).to_contain_text("Jetzt geht es")


def test_theme_and_language_are_switched_and_kept(page: Page, site: Stack) -> None:
    open_meier(page, site, "&tab=revenue")
    ground = "getComputedStyle(document.body).backgroundColor"
    assert page.evaluate(ground) == "rgb(243, 244, 247)"
    page.get_by_role("button", name="Farbschema").click()
    assert page.evaluate(ground) == "rgb(14, 17, 22)"
    page.get_by_role("button", name="Sprache: Deutsch").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.get_by_role("tab", selected=True)).not_to_have_text("Umsätze")
    expect(page.get_by_role("tabpanel")).to_contain_text("15,960.00")
    page.reload()
    expect(page.get_by_role("heading", level=1)).to_have_text(MEIER)
    expect(page.locator("html")).to_have_attribute("lang", "en")
    assert page.evaluate(ground) == "rgb(14, 17, 22)"
    assert page.evaluate("getComputedStyle(document.querySelector('h1')).color") == "rgb(233, 236, 241)"


def test_the_phone_page_does_not_scroll_sideways_and_shows_an_earlier_key_date(phone: Page, site: Stack) -> None:
    open_meier(phone, site)
    width = "document.documentElement.scrollWidth"
    for tab in phone.get_by_role("tab").all():
        tab.click()
        expect(phone.locator(f"#{tab.get_attribute('aria-controls')}")).to_be_visible()
        assert phone.evaluate(width) == 390, tab.inner_text()
        if "Fahrzeugstamm" in tab.inner_text():  # a card has no heading that says what its figure is
            odometer = phone.locator("[data-label='km-Stand']").first
            assert odometer.evaluate("cell => getComputedStyle(cell, '::after').content") == '"km"'
    more = phone.get_by_role("button", name="mehr")
    expect(phone.get_by_text("30 NETTO")).to_be_hidden()
    more.click()
    expect(phone.get_by_text("30 NETTO")).to_be_visible()
    phone.get_by_role("tab", name="Offene Posten").click()
    phone.get_by_role("combobox", name="Stichtag").select_option("31.12.2010")
    # The items of 2007 (4.246,16), 01061891, U4292, U4293 and 01100214 (paid in 2011), less the unallocated 1.112,88.
    expect(phone.get_by_role("tabpanel", name="Offene Posten")).to_contain_text("9.301,45")


def test_back_leads_to_the_tab_before_and_the_customer_before(page: Page, site: Stack) -> None:
    open_meier(page, site, "&tab=gross_profit")
    selected = page.get_by_role("tab", selected=True)
    expect(selected).to_have_text("Rohertrag")
    expect(page.get_by_role("tabpanel", name="Rohertrag")).to_be_visible()

    page.get_by_role("tab", name="Umsätze").click()
    expect(page).to_have_url(re.compile("tab=revenue"))
    expect(page.get_by_role("tabpanel", name="Umsätze")).to_contain_text("15.960,00")
    page.go_back()
    expect(selected).to_have_text("Rohertrag")
    expect(page.get_by_role("tabpanel", name="Rohertrag")).to_be_visible()
    expect(page.locator("#ci-panel-revenue")).to_be_hidden()
    page.go_forward()
    expect(page.get_by_role("tabpanel", name="Umsätze")).to_be_visible()

    page.get_by_role("combobox", name="Kunde suchen").fill("a")
    page.get_by_role("option").filter(has_not_text="Meier").first.click()
    heading = page.get_by_role("heading", level=1)
    expect(heading).not_to_have_text(MEIER)
    expect(page).not_to_have_url(re.compile(f"customer={MEIER_NUMBER}"))
    name = heading.inner_text()
    expect(selected).to_have_text("Umsätze")
    page.go_back()
    expect(heading).to_have_text(MEIER)
    expect(page.get_by_role("tabpanel", name="Umsätze")).to_contain_text("15.960,00")
    page.go_forward()
    expect(heading).to_have_text(name)
    assert MEIER not in page.locator(".ci-main").inner_text()
