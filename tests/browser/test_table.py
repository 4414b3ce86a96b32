"""The grid and its neighbours in a real page: keyboard, windows, details, cards, downloads."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING

import fastexcel
import nbformat
import pytest
from playwright.sync_api import expect
from pypdf import PdfReader

from tests.browser.published import TWO_FRAMES
from tests.chromium import OPTIONS, leave
from tests.stack import REPOSITORY, eventually

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from playwright.sync_api import BrowserContext, Page, WebSocket

    from tests.stack import Stack

GALLERY = f"""\
import sys
sys.path.insert(0, {str(REPOSITORY)!r})
import ipywidgets
from tests.widgets.views import gallery
from widgets.views import ViewContext, draw
went, shown = ipywidgets.HTML(), ipywidgets.VBox()
chosen = ipywidgets.Dropdown(options=["", *gallery.VIEWS], description="Ansicht")
def navigate(link):
    went.value = f"<p id=went>{{link.tab}}</p>"
def show(change):
    went.value = ""
    for each in shown.children:
        each.close()
    views = [draw(gallery.VIEWS[change.new], ViewContext(navigate))] if change.new else []
    gallery.DRAWN[:] = views
    shown.children = (*views, ipywidgets.HTML(f"<p id=shown>{{change.new}}</p>"))
chosen.observe(show, "value")
ipywidgets.VBox([chosen, shown, went]).add_class("ci-page")"""


@pytest.fixture(scope="module")
def connections() -> list[WebSocket]:
    """The page's connections to its kernel."""
    return []


@pytest.fixture(scope="module")
def gallery(
    session_of: Callable[..., BrowserContext], notebooks: Path, site: Stack, connections: list[WebSocket]
) -> Iterator[Page]:
    """One page that draws what it is asked for: opening a page for each test took longer than the tests."""
    notebook = nbformat.read(REPOSITORY / "notebooks" / "customer.ipynb", as_version=4)
    notebook.cells = [nbformat.v4.new_code_cell(GALLERY)]
    nbformat.write(notebook, notebooks / "gallery.ipynb")
    browser = session_of("service")
    opened = browser.new_page()
    opened.on("websocket", lambda socket: connections.append(socket))  # noqa: PLW0108  # Playwright wraps no builtin
    opened.goto(site.page_address("", "gallery"))
    yield opened
    leave(browser)


@pytest.fixture
def page(gallery: Page) -> Iterator[Page]:
    yield gallery
    gallery.set_viewport_size(OPTIONS["viewport"])
    _choose(gallery, "")


@pytest.fixture
def show(page: Page):
    def at(view: str) -> Page:
        _choose(page, view)
        page.locator(".ci-tile").first.wait_for()
        return page

    return at


def _choose(page: Page, view: str) -> None:
    choice = page.get_by_label("Ansicht")
    choice.select_option(view)
    expect(page.locator("#shown")).to_have_text(view)
    choice.blur()


def rows_of(page: Page):
    return page.locator(".ci-table > tbody > tr[data-place]")


def has_come_to_rest(page: Page) -> None:
    """Wait until the rows are there, and the columns have found their place: they are measured in the next frame."""
    expect(rows_of(page).first).to_be_visible()
    page.evaluate(TWO_FRAMES)


def active(page: Page) -> tuple[str, str]:
    script = """() => {
        const { activeElement } = document;
        return [activeElement.closest("tr")?.getAttribute("aria-rowindex") ?? "", activeElement.textContent];
    }"""
    row, text = page.evaluate(script)
    return row, text


def is_in_row(page: Page, row: str, text: str | None = None) -> None:
    """Wait until the keyboard is there: a row that was not seen yet comes from Python."""
    eventually(
        lambda: active(page) == (row, active(page)[1] if text is None else text), f"the keyboard is in row {row}"
    )


def test_fifty_thousand_rows_by_keyboard(show):
    page = show("many")
    grid = page.get_by_role("grid")
    expect(grid).to_have_attribute("aria-rowcount", "50002")
    expect(rows_of(page).first).to_be_visible()
    page.locator(".ci-table td[tabindex='0'], .ci-table td [tabindex='0']").first.focus()
    page.keyboard.press("End")
    expect(page.locator("tr[aria-rowindex='50001'] td[aria-colindex='2']")).to_have_text("1049999")
    is_in_row(page, "50001")
    assert rows_of(page).count() < 100
    page.keyboard.press("ArrowUp")
    is_in_row(page, "50000", "1049998")
    page.keyboard.press("PageUp")
    eventually(lambda: 0 < int(active(page)[0] or 0) < 49_995, "the keyboard is a page above")
    page.keyboard.press("Home")
    is_in_row(page, "2", "1000000")
    page.keyboard.press("ArrowUp")
    is_in_row(page, "1", "Nummer")


