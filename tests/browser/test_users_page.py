"""An administrator at work, and what the others notice of it in their own browsers."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, WebSocket, expect

from tests.administration import token_in
from tests.chromium import PHONE, fresh_browser, leave
from tests.stack import Client, Stack

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

HOSTILE = "<img src=x onerror=\"document.title='broken'\"><b>Otto</b>"
OWN_PASSWORD = "ein langer eigener Satz"
START = "Welchen Kunden suchen Sie?"


@pytest.fixture(scope="module")
def admin(session_of: Callable[..., BrowserContext]) -> BrowserContext:
    """The administrator's browser."""
    opened = session_of("admin")
    opened.grant_permissions(["clipboard-read", "clipboard-write"])
    return opened


@pytest.fixture(scope="module")
def users(admin: BrowserContext, site: Stack) -> Iterator[Page]:
    """Their page, at which one thing is done after the other."""
    page = admin.new_page()
    page.goto(site.page("users.ipynb"))
    expect(page.get_by_role("grid", name="Konten")).to_be_visible()
    yield page
    page.close()


@pytest.fixture
def colleague(chromium: Browser) -> Iterator[Page]:
    """Somebody else's browser."""
    opened = fresh_browser(chromium)
    yield opened.new_page()
    opened.close()


def log_in(page: Page, site: Stack, name: str, password: str) -> None:
    page.goto(site.base)
    page.get_by_label("Benutzername").fill(name)
    page.get_by_label("Kennwort", exact=True).fill(password)
    page.get_by_role("button", name="Anmelden").click()


def log_in_first(page: Page, site: Stack, name: str, password: str) -> None:
    """With the one-time password, which has to be replaced."""
    log_in(page, site, name, password)
    expect(page.get_by_role("heading", name="Neues Kennwort")).to_be_visible()
    page.get_by_label("Neues Kennwort", exact=True).fill(OWN_PASSWORD)
    page.get_by_label("Neues Kennwort wiederholen").fill(OWN_PASSWORD)
    page.get_by_role("button", name="Speichern und anmelden").click()


def pane(users: Page) -> Locator:
    return users.locator(".ci-slot--detail")


def add(users: Page, name: str, full_name: str = "", role: str = "Verkauf") -> str:
    """Add a user, of a role that has one app; the one-time password."""
    users.get_by_role("button", name="Benutzer anlegen").first.click()
    form = pane(users)
    form.get_by_label("Benutzername").fill(name)
    form.get_by_label("Vor- und Nachname").fill(full_name)
    form.get_by_role("checkbox", name=role).check()
    form.get_by_role("button", name="Benutzer anlegen").click()
    expect(pane(users).get_by_role("status").first).to_contain_text(f"{name} ist angelegt")
    return users.locator(".ci-password__text").inner_text()


def choose(users: Page, name: str) -> None:
    users.get_by_role("grid", name="Konten").get_by_role("gridcell", name=name, exact=True).click()
    expect(pane(users).get_by_role("heading", name="Zugang")).to_be_visible()


def test_a_new_user_comes_in_with_a_password_of_his_own(users: Page, site: Stack, colleague: Page) -> None:
    password = add(users, "odo", HOSTILE)
    expect(pane(users)).to_contain_text(HOSTILE)
    expect(users).to_have_title("Benutzer · clientinfo")
    assert users.locator(".ci-users img, .ci-users b").count() == 0
    users.get_by_role("button", name="Kopieren").click()
    expect(users.get_by_role("button", name="Kopiert")).to_be_visible()
    assert users.evaluate("navigator.clipboard.readText()") == password

    log_in_first(colleague, site, "odo", password)
    expect(colleague.get_by_role("heading", name=START)).to_be_visible()
    # The password is shown once only.
    users.get_by_role("gridcell", name="sales", exact=True).click()
    expect(pane(users)).to_contain_text("Viktor Verkauf")
    assert password not in users.content()


