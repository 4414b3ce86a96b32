"""The pages that the service draws itself: the start page, the full server, what an install needs."""

from __future__ import annotations

import json
from datetime import datetime
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from clientinfo_kernel.settings import BERLIN
from tests.browser.published import DANGLING, LINKS, SMALL, UNNAMED, WIDTH, rendered

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.stack import Stack

USER = {"name": "controlling", "initials": "PK", "roles": "Verkauf, Controlling"}
APPS = [
    {"title": "Kundensicht", "text": "Alles zu einem Kunden.", "icon": "users", "href": "/voila/render/customer.ipynb"},
    {"title": "<b>Benutzer</b>", "text": "Konten & Rollen.", "icon": "key", "href": "/users"},
]


def show(page: Page, site: Stack, template: str, **values: object) -> None:
    body = rendered(template, **values)
    page.route("**/shown", lambda route, _request: route.fulfill(body=body, content_type="text/html; charset=utf-8"))
    page.goto(f"{site.address}shown")


def test_the_start_page_has_a_tile_for_each_app(page: Page, site: Stack) -> None:
    show(page, site, "start.html.j2", apps=APPS, user=USER, links=LINKS, house="Haus & Hof")
    tiles = page.get_by_role("main").get_by_role("link")
    expect(tiles).to_have_count(3)
    expect(tiles.nth(1)).to_have_accessible_name("<b>Benutzer</b> Konten & Rollen.")
    expect(tiles.nth(2)).to_have_attribute("href", LINKS["lab"])
    expect(page.get_by_role("banner")).to_contain_text("Haus & Hof")
    expect(page.get_by_role("main")).to_contain_text("Ihre Rolle: Verkauf, Controlling.")
    page.get_by_role("button", name="controlling").focus()
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("menuitem", name="Kennwort ändern")).to_be_focused()
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Farbschema wechseln").click()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    assert page.evaluate(UNNAMED) == []
    assert page.evaluate(DANGLING) == []
    moments = [datetime.now(BERLIN)]
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    moments.append(datetime.now(BERLIN))
    framed = page.evaluate(
        "document.adoptedStyleSheets.flatMap(({ cssRules }) => [...cssRules].map(({ cssText }) => cssText)).join()"
    )
    assert 'content: "clientinfo · Haus & Hof"' in framed
    assert any(f"{each:%d.%m.%Y, %H:%M}" in framed for each in moments)  # the house's time, wherever the browser is
    assert 'content: "Seite " counter(page) " von " counter(pages)' in framed


def test_the_start_page_on_the_phone(phone: Page, site: Stack) -> None:
    show(phone, site, "start.html.j2", apps=APPS, user=USER, links=LINKS, house="Haus")
    phone.get_by_role("button", name="controlling").click()
    expect(phone.get_by_role("menuitem", name="Abmelden")).to_be_visible()
    assert phone.evaluate(SMALL, "body") == []
    assert phone.evaluate(WIDTH) == 390


@pytest.mark.parametrize(("has_role", "said"), [(False, "noch keine Rolle"), (True, "keine Anwendung freigegeben")])
def test_the_start_page_of_somebody_without_any_app(page: Page, site: Stack, has_role: bool, said: str) -> None:  # noqa: FBT001
    show(
        page,
        site,
        "start.html.j2",
        apps=[],
        user=USER,
        links={"logout": "/logout"},
        has_role=has_role,
        contact="Frau Huber",
    )
    expect(page.get_by_role("main")).to_contain_text(said)
    expect(page.get_by_role("main")).to_contain_text("enden Sie sich an Frau Huber.")
    expect(page.get_by_role("main").get_by_role("link", name="Abmelden")).to_be_visible()


@pytest.mark.parametrize(
    ("of_person", "said"), [(False, "Gerade sind alle Plätze belegt"), (True, "Sie haben zu viele Seiten offen")]
)
def test_a_full_server_is_tried_again(page: Page, site: Stack, of_person: bool, said: str) -> None:  # noqa: FBT001
    show(page, site, "full.html.j2", of_person=of_person)
    expect(page.get_by_role("heading", name=said)).to_be_visible()
    assert page.locator("meta[http-equiv=refresh]").get_attribute("content") == "15"


def test_the_manifest_can_be_installed(page: Page, site: Stack) -> None:
    page.goto(site.page_address())
    manifest_address = f"{site.root}{page.locator('link[rel=manifest]').get_attribute('href')}"
    manifest = json.loads(page.request.get(manifest_address).text())
    assert {"name", "short_name", "start_url", "scope", "display", "icons", "theme_color"} <= set(manifest)
    assert {icon["purpose"] for icon in manifest["icons"]} == {"any", "maskable"}
    for icon in manifest["icons"]:
        answer = page.request.get(f"{site.address}assets/{icon['src']}")
        assert answer.headers["content-type"].startswith("image/svg+xml")
        assert answer.text().startswith("<svg")