def test_the_middle_of_a_long_table_is_fetched_when_it_is_seen(show):
    page = show("many")
    expect(rows_of(page).first).to_be_visible()
    page.locator(".ci-tablewrap").evaluate("frame => { frame.scrollTop = 25000 * 36 }")
    expect(page.locator("tr[data-place='25002'] td[aria-colindex='3']")).to_have_text("Kunde 25002 Straß & Söhne")


def test_sort_by_header_and_by_key(show):
    page = show("open_items")
    header = page.get_by_role("columnheader", name="Saldo")
    header.get_by_role("button").click()
    expect(header).to_have_attribute("aria-sort", "ascending")
    expect(rows_of(page).first).to_contain_text("-1.112,88")
    page.keyboard.press("Enter")
    expect(header).to_have_attribute("aria-sort", "descending")
    expect(rows_of(page).first).to_contain_text("2.651,22")
    assert active(page)[1] == "Saldo"


def test_the_filter_counts_and_sums_what_it_leaves(show):
    page = show("open_items")
    field = page.get_by_role("searchbox", name="Filtern")
    field.fill("1.112,88")
    expect(rows_of(page)).to_have_count(1)
    expect(page.locator(".ci-badge")).to_have_text("1 von 5")
    expect(page.locator("tfoot")).to_contain_text("-1.112,88")
    field.fill("gibt es nicht")
    page.get_by_role("button", name="Filter löschen").click()
    expect(rows_of(page)).to_have_count(5)
    expect(field).to_be_focused()


def test_hostile_text_is_text(show):
    page = show("open_items")
    expect(rows_of(page).filter(has_text="<script>alert('x')</script>")).to_have_count(1)
    assert page.locator(".ci-table script").count() == 0


def test_a_detail_opens_below_its_row_with_enter_and_closes_again(show):
    page = show("orders")
    page.locator("tr[data-place='1'] td[aria-colindex='2']").click()
    detail = page.locator(".ci-grid__detail")
    expect(detail.get_by_text("Kurztest auslesen").first).to_be_visible()
    expect(detail.get_by_text("31.08.2009, 07:45")).to_be_visible()
    page.keyboard.press("Enter")
    expect(detail).to_have_count(0)
    page.keyboard.press("Enter")
    expect(detail.get_by_text("Kurztest auslesen").first).to_be_visible()
    expect(page.locator("tr[data-place='1'] .ci-expander")).to_have_attribute("aria-expanded", "true")


def test_a_row_that_is_pressed_while_the_order_changes_opens_or_is_chosen_where_it_stands_then(show):
    """Two presses in one breath: the second one means the row that was seen, and is not lost."""
    page = show("orders")
    expect(rows_of(page).nth(1)).to_be_visible()
    press_both = """([head, row]) => {
        document.querySelector(head).click();
        document.querySelector(row).click();
    }"""
    page.evaluate(press_both, ["thead th:last-child button", "tr[data-place='1'] td[aria-colindex='2']"])
    detail = page.locator(".ci-grid__detail")
    expect(detail.get_by_text("Kurztest auslesen").first).to_be_visible()
    expect(page.locator("thead th[aria-sort=ascending]")).to_have_count(1)
    page = show("gross_profit")
    number = rows_of(page).nth(1).locator("td").nth(1).inner_text()
    page.evaluate(press_both, ["thead th:nth-child(2) button", "tr[data-place='1'] td:nth-child(2)"])
    expect(page.get_by_role("region", name="Ausgewählt")).to_contain_text(number)
    expect(page.locator("tr[aria-selected=true]")).to_contain_text(number)


def test_a_row_is_not_taken_away_while_it_is_pressed(show, connections):
    """The rows have come in another order before the button is up: drawn at once, what was pressed would be gone."""
    page = show("orders")
    cell = rows_of(page).nth(1).locator("td").nth(1)
    number = cell.inner_text()
    order = page.get_by_role("columnheader", name="Betrag")
    cell.hover()
    page.mouse.down()
    with connections[-1].expect_event("framereceived", lambda frame: b'"numbering"' in frame):
        page.evaluate("document.querySelector('thead th:last-child button').click()")
    page.evaluate(TWO_FRAMES)
    expect(order).to_have_attribute("aria-sort", "none")
    page.mouse.up()
    expect(order).to_have_attribute("aria-sort", "ascending")
    expect(page.locator("tr", has=page.locator("[aria-expanded=true]"))).to_contain_text(number)


