"""A real server over a small demo dealership, in front of which a real Chromium is put."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import nbformat
import pytest

from tests.chromium import PHONE, KnownBrowsers, leave
from tests.stack import Stack, copy_notebooks, running

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, BrowserContext, Page

CONTACT = "Frau Huber (Tel. 12)"
BROKEN_TAB = """\
from widgets.panel import Panel
from widgets.panel import EVERYBODY
from widgets.view_models import Notice
opened = []
def fails_once(customer_file):
    opened.append(1)
    if len(opened) == 1:
        raise ValueError("secret of " + customer_file.header().name)
    return Notice("Jetzt geht es")
broken = Panel("broken", "Kaputt", 5, EVERYBODY, fails_once)"""

# An app that is none of customers: no search, and it draws itself again in another language.
OTHER_APP = """\
import ipywidgets
from widgets.app.page import AppPage
from widgets.texts.language import N_, language
text = ipywidgets.HTML()
def draw():
    text.value = f"<h2>Inhalt {language()}</h2>"
page = AppPage(N_("Offene Posten"), house="Haus", redraw=draw)
page.show(text)
draw()
page"""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in here needs a browser."""
    for item in items:
        if item.nodeid.startswith("tests/browser/"):
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def settings_file(demo_settings: Path) -> Path:
    """A demo dealership with its snapshot."""
    return demo_settings


@pytest.fixture(scope="session")
def notebooks(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shipped apps; for the role controlling alone one with a tab that fails, one that fails, and another app."""
    folder = copy_notebooks(tmp_path_factory.mktemp("notebooks"))
    shipped = nbformat.read(folder / "customer.ipynb", as_version=4)
    shipped.metadata["clientinfo"] = {"title": "Offene Posten", "roles": ["controlling"]}
    shipped.cells.insert(2, nbformat.v4.new_code_cell(BROKEN_TAB))
    shipped.cells[-1].source = "CustomerApp(directory, panels=(broken,))"
    nbformat.write(shipped, folder / "broken.ipynb")
    for name, source in (("failing", "raise ValueError('secret')"), ("other", OTHER_APP)):
        more = nbformat.v4.new_notebook(metadata=shipped.metadata)
        more.cells = [nbformat.v4.new_code_cell(source)]
        nbformat.write(more, folder / f"{name}.ipynb")
    return folder


@pytest.fixture(scope="session")
def site(settings_file: Path, notebooks: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """The publication of all browser tests."""
    with running(settings_file, tmp_path_factory.mktemp("site"), notebooks, CLIENTINFO_HUB__CONTACT=CONTACT) as stack:
        yield stack


@pytest.fixture(scope="session")
def session_of(chromium: Browser, site: Stack) -> Iterator[Callable[..., BrowserContext]]:
    """Opens a user's browser that logged in before (``KnownBrowsers``)."""
    known = KnownBrowsers(chromium, site)
    opened: list[BrowserContext] = []

    def browser_of(user: str, **more: Any) -> BrowserContext:
        opened.append(known.open(user, **more))
        return opened[-1]

    yield browser_of
    for each in opened:
        leave(each)


@pytest.fixture
def context(session_of: Callable[..., BrowserContext]) -> Iterator[BrowserContext]:
    """A controller's browser, who sees every tab, as wide as a desktop."""
    opened = session_of("controlling")
    yield opened
    leave(opened)


@pytest.fixture
def page(context: BrowserContext) -> Page:
    """An empty tab of that session."""
    return context.new_page()


@pytest.fixture
def phone(session_of: Callable[..., BrowserContext]) -> Iterator[Page]:
    """The same on a phone."""
    opened = session_of("controlling", **PHONE)
    yield opened.new_page()
    leave(opened)
