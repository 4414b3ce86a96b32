"""The brochure's figures, read from the page, tab by tab."""

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.chromium import PATIENCE
from tests.golden import german, german_day, golden
from tests.stack import Stack
from widgets.panel import all_panels


@pytest.fixture(scope="module")
def asked() -> list[str]:
    """The addresses that the page has asked for."""
    return []


@pytest.fixture(scope="module")
def meier(session_of: Callable[..., BrowserContext], site: Stack, asked: list[str]) -> Iterator[Page]:
    """The customer's page, opened once by a controller; the tests walk through its tabs."""
    page = session_of("controlling").new_page()
    page.on("request", lambda request: asked.append(request.url))
    page.goto(site.page_address("?customer=10012"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Meier Vakuumtechnik GmbH", timeout=PATIENCE)
    expect(page.get_by_role("tab")).to_have_count(len(all_panels()))  # a controller sees every tab
    yield page
    page.close()


@pytest.fixture
def tab(meier: Page) -> Callable[[str], Locator]:
    def opened(key: str) -> Locator:
        meier.locator(f"#ci-tab-{key}").click()
        panel = meier.locator(f".ci-panel--{key}")
        expect(panel).to_be_visible(timeout=PATIENCE)
        expect(panel.locator(".ci-tile").first).to_be_visible(timeout=PATIENCE)
        return panel

    return opened


def words(panel: Locator) -> str:
    return re.sub(r"\s+", " ", panel.inner_text())


def test_the_header_card(meier: Page) -> None:
    card = words(meier.locator(".ci-customer"))
    for text in (
        "Meier Vakuumtechnik GmbH",
        "Meier-Hess-Anlage 4",
        "95119 Naila",
        "DE123456789",
        "formal ungültig",
        "30 NETTO",
    ):
        assert text in card
    for text in (
        *("584 (584 / 584)", "9.366,83 EUR", "Kreditlimit 8.000,00", "darüber", "Kreditkunde", "NEUFAHRZEUGKUNDE"),
        *("Kundengruppe 55", "sammelt Modelle"),
    ):
        assert text in card
    expect(meier.locator(".ci-customer a[href^='tel:']").first).to_be_visible()


def test_revenue(tab: Callable[[str], Locator]) -> None:
    panel = tab("revenue")
    rows = panel.get_by_role("row")
    expect(panel.get_by_text("18.611,22")).to_be_visible(timeout=PATIENCE)
    for year in golden()["revenue_by_year"]:
        row = words(rows.filter(has=panel.page.get_by_text(str(year["year"]), exact=True)).first)
        assert german(year["total"]) in row
        assert german(year["without_warranty"]) in row
        assert all(german(amount) in row for amount in year["divisions"].values())


def test_open_items(tab: Callable[[str], Locator]) -> None:
    panel = tab("open_items")
    expect(panel.get_by_text("9.366,83").first).to_be_visible()
    expect(panel.get_by_text("272237/NA-PT 193 S")).to_be_visible(timeout=PATIENCE)
    seen = words(panel)
    for item in golden()["open_items"]:
        assert item["text"] in seen
        assert german(item["balance"]) in seen
        assert german_day(item["date"]) in seen
    assert "Guthaben" in seen


def test_gross_profit_of_2011(tab: Callable[[str], Locator]) -> None:
    panel = tab("gross_profit")
    panel.get_by_role("radio", name="2011").click()
    expect(panel.get_by_text("1.572,74").first).to_be_visible(timeout=PATIENCE)
    seen = words(panel)
    for text in (
        "2.506,16",
        "-467,93",
        "-18,67 %",
        "-235,01",
        "-9,38 %",
        "71,95 %",
        "01111892",
        "1.572,74",
        "01111893",
        "230,48",
    ):
        assert text in seen
    panel.get_by_role("gridcell", name="01111893").click()
    expect(panel.get_by_text("Woher kommt diese Zahl?").first).to_be_visible(timeout=PATIENCE)
    expect(panel.get_by_text(re.compile(r"EXTF_Buchungsstapel_2011-03")).first).to_be_visible(timeout=PATIENCE)
    assert "67,00 %" in words(panel)


def test_current_orders_with_their_lines(tab: Callable[[str], Locator]) -> None:
    panel = tab("current_orders")
    expect(panel.get_by_text("634119 / 2")).to_be_visible(timeout=PATIENCE)
    seen = words(panel)
    for text in ("403865 / 1", "1.396,21", "738,00", "436,47", "634119 / 1", "634119 / 2", "220,84", "55,20", "106,24"):
        assert text in seen
    panel.get_by_role("gridcell", name="403865 / 1").click()
    expect(panel.get_by_text("108,00").first).to_be_visible(timeout=PATIENCE)
    assert words(panel).count("153,00") >= 2


def test_cases_and_contacts(tab: Callable[[str], Locator]) -> None:
    panel = tab("cases")
    expect(panel.get_by_text("Besuch im Autohaus")).to_be_visible(timeout=PATIENCE)
    seen = words(panel)
    for text in (
        "fährt derzeit W124 mit 150 TKM",
        "Verkaufschance",
        "15.07.2011",
        "10.07.2011",
        "17.07.2011",
        "13:11",
        "Besuch im Autohaus",
    ):
        assert text in seen


@pytest.mark.parametrize(
    ("key", "texts"),
    [
        ("contact_persons", ("Harald Meier",)),
        ("inbox", ("01111893", "01111892", "Z-77120", "abgewiesen")),
        ("vehicles", ("NA-FR 472", "NA-PT 193", "überfällig")),
        ("orders", ("403865 / 1", "634119 / 2")),
        ("place", ("95119 Naila",)),
    ],
)
def test_the_other_tabs(tab: Callable[[str], Locator], key: str, texts: tuple[str, ...]) -> None:
    panel = tab(key)
    for text in texts:
        expect(panel.get_by_text(text).first).to_be_visible(timeout=PATIENCE)


def test_a_staged_e_invoice_is_shown_readable(tab: Callable[[str], Locator]) -> None:
    panel = tab("inbox")
    panel.get_by_text("Rechnung 01111893").first.click()
    for text in ("Summe netto", "698,41", "831,11", "Autohaus Nordhof GmbH"):
        expect(panel.get_by_text(text).first).to_be_visible(timeout=PATIENCE)


def test_no_tab_asks_another_host(tab: Callable[[str], Locator], site: Stack, asked: list[str]) -> None:
    for key in ("revenue", "open_items", "gross_profit", "orders", "place"):
        tab(key)
    assert asked
    assert [url for url in asked if not url.startswith((site.root, "data:", "blob:"))] == []