def test_details_survive_being_scrolled_away_and_end_with_a_filter(show):
    page = show("many")
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.locator("tr[data-place='0'] .ci-expander").click()
    expect(page.locator(".ci-grid__detail").get_by_text("Andreas Adler")).to_be_visible()
    frame = page.locator(".ci-tablewrap")
    frame.evaluate("frame => { frame.scrollTop = 40000 }")
    expect(page.locator(".ci-grid__detail")).to_have_count(0)
    frame.evaluate("frame => { frame.scrollTop = 0 }")
    expect(page.locator(".ci-grid__detail").get_by_text("Andreas Adler")).to_be_visible()
    frame.evaluate("frame => { frame.scrollTop = 40000 }")
    expect(page.locator(".ci-grid__detail")).to_have_count(0)
    page.get_by_role("searchbox").fill("kunde 117 strass")
    expect(page.locator(".ci-badge")).to_have_text("125 von 50.000")
    assert faults == []


def test_the_sums_open_below_the_last_row_and_close_again(show):
    page = show("many")
    page.locator("tr[data-place='0'] td[aria-colindex='2']").focus()
    page.keyboard.press("End")
    page.keyboard.press("ArrowDown")
    is_in_row(page, "50002")
    page.keyboard.press("Enter")
    detail = page.locator("tfoot .ci-grid__detail")
    expect(detail.get_by_text("Andreas Adler")).to_be_in_viewport()
    expect(page.locator("tfoot .ci-expander")).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("Enter")
    expect(detail).to_have_count(0)
    page.keyboard.press("ArrowUp")
    is_in_row(page, "50001")


def test_a_key_that_is_pressed_twice_or_held_is_done_with_one_row(show):
    page = show("to_do")
    rows_of(page).first.locator("td").first.focus()
    # before Python can answer: twice by an impatient hand, and by a key that is held
    page.evaluate(
        """() => {
          const press = (repeat) => document.activeElement.dispatchEvent(
            new KeyboardEvent("keydown", { key: "e", bubbles: true, cancelable: true, repeat }));
          for (const repeat of [false, false, true, true]) press(repeat);
        }"""
    )
    expect(rows_of(page)).to_have_text(["Bert", "Carl", "Dora"])
    page.evaluate(
        """() => document.activeElement.dispatchEvent(
          new KeyboardEvent("keydown", { key: "e", bubbles: true, cancelable: true, repeat: true }))"""
    )
    header = page.get_by_role("columnheader", name="Name")
    header.get_by_role("button").click()
    header.get_by_role("button").click()
    expect(header).to_have_attribute("aria-sort", "descending")  # so that all before has been answered
    expect(rows_of(page)).to_have_text(["Dora", "Carl", "Bert"])
    rows_of(page).nth(1).locator("td").first.focus()
    page.keyboard.press("e")
    expect(rows_of(page)).to_have_text(["Dora", "Bert"])


def test_a_link_in_a_cell_leads_through_python(show):
    page = show("open_items")
    page.get_by_role("link", name="0107091089").click()
    expect(page.locator("#went")).to_have_text("orders")


def test_downloads_are_files(show, tmp_path):
    page = show("open_items")
    for kind, name in (("CSV-Datei", "offene_posten.csv"), ("Excel-Datei", "offene_posten.xlsx")):
        page.get_by_role("button", name="Herunterladen").click()
        with page.expect_download() as caught:
            page.get_by_role("menuitem", name=kind).click()
        assert caught.value.suggested_filename == name
        caught.value.save_as(tmp_path / name)
    assert (tmp_path / "offene_posten.csv").read_text("utf-8-sig").count("\n") == 6
    assert fastexcel.read_excel(tmp_path / "offene_posten.xlsx").load_sheet(0).to_polars().height == 5


def test_a_tablet_shows_figures_beside_the_longest_name(show, page):
    page.set_viewport_size({"width": 768, "height": 1024})
    shown = show("debtors")
    has_come_to_rest(page)
    frame = page.locator(".ci-tablewrap").bounding_box()
    heads = {each.inner_text(): each.bounding_box() for each in shown.get_by_role("columnheader").all()}
    assert list(heads) == ["Kunde", "überfällig", "Alter", "Forderungen", "MSt", "Zusage"]
    # the last column ends where the table does: none is out of sight
    assert abs(heads["Zusage"]["x"] + heads["Zusage"]["width"] - frame["x"] - frame["width"]) < 2


