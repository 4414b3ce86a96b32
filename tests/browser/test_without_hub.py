"""The apps as people of this ecosystem try them: plain ``voila``, and a cell's output in JupyterLab, without a Hub.

They look there as they do where we publish them: the published page says how.
"""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import nbformat
import pytest
from ipywidgets.widgets import widget as registry
from playwright.sync_api import Page, expect

from tests.chromium import fresh_browser, leave
from tests.ports import free_port
from tests.stack import REPOSITORY, Stack, copy_notebooks, eventually, is_listening

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, BrowserContext

WIDE = {"width": 1440, "height": 900}
# What another sheet can spoil. Widths follow from the window, so they are compared where it is the same.
LOOKS = """() => {
    const looks = {};
    for (const selector of [".ci-customer h1", ".ci-customer__facts", ".ci-customer__facts dt", ".ci-customer__facts dd",
        ".ci-customer__facts a", ".ci-ageing dt", ".ci-list", ".ci-list__item", ".ci-timeline a", ".ci-tile__head h2",
        ".ci-chip", ".ci-button", ".ci-appbar", ".ci-tile"]) {
        const style = getComputedStyle([...document.querySelectorAll(selector)].find(each => each.checkVisibility()));
        looks[selector] = ["display", "float", "color", "backgroundColor", "fontFamily", "fontSize", "fontWeight",
            "lineHeight", "listStyleType", "margin", "padding", "textDecorationLine", "borderRadius"]
            .map(name => `${name}: ${style[name]}`);
    }
    return looks;
}"""
PLACES = """() => [".ci-appbar", ".ci-customer", ".ci-customer__facts dt", ".ci-tile"].map(selector => {
    const box = document.querySelector(selector).getBoundingClientRect();
    return `${selector} ${Math.round(box.left)} ${Math.round(box.top)} ${Math.round(box.width)}`;
})"""


@contextmanager
def started(folder: Path, settings_file: Path, *command: str) -> Iterator[None]:
    """A server of Jupyter with folders of its own, ended with all that it started."""
    own = {name: str(folder / name) for name in ("JUPYTER_CONFIG_DIR", "JUPYTER_RUNTIME_DIR", "IPYTHONDIR", "HOME")}
    environment = {**os.environ, **own, "CLIENTINFO_SETTINGS": str(settings_file), "PYTHONPATH": str(REPOSITORY)}
    log = (folder / "log").open("w")
    with subprocess.Popen(
        [sys.executable, "-m", *command], cwd=folder, env=environment, stdout=log, stderr=log, start_new_session=True
    ) as server:
        try:
            yield
        finally:
            os.killpg(server.pid, signal.SIGTERM)
            server.wait(60)
            log.close()


@pytest.fixture
def tab(chromium: Browser) -> Iterator[Page]:
    """A tab of a browser that nobody is logged in with."""
    context = fresh_browser(chromium, viewport=WIDE)
    yield context.new_page()
    context.close()


