"""What fits where there is little room: a phone, a tablet held upright, and paper."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Page, expect

from tests.browser.published import TWO_FRAMES, WIDTH
from tests.stack import eventually

if TYPE_CHECKING:
    from tests.stack import Stack

MEIER = "10012"
PHONE_WIDTH = 390
FINGER = 44
# The tabs of a customer are one line on purpose, the open one in sight.
SCROLLING = """() => [...document.querySelectorAll("body *")]
    .filter(each => ["auto", "scroll"].includes(getComputedStyle(each).overflowX) && each.checkVisibility())
    .filter(each => each.scrollWidth > each.clientWidth + 1 && !each.matches(".ci-tabs__scroll"))
    .map(each => each.className)"""

# How many pixels a bar of the divisions is higher or lower than the name beside it, at most.
FARTHEST_BAR = """() => {
    const middles = (selector) => [...document.querySelectorAll(`.ci-plot--beside ${selector}`)].map(each => each.getBoundingClientRect())
        .map(each => (each.top + each.bottom) / 2).sort((one, other) => one - other);
    const [bars, names] = [middles(".bargroup rect"), middles(".ci-plot__name")];
    return bars.length === names.length ? Math.max(...bars.map((each, at) => Math.abs(each - names[at]))) : Infinity;
}"""


@pytest.mark.parametrize(
    ("notebook", "query", "shown"),
    [
        ("margin.ipynb", "?select=%2Fdivision%2Fworkshop", "Rohertrag je Monat"),
        ("customer.ipynb", f"?customer={MEIER}", "Verlauf"),
    ],
)
def test_nothing_but_the_tabs_moves_sideways_on_a_phone(
    phone: Page, site: Stack, notebook: str, query: str, shown: str
) -> None:
    phone.goto(site.page(notebook, query))
    expect(phone.get_by_role("heading", name=shown).first).to_be_visible()
    phone.evaluate(TWO_FRAMES)
    eventually(lambda: phone.evaluate(SCROLLING) == [], "nothing moves sideways")
    assert phone.evaluate(WIDTH) == PHONE_WIDTH


def test_words_in_the_place_of_a_figure_do_not_cut_the_name_beside_them(phone: Page, site: Stack) -> None:
    phone.goto(site.page("customer.ipynb", f"?customer={MEIER}&tab=open_items"))
    card = phone.locator(".ci-panel--open_items .ci-table--cards > tbody > tr").first
    name = card.locator("td[data-phone='title']")
    expect(name).to_be_visible()
    card.evaluate(
        """(row, [name, words]) => {
            row.querySelector("[data-phone=title]").textContent = name;
            const figure = row.querySelector("[data-phone=figure]");
            figure.textContent = words;
            figure.className = "ci-grid__text";
        }""",
        ["Kunststofftechnik Lichtenberg e.K.", "höchstens etwa 18 km von hier entfernt"],
    )
    assert name.evaluate("each => each.scrollWidth <= each.clientWidth")
    assert name.evaluate("each => each.offsetWidth") > PHONE_WIDTH / 3


@pytest.mark.parametrize("tab", ["vehicles", "orders", "cases", "open_items"])
def test_a_table_is_not_wider_than_its_paper(page: Page, site: Stack, tab: str) -> None:
    """Chromium makes the whole page smaller for what is wider, and cuts what still does not fit."""
    page.goto(site.page_address(f"?customer={MEIER}&tab={tab}"))
    table = page.locator(f".ci-panel--{tab} .ci-tablewrap").first
    expect(table.locator("tbody tr").first).to_be_visible()
    page.set_viewport_size({"width": 688, "height": 1017})  # A4 at 96 dpi without its margins of 14 mm
    page.emulate_media(media="print")
    page.evaluate(TWO_FRAMES)  # the narrower window is measured, before paper is
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert table.evaluate("each => each.scrollWidth <= each.clientWidth")


def test_paper_does_not_ask_to_choose_a_row(page: Page, site: Stack) -> None:
    page.goto(site.page_address(f"?customer={MEIER}&tab=gross_profit"))
    hint = page.get_by_text("Wählen Sie eine Rechnung")
    expect(hint).to_be_visible()
    page.emulate_media(media="print")
    expect(hint).to_be_hidden()
    page.emulate_media(media="screen")
    page.locator(".ci-panel--gross_profit .ci-table tbody tr").first.click()
    chosen = page.get_by_role("region", name="Ausgewählt")
    expect(chosen.locator(".ci-tile").first).to_be_visible()
    page.emulate_media(media="print")
    expect(chosen).to_be_visible()


def test_paper_of_the_margins_says_what_was_asked_with_nothing_to_press(phone: Page, site: Stack) -> None:
    """Also printed from a device with a touch screen, where all that is pressed is as large as a finger."""
    phone.goto(site.page("margin.ipynb", "?where=month%3D2011-03..2011-05&compare=previous_year&cell=%2FHof"))
    rest = phone.locator(".ci-origin__way").first
    expect(rest).to_be_visible()
    way, figure = phone.locator(".ci-equation__way"), phone.locator(".ci-pivot__figure").first
    others, compared = phone.get_by_label("Anderer Zeitraum"), phone.get_by_label("Vergleichen mit")
    proof = phone.get_by_role("link", name="Nachweis")
    expect(proof).to_be_visible()
    assert proof.evaluate("each => each.offsetHeight") >= FINGER
    expect(way).to_be_visible()
    expect(others).to_be_visible()
    assert figure.evaluate("each => each.offsetHeight") >= FINGER
    names = phone.locator(".ci-plot__name:visible")
    expect(names.first).to_be_visible()
    assert min(names.evaluate_all("each => each.map(one => one.offsetHeight)")) >= FINGER
    # A chart below what is in sight is drawn when one comes to it.
    phone.locator(".ci-plot--beside").evaluate("each => each.scrollIntoView()")
    eventually(lambda: phone.evaluate(FARTHEST_BAR) < 1, "each division's bar lies at the height of its name")
    phone.set_viewport_size({"width": 688, "height": 1017})
    phone.emulate_media(media="print")
    expect(way).to_be_hidden()
    expect(proof).to_be_hidden()
    expect(rest).to_be_hidden()
    expect(phone.get_by_text("Ein Klick auf eine Zahl")).to_be_hidden()
    expect(others).to_be_hidden()  # the months stand beside it
    expect(phone.locator(".ci-filterchip").first).to_contain_text("Mär – Mai 2011")
    expect(compared).to_be_visible()
    expect(compared).to_have_css("border-top-width", "0px")
    assert figure.evaluate("each => each.offsetHeight") < FINGER