def test_columns_without_a_place_stand_below_the_row_where_keys_clicks_sums_and_paper_have_them(show, page):
    page.set_viewport_size({"width": 768, "height": 1024})
    shown = show("wide")
    has_come_to_rest(page)
    frame, grid = shown.locator(".ci-tablewrap"), shown.locator(".ci-grid")
    assert frame.evaluate("frame => frame.scrollWidth - frame.clientWidth") == 0
    places = "heads => heads.filter(head => head.checkVisibility()).map(head => Number(head.ariaColIndex)).toSorted((a, b) => a - b)"
    assert shown.get_by_role("columnheader").evaluate_all(places) == list(range(1, 12))
    below = shown.locator("tbody .ci-grid__fold").first
    expect(below.locator("[data-label='über 120 Tage']")).to_have_text("12.345,67")
    ground = "line => getComputedStyle(line.querySelector('td:last-child')).backgroundColor"
    for line in (below, rows_of(page).first):  # whichever of its lines the mouse is on, the whole row lights up
        line.hover()
        assert below.evaluate(ground) == rows_of(page).first.evaluate(ground) != rows_of(page).nth(1).evaluate(ground)
    # 120 rows of 12,345.67; a row's own figure stays where it is
    expect(shown.locator("tfoot .ci-grid__fold [data-label='über 120 Tage']")).to_have_text("1.481.480,40")
    expect(rows_of(page).first.locator("[data-label='überfällig']")).to_have_text("0,00")
    head = shown.get_by_role("columnheader", name="31–60 Tage")
    head.get_by_role("button").click()
    expect(head).to_have_attribute("aria-sort", "ascending")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowRight")
    is_in_row(page, "2", "12.345,67")
    assert page.evaluate("document.activeElement.dataset.label") == "61–90 Tage"
    # rows of a window are as high as the script reckons: the last one ends where the sums begin
    page.keyboard.press("End")
    end = shown.locator("tr[data-folds='119']")
    expect(end).to_contain_text("12.345,67")
    page.evaluate(TWO_FRAMES)
    last = end.bounding_box()
    assert abs(last["y"] + last["height"] - shown.locator("tfoot").bounding_box()["y"]) < 2
    shown.evaluate("dispatchEvent(new Event('beforeprint'))")
    expect(shown.locator(".ci-grid__fold")).to_have_count(0)
    expect(shown.locator("thead > tr:first-child > th")).to_have_count(11)
    shown.evaluate("dispatchEvent(new Event('afterprint'))")
    expect(grid).to_have_class(re.compile("is-folded"))
    page.set_viewport_size({"width": 1440, "height": 900})


def test_columns_that_are_wider_than_their_place_stand_closer_are_cut_or_go_below_and_none_is_left_out(show):
    shown = show("wide")
    has_come_to_rest(shown)
    every = ["Kunde", "überfällig", "Alter", "Forderungen", "MSt", "Zusage"]
    every += ["1–30 Tage", "31–60 Tage", "61–90 Tage", "91–120 Tage", "über 120 Tage"]
    grid = shown.locator(".ci-grid")
    natural = grid.evaluate("grid => { grid.style.width = '3000px'; return grid.querySelector('table').scrollWidth; }")
    assert natural == 2998  # there is room: the table takes it
    least = grid.evaluate(
        "grid => { const table = grid.querySelector('table'); table.style.width = 'auto';"
        " const width = table.offsetWidth; table.style.width = ''; return width; }"
    )
    frame = shown.locator(".ci-tablewrap")
    hidden = "frame => frame.scrollWidth - frame.clientWidth"
    below = shown.locator("thead .ci-grid__fold").get_by_role("columnheader")
    for missing, goes_below in ((0, False), (80, False), (least - 902, True)):
        grid.evaluate("(grid, width) => { grid.style.width = `${width}px`; }", least + 2 - missing)
        shown.evaluate(TWO_FRAMES)
        expect(below.first).to_be_visible() if goes_below else expect(below).to_have_count(0)
        heads = shown.get_by_role("columnheader").filter(visible=True).all_inner_texts()
        assert sorted(heads) == sorted(every)
        starts = [shown.locator(each).first.bounding_box()["x"] for each in (".ci-grid h2", "thead th .ci-sort")]
        assert starts[0] == starts[1]
        assert frame.evaluate(hidden) <= 1, f"{missing} px are missing"
    expect(frame).not_to_have_class(re.compile("has-more"))
    expect(grid).to_have_class(re.compile("is-cut"))
    shown.evaluate("dispatchEvent(new Event('beforeprint'))")
    expect(grid).not_to_have_class(re.compile("is-cut|is-tight|is-medium|is-folded"))
    shown.evaluate("dispatchEvent(new Event('afterprint'))")
    expect(grid).to_have_class(re.compile("is-cut"))


