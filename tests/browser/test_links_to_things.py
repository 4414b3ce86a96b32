"""Links, hits and addresses lead to the thing itself: opened, marked, in sight, with the focus on it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from playwright.sync_api import Page, expect

from tests.browser.published import TWO_FRAMES
from tests.stack import eventually

if TYPE_CHECKING:
    from tests.stack import Stack

MEIER = "10012"
# What of an open detail ends to the right of its table's frame.
STANDS_OUT = """() => {
    const seen = (each) => each.checkVisibility();
    const [frame] = [...document.querySelectorAll(".ci-panel .ci-tablewrap")].filter(seen);
    const parts = [...document.querySelector(".ci-grid__detail").querySelectorAll(".ci-facts dd, .ci-table td")];
    const end = (each) => each.getBoundingClientRect().right;
    return parts.filter((each) => seen(each) && end(each) > end(frame)).map((each) => each.textContent);
}"""


def search(page: Page, text: str) -> None:
    page.get_by_role("combobox", name="Kunde suchen").fill(text)
    expect(page.get_by_role("option").first).to_be_visible()
    page.keyboard.press("Enter")


def test_a_plate_opens_its_vehicle_and_a_name_the_customer(page: Page, site: Stack) -> None:
    page.goto(site.page_address("?phone=%2B49%209282%20555-0"))  # as a telephone system does it
    expect(page).to_have_url(re.compile(rf"\?customer={MEIER}$"))
    search(page, "nafr472")
    expect(page).to_have_url(re.compile(rf"\?customer={MEIER}&tab=vehicles&item=NA-FR\+472$"))
    row = page.get_by_role("tabpanel", name="Fahrzeugstamm").locator("tr[aria-current=true]")
    expect(row).to_contain_text("NA-FR 472")
    expect(row).to_be_in_viewport()
    expect(row.locator(":focus")).to_contain_text("NA-FR 472")
    detail = page.locator(".ci-grid__detail")
    expect(detail).to_contain_text("FIN")

    # Its own orders alone, and back.
    detail.get_by_role("link", name="Aufträge dieses Fahrzeugs").click()
    orders = page.get_by_role("tabpanel", name="Aufträge gesamt")
    expect(orders.get_by_role("searchbox")).to_have_value("NA-FR 472")
    plates = orders.locator("tbody .ci-chip--plate")
    expect(plates.first).to_have_text("NA-FR 472")
    eventually(lambda: set(plates.all_inner_texts()) == {"NA-FR 472"}, "no order of another vehicle is shown")
    page.go_back()
    expect(row.locator(":focus")).to_contain_text("NA-FR 472")
    page.reload()
    expect(row.locator(":focus")).to_contain_text("NA-FR 472")

    search(page, "meier vakuum")
    expect(page.get_by_role("heading", level=1)).to_be_focused()


def test_the_timeline_leads_to_its_document(page: Page, site: Stack) -> None:
    page.goto(site.page_address(f"?customer={MEIER}"))
    page.get_by_role("link", name="Alle Posten").click()  # to a tab as a whole: the keyboard goes along
    expect(page.get_by_role("tab", name="Offene Posten")).to_be_focused()
    expect(page).to_have_url(re.compile("tab=open_items"))  # before that, back leads out of the page
    page.go_back()
    event = page.locator(".ci-timeline").get_by_role("link", name=re.compile("^Briefkasten: ")).last
    number = event.inner_text().removeprefix("Briefkasten: ")
    event.click()
    inbox = page.get_by_role("tabpanel", name="Briefkästen")
    chosen = inbox.get_by_role("option", selected=True)
    expect(chosen).to_contain_text(number)
    expect(chosen).to_be_focused()
    expect(inbox.get_by_role("region", name="Ausgewählt")).to_contain_text(number)
    expect(page).to_have_url(re.compile("tab=inbox&item="))
    page.go_back()
    expect(page.get_by_role("tab", selected=True)).to_have_text("Übersicht")


def test_what_is_no_longer_there_is_said(page: Page, site: Stack) -> None:
    page.goto(site.page_address(f"?customer={MEIER}&tab=open_items&item=99999999"))
    panel = page.get_by_role("tabpanel", name="Offene Posten")
    expect(panel).to_contain_text("99999999 ist hier nicht (mehr) zu finden")
    expect(panel).to_contain_text("0107091276")


def test_file_and_line_of_a_figure_stand_whole_on_the_page(page: Page, site: Stack) -> None:
    page.goto(site.page_address(f"?customer={MEIER}&tab=gross_profit&item=01111893"))
    origin = page.locator(".ci-list__origin").first
    expect(origin).to_contain_text(re.compile(r"\.csv, Zeile \d+"))
    for width in (1440, 768, 390):
        page.set_viewport_size({"width": width, "height": 900})
        page.evaluate(TWO_FRAMES)
        eventually(lambda: origin.evaluate("each => each.scrollWidth <= each.clientWidth"), f"whole at {width} px")
        assert origin.evaluate("each => getComputedStyle(each).whiteSpace") == "normal", width
    with page.expect_download() as download:
        page.get_by_role("region", name="Ausgewählt").get_by_role("button", name="Excel-Datei").click()
    assert download.value.suggested_filename == "herkunft_01111893.xlsx"


def test_what_opens_below_a_row_is_within_what_is_seen_of_the_table(page: Page, site: Stack) -> None:
    """The table may be wider than its frame and scroll; its detail is not cut with it."""
    for tab, item in (("vehicles", "NA-PT+193"), ("orders", "403865")):
        page.goto(site.page_address(f"?customer={MEIER}&tab={tab}&item={item}"))
        detail = page.locator(".ci-grid__detail").first
        for width in (1440, 768, 390):
            page.set_viewport_size({"width": width, "height": 900})
            page.evaluate(TWO_FRAMES)
            expect(detail.locator(".ci-facts").first).to_be_visible()
            eventually(lambda: page.evaluate(STANDS_OUT) == [], f"nothing of {tab} is cut at {width} px")


def test_a_chosen_entry_stands_beside_the_list(page: Page, site: Stack) -> None:
    page.goto(site.page_address(f"?customer={MEIER}&tab=inbox"))
    chosen = page.get_by_role("region", name="Ausgewählt")
    for width in (1440, 768):
        page.set_viewport_size({"width": width, "height": 900})
        page.evaluate(TWO_FRAMES)
        expect(chosen).to_be_visible()

        def stands_beside() -> bool:
            of_list, of_entry = page.locator(".ci-inbox > .ci-tile").bounding_box(), chosen.bounding_box()
            return of_entry["y"] == of_list["y"] and of_entry["x"] >= of_list["x"] + of_list["width"]

        eventually(stands_beside, f"it stands beside the list at {width} px")
