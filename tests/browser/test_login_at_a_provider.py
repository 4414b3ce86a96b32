"""Login at an OpenID Connect provider, as a person in front of a browser sees it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from playwright.sync_api import Browser, expect

from tests.chromium import PHONE, fresh_browser
from tests.hub.login.oidc_office import groups

if TYPE_CHECKING:
    from tests.hub.login.oidc_provider import Provider
    from tests.hub.login.publication import Office


def test_one_button_leads_to_the_provider_and_back_into_the_app(
    chromium: Browser, oidc_provider: Provider, oidc_office: Office
) -> None:
    oidc_provider.knows("id-karla", preferred_username="karla", **groups("Leitung"))
    stack = oidc_office.stack
    browser = fresh_browser(chromium, viewport=PHONE["viewport"])
    page = browser.new_page()
    complaints: list[str] = []
    # The provider's own pages are not ours.
    page.on(
        "console",
        lambda message: message.type == "error" and complaints.append(f"{message.location} {message.text}"),
    )

    page.goto(stack.base)
    expect(page.get_by_label("Benutzername")).to_have_count(0)
    button = page.get_by_role("link", name="Mit Firmenkonto anmelden")
    expect(button).to_be_in_viewport()
    button.click()
    page.get_by_role("button", name="Deny").click()
    expect(page.get_by_role("alert")).to_contain_text("Die Anmeldung wurde abgebrochen")
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    complaints.clear()

    page.get_by_role("link", name="Mit Firmenkonto anmelden").click()
    page.get_by_placeholder("sub").fill("id-karla")
    page.get_by_role("button", name="Authorize").click()
    page.wait_for_url(re.compile(f"^{re.escape(stack.base)}"))
    assert not [each for each in complaints if stack.root in each]
    browser.close()