def test_a_table_of_several_pages_says_on_each_what_its_columns_are(show, page):
    shown = show("debtors")
    expect(rows_of(page).first).to_be_visible()
    pages = [each.extract_text() for each in PdfReader(io.BytesIO(shown.pdf(format="A4"))).pages]
    assert len(pages) > 1
    assert ["überfällig" in text for text in pages] == [True] * len(pages)
    assert ["Summe" in text for text in pages] == [False] * (len(pages) - 1) + [True]
    assert pages[-1].count("Kunde") > 2  # the head's, and rows': a sum does not stand alone
    assert "1.234.567,89" in pages[0]  # as characters, for whoever searches or copies it


def test_a_loss_is_red_and_a_cost_is_not(show):
    page = show("losses_and_costs")
    expect(page.get_by_text("-7,00", exact=True)).to_have_count(2)
    red = page.locator(".ci-grid__negative")
    expect(red).to_have_text(["-7,00"])
    expect(page.locator(".ci-tile", has=red)).to_contain_text("Ergebnis")


def test_rows_are_cards_on_the_phone(show, page):
    page.set_viewport_size({"width": 390, "height": 844})
    show("open_items")
    card = rows_of(page).first
    expect(card).to_have_css("display", "grid")
    expect(card.locator("[data-label='Rg.Betrag']")).to_be_visible()
    expect(card.locator("td").first).to_be_hidden()
    assert page.evaluate("document.documentElement.scrollWidth") == 390


def test_the_arrow_stands_beside_the_title_of_a_card(show, page):
    page.set_viewport_size({"width": 390, "height": 844})
    show("orders")
    card = rows_of(page).first
    expect(card).to_have_css("display", "grid")
    page.evaluate(TWO_FRAMES)
    arrow = card.locator(".ci-expander")
    title, opens = card.locator("[data-phone='title']").bounding_box(), arrow.bounding_box()
    assert opens["y"] < title["y"] + title["height"] / 2 < opens["y"] + opens["height"]
    ends = [cell.bounding_box() for cell in card.locator("td:not(.ci-grid__lead)").all() if cell.is_visible()]
    assert max(end["x"] + end["width"] for end in ends) <= opens["x"]
    arrow.click()
    expect(arrow).to_have_attribute("aria-expanded", "true")


def test_many_cards_come_in_portions(show, page):
    page.set_viewport_size({"width": 390, "height": 844})
    show("many")
    expect(rows_of(page)).to_have_count(50)
    page.get_by_role("button", name="Weitere 50 zeigen").click()
    expect(rows_of(page)).to_have_count(100)


def test_the_chosen_row_stands_beside_and_on_the_phone_in_a_sheet(show, page):
    show("gross_profit")
    rows_of(page).first.locator("td").nth(2).click()
    expect(page.get_by_role("region", name="Ausgewählt")).to_contain_text("0107091089")
    expect(rows_of(page).first).to_have_attribute("aria-selected", "true")
    page.set_viewport_size({"width": 390, "height": 844})
    page.get_by_role("button", name="Schließen").click()
    expect(page.get_by_role("region", name="Ausgewählt")).to_be_hidden()


def test_a_choice_moves_with_the_arrows(show):
    page = show("gross_profit")
    page.get_by_role("radio", name="2011").focus()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("radio", name="2012")).to_have_attribute("aria-checked", "true")
    expect(page.get_by_role("heading", name="Rechnungen 2012")).to_be_visible()


def test_a_chart_has_words_and_a_table(show):
    page = show("overview")
    picture = page.get_by_role("img", name=re.compile("Jahresumsätze in EUR. 2009: 15.960,00"))
    expect(picture.get_by_text("15.960,00", exact=True)).to_be_visible()
    page.get_by_role("button", name="Als Tabelle").click()
    expect(page.get_by_role("region", name="Jahresumsätze")).to_contain_text("2.506,16")
    expect(picture).to_be_hidden()


def test_a_map_without_layers_asks_nobody(show, page):
    hosts: set[str] = set()
    page.on("request", lambda request: hosts.add(request.url.split("/")[2].split(":")[0]))
    show("place")
    expect(page.locator(".ci-orientation__pin")).to_be_in_viewport()
    expect(page.locator(".ci-orientation__name", has_text="Bad Steben")).to_be_visible()  # 6 km from Naila
    page.locator(".ci-orientation__picture").focus()
    for _ in range(4):
        page.keyboard.press("-")
    expect(page.locator(".ci-orientation__name", has_text="Nürnberg")).to_be_visible()
    page.keyboard.press("0")
    expect(page.locator(".ci-orientation__name", has_text="Bad Steben")).to_be_visible()
    assert hosts <= {"localhost", ""}
