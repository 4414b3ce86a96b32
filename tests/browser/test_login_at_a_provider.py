"""Login at an OpenID Connect provider, as a person in front of a browser sees it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from playwright.sync_api import Browser, expect

from tests.chromium import PATIENCE
from tests.hub.login.oidc_provider import SECRET, running_provider
from tests.hub.login.publication import login_settings
from tests.stack import running

if TYPE_CHECKING:
    from pathlib import Path

SECTIONS = """
[hub]
login = "oidc"
[hub.oidc]
issuer = "{issuer}"
client_id = "clientinfo"
[hub.roles]
Leitung = ["sales", "controlling"]
"""


def test_one_button_leads_to_the_provider_and_back_into_the_app(
    chromium: Browser, settings_file: Path, tmp_path: Path
) -> None:
    with running_provider(tmp_path) as provider:
        provider.knows("id-karl", preferred_username="karl", groups=["Leitung"])
        settings = login_settings(settings_file, "oidc-browser", SECTIONS.format(issuer=provider.issuer))
        with running(settings, tmp_path, CLIENTINFO_HUB__OIDC__CLIENT_SECRET=SECRET) as stack:
            browser = chromium.new_context(locale="de-DE", viewport={"width": 390, "height": 844})
            browser.set_default_timeout(PATIENCE)
            page = browser.new_page()
            complaints: list[str] = []
            # The provider's own pages are not ours.
            page.on(
                "console",
                lambda message: message.type == "error" and complaints.append(f"{message.location} {message.text}"),
            )

            page.goto(stack.base)
            expect(page.get_by_label("Benutzername")).to_have_count(0)
            button = page.get_by_role("link", name="Mit dem Firmenkonto anmelden")
            expect(button).to_be_in_viewport()
            button.click()
            page.get_by_role("button", name="Deny").click()
            expect(page.get_by_role("alert")).to_contain_text("Die Anmeldung wurde abgebrochen")
            assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
            complaints.clear()

            page.get_by_role("link", name="Mit dem Firmenkonto anmelden").click()
            page.get_by_placeholder("sub").fill("id-karl")
            page.get_by_role("button", name="Authorize").click()
            page.wait_for_url(re.compile(f"^{re.escape(stack.base)}"))
            assert not [each for each in complaints if stack.root in each]
            browser.close()
