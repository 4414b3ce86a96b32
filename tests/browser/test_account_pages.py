"""The Hub's pages in a browser: by keyboard, on a phone, under their own strict content policy."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Browser, Page, expect

from clientinfo_kernel.settings import read_settings
from hub.accounts.account import NewAccount
from hub.accounts.bootstrap import open_door
from hub.configuration.state_folder import hub_state
from tests.chromium import PHONE, fresh_browser
from tests.hub.accounts.conftest import PASSWORD, add_account
from tests.hub.accounts.hub_process import running_hub, write_settings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.hub.accounts.hub_process import RunningHub


@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningHub]:
    """A Hub with a seller and an analyst whose server never starts."""
    settings = write_settings(tmp_path_factory.mktemp("hub"), "enable_signup = true")
    add_account(settings, "anna", roles=("sales",))
    add_account(settings, "kaputt", roles=("analyst",))
    with running_hub(settings) as running:
        yield running


@pytest.fixture
def complaints(page: Page, hub: RunningHub) -> Iterator[list[str]]:
    """What the browser blocks or asks elsewhere; checked to be nothing at the end."""
    found: list[str] = []
    home = hub.address.removesuffix("hub/")
    page.on("console", lambda message: found.append(message.text) if "Content Security" in message.text else None)
    page.on("pageerror", lambda error: found.append(str(error)))
    page.on("request", lambda request: found.append(request.url) if not request.url.startswith(home) else None)
    yield found
    assert found == []


def test_logging_in_by_keyboard(page: Page, hub: RunningHub, complaints: list[str]) -> None:
    page.goto(f"{hub.address}login?next=%2Fhub%2Fpassword")
    name, password = page.get_by_label("Benutzername"), page.get_by_label("Kennwort", exact=True)
    expect(name).to_be_focused()
    page.keyboard.type("anna")
    page.keyboard.press("Tab")
    page.keyboard.type("falsch falsch")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_have_text("Benutzername oder Kennwort stimmt nicht.")
    expect(name).to_have_value("anna")
    expect(password).to_be_focused()
    expect(password).to_have_value("")
    expect(password).to_have_accessible_description("Benutzername oder Kennwort stimmt nicht.")
    page.keyboard.type(PASSWORD)
    page.get_by_role("button", name="Kennwort anzeigen").click()
    expect(password).to_have_attribute("type", "text")
    page.get_by_role("button", name="Kennwort verbergen").click()
    expect(password).to_have_attribute("type", "password")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Kennwort ändern")
    page.get_by_role("link", name="Abmelden").click()
    expect(page.get_by_role("status").filter(has_text="abgemeldet")).to_be_visible()
    assert complaints == []


def test_the_first_login_on_a_phone(chromium: Browser, hub: RunningHub) -> None:
    with open_door(hub_state(read_settings(hub.settings))) as door:
        start = door.add(NewAccount(name="neu.hier", roles=("sales",)))
    context = fresh_browser(chromium, **PHONE)
    page = context.new_page()
    page.goto(f"{hub.address}login?next=%2Fhub%2Fpassword")
    page.get_by_label("Benutzername").fill("neu.hier")
    page.get_by_label("Kennwort", exact=True).fill(start)
    page.get_by_role("button", name="Anmelden").tap()
    expect(page.get_by_role("heading", level=1)).to_have_text("Neues Kennwort")
    page.get_by_label("Neues Kennwort", exact=True).fill("ein eigener Satz")
    page.get_by_label("Neues Kennwort wiederholen").fill("ein eigener Satz")
    page.get_by_role("button", name="Speichern und anmelden").tap()
    expect(page.get_by_role("heading", level=1)).to_have_text("Kennwort ändern")
    for path in ("password", "nichts", "login", "signup", "home"):
        page.goto(f"{hub.address}{path}")
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
    context.close()


def test_a_server_that_does_not_start_is_told_in_words(page: Page, hub: RunningHub, complaints: list[str]) -> None:
    page.goto(f"{hub.address}login?next=%2Fhub%2Fhome")
    page.get_by_label("Benutzername").fill("kaputt")
    page.get_by_label("Kennwort", exact=True).fill(PASSWORD)
    page.keyboard.press("Enter")
    page.get_by_role("link", name="Starten").click()
    expect(page.get_by_role("heading", name="JupyterLab startet")).to_be_visible()
    expect(page.get_by_text("Der Start ist nicht gelungen")).to_be_visible()
    expect(page.get_by_role("heading", name="JupyterLab startet")).to_be_hidden()
    page.get_by_role("link", name="Zurück").click()
    expect(page.get_by_text("Ihr Server läuft nicht.")).to_be_visible()
    assert complaints == []
