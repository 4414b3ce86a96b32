"""axe finds nothing on any page and tab: wide and light, wide and dark, on a phone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from playwright.sync_api import expect

from tests.browser.axe import ALL_BUT_COLOURS, COLOURS, RULES, violations
from tests.chromium import OPTIONS, PHONE, fresh_browser, leave
from widgets.panel import all_panels

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Browser, BrowserContext, Page

    from tests.stack import Stack

# What is looked for on a whole page, and in a part of one.
LOOKS: tuple[tuple[str, str, dict[str, Any], dict[str, Any], dict[str, Any]], ...] = (
    ("light", "light", OPTIONS["viewport"], RULES, RULES),
    ("dark", "dark", OPTIONS["viewport"], COLOURS, COLOURS),
    ("phone", "light", PHONE["viewport"], RULES, ALL_BUT_COLOURS),
)
ONE_TAB_EACH = {"privacy": "audit.ipynb", "admin": "users.ipynb", "service": "tours.ipynb"}


def findings(page: Page, where: str, within: str = "html") -> list[str]:
    """What axe objects to in each look: the rule, the element, and how to mend it."""
    found = []
    # What is narrow of our own sheet keeps its colours; pages without a kernel have another one.
    is_app = page.locator(".ci-app").count() > 0
    for look, scheme, viewport, of_pages, of_parts in LOOKS:
        page.set_viewport_size(viewport)
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        is_part = within != "html" or (look == "phone" and is_app)
        for broken in violations(page, of_parts if is_part else of_pages, within):
            found += [f"{where} ({look}): {broken['id']}: {node['html'][:200]}" for node in broken["nodes"]]
    page.set_viewport_size(OPTIONS["viewport"])
    return found


def everything(chromium: Browser, site: Stack, session_of: Callable[..., BrowserContext]) -> Iterator[str]:
    stranger = fresh_browser(chromium)
    page = stranger.new_page()
    page.goto(site.address)
    expect(page.get_by_label("Benutzername")).to_be_visible()
    yield from findings(page, "login")
    leave(stranger)
    page = session_of("controlling").new_page()
    page.goto(site.page("nothing.ipynb"))
    yield from findings(page, "an address that is not there")
    page.goto(site.page("customer.ipynb"))
    expect(page.get_by_role("main")).to_contain_text("Welchen Kunden suchen Sie?")
    yield from findings(page, "search")
    page.goto(site.page("customer.ipynb", "?customer=10012"))
    expect(page.get_by_role("tab")).to_have_count(sum("controlling" in each.roles for each in all_panels()))
    for number, tab in enumerate(page.get_by_role("tab").all()):
        tab.click()
        expect(page.locator(".ci-panel:visible .ci-tile").first).to_be_visible()
        # around the first tab stands what stands around all of them
        yield from findings(page, tab.inner_text(), ".ci-panel:not([hidden])" if number else "html")
    for key in ("debtors", "late_orders"):
        page.goto(site.page("lists.ipynb", f"?list={key}"))
        expect(page.get_by_role("grid")).to_be_visible()
        yield from findings(page, f"list {key}")
    page.goto(site.page("margin.ipynb", "?select=%2Fdivision%2Fworkshop&cell=%2FHof%2Fworkshop&part=price"))
    expect(page.get_by_role("region", name="Woher kommt diese Zahl?")).to_be_visible()
    for chart in page.get_by_role("button", name="Als Tabelle").all()[2:]:
        chart.click()
    yield from findings(page, "margins")
    page.get_by_role("button", name="Ziele").click()
    expect(page.get_by_role("table", name="Ziele je Monat und Sparte")).to_be_visible()
    page.get_by_role("button", name="Frage speichern").click()
    expect(page.get_by_label("Name")).to_be_visible()
    for new, part in (
        (page.get_by_role("table", name="Ziele je Monat und Sparte"), "targets"),
        (page.get_by_label("Name"), "name"),
    ):
        new.evaluate("(element, part) => { element.closest('.ci-tile, .ci-form').dataset.part = part }", part)
        yield from findings(page, f"margins, {part}", f"[data-part={part}]")
    page.context.close()
    for user, app in ONE_TAB_EACH.items():
        page = session_of(user).new_page()
        page.goto(site.page(app))
        expect(page.get_by_role("main").locator(".ci-tile").first).to_be_visible()
        yield from findings(page, app)
        leave(page.context)
    page = session_of("analyst").new_page()
    page.goto(site.address)
    expect(page.get_by_role("main")).to_be_visible()
    yield from findings(page, "start page")


def test_axe_finds_nothing_on_any_page(
    chromium: Browser, site: Stack, session_of: Callable[..., BrowserContext]
) -> None:
    assert "\n".join(everything(chromium, site, session_of)) == ""
