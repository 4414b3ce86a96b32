"""What each role sees: its tiles, its tabs, its amounts, and a notice where an address leads further than that."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.browser.published import OWN_LOGOUT, SMALL, WIDTH
from tests.chromium import PHONE, leave
from tests.stack import REPOSITORY, eventually
from widgets.panel import all_panels
from widgets.texts.language import _

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import BrowserContext, Page

    from tests.stack import Stack

MEIER = "Meier Vakuumtechnik GmbH"
ALL_TABS = (
    *("Übersicht", "Ansprechpartner", "Vorgänge und Kundenkontakte", "Briefkästen", "Umsätze", "Offene Posten"),
    *("Fahrzeugstamm", "akt. Aufträge", "Aufträge gesamt", "Rohertrag", "Ort"),
)
HIDDEN_TABS = {
    "service": {"Briefkästen", "Umsätze", "Offene Posten", "Rohertrag"},
    "sales": {"Briefkästen", "Offene Posten", "Rohertrag"},
    "accounting": {"Rohertrag"},
    "controlling": set(),
    "analyst": set(),
    "privacy": {"Briefkästen", "Umsätze", "Offene Posten", "Rohertrag"},
}
WORDS = {
    "service": "Service",
    "sales": "Verkauf",
    "accounting": "Buchhaltung",
    "controlling": "Controlling",
    "analyst": "Analyse",
    "privacy": "Datenschutz",
    "admin": "Administration",
}
NAMES = {
    "service": "Sabine Service",
    "sales": "Viktor Verkauf",
    "accounting": "Berta Buchhaltung",
    "controlling": "Karl Controlling",
    "analyst": "Anna Analyse",
    "privacy": "Dora Datenschutz",
    "admin": "Adam Administration",
}
BALANCE, LIMIT, GROSS_PROFIT, REVENUE = "9.366,83", "8.000,00", "467,93", "15.960,00"
# A deep link to a tab of others, and what is said about it.
REFUSED_TABS = {
    "service": ("revenue", "Der Reiter Umsätze ist für die Rolle Service nicht freigegeben"),
    "sales": ("gross_profit", "Der Reiter Rohertrag ist für die Rolle Verkauf nicht freigegeben"),
    "privacy": ("open_items", "Der Reiter Offene Posten ist für die Rolle Datenschutz nicht freigegeben"),
}
NEVER_SEEN = {
    "service": {BALANCE, LIMIT, GROSS_PROFIT, REVENUE},
    "sales": {BALANCE, LIMIT, GROSS_PROFIT},
    "privacy": {BALANCE, LIMIT, GROSS_PROFIT, REVENUE},
}
HAS_USERS_APP = (REPOSITORY / "notebooks" / "users.ipynb").exists()


@pytest.fixture
def browser_of(session_of: Callable[..., BrowserContext]) -> Iterator[Callable[..., Page]]:
    """Opens a tab of a user."""
    opened: list[BrowserContext] = []

    def tab(user: str, **more: object) -> Page:
        opened.append(session_of(user, **more))
        return opened[-1].new_page()

    yield tab
    for each in opened:
        leave(each)


def open_meier(page: Page, site: Stack, tab: str = "") -> None:
    page.goto(site.page_address(f"?customer=10012{'&tab=' if tab else ''}{tab}"))
    expect(page.get_by_role("heading", level=1)).to_have_text(MEIER)


@pytest.mark.parametrize("role", HIDDEN_TABS)
def test_a_role_has_just_its_tabs(role: str) -> None:
    titles = [_(panel.title) for panel in all_panels() if role in panel.roles]
    assert [title for title in titles if title in ALL_TABS] == [
        title for title in ALL_TABS if title not in HIDDEN_TABS[role]
    ]


# Whoever sees all of them opens them in test_golden_page.py.
@pytest.mark.parametrize("role", [role for role, hidden in HIDDEN_TABS.items() if hidden])
def test_a_role_sees_just_its_tabs_and_a_link_to_another_says_who_may(
    role: str, browser_of: Callable[..., Page], site: Stack
) -> None:
    page = browser_of(role)
    refused, notice = REFUSED_TABS.get(role, ("", ""))
    heard: list[str] = []  # everything that the kernel says to this browser, whether the page shows it or not
    page.on("websocket", lambda socket: socket.on("framereceived", lambda frame: heard.append(str(frame))))
    open_meier(page, site, refused)
    expect(page.get_by_role("tab", selected=True)).to_have_text("Übersicht")
    if notice:
        expect(page.locator(".ci-refusal-slot")).to_contain_text(notice)
    tabs = page.get_by_role("tab")
    titles = [_(panel.title) for panel in all_panels() if role in panel.roles]
    expect(tabs).to_have_count(len(titles))
    assert [text.partition("\n")[0].strip() for text in tabs.all_inner_texts()] == titles
    for title in titles:
        page.get_by_role("tab", name=title).click()
        expect(page.get_by_role("tabpanel", name=title)).to_be_visible()
        expect(page.get_by_role("tabpanel", name=title).locator(".ci-tile").first).to_be_visible()
    if notice:
        expect(page.locator(".ci-refusal-slot")).not_to_contain_text(notice)
    said = page.content() + "".join(heard)
    assert {amount for amount in NEVER_SEEN.get(role, ()) if amount in said} == set()
    if role not in NEVER_SEEN:
        assert BALANCE in said
    expect(page.get_by_role("button", name=f"{NAMES[role]} {WORDS[role]}")).to_be_visible()


def test_who_has_one_app_is_in_it_at_once(browser_of: Callable[..., Page], site: Stack) -> None:
    page = browser_of("sales")
    page.goto(f"{site.base}?customer=10012")
    expect(page.get_by_role("heading", level=1)).to_have_text(MEIER)
    page.get_by_role("button", name="Viktor Verkauf Verkauf").click()
    expect(page.get_by_role("menuitem")).to_have_text(["Kennwort ändern", "Abmelden"])


@pytest.mark.parametrize(
    ("role", "tiles"),
    [
        ("privacy", ["Kundensicht", "Zugriffsprotokoll"]),
        ("analyst", ["Kundensicht", "JupyterLab"]),
    ],
)
def test_the_start_page_has_the_tiles_of_the_role(
    role: str, tiles: list[str], browser_of: Callable[..., Page], site: Stack
) -> None:
    page = browser_of(role)
    page.goto(site.base)
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Guten Tag, {NAMES[role]}")
    titles = page.locator(".ci-apptile__title").all_inner_texts()
    assert [title for title in titles if title in {*tiles, "Zugriffsprotokoll", "JupyterLab", "Benutzer"}] == tiles
    expect(page.get_by_role("main")).to_contain_text(f"Ihre Rolle: {WORDS[role]}.")
    page.get_by_role("link", name="Kundensicht").click()
    expect(page.get_by_role("heading", name="Welchen Kunden suchen Sie?")).to_be_visible()


def test_an_administrator_sees_no_customers(browser_of: Callable[..., Page], site: Stack) -> None:
    page = browser_of("admin")
    answer = page.goto(site.page_address("?customer=10012"))
    assert answer is not None
    assert answer.status == 403
    notice = page.get_by_role("alert")
    expect(notice).to_contain_text("Diese Seite ist nicht freigegeben")
    expect(notice).to_contain_text("wenden Sie sich an Frau Huber (Tel. 12).")
    assert MEIER not in page.content()
    expect(notice.get_by_role("link", name="Abmelden")).to_have_attribute("href", OWN_LOGOUT)
    notice.get_by_role("link", name="Zur Startseite").click()
    if HAS_USERS_APP:
        page.wait_for_url("**/users.ipynb")
    else:
        expect(page.get_by_role("main")).to_contain_text("Für Ihre Rolle ist keine Anwendung freigegeben")
        expect(page.get_by_role("main")).to_contain_text("Administration")
    expect(page.get_by_role("link", name="Kundensicht")).to_have_count(0)


@pytest.mark.parametrize("user", ["service", "controlling", "admin"])
def test_the_log_is_for_privacy_alone(user: str, browser_of: Callable[..., Page], site: Stack) -> None:
    page = browser_of(user)
    answer = page.goto(site.page_address(notebook="audit"))
    assert answer is not None
    assert answer.status == 403
    expect(page.get_by_role("alert")).to_contain_text("Diese Seite ist nicht freigegeben")


def test_two_people_at_once_see_what_is_their_own(browser_of: Callable[..., Page], site: Stack) -> None:
    service, accounting = browser_of("service"), browser_of("accounting")
    before = {process.pid for process in site.kernels()}
    for page in (service, accounting):
        open_meier(page, site)
    assert len({process.pid for process in site.kernels()} - before) == 2
    expect(accounting.locator(".ci-customer")).to_contain_text(BALANCE)
    expect(service.locator(".ci-customer")).not_to_contain_text(BALANCE)
    # What one does does not reach the other.
    service.get_by_role("button", name="Sprache: Deutsch").click()
    expect(service.locator("html")).to_have_attribute("lang", "en")
    accounting.get_by_role("tab", name="Offene Posten").click()
    expect(accounting.get_by_role("tabpanel", name="Offene Posten")).to_contain_text(BALANCE)
    expect(accounting.locator("html")).to_have_attribute("lang", "de")


def test_apps_and_their_menu_on_the_phone(browser_of: Callable[..., Page], site: Stack) -> None:
    page = browser_of("privacy", **PHONE)
    page.goto(site.base)
    assert page.evaluate(WIDTH) == 390
    page.get_by_role("link", name="Zugriffsprotokoll").tap()
    expect(page.get_by_role("grid", name="Einträge")).to_be_visible()
    assert page.evaluate(WIDTH) == 390
    page.get_by_role("button", name="Dora Datenschutz Datenschutz").tap()
    assert page.evaluate(SMALL, ".ci-appbar") == []
    page.get_by_role("menuitem", name="Alle Anwendungen").tap()
    expect(page.get_by_role("heading", level=1)).to_have_text("Guten Tag, Dora Datenschutz")
    eventually(lambda: page.url == site.base, "the start page")


def test_a_list_leads_to_the_thing_at_its_customer(browser_of: Callable[..., Page], site: Stack) -> None:
    page = browser_of("accounting")
    page.goto(site.page("lists.ipynb", "?list=stuck_entries"))
    expect(page.get_by_role("heading", level=2, name="Hängt im Briefkasten")).to_be_visible()
    expect(page).to_have_title("Hängt im Briefkasten · clientinfo")
    page.get_by_label("Filter").fill("01120731")
    expect(page.locator(".ci-grid tbody tr")).to_have_count(1)
    # Enter in any cell of the row
    page.locator(".ci-grid tbody td").first.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(MEIER)
    expect(page.get_by_role("tab", name="Briefkästen")).to_have_attribute("aria-selected", "true")
    page.go_back()
    expect(page.get_by_role("heading", level=2, name="Hängt im Briefkasten")).to_be_visible()


def test_a_list_of_another_role_is_not_there(browser_of: Callable[..., Page], site: Stack) -> None:
    page = browser_of("service")
    page.goto(site.page("lists.ipynb", "?list=debtors"))
    expect(page.get_by_role("heading", level=2, name="Wiedervorlagen")).to_be_visible()
    expect(page.get_by_role("status").filter(has_text="„Wer schuldet“")).to_be_visible()
    expect(page.get_by_role("navigation", name="Arbeitslisten")).not_to_contain_text("Wer schuldet")
    page.get_by_role("link", name="Zugesagt und überfällig").click()
    expect(page).to_have_url(re.compile(r"\?list=late_orders$"))
    expect(page.get_by_role("link", name="Zugesagt und überfällig")).to_be_focused()
    page.go_back()
    expect(page.get_by_role("link", name="Wiedervorlagen")).to_be_focused()
    page.go_forward()
    expect(page.get_by_role("link", name="Zugesagt und überfällig")).to_be_focused()
    page.get_by_label("Gruppieren").select_option("Nach Berater")
    first = page.locator(".ci-grid tbody tr").first
    first.click()
    expect(first.locator("xpath=following-sibling::tr[1]").get_by_role("link").first).to_be_visible()
    # on a phone one chooses among them: the open one is chosen, and the keyboard stays there
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(site.page("lists.ipynb", "?list=not_seen"))
    pick = page.get_by_role("combobox", name="Arbeitsliste", exact=True)
    expect(pick).to_have_value("Lange nicht da")
    pick.select_option("Zugesagt und überfällig")
    expect(page).to_have_url(re.compile(r"\?list=late_orders$"))
    expect(pick).to_be_focused()


def test_a_controller_holds_the_postings_behind_a_changed_margin_after_five_clicks(
    browser_of: Callable[..., Page], site: Stack
) -> None:
    """Why did last year's workshop margin of one branch change? From the start page down to file and line, and kept there."""
    page = browser_of("controlling")
    page.goto(site.base)
    page.get_by_role("link", name="Margen").click()  # 1
    page.get_by_role("radiogroup", name="Zeitraum").get_by_role("radio", name="2011").click()  # 2
    expect(page).to_have_url(re.compile("month%3D2011-01..2011-12"))
    row = page.locator(".ci-pivot tbody tr", has=page.get_by_role("rowheader", name="Werkstatt")).first
    profit = row.locator(".ci-pivot__figure").inner_text()
    row.locator(".ci-pivot__figure").click()  # 3
    origin = page.get_by_role("region", name="Woher kommt diese Zahl?")
    steps = origin.locator(".ci-origin__steps > li")
    expect(steps.nth(0)).to_contain_text(profit)
    parts, before = origin.locator(".ci-origin__part > .ci-num"), steps.nth(1).locator(".ci-num").nth(1)
    expect(parts.first).to_be_visible()
    assert euros(before.inner_text()) + sum(map(euros, parts.all_inner_texts())) == euros(profit)
    origin.get_by_role("button", name="Verlorene Kunden").click()  # 4
    documents = steps.filter(has_text="im Vergleichszeitraum")
    amount = documents.get_by_role("button").first.locator(".ci-num").inner_text()
    documents.get_by_role("button").first.press("Enter")  # 5
    postings = origin.locator(".ci-origin__below")  # right below the document, in sight
    expect(postings).to_contain_text("Buchungen zu")
    expect(postings).to_be_in_viewport()
    expect(documents.get_by_role("button").first).to_be_focused()  # though the way above it has one step more now
    expect(postings.locator(".is-sum")).to_contain_text(amount)
    expect(postings).to_contain_text(re.compile(r"EXTF_\S+\.csv, Zeile \d+"))
    way = origin.get_by_role("navigation", name="Weg zu dieser Zahl")
    expect(way).to_contain_text(re.compile("GesamtHofWerkstattVerlorene KundenBeleg"))
    page.go_back()
    expect(postings).to_have_count(0)
    expect(page.locator(".bqplot").first).to_be_visible()
    page.get_by_role("button", name="Frage speichern").click()
    page.get_by_label("Name").fill("Werkstatt 2011")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Entfernen", exact=True)).to_be_visible()
    page.goto(site.base)
    tile = page.get_by_role("region", name="Gespeicherte Fragen").get_by_role("link", name="Werkstatt 2011")
    expect(tile.locator(".ci-day__figure")).to_have_text(re.compile(r"\d\s€$"))
    tile.click()
    expect(page).to_have_url(re.compile("saved="))
    expect(origin).to_be_visible()


def euros(text: str) -> Decimal:
    """An amount as it stands on the screen."""
    return Decimal(text.replace(".", "").replace(",", "."))


def test_my_day_counts_each_list_and_leads_to_it(browser_of: Callable[..., Page], site: Stack) -> None:
    page = browser_of("service")
    several = browser_of("controlling")
    several.goto(site.base)  # whoever has several apps finds the day above them
    day = several.get_by_role("region", name="Mein Tag")
    counted = day.get_by_role("link", name="Zugesagt und überfällig").locator(".ci-chip")
    expect(counted).to_have_text(re.compile(r"^\d+$"))
    assert "Änderungs\N{SOFT HYPHEN}mitteilungen" in day.inner_text()  # fits two beside each other on a phone
    page.goto(site.page("customer.ipynb"))
    tile = page.get_by_role("link", name="Zugesagt und überfällig")
    expect(tile.locator(".ci-chip")).to_have_text(re.compile(r"^\d+$"))
    count = tile.locator(".ci-chip").inner_text()
    tile.click()
    expect(page.get_by_role("heading", level=2, name="Zugesagt und überfällig")).to_be_visible()
    expect(page.locator(".ci-grid .ci-badge")).to_have_text(re.compile(rf"^{count} Zeilen?$"))