def test_another_role_opens_another_page(users: Page, site: Stack, colleague: Page) -> None:
    log_in_first(colleague, site, "rosa", add(users, "rosa"))
    expect(colleague.get_by_role("heading", name=START)).to_be_visible()
    refused = colleague.context.request.get(site.page("audit.ipynb"))
    assert refused.status == 403

    pane(users).get_by_role("checkbox", name="Verkauf").uncheck()
    pane(users).get_by_role("checkbox", name="Datenschutz").check()
    pane(users).get_by_role("button", name="Rollen speichern").click()
    expect(pane(users).get_by_role("status").first).to_contain_text("Rollen von rosa gespeichert")
    expect(users.locator("tr", has_text="rosa")).to_contain_text("Datenschutz")
    log_in(colleague, site, "rosa", OWN_PASSWORD)
    colleague.wait_for_url(re.compile("/services/clientinfo/"))
    colleague.goto(site.page("audit.ipynb"))
    expect(colleague.get_by_role("heading", name="Zugriffsprotokoll").first).to_be_visible()


def test_a_lock_ends_what_is_open_and_refuses_the_login(users: Page, site: Stack, colleague: Page) -> None:
    log_in_first(colleague, site, "lars", add(users, "lars"))
    expect(colleague.get_by_role("heading", name=START)).to_be_visible()
    session = colleague.evaluate("JSON.parse(document.getElementById('jupyter-config-data').textContent).sessionUrl")
    assert colleague.context.request.get(site.root + session).status == 200

    pane(users).get_by_role("button", name="Sperren").click()
    expect(pane(users).get_by_role("status").first).to_contain_text("lars ist gesperrt")
    expect(users.locator("tr", has_text="lars")).to_contain_text("gesperrt")
    assert colleague.context.request.get(site.root + session).status in {401, 403, 404}
    expect(colleague.locator(".ci-over, .ci-lost")).to_be_visible()
    log_in(colleague, site, "lars", OWN_PASSWORD)
    expect(colleague.get_by_text("Ihr Zugang ist gesperrt")).to_be_visible()

    pane(users).get_by_role("button", name="Entsperren").click()
    expect(pane(users).get_by_role("status").first).to_contain_text("lars kann sich wieder anmelden")
    log_in(colleague, site, "lars", OWN_PASSWORD)
    expect(colleague.get_by_role("heading", name=START)).to_be_visible()


def test_deleting_asks_first(users: Page, site: Stack, colleague: Page) -> None:
    password = add(users, "dora", "Dora Dahin")
    delete = pane(users).get_by_role("button", name="Löschen")
    delete.focus()
    users.keyboard.press("Enter")
    question = pane(users).get_by_role("group", name="Konto Dora Dahin (dora) löschen?")
    expect(question).to_contain_text("nicht rückgängig")
    expect(question.get_by_role("button", name="Abbrechen")).to_be_focused()
    users.keyboard.press("Escape")
    expect(question).to_have_count(0)
    expect(delete).to_be_focused()
    expect(users.get_by_role("gridcell", name="dora", exact=True)).to_be_visible()

    users.keyboard.press("Enter")
    question.get_by_role("button", name="Endgültig löschen").click()
    expect(pane(users).get_by_role("status").first).to_contain_text("Konto Dora Dahin (dora) ist gelöscht")
    expect(users.get_by_role("gridcell", name="dora", exact=True)).to_have_count(0)
    log_in(colleague, site, "dora", password)
    expect(colleague.get_by_role("button", name="Anmelden")).to_be_visible()


def test_an_unsaved_entry_is_asked_about(users: Page) -> None:
    choose(users, "sales")
    pane(users).get_by_label("E-Mail").fill("vertippt@nordhof.example")
    choose(users, "service")
    expect(pane(users).get_by_role("heading", name="Nicht gespeicherte Angaben")).to_be_visible()
    stay = pane(users).get_by_role("button", name="Weiter bearbeiten")
    expect(stay).to_be_focused()
    stay.click()
    expect(pane(users).get_by_label("E-Mail")).to_have_value("vertippt@nordhof.example")
    expect(users.locator(".ci-grid tbody tr[aria-selected=true]")).to_contain_text("sales")
    choose(users, "service")
    pane(users).get_by_role("button", name="Verwerfen").click()
    expect(pane(users).get_by_label("E-Mail")).not_to_have_value("vertippt@nordhof.example")
    expect(users.locator(".ci-grid tbody tr[aria-selected=true]")).to_contain_text("service")