@pytest.fixture(scope="module")
def published(session_of: Callable[..., BrowserContext], site: Stack) -> dict[str, Any]:
    """How the page looks, and where its parts stand, where we publish it."""
    context = session_of("controlling")
    page = context.new_page()
    page.goto(site.page_address("?customer=10012"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Meier Vakuumtechnik GmbH")
    expect(page.locator(".ci-timeline a").first).to_be_visible()
    found = {"looks": page.evaluate(LOOKS), "places": page.evaluate(PLACES)}
    leave(context)
    return found


@pytest.fixture(scope="module")
def voila(settings_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where plain Voila renders the notebooks."""
    port = free_port()
    command = ("voila", str(REPOSITORY / "notebooks"), "--no-browser", f"--port={port}")
    with started(tmp_path_factory.mktemp("voila"), settings_file, *command):
        eventually(lambda: is_listening(port), "voila listens")
        yield f"http://localhost:{port}/voila/render/"


def test_plain_voila_shows_the_customer_page_as_it_is_published(
    tab: Page, published: dict[str, Any], voila: str
) -> None:
    tab.goto(f"{voila}customer.ipynb?customer=10012")
    expect(tab.get_by_role("heading", level=1)).to_have_text("Meier Vakuumtechnik GmbH")
    expect(tab.locator(".ci-timeline a").first).to_be_visible()
    assert tab.evaluate(LOOKS) == published["looks"]
    assert tab.evaluate(PLACES) == published["places"]


# What each says first; accounts are the Hub's.
OTHERS = {
    "audit": "Wer hat ihn geöffnet?",
    "lists": "Zugesagt und überfällig",
    "data_quality": "Prüfung der Zahlen",
    "margin": "Rohertrag je Monat",
    "publications": "Veröffentlichungen",
    "tours": "Plan berechnen",
    "unassigned_inbox": "Eingänge ohne Kunde",
    "users": "Nur für die Administration",
}


@contextmanager
def widgets_of(notebook: Path) -> Iterator[str]:
    """What a notebook's cells hand to a browser, run as they stand."""
    before = set(registry._instances)
    names: dict[str, Any] = {"__name__": "__main__"}
    try:
        for cell in nbformat.read(notebook, as_version=4).cells:
            exec(cell.source, names)  # noqa: S102  # our own
        made = [each.get_state() for key, each in registry._instances.items() if key not in before]
        yield json.dumps(made, default=str, ensure_ascii=False)
    finally:
        for key in registry._instances.keys() - before:
            if key in registry._instances:  # not closed with another one
                registry._instances[key].close()


def test_every_other_notebook_runs_without_a_hub(settings_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith("CLIENTINFO_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("CLIENTINFO_SETTINGS", str(settings_file))
    shipped = {each.stem: each for each in (REPOSITORY / "notebooks").glob("*.ipynb")}
    assert shipped.keys() == {"customer", *OTHERS}
    for name, says in OTHERS.items():
        with widgets_of(shipped[name]) as made:
            assert says in made, name


def test_another_notebook_is_a_page_from_edge_to_edge_under_plain_voila(tab: Page, voila: str) -> None:
    tab.goto(f"{voila}margin.ipynb")
    expect(tab.get_by_text(OTHERS["margin"]).first).to_be_visible()
    bar = tab.locator(".ci-appbar").bounding_box()
    assert (bar["x"], bar["y"], bar["width"]) == (0, 0, WIDE["width"])


def test_a_cell_s_output_in_jupyterlab_looks_as_it_is_published(
    tab: Page, published: dict[str, Any], settings_file: Path, tmp_path: Path
) -> None:
    port = free_port()
    copy_notebooks(tmp_path / "notebooks")
    options = ("--no-browser", f"--port={port}", "--allow-root", "--IdentityProvider.token=", "--port-retries=0")
    root = f"--ServerApp.root_dir={tmp_path / 'notebooks'}"
    with started(tmp_path, settings_file, "jupyterlab", *options, root):
        eventually(lambda: is_listening(port), "JupyterLab listens")
        tab.goto(f"http://localhost:{port}/lab/tree/customer.ipynb")
        expect(tab.get_by_role("button", name=re.compile(r"\| Idle$"))).to_be_visible()
        for _again in range(2):  # a cell that is run again shows a page of its own
            tab.get_by_role("menuitem", name="Run", exact=True).click()
            tab.get_by_role("menuitem", name="Run All Cells", exact=True).click()
            expect(tab.get_by_role("heading", name="Welchen Kunden suchen Sie?")).to_be_visible()
            tab.get_by_role("combobox", name="Kunde suchen").fill("meier vak")
            expect(tab.locator(".ci-suggest__hit").first).to_be_visible()  # JupyterLab has options of its own
            tab.keyboard.press("Enter")
            expect(tab.locator(".ci-customer h1")).to_be_focused()
            tab.evaluate("document.activeElement.blur()")  # the mark of the focus is a look of its own
            expect(tab.locator(".ci-timeline a").first).to_be_visible()
            # The output is narrower than the window: the page takes the layout of its own width.
            looks = tab.evaluate(LOOKS)
            assert {name: looks[name] for name in looks if name != ".ci-appbar"} == {
                name: published["looks"][name] for name in looks if name != ".ci-appbar"
            }
            assert tab.evaluate(
                "document.querySelector('.ci-root').scrollWidth <= document.querySelector('.ci-root').clientWidth"
            )
            assert tab.evaluate("getComputedStyle(document.querySelector('.jp-Toolbar')).fontFamily") != tab.evaluate(
                "getComputedStyle(document.querySelector('.ci-app')).fontFamily"
            ), "the page around us is its own"
