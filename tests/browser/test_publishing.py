"""From JupyterLab to a page: the analyst asks by the command, somebody else reads the code and releases it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from playwright.sync_api import expect

from clientinfo_kernel.access.rights import Viewer
from clientinfo_kernel.live.database import LiveDatabase
from clientinfo_kernel.live.publications import Draft, Publications
from tests.browser.test_accessibility import findings
from tests.chromium import leave, logged_in

if TYPE_CHECKING:
    from collections.abc import Callable

    import pytest
    from playwright.sync_api import Browser, BrowserContext

    from tests.stack import Stack


def test_a_notebook_becomes_a_page(
    chromium: Browser,
    session_of: Callable[..., BrowserContext],
    site: Stack,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # The example's page has an owner already, as a copy of the template soon has.
    monkeypatch.setenv("CLIENTINFO_AUDIT", str(site.state / "audit"))
    otto = Viewer("otto", frozenset({"analyst"}), "Otto Alt")
    store = Publications(LiveDatabase.at(site.state / "live" / "live.sqlite"), otto)
    older = json.dumps({"cells": [{"cell_type": "code", "source": "older = 1"}], "nbformat": 4})
    store.request("otto asks", Draft("publishing.ipynb", "Älteres", ("controlling",), older))
    page = session_of("analyst").new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{site.root}/hub/spawn")
    page.locator(".jp-LauncherCard", has_text="zum Veröffentlichen").click()
    expect(page.locator(".jp-Notebook .jp-Cell").first).to_be_visible()
    page.get_by_text("Datei", exact=True).click()
    page.get_by_text("Veröffentlichen für …").click()
    dialogue = page.get_by_role("dialog")
    expect(dialogue).to_contain_text("sie ist keine Mauer")
    dialogue.get_by_label("Titel der Seite").fill("Sparten im Vergleich")
    dialogue.get_by_role("checkbox", name="Service").check()  # may not see margins: the check runs it as each role
    dialogue.get_by_role("button", name="Prüfen und beantragen").click()
    expect(page.get_by_role("dialog")).to_contain_text("Als Rolle service: NotPermitted")
    page.get_by_role("dialog").get_by_role("button", name="OK").click()
    page.get_by_text("Datei", exact=True).click()
    page.get_by_text("Veröffentlichen für …").click()
    dialogue.get_by_role("checkbox", name="Service").uncheck()
    dialogue.get_by_role("button", name="Prüfen und beantragen").click()
    expect(page.get_by_role("dialog")).to_contain_text("Die Seite publishing.ipynb hat bisher Otto Alt.")
    page.get_by_role("dialog").get_by_role("button", name="Als neue Version beantragen").click()
    expect(page.get_by_role("dialog")).to_contain_text("Beantragt: „Sparten im Vergleich“, Version 2")
    assert not [url for url in asked if "localhost" not in url and not url.startswith(("data:", "blob:"))]

    context = logged_in(chromium, site, "release")
    page = context.new_page()
    page.goto(site.base)  # her one app
    page.get_by_role("gridcell", name="Sparten im Vergleich").click()
    expect(page.get_by_role("region", name="Der Code dieser Version")).to_contain_text("Question.of_words")
    expect(page.get_by_role("region", name="Der Code dieser Version")).to_contain_text("Titel: Sparten im Vergleich")
    expect(page.get_by_text("Otto Alt")).not_to_have_count(0)  # in the list, and as whose page it was
    assert findings(page, "publications") == []
    page.get_by_role("button", name="Freigeben").click()
    page.get_by_role("button", name="Gelesen und verstanden: freigeben").click()
    expect(page.get_by_text("Sparten im Vergleich, Version 2")).to_be_visible()
    leave(context)

    page = session_of("controlling").new_page()
    page.goto(site.base)
    page.get_by_role("link", name="Sparten im Vergleich").click()
    expect(page.get_by_role("gridcell", name="Werkstatt")).to_be_visible()