def test_a_filter_outlives_a_change(users: Page) -> None:
    users.get_by_role("searchbox").fill("viktor")
    choose(users, "sales")
    expect(pane(users).get_by_role("heading", name="Viktor Verkauf")).to_be_visible()  # another account was open
    pane(users).get_by_label("E-Mail").fill("viktor@nordhof.example")
    pane(users).get_by_role("button", name="Angaben speichern").click()
    expect(pane(users).get_by_role("link", name="viktor@nordhof.example")).to_be_visible()
    expect(users.get_by_role("searchbox")).to_have_value("viktor")
    expect(users.locator(".ci-grid tbody tr")).to_have_count(1)
    expect(users.locator(".ci-grid tbody tr")).to_have_attribute("aria-selected", "true")
    users.get_by_role("searchbox").fill("")
    expect(users.get_by_role("gridcell", name="service", exact=True)).to_be_visible()


def test_by_keyboard_and_with_mistakes(users: Page) -> None:
    users.get_by_role("button", name="Benutzer anlegen").first.focus()
    users.keyboard.press("Enter")
    name = pane(users).get_by_label("Benutzername")
    expect(name).to_be_focused()
    users.keyboard.type("sales")
    users.keyboard.press("Enter")
    roles = pane(users).get_by_role("checkbox", name="Service")
    # all that is wrong is said at once, and the keyboard is at the first of it
    expect(pane(users).get_by_role("group", name="Rollen")).to_contain_text("Bitte wählen Sie etwas aus.")
    expect(pane(users)).to_contain_text("Das Konto „sales“ gibt es schon.")
    expect(name).to_be_focused()
    roles.focus()
    users.keyboard.press("Space")
    pane(users).get_by_role("button", name="Benutzer anlegen").press("Enter")
    expect(pane(users).get_by_role("group", name="Rollen")).not_to_contain_text("Bitte wählen Sie etwas aus.")
    expect(name).to_be_focused()
    expect(name).to_have_attribute("aria-invalid", "true")
    expect(name).to_have_value("sales")
    expect(roles).to_be_checked()


def test_nobody_else_opens_the_page(site: Stack) -> None:
    for user in ("service", "controlling", "privacy"):
        staff = Client.of(site, user)
        before = site.sessions()
        assert staff.get(site.page("users.ipynb")).status_code == 403
        assert site.sessions() <= before


def test_the_token_reaches_no_browser(admin: BrowserContext, site: Stack) -> None:
    (cookie,) = (each["value"] for each in admin.cookies() if each["name"] == "service-clientinfo")
    token = token_in(cookie)
    page = admin.new_page()
    seen: list[bytes] = []

    def note(frame: bytes | str) -> None:
        seen.append(frame.encode() if isinstance(frame, str) else frame)

    def listen(socket: WebSocket) -> None:
        socket.on("framesent", note)
        socket.on("framereceived", note)

    page.on("websocket", listen)
    answer = page.goto(site.page("users.ipynb"))
    assert answer is not None
    choose(page, "sales")
    add(page, "tina")
    assert len(seen) > 10
    assert b"Viktor Verkauf" in b"".join(seen)
    for sent in (answer.body(), page.content().encode(), *seen):
        assert token.encode() not in sent
    page.close()


def test_the_phone_shows_the_account_as_a_sheet(session_of: Callable[..., BrowserContext], site: Stack) -> None:
    phone = session_of("admin", **PHONE)
    page = phone.new_page()
    page.goto(site.page("users.ipynb"))
    page.get_by_role("row").filter(has_text="Karl Controlling").tap()
    sheet = pane(page)
    expect(sheet.get_by_role("heading", name="Karl Controlling")).to_be_visible()
    sheet.get_by_role("button", name="Löschen").tap()
    expect(sheet.get_by_role("button", name="Endgültig löschen")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    sheet.get_by_role("button", name="Abbrechen").tap()
    sheet.get_by_role("button", name="Schließen").tap()
    expect(sheet).to_be_hidden()
    page.get_by_role("button", name="Benutzer anlegen").tap()
    expect(sheet.get_by_label("Benutzername")).to_be_focused()
    leave(phone)
