"""The guides' pictures: what a person sees at a step that ``docs/user_guide.md`` or ``docs/analyst_guide.md`` tells of."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, NamedTuple

from PIL import Image
from playwright.sync_api import expect

from tests.chromium import leave, logged_in

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Browser, Page

    from tests.stack import Stack

SCREEN = {"viewport": {"width": 1280, "height": 800}}
WIDTH = 960  # pixels of a picture in a guide


class Step(NamedTuple):
    """Who is at it, and how they get there from the start page."""

    user: str
    go: Callable[[Page, Stack], None]


def _search(page: Page, stack: Stack) -> None:
    page.goto(stack.page())
    field = page.get_by_role("combobox")
    expect(field).to_be_visible()
    field.fill("meier")
    expect(page.get_by_role("option").first).to_be_visible()


def _customer(query: str, shown: str) -> Callable[[Page, Stack], None]:
    def go(page: Page, stack: Stack) -> None:
        page.goto(stack.page_address(f"?customer=10012{query}"))
        expect(page.get_by_role("main")).to_contain_text(shown)

    return go


def _cases(page: Page, stack: Stack) -> None:
    page.goto(stack.page_address("?customer=10012&tab=cases"))
    page.get_by_role("row", name="Verkaufschance").click()
    expect(page.get_by_role("button", name="Abschließen")).to_be_visible()


def _start(page: Page, stack: Stack) -> None:
    page.goto(stack.base)
    expect(page.get_by_text("davon").first).to_be_visible()


def _list(page: Page, stack: Stack) -> None:
    page.goto(stack.page("lists.ipynb", "?list=debtors"))
    expect(page.get_by_role("grid")).to_be_visible()


def _margins(page: Page, stack: Stack) -> None:
    page.goto(stack.page("margin.ipynb"))
    expect(page.get_by_role("main")).to_contain_text("Rohertrag")


def _launcher(page: Page, stack: Stack) -> None:
    page.goto(f"{stack.root}/hub/spawn")
    expect(page.locator(".jp-LauncherCard", has_text="Neue Auswertung")).to_be_visible()


def _dialogue(page: Page, stack: Stack) -> None:
    _launcher(page, stack)
    page.locator(".jp-LauncherCard", has_text="zum Veröffentlichen").click()
    expect(page.locator(".jp-Notebook .jp-Cell").first).to_be_visible()
    page.get_by_text("Datei", exact=True).click()
    page.get_by_text("Veröffentlichen für …").click()
    expect(page.get_by_role("dialog")).to_contain_text("Eine zweite Person")


def _release(page: Page, stack: Stack) -> None:
    page.goto(stack.page("publications.ipynb"))
    page.get_by_role("gridcell", name="Umsatz je Sparte").click()
    expect(page.get_by_role("region", name="Der Code dieser Version")).to_be_visible()


STEPS: dict[str, Step] = {
    "start": Step("accounting", _start),
    "search": Step("service", _search),
    "cases": Step("service", _cases),
    "open_items": Step("accounting", _customer("&tab=open_items", "Aufstellung als PDF")),
    "list": Step("accounting", _list),
    "margins": Step("controlling", _margins),
    "laboratory": Step("analyst", _launcher),
    "publish": Step("analyst", _dialogue),
    "release": Step("release", _release),
}


def pictures(browser: Browser, stack: Stack, shot: Callable[[Page], bytes]) -> Iterator[tuple[str, bytes]]:
    """Yield name and picture of each step, half the screen's size.

    Args:
        browser: Opens a window of its own for each.
        stack: The running demo.
        shot: Takes a picture of a page that has come to rest.
    """
    for name, step in STEPS.items():
        context = logged_in(browser, stack, step.user, **SCREEN)
        page = context.new_page()
        step.go(page, stack)
        yield name, _narrower(shot(page))
        if name == "publish":  # what somebody releases in the next picture
            page.get_by_role("button", name="Prüfen und beantragen").click()
            expect(page.get_by_role("dialog")).to_contain_text("Beantragt")
        leave(context)


def _narrower(image: bytes) -> bytes:
    with Image.open(io.BytesIO(image)) as whole:
        small = whole.resize((WIDTH, whole.height * WIDTH // whole.width), Image.Resampling.LANCZOS)
    written = io.BytesIO()
    small.save(written, format="PNG")
    return written.getvalue()
